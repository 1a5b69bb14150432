/**
 * Text to tokens, one at a time, as the parser asks for them.
 *
 * The parser pulls because the language has two lexical modes: only the parser knows whether the next statement is an
 * expression or a bare-word command. This is expression mode; a bare-word command is read from the text itself, and the
 * lexer is moved behind it ({@linkcode Lexer.moveTo}).
 *
 * @module
 */

import { readNumber } from "./numbers.ts";
import type { Source, Span } from "./source.ts";
import { readText } from "./strings.ts";
import { KEYWORDS, type Nesting, OPERATORS, type Problem, type Token, type TokenKind } from "./tokens.ts";

/** A comment. One that begins with `#` is an error, reported where the program is read. */
export interface Comment {
  readonly kind: "line" | "block";
  readonly span: Span;
  /** As written, with its slashes. */
  readonly text: string;
}

const FOREIGN_BLANK = /\s/;

/** The operators by the code of their first character, each list the longest first; filled as they are met. */
const OPERATORS_BY_CODE: Array<readonly string[] | undefined> = [];

function operatorsOf(code: number): readonly string[] {
  return OPERATORS_BY_CODE[code] ??= OPERATORS.filter((operator) => operator.charCodeAt(0) === code);
}

/**
 * The tokens of one source in expression mode.
 *
 * @example
 * ```ts
 * import { Lexer } from "./lexer.ts";
 * import { Source } from "./source.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const lexer = new Lexer(new Source("-c", 'run("ls") |* b; // list'));
 * const texts = [];
 * for (let token = lexer.next(); token.kind !== "end"; token = lexer.next()) texts.push(token.text);
 * assertEquals(texts, ["run", "(", '"ls"', ")", "|*", "b", ";"]);
 * ```
 */
export class Lexer {
  /** What was skipped so far, in its order. */
  readonly comments: Comment[] = [];
  readonly #source: Source;
  readonly #text: string;
  /** Every name as it was met first: equal names are one string, whose hash is computed once. */
  readonly #names = new Map<string, string>();
  #at: number;
  #nesting: Nesting | null = null;
  #startsLine = true;
  #isBehindHash = false;
  #openComment: Problem | null = null;

