/**
 * What is wrong with a program, said so that a person can mend it.
 *
 * A diagnostic is `file:line:col: error: message [code]`, the source line, a caret span, and `help: …` where a mend is
 * known.
 *
 * @module
 */

import type { Code } from "./codes.ts";
import type { Source, Span } from "./source.ts";
import { visible } from "./visible.ts";

/** An error keeps a program from running, a warning does not. */
export type Severity = "error" | "warning";

/** One thing that is wrong, and where. */
export interface Diagnostic {
  readonly severity: Severity;
  /** The kind of mistake. */
  readonly code: Code;
  /** What was found, in words; no full stop. */
  readonly message: string;
  /** What the carets stand under. */
  readonly span: Span;
  /** How to mend it, where that is known. */
  readonly help?: string;
}

/** Errors of one program that are shown, and warnings. */
export const DIAGNOSTICS_MAX = 20;

/** Collects the diagnostics of one program, each place once. */
export class Diagnostics {
  readonly #found: Diagnostic[] = [];
  /** The places of each severity. */
  readonly #places = { error: new Set<string>(), warning: new Set<string>() };

  /** Adds an error. A second one at the same place is dropped: it is nearly always a consequence of the first. */
  add(code: Code, message: string, span: Span, help?: string): void {
    this.#note("error", code, message, span, help);
  }

  /** Adds a warning; a second one at the same place is dropped. */
  warn(code: Code, message: string, span: Span, help?: string): void {
    this.#note("warning", code, message, span, help);
  }

  #note(severity: Severity, code: Code, message: string, span: Span, help: string | undefined): void {
    const place = `${span.start}-${span.end}`;
    if (this.#places[severity].has(place)) return;
    this.#places[severity].add(place);
    this.#found.push({ severity, code, message, span, ...(help === undefined ? {} : { help }) });
  }

  /** How many errors there are; warnings do not count. */
  get count(): number {
    return this.#places.error.size;
  }

  /** All of them, warnings too, by place. */
  list(): Diagnostic[] {
    return this.#found.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  }

  /** The text of the first {@linkcode DIAGNOSTICS_MAX} of each severity, and lines that say how many more there are. */
  format(source: Source): string {
    const count = { error: 0, warning: 0 };
    let text = "";
    for (const diagnostic of this.list()) {
      if (++count[diagnostic.severity] <= DIAGNOSTICS_MAX) text += formatDiagnostic(source, diagnostic);
    }
    return text + more(source, "error", count.error) + more(source, "warning", count.warning);
  }
}

/** The line that says how many were left out. */
function more(source: Source, severity: Severity, count: number): string {
  const left = count - DIAGNOSTICS_MAX;
  if (left <= 0) return "";
  return `${visible(source.name)}: ${left} more ${left === 1 ? `${severity} is` : `${severity}s are`} not shown\n`;
}

/** A line longer than this is shown in part, around the carets. */
const COLUMNS_MAX = 200;

/**
 * One diagnostic as text, every line ended. Control characters are shown as `\u{1b}`, lest they reach the terminal.
 *
 * @example
 * ```ts
 * import { formatDiagnostic } from "./diagnostics.ts";
 * import { Source } from "./source.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const source = new Source("job.aria", "run(5);");
 * const span = { start: 4, end: 5 };
 * assertEquals(
 *   formatDiagnostic(source, { severity: "error", code: "ARIA-100", message: "this is no program", span }),
 *   "job.aria:1:5: error: this is no program [ARIA-100]\n  run(5);\n      ^\n",
 * );
 * ```
 */
export function formatDiagnostic(source: Source, diagnostic: Diagnostic): string {
  const { severity, code, span, message, help } = diagnostic;
  const [before, under, behind] = excerpt(source, span);
  const carets = "^".repeat(Math.max(columns(under), 1));
  const head = visible(`${source.where(span.start)}: ${severity}: ${message} [${code}]`);
  const text = `${head}\n  ${before}${under}${behind}\n  ${indent(before)}${carets}\n`;
  return help === undefined ? text : `${text}help: ${visible(help)}\n`;
}

/**
 * The same of a program that runs: the place may be in any of its files.
 *
 * @param place undefined or null: the matter is no place's, but the shell's own
 */
export function formatAt(
  place: { readonly source: Source; readonly span: Span } | null | undefined,
  diagnostic: Omit<Diagnostic, "span">,
): string {
  if (place) return formatDiagnostic(place.source, { ...diagnostic, span: place.span });
  const { severity, code, message } = diagnostic;
  return `ariash: ${severity === "error" ? "" : `${severity}: `}${message} [${code}]\n`;
}

/** The line that a span begins in: what stands before it, under it, and behind it. */
function excerpt(source: Source, span: Span): [before: string, under: string, behind: string] {
  const line = source.line(source.lineOf(span.start));
  const lineEnd = Math.max(source.lineEnd(span.start), span.start);
  const at = Math.min(span.start - (lineEnd - line.length), line.length);
  const length = Math.max(Math.min(span.end, lineEnd) - span.start, 0);
  const before = visible(line.slice(0, at));
  const under = visible(line.slice(at, at + length));
  const behind = visible(line.slice(at + length));
  if (before.length + under.length + behind.length <= COLUMNS_MAX) return [before, under, behind];
  const some = COLUMNS_MAX >> 2;
  return [
    before.length > some ? `…${before.slice(-some)}` : before,
    under.length > 2 * some ? `${under.slice(0, 2 * some)}…` : under,
    behind.length > some ? `${behind.slice(0, some)}…` : behind,
  ];
}

/** Blanks as wide as `text`; tabs stay tabs, so that the carets stand right whatever a tab's width is. */
function indent(text: string): string {
  return [...text].map((character) => character === "\t" ? "\t" : " ".repeat(columns(character))).join("");
}

/** Columns of a terminal that a text takes, character by character. */
function columns(text: string): number {
  if (PLAIN.test(text)) return text.length;
  const wide =
    /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\uff01-\uff60]/u;
  const zeroWidth = /[\p{Mark}\u200d\ufe0f]/u;
  let width = 0;
  for (const character of text) width += zeroWidth.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return width;
}

/** Text for which no sets of characters need be made. */
const PLAIN = /^[\t -~]*$/;
