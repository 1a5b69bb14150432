/**
 * Text to tokens, one at a time, as the parser asks for them.
 *
 * The parser pulls because the language has two lexical modes: only the parser knows whether the next statement is an
 * expression or a bare-word command, and it moves the lexer to where a mode begins ({@linkcode Lexer.moveTo}).
 *
 * @module
 */

import type { Source, Span } from "./source.ts";
import { readString } from "./strings.ts";
import { KEYWORDS, OPERATORS, type Token, type TokenKind, type TokenProblem } from "./tokens.ts";

const IDENTIFIER = /[A-Za-z_][A-Za-z0-9_]*/y;
const FLOAT = /[0-9](?:_?[0-9])*(?:\.[0-9](?:_?[0-9])*(?:[eE][+-]?[0-9]+)?|[eE][+-]?[0-9]+)/y;
const INTEGER = /(?:0x[0-9A-Fa-f]+(?:_[0-9A-Fa-f]+)*|0o[0-7]+(?:_[0-7]+)*|0b[01]+(?:_[01]+)*|[0-9]+(?:_[0-9]+)*)/y;
const NUMBER_SUFFIX = /(?:tbb(?:8|16|32|64)|[iu](?:8|16|32|64)|f(?:32|64))(?![A-Za-z0-9_])/y;

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
  readonly #source: Source;
  readonly #text: string;
  #at: number;
  #lineOfLast = 0;

  /** Begins at the start of `source`, behind a first line `#!…`. */
  constructor(source: Source) {
    this.#source = source;
    this.#text = source.text;
    this.#at = source.text.startsWith("\ufeff") ? 1 : 0;
    if (this.#text.startsWith("#!", this.#at)) this.#at = source.lineEnd(this.#at);
  }

  /** Goes on from `offset`, which stands outside every token. */
  moveTo(offset: number): void {
    this.#at = offset;
    this.#lineOfLast = 0;
  }

  /** The next token; at the end of the text `end`, again and again. */
  next(): Token {
    const open = this.#skipBlanks();
    const start = this.#at;
    if (open) return this.#token("end", start, this.#text.length, { problem: open });
    if (start >= this.#text.length) return this.#token("end", start, start);
    const character = this.#text[start]!;
    if (character === '"' || character === "'" || character === "`") return this.#string(start);
    const identifier = this.#match(IDENTIFIER);
    if (identifier)
      return this.#token(KEYWORDS.has(identifier) ? "keyword" : "identifier", start, start + identifier.length);
    if (character >= "0" && character <= "9") return this.#number(start);
    const operator = OPERATORS.find((candidate) => this.#text.startsWith(candidate, start));
    if (operator) return this.#token("operator", start, start + operator.length);
    const end = start + String.fromCodePoint(this.#text.codePointAt(start)!).length;
    return this.#token("operator", start, end, { problem: strange(this.#text.slice(start, end), { start, end }) });
  }

  /** Skips blanks and comments; the problem of a comment that never ends. */
  #skipBlanks(): TokenProblem | undefined {
    const text = this.#text;
    for (;;) {
      while (this.#at < text.length && /\s/.test(text[this.#at]!)) this.#at++;
      if (text.startsWith("//", this.#at)) {
        this.#at = this.#source.lineEnd(this.#at);
      } else if (text.startsWith("/*", this.#at)) {
        const close = text.indexOf("*/", this.#at + 2);
        if (close < 0) {
          const span = { start: this.#at, end: this.#at + 2 };
          this.#at = text.length;
          return { message: "this comment is not closed", span, help: "close it with '*/'" };
        }
        this.#at = close + 2;
      } else {
        return undefined;
      }
    }
  }

  #string(start: number): Token {
    const read = readString(this.#source, start);
    return this.#token("string", start, read.end, { value: read.value, problem: read.problem });
  }

  #number(start: number): Token {
    const float = this.#match(FLOAT);
    const digits = float ?? this.#match(INTEGER)!;
    NUMBER_SUFFIX.lastIndex = start + digits.length;
    const end = start + digits.length + (NUMBER_SUFFIX.exec(this.#text)?.[0].length ?? 0);
    IDENTIFIER.lastIndex = end;
    const rest = IDENTIFIER.exec(this.#text)?.[0];
    if (rest === undefined) return this.#token(float ? "float" : "integer", start, end);
    const span = { start, end: end + rest.length };
    const problem = { message: `'${this.#text.slice(span.start, span.end)}' is not a number`, span };
    return this.#token("integer", start, span.end, { problem });
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text)?.[0];
  }

  #token(kind: TokenKind, start: number, end: number, more?: { value?: string; problem?: TokenProblem }): Token {
    this.#at = end;
    const span: Span = { start, end };
    const startsLine = this.#source.lineOf(start) !== this.#lineOfLast;
    this.#lineOfLast = this.#source.lineOf(Math.max(end - 1, start));
    return { kind, text: this.#text.slice(start, end), span, startsLine, ...more };
  }
}

/** The problem of a character that begins no token, with what people who know other shells meant by it. */
function strange(character: string, span: Span): TokenProblem {
  const help = character === "#" ? "a comment begins with '//'" : undefined;
  return { message: `unexpected character '${character}'`, span, help };
}
