/**
 * Word mode: a bare-word command is read from the text itself, word by word.
 *
 * A word joins pieces without a blank between them: bare text, strings and `&{…}`. Strings and interpolations are read
 * in expression mode, so reading goes to the tokens and comes back behind them.
 *
 * @module
 */

import type { Interpolation, Word, WordPart } from "./ast.ts";
import type { Grammar } from "./grammar.ts";
import { lineBreak, unclosedComment } from "./lexer.ts";
import { skipInterpolation } from "./recovery.ts";
import { warnOfDollars } from "./shell_habits.ts";
import type { Span } from "./source.ts";
import { ParseFailure, type TokenReader } from "./token_reader.ts";
import { isOperator, type Token } from "./tokens.ts";

const NEWLINE = 10;
const BACKSLASH = 92;

/** Reads words; {@linkcode at} is where it stands. */
export class WordReader {
  readonly #grammar: Grammar;
  readonly #tokens: TokenReader;
  readonly #text: string;
  at: number;

  /** Begins with the next token. */
  constructor(grammar: Grammar) {
    this.#grammar = grammar;
    this.#tokens = grammar.tokens;
    this.#text = grammar.tokens.source.text;
    this.at = this.#tokens.leaveForWords();
  }

  /** Goes back to expression mode, behind what was read. */
  finish(): void {
    this.#tokens.moveTo(this.at);
  }

  /** Whether `text` stands here. */
  sees(text: string): boolean {
    return this.#text.startsWith(text, this.at);
  }

  /** The next character; empty at the end of the program. */
  get next(): string {
    return this.#text[this.at] ?? "";
  }

