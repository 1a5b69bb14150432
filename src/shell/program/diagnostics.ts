/**
 * Checks programs and tells what is wrong with them: to people on stderr, to other programs as data.
 *
 * @module
 */

import { check, type Checked, type Loaded } from "../check/checker.ts";
import type { JsonDiagnostic } from "../report/json.ts";
import type { Diagnostic } from "../syntax/diagnostics.ts";
import type { Source } from "../syntax/source.ts";
import type { LoadError, Programs } from "./load.ts";
import { printError } from "./output.ts";

/** Checks a program and all that it uses; what is wrong is on stderr. */
export function checkLoaded(main: Loaded, programs: Programs): Checked {
  const checked = check(main, (from, path) => programs.resolve(from, path));
  for (const { source, diagnostics } of checked.diagnostics) printError(diagnostics.format(source));
  return checked;
}

/** Everything that was found, for other programs. */
export function entriesOf(checked: Checked): JsonDiagnostic[] {
  return checked.diagnostics.flatMap(({ source, diagnostics }) =>
    diagnostics.list().map((diagnostic) => entryOf(source, diagnostic))
  );
}

/** A file that could not be read, for other programs. */
export function unreadEntry({ message, path, line }: LoadError): JsonDiagnostic {
  const place = { file: path, line, col: 1, endLine: line, endCol: 1 };
  return { severity: "error", code: "ARIA-180", message, ...place, help: null };
}

function entryOf(source: Source, { severity, code, message, span, help }: Diagnostic): JsonDiagnostic {
  const start = source.position(span.start);
  const end = source.position(span.end);
  return {
    severity,
    code,
    message,
    file: source.name,
    line: start.line,
    col: start.column,
    endLine: end.line,
    endCol: end.column,
    help: help ?? null,
  };
}
