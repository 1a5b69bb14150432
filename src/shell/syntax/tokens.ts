/**
 * The words of the language: what a token is, which words are keywords and types, and the operators.
 *
 * The tables hold the whole language, so that a construct this build lacks is recognised and named, not misread.
 *
 * @module
 */

import type { Span } from "./source.ts";

/** What a token is. `string` has its value in `value`; `end` is the end of the text. */
export type TokenKind = "identifier" | "keyword" | "integer" | "float" | "string" | "operator" | "end";

/** Something wrong inside a token. It is reported when the parser takes the token, so looking ahead reports nothing. */
export interface TokenProblem {
  readonly message: string;
  readonly span: Span;
  readonly help?: string;
}

/** One token of expression mode. */
export interface Token {
  readonly kind: TokenKind;
  /** The text as written. */
  readonly text: string;
  readonly span: Span;
  /** First token of its line. */
  readonly startsLine: boolean;
  /** The characters of a string, its escapes resolved. */
  readonly value?: string;
  /** What is wrong with it. */
  readonly problem?: TokenProblem;
}

/** Words that can never be names. */
export const KEYWORDS: ReadonlySet<string> = new Set(
  ("if else while for in loop till when then end pick fall break continue return pass fail defer is func struct " +
    "const fixed use pub wild gc stack true false NIL NULL ERR").split(" "),
);

/** Every type of the language. */
export const TYPES: ReadonlySet<string> = new Set(
  ("int8 int16 int32 int64 int uint8 uint16 uint32 uint64 uint flt32 flt64 flt tbb8 tbb16 tbb32 tbb64 bool string " +
    "Path buffer obj dyn func result command process pipeline").split(" "),
);

/** Every operator, the longest first: the first that fits is the one. */
export const OPERATORS: readonly string[] =
  ("<=> ... == != <= >= && || |> <| |* |+ << >> ++ -- += -= *= /= %= &= |= ^= ?. ?? .. &{ + - * / % = < > ! & | ^ " +
    "~ ? : . , ; ( ) { } [ ] $").split(" ");

/** Operators that assign. */
export const ASSIGNMENTS: ReadonlySet<string> = new Set("= += -= *= /= %= &= |= ^= ++ --".split(" "));

/** Whether a token is this operator. */
export function isOperator(token: Token, text: string): boolean {
  return token.kind === "operator" && token.text === text;
}
