/**
 * The words of the language: what a token is, which words are keywords and types, and the operators.
 *
 * @module
 */

import type { SyntaxCode } from "./codes.ts";
import type { Span } from "./source.ts";

/**
 * What a token is; `end` is the end of the text.
 *
 * A string without interpolation is one `string`. One with them is a `templateStart` up to its first `&{`, then the
 * tokens of the expression, a `templateMiddle` from `}` to the next `&{`, and so on to a `templateEnd`.
 */
export type TokenKind =
  | "identifier"
  | "keyword"
  | "integer"
  | "float"
  | "string"
  | "templateStart"
  | "templateMiddle"
  | "templateEnd"
  | "operator"
  | "end";

/** Something wrong inside a token. It is reported when the parser takes the token, so looking ahead reports nothing. */
export interface Problem {
  readonly code: SyntaxCode;
  readonly message: string;
  readonly span: Span;
  readonly help?: string;
  /** The token cannot be used: its statement is given up. */
  readonly fatal: boolean;
}

/** A brace or a template that is open, and what is open around it. */
export interface Nesting {
  /** The quote of a template; null of a brace. */
  readonly quote: string | null;
  /** Where it was opened. */
  readonly start: number;
  /** Where what is inside begins: behind the brace, or behind the `&{` of the interpolation. */
  readonly inside: number;
  readonly outer: Nesting | null;
}

/** One token of expression mode. */
export interface Token {
  readonly kind: TokenKind;
  /** The text as written. */
  readonly text: string;
  readonly span: Span;
  /** First token of its line. */
  readonly startsLine: boolean;
  /** No blank and no comment stands before it. */
  readonly touches: boolean;
  /** What would be a comment in a shell's script stands before it: an error, or a bare word. */
  readonly isBehindHash: boolean;
  /** The characters of a string or of a template's piece, escapes resolved; the number of a number. */
  readonly value: string | number | bigint | null;
  /** The type that a number's suffix names. */
  readonly suffix: string | null;
  /** What was open before it. */
  readonly nesting: Nesting | null;
  readonly problem: Problem | null;
}

/** Words that can never be names. */
export const KEYWORDS: ReadonlySet<string> = new Set(
  ("if else while for in loop till when then end pick fall break continue return pass fail defer is func struct " +
    "const fixed use pub wild gc stack true false NIL NULL ERR").split(" "),
);

/** Numbers by their types' names, which nobody gives to a program. */
export const NUMBER_TYPES: ReadonlySet<string> = new Set(
  ("int8 int16 int32 int64 int uint8 uint16 uint32 uint64 uint flt32 flt64 flt tbb8 tbb16 tbb32 tbb64").split(" "),
);

/** Every type of the language that has a name of its own; `func` is a keyword besides. */
export const TYPES: ReadonlySet<string> = new Set([
  ...NUMBER_TYPES,
  ..."bool string Path buffer obj dyn func result command process pipeline".split(" "),
]);

/** Every operator, the longest first: the first that fits is the one. */
export const OPERATORS: readonly string[] =
  ("<=> ... == != <= >= && || |> <| |* |+ << >> ++ -- += -= *= /= %= &= |= ^= ?. ?? .. &{ + - * / % = < > ! & | ^ " +
    "~ ? : . , ; ( ) { } [ ] $").split(" ");

/** Operators that assign. */
export const ASSIGNMENTS: ReadonlySet<string> = new Set("= += -= *= /= %= &= |= ^=".split(" "));

/** Operators that redirect a command's streams, where the left side is a command. */
export const REDIRECTS: ReadonlySet<string> = new Set([">", ">>", "<"]);

/** Whether a token is this operator. */
export function isOperator(token: Token, text: string): boolean {
  return token.kind === "operator" && token.text === text;
}

/** Whether a token is this keyword. */
export function isKeyword(token: Token, text: string): boolean {
  return token.kind === "keyword" && token.text === text;
}

/** Whether a statement that may end with its line ends before this token. */
export function endsStatement(token: Token): boolean {
  return token.kind === "end" || token.startsLine || isOperator(token, ";") || isOperator(token, "}");
}

const BEGINNINGS: ReadonlySet<string> = new Set(["(", "[", "{", "!", "-", "~", "$"]);
const BEGINNING_WORDS: ReadonlySet<string> = new Set(["true", "false", "NIL", "NULL", "ERR", "is", "func"]);

/** Whether a token can begin an expression. */
export function beginsExpression(token: Token): boolean {
  switch (token.kind) {
    case "operator":
      return BEGINNINGS.has(token.text);
    case "keyword":
      return BEGINNING_WORDS.has(token.text);
    case "end":
    case "templateMiddle":
    case "templateEnd":
      return false;
    default:
      return true;
  }
}
