/**
 * Errors that come from the operating system or from the library itself.
 *
 * @module
 */

/** An error of Aria's own, with a stable `code` such as `"ARIA_LIBRARY_NOT_FOUND"`. */
export class AriaError extends Error {
  /** Stable across versions; the message is not. */
  readonly code: string;

  /**
   * Makes one.
   *
   * @param code the stable code.
   * @param message what happened and what to do.
   * @param options as for `Error`.
   */
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AriaError";
    this.code = code;
  }
}

/**
 * What `systemError` adds to the error it makes.
 *
 * @internal
 */
export interface SystemErrorFields {
  /** The symbolic name, as `"ENOENT"`. */
  code: string;
  /** The system's number, positive. */
  errno: number;
  /** The step of a spawn that failed, as `"exec"`, `"chdir"`, `"open out.txt"`, `"dup2 3"`. */
  step?: string;
  /** The program that was to be started. */
  program?: string;
}

/**
 * An error of the operating system: one of Deno's classes where one fits (`Deno.errors.NotFound`, …), else `Error`. It
 * has `code` (the symbolic name, as `"ENOENT"`) and `errno`; one of a spawn also has `program` and the `step` that
 * failed, as `"exec"`, `"chdir /tmp/x"`, `"open out.txt"`, `"dup2 3"`.
 *
 * @example
 * ```ts
 * import { Command, type SystemError } from "@aria/runtime";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const error = assertThrows(() => new Command("no-such-program").spawn(), Deno.errors.NotFound) as SystemError;
 * assertEquals([error.code, error.step, error.program], ["ENOENT", "exec", "no-such-program"]);
 * ```
 */
export type SystemError = Error & SystemErrorFields;

const CLASSES: Record<string, new (message: string) => Error> = {
  ENOENT: Deno.errors.NotFound,
  EACCES: Deno.errors.PermissionDenied,
  EPERM: Deno.errors.PermissionDenied,
  EEXIST: Deno.errors.AlreadyExists,
  EPIPE: Deno.errors.BrokenPipe,
  EINTR: Deno.errors.Interrupted,
  EAGAIN: Deno.errors.WouldBlock,
  ETIMEDOUT: Deno.errors.TimedOut,
  EBUSY: Deno.errors.Busy,
  ETXTBSY: Deno.errors.Busy,
  EISDIR: Deno.errors.IsADirectory,
  ENOTDIR: Deno.errors.NotADirectory,
  ELOOP: Deno.errors.FilesystemLoop,
  EINVAL: TypeError,
};

/**
 * Makes the error for an errno value.
 *
 * @param code its symbolic name.
 * @param text its meaning.
 * @param errno its number, positive.
 * @param action what failed, as `Cannot spawn "gcc"`; step and program are added to the error as fields.
 * @param fields more fields.
 * @returns the error, to be thrown by the caller.
 */
export function makeSystemError(
  code: string,
  text: string,
  errno: number,
  action: string,
  fields: { step?: string; program?: string } = {},
): SystemError {
  const step = fields.step ? `${fields.step}: ` : "";
  const error = new (CLASSES[code] ?? Error)(`${action}: ${step}${text} (${code})`);
  return Object.assign(error, { code, errno, ...fields });
}
