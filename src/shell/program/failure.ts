/**
 * Says what stopped a script, or what it passed over.
 *
 * @module
 */

import type { EndingFailure } from "../eval/mod.ts";
import { formatAt } from "../syntax/diagnostics.ts";
import type { ErrorValue } from "../values/mod.ts";
import { lastWords } from "./last_words.ts";
import { BROKEN_PIPE_CODE, printError } from "./output.ts";

/** Prints a diagnostic at the place, then the end of what the failing stage had to say. */
export function printFailure(failure: EndingFailure, severity: "error" | "warning"): void {
  const { place, message, code, help, error, stderrTail } = failure;
  if (error && isBrokenStdout(error)) return;
  printError(formatAt(place, { severity, code, message, help }) + lastWords(stderrTail));
}

/** The reader of the shell's stdout is gone: of what the program printed, or of what a stage wrote there. */
function isBrokenStdout({ code, kind, details }: ErrorValue): boolean {
  if (kind === "broken_pipe") return code === BROKEN_PIPE_CODE;
  return details.isUnread === true;
}
