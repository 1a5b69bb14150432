/**
 * Says what stopped a script.
 *
 * @module
 */

import type { EndingFailure } from "../eval/mod.ts";
import { formatAt } from "../syntax/diagnostics.ts";
import type { ErrorValue } from "../values/mod.ts";
import { lastWords } from "./last_words.ts";
import { BROKEN_PIPE_CODE, printError } from "./output.ts";

/** Prints a diagnostic at the place, then the end of what the failing stage had to say. */
export function printFailure({ place, message, code, help, error, stderrTail }: EndingFailure): void {
  if (error && isBrokenStdout(error)) return;
  printError(formatAt(place, { severity: "error", code, message, help }) + lastWords(stderrTail));
}

/** The reader of the shell's stdout is gone: of what the program printed, or of what its last stage wrote there. */
function isBrokenStdout({ code, kind, details }: ErrorValue): boolean {
  if (kind === "broken_pipe") return code === BROKEN_PIPE_CODE;
  const { stage, stages, signal } = details;
  return signal === "PIPE" && stages !== undefined && stage === stages.length - 1;
}
