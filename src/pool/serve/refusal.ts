/**
 * What the system refuses, in the words of what was wanted.
 *
 * @module
 */

/** `No such file or directory (os error 2): open '/run/x/'`: behind the reason stands what the runtime tried. */
const REASON = /^.* \(os error \d+\)(?=: )/;

/**
 * An error that says what cannot be done, and why.
 *
 * @param what could not be done: `listen at unix:a`.
 * @param cause the runtime's error.
 */
export function refusal(what: string, cause: unknown): Error {
  const { message } = cause as Error;
  return new Error(`Cannot ${what}: ${REASON.exec(message)?.[0] ?? message}`, { cause });
}
