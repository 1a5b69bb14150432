/**
 * The inside of string literals: `"…"` and `` `…` `` with escapes and interpolations, `'…'` raw.
 *
 * @module
 */

import type { Problem } from "./tokens.ts";

/** A piece of a string: its characters, and what ends it. */
export interface TextRead {
  /** Offset of what ends it. */
  readonly end: number;
  /** The closing quote, a `&{`, or the end of the program: the string is not closed. */
  readonly stop: "quote" | "interpolation" | "end";
  readonly value: string;
  /** The first escape that means nothing. */
  readonly problem: Problem | null;
}

/** What needs no second look, by quote. */
const PLAIN: Readonly<Record<string, RegExp>> = { '"': /[^"\\&]*/y, "`": /[^`\\&]*/y, "'": /[^'\\]*/y };
const SIMPLE_ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", 0: "\0" };
const CODE_POINT = /u\{([0-9A-Fa-f]{1,6})\}/y;

/**
 * Reads the inside of a literal from `start`, behind its opening quote or behind an interpolation.
 *
 * @example
 * ```ts
 * import { readText } from "./strings.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(readText(String.raw`a\tb\u{e9}"`, 0, '"').value, "a\tb\u00e9");
 * assertEquals(readText(String.raw`a\tb'`, 0, "'").value, "a\\tb");
 * assertEquals(readText("sum &{1 + 1}`", 0, "`"), { end: 4, stop: "interpolation", value: "sum ", problem: null });
 * ```
 */
export function readText(text: string, start: number, quote: string): TextRead {
  const plain = PLAIN[quote]!;
  let value = "";
  let problem: Problem | null = null;
  let at = start;
  for (;;) {
    plain.lastIndex = at;
    const run = plain.exec(text)![0];
    value += run;
    at += run.length;
    if (at >= text.length) return { end: at, stop: "end", value, problem };
    const character = text[at]!;
    if (character === quote) return { end: at, stop: "quote", value, problem };
    if (character === "&") {
      if (text[at + 1] === "{") return { end: at, stop: "interpolation", value, problem };
      value += "&";
      at++;
    } else {
      const escape = quote === "'" ? rawEscape(text, at) : readEscape(text, at);
      problem ??= escape.problem;
      value += escape.value;
      at = escape.end;
    }
  }
}

type Escape = Pick<TextRead, "end" | "value" | "problem">;

/** In a raw string only the quote and the backslash can be escaped; any other backslash is itself. */
function rawEscape(text: string, at: number): Escape {
  const next = text[at + 1];
  if (next === "'" || next === "\\") return { end: at + 2, value: next, problem: null };
  return { end: at + 1, value: "\\", problem: null };
}

/** The escape whose backslash stands at `at`; one without a meaning of its own is the character after the backslash. */
function readEscape(text: string, at: number): Escape {
  const code = text.codePointAt(at + 1);
  if (code === undefined) return { end: at + 1, value: "", problem: null };
  const next = String.fromCodePoint(code);
  if (next !== "u") return { end: at + 1 + next.length, value: SIMPLE_ESCAPES[next] ?? next, problem: null };
  CODE_POINT.lastIndex = at + 1;
  const match = CODE_POINT.exec(text);
  const character = match ? Number.parseInt(match[1]!, 16) : NaN;
  if (match && character <= 0x10ffff && !(character >= 0xd800 && character <= 0xdfff)) {
    return { end: at + 1 + match[0].length, value: String.fromCodePoint(character), problem: null };
  }
  const problem: Problem = {
    code: "ARIA-005",
    message: "this '\\u' does not name a character",
    span: { start: at, end: at + 2 },
    help: "write '\\u{…}' with its code in hexadecimal",
    fatal: false,
  };
  return { end: at + 2, value: "", problem };
}
