/**
 * Types as they are written: `int32`, `string[]`, `int8[4]`, `result<process>`, `string?`.
 *
 * @module
 */

import type { TypeName, TypeSuffix } from "./ast.ts";
import { join } from "./source.ts";
import type { TokenReader } from "./token_reader.ts";
import { isKeyword, isOperator, type Token } from "./tokens.ts";

/** Tokens that the arguments of a type may have: a bound for looking ahead. */
const ARGUMENTS_MAX = 64;
/** `[]` and `?` behind one name. */
const SUFFIXES_MAX = 100;
const IN_ARGUMENTS: ReadonlySet<string> = new Set([",", "[", "]", "?"]);

/** Whether a token can be a type's name: `NIL` is that of functions that pass nothing. */
export function isTypeWord(token: Token): boolean {
  return token.kind === "identifier" || isKeyword(token, "func") || isKeyword(token, "NIL");
}

/** The distance behind the type that begins with the token at `distance`; -1 when none does. */
export function afterType(tokens: TokenReader, distance: number): number {
  if (!isTypeWord(tokens.peek(distance))) return -1;
  let at = distance + 1;
  if (isOperator(tokens.peek(at), "<")) at = afterArguments(tokens, at + 1);
  while (at > 0) {
    const next = tokens.peek(at);
    if (isOperator(next, "?")) at++;
    else if (isOperator(next, "[")) at = afterBrackets(tokens, at + 1);
    else break;
  }
  return at;
}

function afterBrackets(tokens: TokenReader, at: number): number {
  const end = tokens.peek(at).kind === "integer" ? at + 1 : at;
  return isOperator(tokens.peek(end), "]") ? end + 1 : -1;
}

/** Loosely: names, commas and brackets lead to the last `>`. What is wrong among them is told when they are read. */
function afterArguments(tokens: TokenReader, start: number): number {
  let open = 1;
  for (let at = start; at < start + ARGUMENTS_MAX; at++) {
    const token = tokens.peek(at);
    if (isOperator(token, "<")) open++;
    else if (isOperator(token, ">")) open--;
    else if (isOperator(token, ">>")) open -= 2;
    else if (!isTypeWord(token) && token.kind !== "integer" && !IN_ARGUMENTS.has(token.text)) return -1;
    if (open <= 0) return at + 1;
  }
  return -1;
}

/** Reads a type. */
export function typeName(tokens: TokenReader): TypeName {
  tokens.enter();
  const first = tokens.peek();
  if (!isTypeWord(first)) tokens.unexpected(first, "a type");
  tokens.take();
  const types = readArguments(tokens);
  const suffixes = readSuffixes(tokens);
  tokens.leave();
  return { type: "TypeName", span: join(first.span, tokens.last), name: first.text, arguments: types, suffixes };
}

/** Most types are a name alone. */
const NONE: readonly never[] = [];

function readArguments(tokens: TokenReader): readonly TypeName[] {
  const open = tokens.peek();
  if (!tokens.takeOperator("<")) return NONE;
  const types: TypeName[] = [];
  do types.push(typeName(tokens)); while (tokens.takeOperator(","));
  tokens.expectAngle(open);
  return types;
}

function readSuffixes(tokens: TokenReader): readonly TypeSuffix[] {
  const first = readSuffix(tokens);
  if (!first) return NONE;
  const suffixes = [first];
  for (let suffix = readSuffix(tokens); suffix; suffix = readSuffix(tokens)) {
    if (suffixes.push(suffix) > SUFFIXES_MAX) tokens.tooDeep();
  }
  return suffixes;
}

function readSuffix(tokens: TokenReader): TypeSuffix | null {
  if (tokens.takeOperator("?")) return { kind: "optional" };
  const open = tokens.peek();
  if (!tokens.takeOperator("[")) return null;
  const length = tokens.peek().kind === "integer" ? Number(tokens.take().value) : null;
  tokens.expect("]", open);
  return { kind: "array", length };
}
