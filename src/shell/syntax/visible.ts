/**
 * Text that steers no terminal.
 *
 * @module
 */

/** Text for which no sets of characters need be made. */
const PLAIN = /^[\t\n -~]*$/;

/**
 * The text with `\u{1b}` for each control character but line breaks and tabs, and for each mark that turns the
 * direction of text. What a program or its data bring along is shown by it, and not obeyed.
 *
 * @example
 * ```ts
 * import { visible } from "./visible.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(visible("there is no '\x1b[2J'\n"), "there is no '\\u{1b}[2J'\n");
 * ```
 */
export function visible(text: string): string {
  if (PLAIN.test(text)) return text;
  const steering = /(?![\t\n])[\p{Cc}\p{Bidi_Control}]/gu;
  return text.replace(steering, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}
