/**
 * What printing promises: the same tree, all comments in their order, and a text that printing leaves as it is.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { parse, type Parsed } from "../../../src/shell/syntax/parser.ts";
import { print } from "../../../src/shell/syntax/printer.ts";
import { Source } from "../../../src/shell/syntax/source.ts";

/** A tree without places, as JSON. */
function treeText({ program }: Parsed): string {
  return JSON.stringify(program, (name, value) => {
    if (name === "span" || name === "operatorSpan") return undefined;
    return typeof value === "bigint" ? String(value) : value;
  }, 1);
}

/** The comments, whatever the blanks in them. */
function commentTexts({ comments }: Parsed): string[] {
  return comments.map(({ text }) => text.replace(/\s+/g, " ").trim());
}

/** Fails unless a program without errors is printed as promised. */
export function assertRoundTrip(text: string, parsed: Parsed, source: Source): void {
  assertCanonical(print(parsed, source), text, parsed);
}

/** Fails unless a text is what printing promises of a program without errors. */
export function assertCanonical(canonical: string, text: string, parsed: Parsed): void {
  const again = new Source("canonical", canonical);
  const reparsed = parse(again);
  const shown = `${text}\n--- is printed as\n${canonical}`;
  assertEquals(reparsed.diagnostics.count, 0, `${shown}\n---\n${reparsed.diagnostics.format(again)}`);
  assert(treeText(reparsed) === treeText(parsed), `The tree is another one:\n${shown}`);
  assertEquals(commentTexts(reparsed), commentTexts(parsed), shown);
  assertEquals(print(reparsed, again), canonical, shown);
  assert(/^$|[^\n]\n$/.test(canonical), `Not one newline at the end:\n${shown}`);
}
