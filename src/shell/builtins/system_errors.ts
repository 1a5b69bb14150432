/**
 * Errors of the operating system as failures of a function.
 *
 * @module
 */

import { quoteName } from "../syntax/quote.ts";
import { type Failure } from "../values/mod.ts";
import { failure } from "./entry.ts";

/** "No such file or directory (os error 2): readfile 'x'" */
const OS_ERROR = /^(.*?) \(os error (\d+)\)/;

/**
 * Does something to a file. What the system refuses is a failure of kind `io` that names the function, the file and the
 * reason; its code is the system's number for it.
 */
export function attempt<R>(name: string, path: string, action: () => R): R | Failure {
  try {
    return action();
  } catch (error) {
    return ioFailure(name, path, error);
  }
}

/** The same of something that is waited for. */
export async function attemptLater<R>(name: string, path: string, action: () => Promise<R>): Promise<R | Failure> {
  try {
    return await action();
  } catch (error) {
    return ioFailure(name, path, error);
  }
}

/** An error of the system as the failure of a function; other errors are thrown again. */
function ioFailure(name: string, path: string, error: unknown): Failure {
  if (path.includes("\0")) return failure(`${name} ${quoteName(path)}: a file name holds no NUL`, "io");
  if (!(error instanceof Error)) throw error;
  const found = OS_ERROR.exec(error.message);
  if (found === null && !isOfSystem(error)) throw error;
  const reason = found?.[1] ?? error.message;
  return failure(
    `${name} ${quoteName(path)}: ${reason[0]!.toLowerCase()}${reason.slice(1)}`,
    "io",
    Number(found?.[2] ?? 1),
  );
}

function isOfSystem(error: Error): boolean {
  return Object.values(Deno.errors).some((kind) => error instanceof kind) || error.name === "AbortError";
}
