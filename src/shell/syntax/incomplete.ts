/**
 * Whether a person at a prompt has more to type.
 *
 * @module
 */

import { parse, type ParseNames } from "./parser.ts";
import { Source } from "./source.ts";

/**
 * Whether a text ends inside of a bracket, string, interpolation or block comment, or behind an operator that a command
 * of bare words continues after, so that a line break there is no submission. A bracket too many is an error, not a
 * reason to wait.
 *
 * @param text all that was typed
 * @param names that are declared; they tell an expression from bare words
 *
 * @example
 * ```ts
 * import { isIncomplete } from "./incomplete.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(isIncomplete("if (true) {"), true);
 * assertEquals(isIncomplete("ls |"), true);
 * assertEquals(isIncomplete('print("{");'), false);
 * ```
 */
export function isIncomplete(text: string, names?: ParseNames): boolean {
  return parse(new Source("", text), names).isOpen;
}
