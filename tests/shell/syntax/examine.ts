/**
 * Everything that reads a program's text, called with any text: nothing may throw, formatting must not change a program
 * without errors, and one that passes the check, too, must give JavaScript that can be compiled.
 *
 * @module
 */

import { check } from "../../../src/shell/check/checker.ts";
import { generate } from "../../../src/shell/eval/generate/generator.ts";
import { canonicalText } from "../../../src/shell/syntax/canonical.ts";
import { parse } from "../../../src/shell/syntax/parser.ts";
import { print } from "../../../src/shell/syntax/printer.ts";
import { Source } from "../../../src/shell/syntax/source.ts";
import { treeOf } from "../../../src/shell/syntax/tree.ts";
import { assertCanonical } from "./round_trip.ts";

/**
 * Reads a text in every way; throws where one of them fails.
 *
 * @returns false for a program that formatting leaves as it is, since printing would change it
 */
export function examine(text: string): boolean {
  const source = new Source("fuzz.aria", text);
  const parsed = parse(source);
  const errors = parsed.diagnostics.count;
  for (const { span } of parsed.diagnostics.list()) {
    if (span.start < 0 || span.end < span.start || span.end > text.length + 1) {
      throw new Error(`A diagnostic stands at ${span.start} to ${span.end} of ${text.length}`);
    }
  }
  parsed.diagnostics.format(source);
  JSON.stringify(treeOf(parsed, source));
  const canonical = errors === 0 ? canonicalText(parsed, source, parse) : print(parsed, source);
  if (errors === 0 && canonical !== null) assertCanonical(canonical, text, parsed);
  const checked = check({ source, parsed }, () => "there are no files");
  for (const { source: file, diagnostics } of checked.diagnostics) diagnostics.format(file);
  if (checked.errors === 0) new Function(generate(checked.program).text);
  return canonical !== null;
}
