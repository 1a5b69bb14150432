/**
 * After an error: where reading goes on, so that one mistake makes one error and the next one is found too.
 *
 * @module
 */

import type { TokenReader } from "./token_reader.ts";
import { isOperator, type Nesting, type Token } from "./tokens.ts";

/** Keywords that begin a statement, so that one at a line's start ends a statement that was given up. */
const STARTERS: ReadonlySet<string> = new Set(
  ("if while for loop till when pick fall break continue return pass fail defer func struct const fixed use pub")
    .split(" "),
);

/**
 * Moves behind the statement that was given up: behind its `;`, before the `}` of the block around it, or before a line
 * that plainly begins another statement.
 *
 * @param start where the statement began
 * @param outside what was open there
 * @param begins whether a declaration begins with the next token
 */
export function recover(tokens: TokenReader, start: number, outside: Nesting | null, begins: () => boolean): void {
  const isThere = tokens.isRecovered;
  tokens.isRecovered = false;
  if (!isThere) skipStatement(tokens, start, outside, begins);
  // Braces of the statement that nobody closed are forgotten.
  if (tokens.nesting !== outside) tokens.moveTo(tokens.peek().span.start, outside);
}

function skipStatement(tokens: TokenReader, start: number, outside: Nesting | null, begins: () => boolean): void {
  let opened = 0;
  for (;;) {
    const token = tokens.peek();
    if (token.kind === "end") return;
    if (opened === 0) {
      if (isOperator(token, "}") && token.nesting === outside) return;
      const isLater = token.startsLine && token.span.start > start;
      if (isLater && startsStatement(tokens, token, start, outside, begins)) return;
    }
    tokens.skip();
    if (isOperator(token, ";") && opened === 0) return;
    if (isOperator(token, "{") || token.kind === "templateStart") opened++;
    else if ((isOperator(token, "}") || token.kind === "templateEnd") && opened > 0) {
      const next = tokens.peek();
      if (--opened === 0 && next.kind === "keyword" && STARTERS.has(next.text) && token.kind === "operator") return;
    }
  }
}

/** Whether a token at a line's start begins a statement: plainly, or because its line is no deeper than that one's. */
function startsStatement(
  { source }: TokenReader,
  token: Token,
  start: number,
  outside: Nesting | null,
  begins: () => boolean,
): boolean {
  if (token.kind === "keyword" && STARTERS.has(token.text)) return true;
  if (token.nesting !== outside) return false;
  return begins() || (token.kind !== "operator" && source.indent(token.span.start) <= source.indent(start));
}

/**
 * After an error in an interpolation: moves behind the string, or behind the `}` in a word, if the line shows where
 * that is, else before the next line; the rest of the statement is lost then.
 *
 * @param outside what was open where the string or the interpolation began
 */
export function skipInterpolation(tokens: TokenReader, outside: Nesting | null): void {
  for (let isFirst = true; tokens.nesting !== outside; isFirst = false) {
    const token = tokens.peek();
    if (token.kind === "end" || (token.startsLine && !isFirst)) {
      tokens.moveTo(token.span.start, outside);
      tokens.isRecovered = true;
      return;
    }
    tokens.skip();
  }
}

/** After an error in an arm of `pick`: moves behind the arm's block, or before the `}` that closes the `pick`. */
export function recoverArm(tokens: TokenReader, outside: Nesting | null): void {
  const isThere = tokens.isRecovered;
  tokens.isRecovered = false;
  if (isThere) return;
  for (let token = tokens.peek(); token.kind !== "end"; token = tokens.peek()) {
    if (token.nesting === outside && isOperator(token, "}")) return;
    tokens.skip();
    if (isOperator(token, "}") && tokens.nesting === outside) return;
  }
}

/** After an error between braces that were opened behind `outside`: moves behind them. Returns whether they end. */
export function skipBraces(tokens: TokenReader, outside: Nesting | null): boolean {
  while (tokens.nesting !== outside && tokens.peek().kind !== "end") tokens.skip();
  return tokens.nesting === outside;
}

/**
 * After an error in the brackets of a statement's head: moves before the `{` of its body, if that stands in this line.
 * Returns whether it does.
 */
export function skipHead(tokens: TokenReader, outside: Nesting | null): boolean {
  let isFirst = true;
  for (let token = tokens.peek(); token.kind !== "end"; token = tokens.peek()) {
    if (token.startsLine && !isFirst) return false;
    if (isOperator(token, "{") && token.nesting === outside) return true;
    if (isOperator(token, "}") && token.nesting === outside) return false;
    tokens.skip();
    isFirst = false;
  }
  return false;
}
