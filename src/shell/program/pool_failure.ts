/**
 * What `ariash pool` says when something fails.
 *
 * @module
 */

import { PoolError } from "../../pool/mod.ts";
import { lastWords } from "./last_words.ts";
import { printError } from "./output.ts";

/**
 * Prints a failure on stderr: a line, and the last words of the server that it is about.
 *
 * @param task `serve` or `bench`
 * @param error what failed
 */
export function printFailure(task: string, error: unknown): void {
  const tail = error instanceof PoolError ? error.stderrTail : "";
  printError(`ariash: pool ${task}: ${(error as Error).message}\n${lastWords(tail)}`);
}
