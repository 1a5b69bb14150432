/**
 * The list of hostile strings is what it says, so that no test passes for want of strings.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { ARGUMENT_BYTES_MAX, FILE_NAMES, HOSTILE, PWNED, WITH_NUL } from "./hostile.ts";
import { BARE, LITERALS, WORDS } from "./literals.ts";

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

Deno.test("there are more than 600 hostile strings, each of them once", () => {
  assertEquals([HOSTILE.length, new Set(HOSTILE).size], [626, 626]);
  assertEquals([WITH_NUL.length, new Set(WITH_NUL).size], [8, 8]);
});

Deno.test("every one can be an argument, and the longest hardly", () => {
  const misfits = HOSTILE.filter((text) => !text.isWellFormed() || text.includes("\0"));
  assertEquals(misfits, []);
  const longest = Math.max(...HOSTILE.map(bytesOf));
  assert(longest < ARGUMENT_BYTES_MAX && longest > ARGUMENT_BYTES_MAX - 100);
  assert(WITH_NUL.every((text) => text.includes("\0")));
});

Deno.test("every character of ASCII that is no letter or digit is there alone and within others", () => {
  for (let code = 1; code < 128; code++) {
    const character = String.fromCharCode(code);
    const isThere = HOSTILE.includes(character) && HOSTILE.includes(`a${character}b`);
    assert(/[A-Za-z0-9]/.test(character) || isThere, `U+${code.toString(16)}`);
  }
});

Deno.test("most can name files, and nearly all be written without quotes", () => {
  assertEquals([FILE_NAMES.length, HOSTILE.filter(BARE.can).length], [572, 610]);
  assert([...LITERALS, ...WORDS].every((spelling) => spelling === BARE || HOSTILE.every(spelling.can)));
  assert(HOSTILE.filter((text) => text.includes(PWNED)).length > 20);
});
