/**
 * The parser's hand on the lexer: looking ahead, taking, reporting, and finding the next statement after an error.
 *
 * @module
 */

import type { SyntaxCode } from "./codes.ts";
import type { Diagnostics } from "./diagnostics.ts";
import { type Comment, Lexer } from "./lexer.ts";
import type { Source, Span } from "./source.ts";
import { isOperator, type Nesting, type Problem, type Token } from "./tokens.ts";

/** Leaves the statement that is being read; its diagnostic has been reported. */
export class ParseFailure extends Error {
  override name = "ParseFailure";
}

/** Thrown again and again: it says nothing, so it need not be made anew with a trace of its own. */
let failure: ParseFailure | undefined;

/** So many tokens are kept behind the one that comes next. */
const TAKEN_MAX = 64;

/** Statements, expressions and types that may stand in one another, and operators in one expression. */
export const NESTING_MAX = 500;

/** Problems of what is open to the end of the text. */
const UNCLOSED: ReadonlySet<SyntaxCode> = new Set(["ARIA-002", "ARIA-003", "ARIA-006"]);
const CLOSERS: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}", "&{": "}" };
const OPENS: ReadonlySet<string> = new Set(Object.keys(CLOSERS));
const CLOSES: ReadonlySet<string> = new Set(Object.values(CLOSERS));

/** Line breaks that do not end a word, and blanks that do so only in expressions. */
const WORD_GOES_ON = /(?:\\\r?\n|(?![\t-\r ])\s)*/y;

/** A comment in which no command ends, nor goes on behind an operator: that the printer joins lines changes nothing. */
const COMMENT_IN_COMMAND = /\/\*(?:\\\r?\n|[^\n;|&{}])*?\*\//y;

/** A bracket that was opened. */
export type Bracket = Pick<Token, "text" | "span">;

/** Reads the tokens of one source. */
export class TokenReader {
  readonly source: Source;
  readonly #lexer: Lexer;
  readonly #diagnostics: Diagnostics;
  /** Tokens that were read: a few that are taken already, and those that are looked ahead at. */
  readonly #read: Token[] = [];
  /** How many of them are taken. */
  #taken = 0;
  /** Span of the token taken last. */
  last: Span = { start: 0, end: 0 };
  /** How many constructs stand around this point. */
  depth = 0;
  /** The brackets that are open at this point, the innermost last. */
  readonly brackets: Bracket[] = [];
  /** The text ended inside of something: more of it could make it whole. */
  isOpen = false;
  /** Failures are followed by no search for the next statement: the reader stands there already. */
  isRecovered = false;
  /** Positive: nothing is reported. */
  muted = 0;

  constructor(source: Source, diagnostics: Diagnostics) {
    this.#lexer = new Lexer(source);
    this.source = source;
    this.#diagnostics = diagnostics;
  }

  /** Comments of what was read. */
  get comments(): readonly Comment[] {
    return this.#lexer.comments;
  }

