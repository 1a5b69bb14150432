/**
 * Number literals: `42`, `0xff_ff`, `7u64`, `3.14`, `1e10`.
 *
 * @module
 */

import type { Problem } from "./tokens.ts";

/** A number that was read. */
export interface NumberRead {
  /** Offset behind it. */
  readonly end: number;
  readonly value: bigint | number;
  /** The name of the type that its suffix stands for. */
  readonly suffix: string | null;
  readonly problem: Problem | null;
}

const DIGITS = String.raw`[0-9]+(?:_[0-9]+)*`;
const NUMBER = new RegExp(
  String.raw`(0x[0-9A-Fa-f]+(?:_[0-9A-Fa-f]+)*|0o[0-7]+(?:_[0-7]+)*|0b[01]+(?:_[01]+)*)|` +
    String.raw`${DIGITS}(\.${DIGITS}(?:[eE][+-]?[0-9]+)?|[eE][+-]?[0-9]+)?`,
  "y",
);
const SUFFIX = /(tbb|[iu])(8|16|32|64)|(f)(32|64)/y;
const LETTERS = /\w+/y;
const TYPE_OF_SUFFIX: Readonly<Record<string, string>> = { i: "int", u: "uint", f: "flt", tbb: "tbb" };

/** No type holds a number of more digits; the bound keeps reading them cheap. */
const DIGITS_MAX = 1000;

/** So many decimal digits a JavaScript number holds. */
const PLAIN_MAX = 15;

/**
 * Reads the number whose first digit stands at `start`; an integer's value is a bigint, a float's a number.
 *
 * @example
 * ```ts
 * import { readNumber } from "./numbers.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(readNumber("0x1_0u8;", 0), { end: 7, value: 16n, suffix: "uint8", problem: null });
 * assertEquals(readNumber("1..5", 0).end, 1);
 * ```
 */
export function readNumber(text: string, start: number): NumberRead {
  const end = digitsEnd(text, start);
  if (end - start <= PLAIN_MAX && !continuesNumber(text.charCodeAt(end))) {
    return { end, value: BigInt(Number(text.slice(start, end))), suffix: null, problem: null };
  }
  return readAny(text, start);
}

/** The offset behind decimal digits. */
function digitsEnd(text: string, start: number): number {
  let end = start;
  for (let code = text.charCodeAt(end); code >= 48 && code <= 57; code = text.charCodeAt(end)) end++;
  return end;
}

/** Whether a character behind digits may belong to the number: a letter, `_`, a dot. */
function continuesNumber(code: number): boolean {
  return code === 46 || code === 95 || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

/** A number in any form. */
function readAny(text: string, start: number): NumberRead {
  NUMBER.lastIndex = start;
  const [digits, based, fraction] = NUMBER.exec(text)!;
  const [suffix, type] = readSuffix(text, start + digits.length);
  LETTERS.lastIndex = start + digits.length + suffix.length;
  const rest = LETTERS.exec(text)?.[0] ?? "";
  const end = start + digits.length + suffix.length + rest.length;
  const hasFraction = fraction !== undefined;
  const isFloat = hasFraction || (based === undefined && suffix.startsWith("f"));
  const plain = digits.length > DIGITS_MAX ? "0" : digits.replaceAll("_", "");
  const value = isFloat ? Number(plain) : BigInt(plain);
  let fault: string | null = null;
  if (rest !== "" || (!isFloat && suffix.startsWith("f"))) fault = `'${text.slice(start, end)}' is not a number`;
  else if (digits.length > DIGITS_MAX || value === Infinity) fault = "no type holds a number as large as this";
  else if (hasFraction && type !== null && !suffix.startsWith("f")) fault = `a number of type ${type} has no fraction`;
  const problem: Problem | null = fault === null
    ? null
    : { code: "ARIA-004", message: fault, span: { start, end }, fatal: false };
  return { end, value, suffix: type, problem };
}

/** The suffix that stands at `at`, and the type that it names. */
function readSuffix(text: string, at: number): [suffix: string, type: string | null] {
  SUFFIX.lastIndex = at;
  const match = SUFFIX.exec(text);
  if (!match) return ["", null];
  return [match[0], TYPE_OF_SUFFIX[match[1] ?? match[3]!]! + (match[2] ?? match[4]!)];
}
