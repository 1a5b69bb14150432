/**
 * Says what stopped a script.
 *
 * @module
 */

import type { EndingFailure } from "../eval/mod.ts";
import { formatDiagnostic } from "../syntax/diagnostics.ts";
import type { ErrorValue } from "../values/mod.ts";
import { BROKEN_PIPE_CODE, printError } from "./output.ts";

/** Lines of a stage's captured stderr that are shown, the last ones. */
const TAIL_LINES = 10;

/** Prints a diagnostic at the place, then the end of what the failing stage had to say. */
export function printFailure({ place, message, code, help, error, stderrTail }: EndingFailure): void {
  if (error && isBrokenStdout(error)) return;
  const text = place
    ? formatDiagnostic(place.source, { severity: "error", code, message, span: place.span, help })
    : `ariash: ${message} [${code}]\n`;
  printError(text + tailOf(stderrTail ?? ""));
}

/** The reader of the shell's stdout is gone: of what the program printed, or of what its last stage wrote there. */
function isBrokenStdout({ code, kind, details }: ErrorValue): boolean {
  if (kind === "broken_pipe") return code === BROKEN_PIPE_CODE;
  const { stage, stages, signal } = details;
  return signal === "PIPE" && stages !== undefined && stage === stages.length - 1;
}

function tailOf(stderr: string): string {
  const lines = stderr.trimEnd().split("\n").slice(-TAIL_LINES);
  return stderr.trim() === "" ? "" : `its stderr ended so:\n${lines.map((line) => `  ${line}\n`).join("")}`;
}
