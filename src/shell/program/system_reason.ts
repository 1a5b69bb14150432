/**
 * Why the system has refused something, in its own words.
 *
 * @module
 */

/** "No such file or directory (os error 2): readfile 'x'", "Cannot write stddato: Broken pipe (EPIPE)" */
const SYSTEM_ERROR = /^(?:Cannot [^:]*: )?(.+?) \((?:os error \d+|E[A-Z0-9]+)\)/;

/** The reason alone, to stand behind a colon: `no such file or directory`. */
export function systemReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const reason = SYSTEM_ERROR.exec(message)?.[1] ?? message;
  return `${reason.slice(0, 1).toLowerCase()}${reason.slice(1)}`;
}
