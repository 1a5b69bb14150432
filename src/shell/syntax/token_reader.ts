/**
 * The parser's hand on the lexer: looking ahead, taking, reporting, and finding the next statement after an error.
 *
 * @module
 */

import type { Diagnostics } from "./diagnostics.ts";
import { Lexer } from "./lexer.ts";
import type { Source, Span } from "./source.ts";
import { isOperator, type Token } from "./tokens.ts";

/** Leaves the statement that is being read; its diagnostic has been reported. */
export class ParseFailure extends Error {
  override name = "ParseFailure";
}

const OPENERS: ReadonlySet<string> = new Set(["(", "[", "{"]);
const CLOSERS: ReadonlySet<string> = new Set([")", "]", "}"]);

/** Reads the tokens of one source. */
export class TokenReader {
  readonly #lexer: Lexer;
  readonly #source: Source;
  readonly #diagnostics: Diagnostics;
  readonly #ahead: Token[] = [];
  #skipped = false;
  /** Tokens taken since the statement began. */
  #taken = 0;
  /** Span of the token taken last. */
  last: Span = { start: 0, end: 0 };

  constructor(source: Source, diagnostics: Diagnostics) {
    this.#lexer = new Lexer(source);
    this.#source = source;
    this.#diagnostics = diagnostics;
  }

  /** A coming token, 0 the next. */
  peek(distance = 0): Token {
    while (this.#ahead.length <= distance) this.#ahead.push(this.#lexer.next());
    return this.#ahead[distance]!;
  }

  /** Takes the next token; what is wrong inside it is reported now. */
  take(): Token {
    const token = this.#advance();
    if (token.problem) this.fail(token.problem.message, token.problem.span, token.problem.help);
    return token;
  }

  /** Takes the next token if it is this operator. */
  takeOperator(text: string): boolean {
    if (!isOperator(this.peek(), text)) return false;
    this.take();
    return true;
  }

  /** Reports an error and goes on. */
  report(message: string, span: Span, help?: string): void {
    this.#diagnostics.add(message, span, help);
  }

  /** Reports an error and leaves the statement. */
  fail(message: string, span: Span, help?: string): never {
    this.report(message, span, help);
    throw new ParseFailure(message);
  }

  /** Reports a token that cannot stand where it stands, and the bracket that is still open there. */
  unexpected(token: Token, wanted: string, open?: Token): never {
    const found = token.kind === "end" ? "the end of the program" : `'${token.text}'`;
    if (open) {
      const { line, column } = this.#source.position(open.span.start);
      const help = `'${open.text}' was opened at ${line}:${column}`;
      if (token.kind === "end" || isOperator(token, ";")) {
        this.fail(`this '${open.text}' is not closed`, open.span, `${wanted} is missing before ${found}`);
      }
      this.fail(`expected ${wanted}, found ${found}`, token.span, help);
    }
    this.fail(`expected ${wanted}, found ${found}`, token.span);
  }

  /** A statement begins. */
  begin(): void {
    this.#taken = 0;
    this.#skipped = false;
  }

  /** After a failure: moves behind the statement's `;`, or before a line that plainly begins a new one. */
  recover(begins: (token: Token) => boolean): void {
    if (this.#skipped) return;
    const ended = this.#source.text.slice(this.last.start, this.last.end) === ";";
    if (this.#taken > 0 && ended) return;
    for (;;) {
      const token = this.peek();
      if (token.kind === "end") break;
      if (this.#taken > 0 && token.startsLine && (token.kind === "keyword" || begins(token))) break;
      this.#advance();
      if (isOperator(token, ";")) break;
    }
    if (this.peek().kind === "end") this.#ahead.length = 0;
  }

  /** Moves behind the statement that begins here: its `;`, or the `}` of its block. */
  skipStatement(): void {
    const opened: Token[] = [];
    for (;;) {
      const token = this.peek();
      if (token.kind === "end") break;
      this.#advance();
      if (token.kind !== "operator") continue;
      if (OPENERS.has(token.text)) opened.push(token);
      else if (CLOSERS.has(token.text)) opened.pop();
      if (opened.length > 0) continue;
      if (token.text === ";" || token.text === "}") break;
    }
    const block = opened.find((token) => token.text === "{");
    if (block) this.report("this '{' is not closed", block.span, "'}' is missing before the end of the program");
    this.takeOperator(";");
    this.#skipped = true;
  }

  /**
   * Moves behind the bare words that begin at `start`: to a `;` outside quotes or the line's end, and behind lines that
   * begin with an operator and so plainly continue it.
   */
  skipWords(start: number): void {
    const line = this.#source.text.slice(start, this.#source.lineEnd(start));
    const words = /^(?:\\.|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`|[^;])*/.exec(line)![0];
    this.#ahead.length = 0;
    this.#lexer.moveTo(start + words.length);
    if (this.peek().kind === "operator" && !CLOSERS.has(this.peek().text)) this.skipStatement();
    this.#skipped = true;
  }

  #advance(): Token {
    const token = this.peek();
    this.#ahead.shift();
    this.#taken++;
    this.last = token.span;
    return token;
  }
}
