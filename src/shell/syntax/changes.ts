/**
 * Names that nothing declares, and that are changed all the same: no command is written so.
 *
 * @module
 */

import type { TokenReader } from "./token_reader.ts";
import { ASSIGNMENTS, endsStatement, isOperator, type Token } from "./tokens.ts";

/** Tokens of a place, as `a[0].b`, that are looked through for an assignment. */
const PLACE_MAX = 16;

/** Whether the next token is the name of something that its statement changes: `x++;`, `x[0] = 1;`. */
export function beginsChange(tokens: TokenReader): boolean {
  let at = 1;
  for (let next = tokens.peek(at); next.touches && at < PLACE_MAX; next = tokens.peek(at)) {
    if (tokens.goesOnAsWord(next)) return false;
    if (isOperator(next, "++") || isOperator(next, "--")) {
      const behind = tokens.peek(at + 1);
      return endsStatement(behind) && !isOperator(behind, "&");
    }
    if (isOperator(next, ".") && tokens.peek(at + 1).kind === "identifier") at += 2;
    else if (isIndex(tokens, at)) at += 3;
    else return false;
  }
  const operator = tokens.peek(at);
  return at > 1 && operator.kind === "operator" && ASSIGNMENTS.has(operator.text);
}

/** Whether brackets that hold one token, and no comment, begin at this distance. */
function isIndex(tokens: TokenReader, distance: number): boolean {
  const [open, index, close] = [0, 1, 2].map((step) => tokens.peek(distance + step)) as [Token, Token, Token];
  const { text } = tokens.source;
  const blanks = text.slice(open.span.end, index.span.start) + text.slice(index.span.end, close.span.start);
  return isOperator(open, "[") && isOperator(close, "]") && blanks.trim() === "";
}
