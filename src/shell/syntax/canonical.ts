/**
 * Printing that never changes a program: what was printed is read again before anybody gets it.
 *
 * @module
 */

import type { Parsed } from "./parser.ts";
import { interpreterLine, print } from "./printer.ts";
import { Source } from "./source.ts";

/**
 * The canonical text of a program without errors; null if there is none: where its lines end, and what its comments
 * touch, can tell a command from an expression, and what the printer moves may change that.
 *
 * The text gives the same tree apart from positions, has the same comments, and is its own canonical text.
 *
 * @param parsed the program
 * @param source its text
 * @param reparse reads a text in the place of the program's, with the same names declared before it
 *
 * @example
 * ```ts
 * import { canonicalText } from "./canonical.ts";
 * import { parse } from "./parser.ts";
 * import { Source } from "./source.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const source = new Source("-c", "print( 1 )");
 * assertEquals(canonicalText(parse(source), source, parse), "print(1);\n");
 * ```
 */
export function canonicalText(parsed: Parsed, source: Source, reparse: (source: Source) => Parsed): string | null {
  const text = print(parsed, source);
  const printed = new Source(source.name, text);
  const reread = reparse(printed);
  const isSame = reread.diagnostics.count === 0 && isSameTree(reread.program, parsed.program) &&
    isSameTree(comments(reread, printed), comments(parsed, source)) && print(reread, printed) === text;
  return isSame ? text : null;
}

/** Whether two trees differ in positions only. */
function isSameTree(one: unknown, other: unknown): boolean {
  if (!isObject(one) || !isObject(other)) return Object.is(one, other);
  const names = Object.keys(one);
  return names.length === Object.keys(other).length &&
    names.every((name) => name === "span" || name.endsWith("Span") || isSameTree(one[name], other[name]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** The comments, whatever the blanks in them; that of the first line is one, too. */
function comments(parsed: Parsed, source: Source): string[] {
  const first = interpreterLine(source) ?? "";
  return [first, ...parsed.comments.map(({ text }) => text.replace(/\s+/g, " ").trim())];
}