  /** Begins at the start of `source`, behind a first line `#!…`. */
  constructor(source: Source) {
    this.#source = source;
    this.#text = source.text;
    this.#at = source.text.startsWith("\ufeff") ? 1 : 0;
    if (this.#text.startsWith("#!", this.#at)) this.#at = source.lineEnd(this.#at);
  }

  /** What is open at this point. */
  get nesting(): Nesting | null {
    return this.#nesting;
  }

  /** Goes on from `offset`, outside of every token, with `nesting` open; comments from there on are dropped. */
  moveTo(offset: number, nesting: Nesting | null): void {
    this.#at = offset;
    this.#nesting = nesting;
    this.#startsLine = false;
    this.#isBehindHash = false;
    this.#openComment = null;
    while (this.comments.length > 0 && this.comments.at(-1)!.span.start >= offset) this.comments.pop();
  }

  /** The next token; at the end of the text `end`, again and again. */
  next(): Token {
    const before = this.#at;
    this.#skipBlanks();
    const text = this.#text;
    const start = this.#at;
    const touches = start === before;
    if (start >= text.length) {
      return this.#token("end", "", start, touches, null, null, this.#openComment);
    }
    const code = text.charCodeAt(start);
    if (isLetter(code)) return this.#name(start, touches);
    if (code >= 48 && code <= 57) return this.#number(start, touches);
    if (code === 34 || code === 39 || code === 96) return this.#string(start, start, text[start]!, touches);
    if (code === 125 && this.#nesting?.quote)
      return this.#string(start, this.#nesting.start, this.#nesting.quote, touches);
    return this.#operator(start, code, touches);
  }

  /** Skips blanks and comments, and notes whether a line ended. */
  #skipBlanks(): void {
    const text = this.#text;
    for (;;) {
      const code = text.charCodeAt(this.#at);
      if (code === 10) this.#startsLine = true;
      if (code === 32 || (code >= 9 && code <= 13) || (code > 127 && FOREIGN_BLANK.test(text[this.#at]!))) {
        this.#at++;
      } else if (code === 35 || (code === 47 && text.charCodeAt(this.#at + 1) === 47)) {
        this.#isBehindHash ||= code === 35;
        this.skipComment("line", this.#source.lineEnd(this.#at));
      } else if (code === 47 && text.charCodeAt(this.#at + 1) === 42) {
        this.#skipBlockComment();
      } else if (code === 92 && lineBreak(text, this.#at + 1) > 0) {
        this.#at += 1 + lineBreak(text, this.#at + 1);
      } else {
        return;
      }
    }
  }

  #skipBlockComment(): void {
    const start = this.#at;
    const close = this.#text.indexOf("*/", start + 2);
    if (close < 0) {
      this.#openComment = unclosedComment(start);
      this.#at = this.#text.length;
      return;
    }
    this.#startsLine ||= this.#text.slice(start, close).includes("\n");
    this.skipComment("block", close + 2);
  }

  /** Notes the comment that stands here and goes behind it. */
  skipComment(kind: "line" | "block", end: number): void {
    const span = { start: this.#at, end };
    this.comments.push({ kind, span, text: this.#text.slice(span.start, end) });
    this.#at = end;
  }

  #name(start: number, touches: boolean): Token {
    const text = this.#text;
    let end = start + 1;
    while (isNamePart(text.charCodeAt(end))) end++;
    if (text.charCodeAt(end) > 127 && foreignNameEnd(text, end) > end) return this.#foreignName(start, touches);
    const name = this.#known(text.slice(start, end));
    return this.#token(KEYWORDS.has(name) ? "keyword" : "identifier", name, start, touches);
  }

  /** The name as it was met first. */
  #known(name: string): string {
    const known = this.#names.get(name);
    if (known === undefined) this.#names.set(name, name);
    return known ?? name;
  }

  /** A name with letters of another alphabet. */
  #foreignName(start: number, touches: boolean): Token {
    const end = foreignNameEnd(this.#text, start);
    const message = `'${this.#text.slice(start, end)}' cannot be a name`;
    const help = "a name consists of the letters a to z, digits and '_'";
    const problem: Problem = { code: "ARIA-001", message, span: { start, end }, help, fatal: true };
    return this.#token("identifier", this.#text.slice(start, end), start, touches, null, null, problem);
  }

  #number(start: number, touches: boolean): Token {
    const { end, value, suffix, problem } = readNumber(this.#text, start);
    const kind = typeof value === "bigint" ? "integer" : "float";
    return this.#token(kind, this.#text.slice(start, end), start, touches, value, suffix, problem);
  }

  /** A string, or a piece of a template: from its quote, or from the `}` of an interpolation, to what ends it. */
  #string(start: number, opened: number, quote: string, touches: boolean): Token {
    const begins = start === opened;
    const outer = begins ? this.#nesting : this.#nesting!.outer;
    const read = readText(this.#text, start + 1, quote);
    const nesting = read.stop === "interpolation" ? { quote, start: opened, inside: read.end + 2, outer } : outer;
    const kind: TokenKind = read.stop === "interpolation"
      ? begins ? "templateStart" : "templateMiddle"
      : begins
      ? "string"
      : "templateEnd";
    const isOpen = read.stop === "end";
    const end = isOpen ? Math.max(this.#source.lineEnd(start), start + 1) : read.end + (read.stop === "quote" ? 1 : 2);
    const problem = isOpen ? unclosedString(opened, quote, begins ? outer : null) : read.problem;
    const token = this.#token(kind, this.#text.slice(start, end), start, touches, read.value, null, problem);
    this.#nesting = nesting;
    return token;
  }

  #operator(start: number, code: number, touches: boolean): Token {
    const operator = code < 128 ? this.#operatorAt(start, code) : undefined;
    if (operator !== undefined) {
      const token = this.#token("operator", operator, start, touches);
      if (code === 123 || operator === "&{") this.#open(start, token.span.end);
      else if (code === 125) this.#nesting = this.#nesting?.outer ?? null;
      return token;
    }
    if (code > 127 && foreignNameEnd(this.#text, start) > start) return this.#foreignName(start, touches);
    const character = String.fromCodePoint(this.#text.codePointAt(start)!);
    const span = { start, end: start + character.length };
    const shown = /\p{C}/u.test(character) ? `U+${hexadecimal(character)}` : `'${character}'`;
    const problem: Problem = { code: "ARIA-001", message: `unexpected character ${shown}`, span, fatal: true };
    return this.#token("operator", character, start, touches, null, null, problem);
  }

  /** The longest operator that stands there. */
  #operatorAt(start: number, code: number): string | undefined {
    const operators = operatorsOf(code);
    for (let index = 0; index < operators.length; index++) {
      const operator = operators[index]!;
      // `a?..b` is a range: no member begins with a dot.
      if (operator === "?." && this.#text[start + 2] === ".") continue;
      if (operator.length === 1 || this.#text.startsWith(operator, start)) return operator;
    }
    return undefined;
  }

  /** A brace was opened. */
  #open(start: number, inside: number): void {
    this.#nesting = { quote: null, start, inside, outer: this.#nesting };
  }

  #token(
    kind: TokenKind,
    text: string,
    start: number,
    touches: boolean,
    value: string | number | bigint | null = null,
    suffix: string | null = null,
    problem: Problem | null = null,
  ): Token {
    const end = this.#at = start + text.length;
    const startsLine = this.#startsLine;
    const isBehindHash = this.#isBehindHash;
    this.#startsLine = this.#isBehindHash = false;
    const nesting = this.#nesting;
    return { kind, text, span: { start, end }, startsLine, touches, isBehindHash, value, suffix, nesting, problem };
  }
}

/** The length of the line break at `at`; 0 where there is none. Behind a backslash it is a blank, in words as well. */
export function lineBreak(text: string, at: number): number {
  return text.startsWith("\r\n", at) ? 2 : text.charCodeAt(at) === 10 ? 1 : 0;
}

/** The problem of a comment that never ends. */
export function unclosedComment(start: number): Problem {
  const span = { start, end: start + 2 };
  return { code: "ARIA-003", message: "this comment is not closed", span, help: "close it with '*/'", fatal: true };
}

/** The problem of a string that nothing closes. In a string of the same quote the first one's interpolation is open. */
function unclosedString(start: number, quote: string, outer: Nesting | null): Problem {
  if (outer?.quote === quote) {
    const span = { start: outer.inside - 2, end: outer.inside };
    return { code: "ARIA-006", message: "this '&{' is not closed", span, help: "'}' is missing", fatal: true };
  }
  const span = { start, end: start + 1 };
  return { code: "ARIA-002", message: "this string is not closed", span, help: `close it with ${quote}`, fatal: true };
}

function hexadecimal(character: string): string {
  return character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
}

/** `A`…`Z`, `a`…`z` or `_`. */
function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
}

/** A letter or a digit. */
function isNamePart(code: number): boolean {
  return isLetter(code) || (code >= 48 && code <= 57);
}

/** The offset behind letters of any alphabet. The pattern is made where one is met: its sets take a while. */
function foreignNameEnd(text: string, at: number): number {
  const letters = /[\p{L}\p{N}\p{M}_]*/uy;
  letters.lastIndex = at;
  return at + letters.exec(text)![0].length;
}
