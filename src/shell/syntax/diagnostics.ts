/**
 * What is wrong with a program, said so that a person can mend it.
 *
 * A diagnostic is `file:line:col: error: message`, the source line, a caret span, and `help: …` where a mend is known.
 *
 * @module
 */

import type { Source, Span } from "./source.ts";

/** One thing that is wrong, and where. */
export interface Diagnostic {
  /** What was found, in words; no full stop. */
  readonly message: string;
  /** What the carets stand under. */
  readonly span: Span;
  /** How to mend it, where that is known. */
  readonly help?: string;
}

/** Diagnostics shown of one program. */
export const DIAGNOSTICS_MAX = 20;

/** Collects the diagnostics of one program, in the order of its text, each place once. */
export class Diagnostics {
  readonly #found: Diagnostic[] = [];

  /** Adds one. A second one at the same place is dropped: it is nearly always a consequence of the first. */
  add(message: string, span: Span, help?: string): void {
    if (this.#found.some((known) => known.span.start === span.start && known.span.end === span.end)) return;
    this.#found.push(help === undefined ? { message, span } : { message, span, help });
  }

  /** How many there are. */
  get count(): number {
    return this.#found.length;
  }

  /** All of them by place. */
  list(): Diagnostic[] {
    return this.#found.toSorted((a, b) => a.span.start - b.span.start);
  }

  /** The text of the first {@linkcode DIAGNOSTICS_MAX}, and a line that says how many more there are. */
  format(source: Source): string {
    const list = this.list();
    const shown = list.slice(0, DIAGNOSTICS_MAX).map((diagnostic) => formatDiagnostic(source, diagnostic));
    const more = list.length - shown.length;
    if (more > 0) shown.push(`${source.name}: ${more} more ${more === 1 ? "error is" : "errors are"} not shown\n`);
    return shown.join("");
  }
}

/**
 * One diagnostic as text, every line ended.
 *
 * @example
 * ```ts
 * import { formatDiagnostic } from "./diagnostics.ts";
 * import { Source } from "./source.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const source = new Source("job.aria", "run(5);");
 * assertEquals(
 *   formatDiagnostic(source, { message: "the program must be a string", span: { start: 4, end: 5 } }),
 *   "job.aria:1:5: error: the program must be a string\n  run(5);\n      ^\n",
 * );
 * ```
 */
export function formatDiagnostic(source: Source, diagnostic: Diagnostic): string {
  const { span, message, help } = diagnostic;
  const line = source.line(source.lineOf(span.start));
  const lineEnd = Math.max(source.lineEnd(span.start), span.start);
  const lineStart = lineEnd - line.length;
  const before = source.text.slice(lineStart, span.start);
  const under = source.text.slice(span.start, Math.min(span.end, lineEnd));
  const carets = "^".repeat(Math.max(columns(under), 1));
  const text = `${source.where(span.start)}: error: ${message}\n  ${line}\n  ${indent(before)}${carets}\n`;
  return help === undefined ? text : `${text}help: ${help}\n`;
}

/** Blanks as wide as `text`; tabs stay tabs, so that the carets stand right whatever a tab's width is. */
function indent(text: string): string {
  return [...text].map((character) => character === "\t" ? "\t" : " ".repeat(columns(character))).join("");
}

const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\uff01-\uff60]/u;
const ZERO_WIDTH = /[\p{Mark}\u200d\ufe0f]/u;

/** Columns of a terminal that a text takes, character by character. */
function columns(text: string): number {
  let width = 0;
  for (const character of text) width += ZERO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}