  /** Goes behind blanks and comments; behind line breaks too, if `acrossLines`. */
  skipBlanks(acrossLines = false): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.at);
      if (isBlank(code) || (code === NEWLINE && acrossLines)) this.at++;
      else if (code === BACKSLASH && lineBreak(this.#text, this.at + 1) > 0) {
        this.at += 1 + lineBreak(this.#text, this.at + 1);
      } else if (this.sees("//")) this.#comment("line", this.#tokens.source.lineEnd(this.at));
      else if (this.sees("/*")) this.#blockComment();
      else return;
    }
  }

  #blockComment(): void {
    const close = this.#text.indexOf("*/", this.at + 2);
    if (close >= 0) return this.#comment("block", close + 2);
    const { code, message, span } = unclosedComment(this.at);
    this.#tokens.isOpen = true;
    this.#tokens.fail(code, message, span, "close it with '*/'; a word that begins with '/*' needs quotes");
  }

  #comment(kind: "line" | "block", end: number): void {
    this.#tokens.noteComment(kind, this.at, end);
    this.at = end;
  }

  /** Whether a command ends here. A `}` ends it where a word would begin. */
  get isAtEnd(): boolean {
    return this.at >= this.#text.length || "\n|;()}".includes(this.next) || (this.next === "&" && !this.sees("&{"));
  }

  /** Whether a `{` stands here alone, as that of a block does. */
  get beginsBlock(): boolean {
    return this.next === "{" && /[\s|&;<>()]|^$/.test(this.#text.slice(this.at + 1, this.at + 2));
  }

  /** The digits that stand here, if a redirection's operator touches them. */
  streamNumber(): string {
    let end = this.at;
    while (isDigit(this.#text.charCodeAt(end))) end++;
    const operator = this.#text[end];
    return operator === ">" || operator === "<" ? this.#text.slice(this.at, end) : "";
  }

  /** Goes behind `text`, which stands here, and gives its span. */
  take(text: string): Span {
    const start = this.at;
    this.at += text.length;
    return { start, end: this.at };
  }

  /** The word that begins here; null where none does. */
  word(): Word | null {
    const start = this.at;
    const parts: WordPart[] = [];
    for (let part = this.#part(true); part; part = this.#part(false)) parts.push(part);
    return parts.length === 0 ? null : { type: "Word", span: { start, end: this.at }, parts };
  }

  #part(isFirst: boolean): WordPart | null {
    switch (this.next) {
      case '"':
      case "`":
      case "'":
        return this.#string();
      case "&":
        return this.sees("&{") ? this.#interpolation() : null;
      default:
        return this.#bareText(isFirst);
    }
  }

  #bareText(isFirst: boolean): WordPart | null {
    const start = this.at;
    let at = start;
    for (; at < this.#text.length && !endsText(this.#text.charCodeAt(at)); at++) {
      if (this.#text.charCodeAt(at) !== BACKSLASH) continue;
      if (at + 1 === this.#text.length) this.#nothingToQuote(at);
      at += this.#text.startsWith("\r\n", at + 1) ? 2 : 1;
    }
    if (at === start) return null;
    this.at = at;
    const text = this.#text.slice(start, at);
    if (text.startsWith("#") && isFirst) {
      const span = { start, end: start + 1 };
      this.#tokens.warn("ARIA-019", "'#' does not begin a comment", span, "a comment begins with '//'");
    }
    if (text.includes("$")) warnOfDollars(this.#grammar, text, start);
    return { type: "WordText", span: { start, end: at }, text };
  }

  #nothingToQuote(at: number): never {
    this.#tokens.isOpen = true;
    const span = { start: at, end: at + 1 };
    return this.#tokens.fail("ARIA-008", "this '\\' quotes nothing: the program ends here", span);
  }

  #string(): WordPart {
    this.#tokens.moveTo(this.at);
    const token = this.#tokens.peek();
    let part: WordPart;
    if (token.kind === "templateStart") {
      part = this.#grammar.template();
    } else {
      if (token.problem?.code === "ARIA-002") this.#unclosed(token);
      this.#tokens.take();
      part = { type: "StringLiteral", span: token.span, text: token.text, value: String(token.value) };
    }
    this.at = this.#tokens.last.end;
    return part;
  }

  #unclosed({ problem, text }: Token): never {
    const { code, message, span } = problem!;
    this.#tokens.skip();
    this.#tokens.isOpen = true;
    return this.#tokens.fail(code, message, span, `close it with ${text[0]}, or write \\${text[0]} for the character`);
  }

  /** `&{…}`: what is wrong in it does not hide the rest of the line. */
  #interpolation(): Interpolation {
    const start = this.at;
    const outside = this.#tokens.nesting;
    this.#tokens.moveTo(start);
    const open = this.#tokens.take();
    try {
      const expression = this.#grammar.expression();
      const next = this.#tokens.peek();
      if (!isOperator(next, "}")) this.#tokens.unexpected(next, "'}'", open);
      this.#tokens.take();
      this.at = this.#tokens.last.end;
      return { type: "Interpolation", span: { start, end: this.at }, expression };
    } catch (error) {
      if (error instanceof ParseFailure) skipInterpolation(this.#tokens, outside);
      throw error;
    }
  }

  /** After an error: to where the command plainly ends. Quotes and brackets of this line are passed over. */
  skipCommand(): void {
    this.at = Math.max(this.at, this.#tokens.last.end);
    const line = this.#text.slice(this.at, this.#tokens.source.lineEnd(this.at));
    let open = 0;
    for (const { 0: piece, index } of line.matchAll(PIECES)) {
      if (piece === "(" || piece === "{") open++;
      else if (open > 0 && (piece === ")" || piece === "}")) open--;
      else if (open === 0 && (piece === ";" || piece === "}")) {
        this.at += index;
        return;
      }
    }
    this.at += line.length;
  }
}

/** What matters for finding a command's end: quoted text, brackets, `;`. */
const PIECES = /\\.|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`|[(){};]/g;

/** Blanks between words; a carriage return only ends a line together with the newline behind it. */
function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 11 || code === 12 || code === 13;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

const ENDS_TEXT: ReadonlySet<number> = new Set(
  [..."\t\n\v\f\r \"'`&|;<>()"].map((character) => character.charCodeAt(0)),
);

function endsText(code: number): boolean {
  return ENDS_TEXT.has(code);
}
