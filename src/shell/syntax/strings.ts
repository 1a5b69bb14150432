/**
 * String literals: `"…"` and `` `…` `` with escapes, `'…'` raw.
 *
 * @module
 */

import type { Source } from "./source.ts";
import type { TokenProblem } from "./tokens.ts";

/** A literal that was read: where it ends, its characters, and the first thing wrong with it. */
export interface StringRead {
  readonly end: number;
  readonly value: string;
  readonly problem?: TokenProblem;
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", 0: "\0" };
const CODE_POINT = /u\{([0-9A-Fa-f]{1,6})\}/y;

/**
 * Reads the literal whose opening quote stands at `start`.
 *
 * One that is not closed is taken to its line's end, so that the statements below it are still read.
 *
 * @example
 * ```ts
 * import { readString } from "./strings.ts";
 * import { Source } from "./source.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(readString(new Source("-c", String.raw`"a\tb\u{e9}"`), 0).value, "a\tb\u00e9");
 * assertEquals(readString(new Source("-c", String.raw`'a\tb'`), 0).value, "a\\tb");
 * ```
 */
export function readString(source: Source, start: number): StringRead {
  const text = source.text;
  const quote = text[start]!;
  let value = "";
  let problem: TokenProblem | undefined;
  let at = start + 1;
  while (at < text.length && text[at] !== quote) {
    if (text[at] === "\\" && at + 1 < text.length) {
      const escape = quote === "'" ? rawEscape(text, at) : readEscape(text, at);
      problem ??= escape.problem;
      value += escape.value;
      at = escape.end;
    } else if (quote !== "'" && text.startsWith("&{", at)) {
      const end = skipInterpolation(text, at + 2);
      problem ??= {
        message: "interpolation '&{…}' is not in this build",
        span: { start: at, end },
        help: 'join strings with "+"',
      };
      at = end;
    } else {
      value += text[at++];
    }
  }
  if (at < text.length) return { end: at + 1, value, problem };
  return { end: source.lineEnd(start), value, problem: unclosed(start, quote) };
}

function unclosed(start: number, quote: string): TokenProblem {
  return { message: "this string is not closed", span: { start, end: start + 1 }, help: `close it with ${quote}` };
}

/** In a raw string only the quote and the backslash can be escaped; any other backslash is itself. */
function rawEscape(text: string, at: number): StringRead {
  const next = text[at + 1]!;
  return next === "'" || next === "\\" ? { end: at + 2, value: next } : { end: at + 1, value: "\\" };
}

/** The escape whose backslash stands at `at`; one without a meaning of its own is the character after the backslash. */
function readEscape(text: string, at: number): StringRead {
  const next = String.fromCodePoint(text.codePointAt(at + 1)!);
  if (next !== "u") return { end: at + 1 + next.length, value: SIMPLE_ESCAPES[next] ?? next };
  CODE_POINT.lastIndex = at + 1;
  const match = CODE_POINT.exec(text);
  const code = match ? Number.parseInt(match[1]!, 16) : NaN;
  if (match && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)) {
    return { end: at + 1 + match[0].length, value: String.fromCodePoint(code) };
  }
  const span = { start: at, end: at + 2 };
  const problem = {
    message: "this '\\u' does not name a character",
    span,
    help: "write '\\u{…}' with its code in hexadecimal",
  };
  return { end: at + 2, value: "", problem };
}

/** The offset behind the `}` that closes an interpolation whose inside begins at `at`. */
function skipInterpolation(text: string, at: number): number {
  for (let depth = 1; at < text.length; at++) {
    const character = text[at]!;
    if (character === "{") depth++;
    else if (character === "}" && --depth === 0) return at + 1;
    else if (character === '"' || character === "'" || character === "`") at = skipNested(text, at);
  }
  return at;
}

/** The offset of the quote that closes the string whose opening quote stands at `at`. */
function skipNested(text: string, at: number): number {
  const quote = text[at]!;
  for (at++; at < text.length && text[at] !== quote; at++) {
    if (text[at] === "\\") at++;
    else if (quote !== "'" && text.startsWith("&{", at)) at = skipInterpolation(text, at + 2) - 1;
  }
  return at;
}
