/**
 * Words to tree: bare-word commands with their redirections, and what connects them.
 *
 * @module
 */

import type {
  BareCommand,
  Binary,
  Expression,
  ExpressionStatement,
  IntegerLiteral,
  Pipe,
  PipeOperator,
  Redirect,
  Word,
} from "./ast.ts";
import type { Grammar } from "./grammar.ts";
import { bracketHelp, refuseRedirection } from "./shell_habits.ts";
import { join, type Span } from "./source.ts";
import { NESTING_MAX, ParseFailure } from "./token_reader.ts";
import { WordReader } from "./words.ts";

/** A redirection that waits for the command it belongs to. */
type Wire = (command: Expression) => Expression;

/** Reads one bare-word command and what it is connected to, as a statement. */
export function bareCommand(grammar: Grammar): ExpressionStatement {
  const words = new WordReader(grammar);
  const outside = grammar.tokens.nesting;
  try {
    return new CommandReader(grammar, words).statement();
  } catch (error) {
    if (error instanceof ParseFailure && !grammar.tokens.isRecovered) {
      words.skipCommand();
      grammar.tokens.moveTo(words.at, outside);
      grammar.tokens.isRecovered = true;
    }
    throw error;
  }
}

class CommandReader {
  readonly #grammar: Grammar;
  readonly #words: WordReader;
  #links = 0;
  /** The first word of the command that is being read, if it is plain. */
  #program: string | null = null;

  constructor(grammar: Grammar, words: WordReader) {
    this.#grammar = grammar;
    this.#words = words;
  }

  statement(): ExpressionStatement {
    const expression = this.#either();
    const words = this.#words;
    if (words.sees("&>")) refuseRedirection(this.#grammar, words.at);
    const background = words.next === "&";
    let end = background ? words.take("&").end : expression.span.end;
    words.skipBlanks();
    if (words.next === ";") end = words.take(";").end;
    else if (!this.#isEnded()) this.#unexpected(background ? "';' behind '&'" : "the end of the command");
    words.finish();
    return { type: "ExpressionStatement", span: { start: expression.span.start, end }, expression, background };
  }

  #isEnded(): boolean {
    return ["", "\n", "}"].includes(this.#words.next);
  }

  /** `a || b` */
  #either(): Expression {
    let left = this.#both();
    while (this.#words.sees("||")) left = this.#chained(left, "||", () => this.#both());
    return left;
  }

  /** `a && b` */
  #both(): Expression {
    let left = this.#pipeline();
    while (this.#words.sees("&&")) left = this.#chained(left, "&&", () => this.#pipeline());
    return left;
  }

  #chained(left: Expression, operator: "&&" | "||", read: () => Expression): Binary {
    const operatorSpan = this.#connector(operator);
    const right = read();
    return { type: "Binary", span: join(left.span, right.span), left, operator, operatorSpan, right };
  }

  /** `a | b`, `a |* b`, `a |+ b` */
  #pipeline(): Expression {
    let left = this.#command();
    for (let operator = this.#pipe(); operator; operator = this.#pipe()) {
      const operatorSpan = this.#connector(operator);
      const right = this.#command();
      const span = join(left.span, right.span);
      const pipe: Pipe = { type: "Pipe", span, left, operator, operatorSpan, right: [right], fanOut: false };
      left = pipe;
    }
    return left;
  }

  #pipe(): PipeOperator | null {
    if (this.#words.next !== "|" || this.#words.sees("||")) return null;
    return this.#words.sees("|*") ? "|*" : this.#words.sees("|+") ? "|+" : "|";
  }