  /** A coming token, 0 the next. Those behind a `#` cannot be seen before: it could be a part of a bare word. */
  peek(distance = 0): Token {
    const at = this.#taken + distance;
    while (this.#read.length <= at) this.#read.push(this.#lexer.next());
    for (let passed = this.#taken + 1; passed <= at; passed++) {
      const token = this.#read[passed]!;
      if (token.isBehindHash) return { ...token, kind: "end", text: "" };
    }
    return this.#read[at]!;
  }

  /**
   * Whether a bare word would go on behind a token, where an expression has a comment: `a//b`, `a/*`, `a#b`. Behind an
   * operator that ends words there is a comment either way.
   *
   * @param commentsTouch a whole comment within the command may touch the token all the same
   */
  goesOnAsWord({ kind, text: token, span }: Token, commentsTouch = false): boolean {
    if (kind === "operator" && /[<>|&;()]$/.test(token)) return false;
    const { text } = this.source;
    WORD_GOES_ON.lastIndex = span.end;
    WORD_GOES_ON.test(text);
    const end = WORD_GOES_ON.lastIndex;
    if (text[end] === "#" || text.startsWith("//", end)) return true;
    COMMENT_IN_COMMAND.lastIndex = end;
    return text.startsWith("/*", end) && !(commentsTouch && COMMENT_IN_COMMAND.test(text));
  }

  /** Takes the next token; what is wrong inside it is reported now. */
  take(): Token {
    const token = this.#advance();
    if (token.problem) this.#meet(token.problem);
    return token;
  }

  /** Takes the next token if it is this operator. */
  takeOperator(text: string): boolean {
    if (!isOperator(this.peek(), text)) return false;
    this.#advance();
    return true;
  }

  /** Takes an operator that must come; `open` is the bracket that it closes or stands in. */
  expect(text: string, open?: Bracket, help?: string): Token {
    const next = this.peek();
    if (!isOperator(next, text)) this.unexpected(next, `'${text}'`, open, help);
    return this.#advance();
  }

  /** Takes the `>` that closes a type's arguments; of `>>` its first half. */
  expectAngle(open: Token): Token {
    const next = this.peek();
    if (!isOperator(next, ">>")) return this.expect(">", open);
    const { start, end } = next.span;
    const halves = [{ start, end: start + 1 }, { start: start + 1, end }];
    this.replace(...halves.map((span) => ({ ...next, text: ">", span })));
    return this.#advance();
  }

  /** One construct deeper. */
  enter(): void {
    if (++this.depth > NESTING_MAX) this.tooDeep();
  }

  /** Out of what was entered. */
  leave(): void {
    this.depth--;
  }

  /** Gives up a program that nobody could follow, and no part of the shell could walk through. */
  tooDeep(): never {
    const message = `more than ${NESTING_MAX} constructs within or behind each other`;
    this.report("ARIA-020", message, this.peek().span, "give parts of it names of their own");
    this.muted = Infinity;
    this.moveTo(this.source.text.length, null);
    return this.giveUp();
  }

  /** Reports an error and goes on. */
  report(code: SyntaxCode, message: string, span: Span, help?: string): void {
    if (this.muted === 0) this.#diagnostics.add(code, message, span, help);
  }

  /** Reports what is no error. */
  warn(code: SyntaxCode, message: string, span: Span, help?: string): void {
    if (this.muted === 0) this.#diagnostics.warn(code, message, span, help);
  }

  /** Reports an error and leaves the statement. */
  fail(code: SyntaxCode, message: string, span: Span, help?: string): never {
    this.report(code, message, span, help);
    this.giveUp();
  }

  /** Leaves the statement; what is wrong has been reported. */
  giveUp(): never {
    throw failure ??= new ParseFailure("The statement was given up");
  }

  /** Leaves the statement, all of which has been read. */
  giveUpWhole(): never {
    this.isRecovered = true;
    return this.giveUp();
  }

  /** Reports a token that cannot stand where it stands, and the bracket that is still open there. */
  unexpected(token: Token, wanted: string, open?: Bracket, help?: string): never {
    if (token.problem) this.#meet({ ...token.problem, fatal: true });
    if (token.kind === "end") this.#endOfText(wanted);
    const found = foundText(token);
    if (open && token.kind === "operator" && (token.text === ";" || CLOSES.has(token.text))) {
      this.fail(
        "ARIA-006",
        `this '${open.text}' is not closed`,
        open.span,
        help ?? `${wanted} is missing before ${found}`,
      );
    }
    this.fail(
      "ARIA-008",
      `expected ${wanted}, found ${found}`,
      foundSpan(token),
      help ?? (open && this.#openedAt(open)),
    );
  }

  /** `'(' was opened at 3:7`, for a help. */
  #openedAt(open: Bracket): string {
    const { line, column } = this.source.position(open.span.start);
    return `'${open.text}' was opened at ${line}:${column}`;
  }

  /** The text ends in the middle of something. All that is open there is told of once. */
  #endOfText(wanted: string): never {
    const { end } = this.last;
    const open = this.brackets.at(-1);
    if (open) this.unclosed(open);
    else if (!this.isOpen) {
      this.report("ARIA-008", `expected ${wanted}, found the end of the program`, { start: end, end });
    }
    this.giveUp();
  }

  /** The text ended before a bracket was closed. */
  unclosed(open: Bracket, help?: string): void {
    const closer = CLOSERS[open.text]!;
    if (!this.isOpen) {
      const mend = help ?? `'${closer}' is missing before the end of the program`;
      this.report("ARIA-006", `this '${open.text}' is not closed`, open.span, mend);
    }
    this.isOpen = true;
  }

  #meet(problem: Problem): void {
    this.report(problem.code, problem.message, problem.span, problem.help);
    if (UNCLOSED.has(problem.code)) this.isOpen = true;
    if (problem.fatal) this.giveUp();
  }

  /** Word mode begins with the next token: nothing is looked ahead at any more. Returns its offset. */
  leaveForWords(): number {
    const { span, nesting } = this.peek();
    this.moveTo(span.start, nesting);
    return span.start;
  }

  /** Drops what was looked ahead at and goes on from `offset`. */
  moveTo(offset: number, nesting: Nesting | null = this.nesting): void {
    this.#read.length = 0;
    this.#taken = 0;
    this.#lexer.moveTo(offset, nesting);
  }

  /** What is open before the next token. */
  get nesting(): Nesting | null {
    const next = this.#read[this.#taken];
    return next ? next.nesting : this.#lexer.nesting;
  }

  /** Notes a comment that word mode met. */
  noteComment(kind: "line" | "block", start: number, end: number): void {
    this.moveTo(start);
    this.#lexer.skipComment(kind, end);
  }

  /** Puts other tokens in the place of the next one. */
  replace(...tokens: Token[]): void {
    this.#read.splice(this.#taken, 1, ...tokens);
  }

  /** Takes the next token, whatever is wrong with it. */
  skip(): Token {
    return this.#advance();
  }

  #advance(): Token {
    const token = this.peek();
    if (++this.#taken === TAKEN_MAX) this.#forget();
    this.last = token.span;
    if (token.kind === "operator") this.#noteBracket(token);
    else if (token.kind === "templateStart" || continuesTemplate(token)) this.#noteInterpolation(token);
    return token;
  }

  /** Lets go of what is taken. Doing that for each token would make the list anew each time. */
  #forget(): void {
    this.#read.splice(0, this.#taken);
    this.#taken = 0;
  }

  #noteBracket(token: Token): void {
    if (OPENS.has(token.text)) this.brackets.push(token);
    else if (CLOSES.has(token.text)) this.#close(token.text);
  }

  #noteInterpolation({ kind, span: { end } }: Token): void {
    if (kind !== "templateStart") this.#close("}");
    if (kind !== "templateEnd") this.brackets.push({ text: "&{", span: { start: end - 2, end } });
  }

  #close(closer: string): void {
    const open = this.brackets.at(-1);
    if (open && CLOSERS[open.text] === closer) this.brackets.pop();
  }
}

/** What the carets stand under; of a piece of a template it is the `}` alone. */
function foundSpan(token: Token): Span {
  const { start, end } = token.span;
  return { start, end: continuesTemplate(token) ? start + 1 : end };
}

function continuesTemplate(token: Token): boolean {
  return token.kind === "templateMiddle" || token.kind === "templateEnd";
}

/** A token as a message names it. */
export function foundText(token: Token): string {
  if (token.kind === "end") return "the end of the program";
  if (continuesTemplate(token)) return "'}'";
  const text = /^[^\n]*/.exec(token.text)![0];
  return text.length > 40 ? `'${text.slice(0, 40)}…'` : `'${text}'`;
}