  /** An operator, behind which the line may end. */
  #connector(operator: string): Span {
    const { tokens } = this.#grammar;
    if (++this.#links > NESTING_MAX) tokens.tooDeep();
    if (this.#words.sees("|&") && !this.#words.sees("|&{")) refuseRedirection(this.#grammar, this.#words.at);
    const span = this.#words.take(operator);
    this.#words.skipBlanks(true);
    if (this.#words.next === "") {
      const isFirst = !tokens.isOpen;
      tokens.isOpen = true;
      if (isFirst) tokens.report("ARIA-028", `a command is missing behind '${operator}'`, span);
      tokens.giveUp();
    }
    if (this.#words.isAtEnd) this.#unexpected(`a command behind '${operator}'`);
    return span;
  }

  #command(): Expression {
    const list: Word[] = [];
    const wires: Wire[] = [];
    for (;;) {
      this.#words.skipBlanks();
      if (this.#words.isAtEnd) break;
      if (list.length === 0 && this.#words.beginsBlock) this.#refuseBlock();
      const wire = this.#redirection();
      if (wire) wires.push(wire);
      else list.push(this.#words.word()!);
      if (list.length === 1) this.#program = plainText(list[0]!);
      if (wires.length > NESTING_MAX) this.#grammar.tokens.tooDeep();
    }
    const first = list[0];
    if (!first) return this.#unexpected("a command");
    this.#note(first);
    const bare: BareCommand = { type: "BareCommand", span: join(first.span, list.at(-1)!.span), words: list };
    return wires.reduce<Expression>((command, wire) => wire(command), bare);
  }

  #note({ parts: [part, ...others] }: Word): void {
    if (part?.type === "WordText" && others.length === 0) this.#grammar.notes.program(part.text, part.span);
  }

  /** `> f`, `2>> f`, `4< f`, `2>&1`; null where a word stands. */
  #redirection(): Wire | null {
    const words = this.#words;
    const digits = words.streamNumber();
    if (digits === "" && words.next !== ">" && words.next !== "<") return null;
    const start = words.at;
    const stream = digits === "" ? null : integer(words.take(digits), digits);
    if (words.sees("<<") || words.sees(">|") || words.sees("<>")) refuseRedirection(this.#grammar, words.at);
    if (words.sees(">&")) return this.#duplication(stream, start);
    const operator: Redirect["operator"] = words.sees(">>") ? ">>" : words.sees(">") ? ">" : "<";
    const operatorSpan = { start, end: words.take(operator).end };
    words.skipBlanks();
    const target = words.word();
    if (!target) return this.#unexpected(`a file behind '${operator}'`);
    return (command) => {
      const span = join(command.span, { start, end: target.span.end });
      return { type: "Redirect", span, command, operator, operatorSpan, stream, target };
    };
  }

  #duplication(from: IntegerLiteral | null, start: number): Wire {
    const words = this.#words;
    const digits = /^>&([0-9]+)(?![^\s|&;<>()])/.exec(this.#grammar.tokens.source.text.slice(words.at, words.at + 8))
      ?.[1];
    if (from === null || words.sees(">&-")) return refuseRedirection(this.#grammar, words.at);
    if (digits === undefined) {
      const span = { start, end: words.at + 2 };
      return this.#grammar.tokens.fail("ARIA-016", "a stream's number is missing behind '>&'", span, "write 2>&1");
    }
    words.take(">&");
    const to = integer(words.take(digits), digits);
    const operatorSpan = { start, end: to.span.end };
    return (command) => {
      return { type: "Duplicate", span: join(command.span, operatorSpan), command, operatorSpan, from, to };
    };
  }

  /** `a || { … }`: a block is no command. */
  #refuseBlock(): never {
    const { tokens } = this.#grammar;
    const span = { start: this.#words.at, end: this.#words.at + 1 };
    tokens.report("ARIA-022", "a block cannot stand for a command", span, "write if (…) { … }");
    this.#words.finish();
    tokens.muted++;
    try {
      this.#grammar.block();
    } finally {
      tokens.muted--;
    }
    return tokens.giveUpWhole();
  }

  /** Something that cannot stand among words. */
  #unexpected(wanted: string): never {
    const { tokens } = this.#grammar;
    const { at, next } = this.#words;
    const found = /[^\s|&;<>()]+|[^]?/y;
    found.lastIndex = at;
    const text = found.exec(tokens.source.text)![0];
    const span = { start: at, end: at + text.length };
    if (next === "(" || next === ")") {
      const help = bracketHelp(this.#grammar, at, this.#program);
      tokens.fail("ARIA-022", `'${next}' cannot stand in a bare-word command`, span, help);
    }
    const shown = text === "" ? "the end of the program" : text === "\n" ? "the end of the line" : `'${text}'`;
    return tokens.fail("ARIA-008", `expected ${wanted}, found ${shown}`, span);
  }
}

/** A word that is nothing but plain bare text. */
function plainText({ parts }: Word): string | null {
  const [first] = parts;
  return parts.length === 1 && first?.type === "WordText" && /^[\w./-]+$/.test(first.text) ? first.text : null;
}

function integer(span: Span, text: string): IntegerLiteral {
  return { type: "IntegerLiteral", span, text, value: BigInt(text.slice(0, 10)), suffix: null };
}
