/**
 * Tokens to tree: statements. Expressions are in `expressions.ts`.
 *
 * A statement with an error is reported once and left out; reading goes on at the next statement.
 *
 * @module
 */

import { absent, absentKeyword, absentOperator, FUNCTIONS } from "./absent.ts";
import type { Declaration, Identifier, Program, Statement, TypeName } from "./ast.ts";
import { Diagnostics } from "./diagnostics.ts";
import { ExpressionParser } from "./expressions.ts";
import { nearest } from "./nearest.ts";
import { join, type Source, type Span } from "./source.ts";
import { ParseFailure, TokenReader } from "./token_reader.ts";
import { ASSIGNMENTS, isOperator, KEYWORDS, type Token, TYPES } from "./tokens.ts";

/** What {@linkcode parse} found. The tree leaves out the statements that `diagnostics` are about. */
export interface Parsed {
  readonly program: Program;
  readonly diagnostics: Diagnostics;
  /** Names whose declarations were left out. */
  readonly lost: ReadonlySet<string>;
}

/**
 * Reads a whole program.
 *
 * @param source the program
 * @param names names that are declared before its first line
 *
 * @example
 * ```ts
 * import { parse } from "./parser.ts";
 * import { Source } from "./source.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { program, diagnostics } = parse(new Source("-c", 'run("gen") |* run("pack") > "a.gz";'));
 * assertEquals(diagnostics.count, 0);
 * assertEquals(program.body[0]?.type, "ExpressionStatement");
 * ```
 */
export function parse(source: Source, names: Iterable<string> = []): Parsed {
  const diagnostics = new Diagnostics();
  const parser = new StatementParser(new TokenReader(source, diagnostics), new Set(names));
  const body = parser.statements();
  return {
    program: { type: "Program", span: { start: 0, end: source.text.length }, body },
    diagnostics,
    lost: parser.lost,
  };
}

/** Keywords that continue the construct before them. */
const CONTINUATIONS: ReadonlySet<string> = new Set(["else", "then", "end"]);
/** Keywords before a type that mean nothing here. */
const MEMORY_WORDS: ReadonlySet<string> = new Set(["wild", "gc", "stack"]);

class StatementParser {
  readonly #tokens: TokenReader;
  readonly #expressions: ExpressionParser;
  /** Names in scope so far: they tell an expression from a bare-word command. */
  readonly #names: Set<string>;
  /** The name that the present statement declares. */
  #declaring: string | undefined;
  readonly lost = new Set<string>();

  constructor(tokens: TokenReader, names: Set<string>) {
    this.#tokens = tokens;
    this.#expressions = new ExpressionParser(tokens);
    this.#names = names;
  }

  statements(): Statement[] {
    const body: Statement[] = [];
    while (this.#tokens.peek().kind !== "end" || this.#tokens.peek().problem) {
      if (this.#tokens.takeOperator(";")) continue;
      this.#declaring = undefined;
      this.#tokens.begin();
      try {
        body.push(this.#statement());
      } catch (error) {
        if (!(error instanceof ParseFailure)) throw error;
        if (this.#declaring !== undefined) this.lost.add(this.#declaring);
        this.#tokens.recover((token) => this.#beginsDeclaration(token));
      }
    }
    return body;
  }

  /** The first rule that fits decides what a statement is. */
  #statement(): Statement {
    const first = this.#tokens.peek();
    const second = this.#tokens.peek(1);
    if (first.problem) return this.#tokens.fail(first.problem.message, first.problem.span, first.problem.help);
    if (isOperator(first, "{")) return this.#skipConstruct(first.span, absentOperator("{"));
    if (first.kind === "keyword" && !MEMORY_WORDS.has(first.text)) {
      return this.#skipConstruct(first.span, absentKeyword(first.text));
    }
    if (first.kind === "keyword" || this.#beginsDeclaration(first, second)) return this.#declaration();
    if (first.kind === "identifier") {
      if (second.kind === "operator" && ASSIGNMENTS.has(second.text)) return this.#assignment();
      if (isOperator(second, "(")) this.#refuseMisspelt(first);
      else if (!this.#names.has(first.text)) return this.#bareWords(first);
    }
    if (first.kind === "operator" && !["(", "[", "!", "-", "~"].includes(first.text)) return this.#strayOperator(first);
    const expression = this.#expressions.expression();
    const end = this.#end();
    return { type: "ExpressionStatement", span: join(expression.span, end), expression };
  }

  /** A type with a declarator behind it: `string:x`, `string[]:x`, `string x`; and `strng:x`, whatever `strng` is. */
  #beginsDeclaration(first: Token, second: Token = this.#tokens.peek(1)): boolean {
    if (first.kind !== "identifier") return false;
    if (TYPES.has(first.text)) {
      return second.kind === "identifier" || (second.kind === "operator" && [":", "[", "<", "?"].includes(second.text));
    }
    return isOperator(second, ":") && this.#tokens.peek(2).kind === "identifier";
  }

  #declaration(): Declaration {
    let first = this.#tokens.take();
    while (MEMORY_WORDS.has(first.text)) first = this.#tokens.take();
    this.#foresee();
    const valueType = this.#type(first);
    this.#tokens.takeOperator(":");
    const token = this.#tokens.take();
    if (token.kind === "keyword") {
      this.#tokens.fail(`'${token.text}' is a keyword and cannot be a name`, token.span);
    }
    if (token.kind !== "identifier") this.#tokens.unexpected(token, "a name");
    const name: Identifier = { type: "Identifier", span: token.span, name: token.text };
    const value = this.#tokens.takeOperator("=") ? this.#expressions.expression() : null;
    return { type: "Declaration", span: join(first.span, this.#end()), valueType, name, value };
  }

  /** Notes the name that is being declared, so that an error before it makes no second one wherever it is used. */
  #foresee(): void {
    let at = 0;
    while (at < 8 && this.#tokens.peek(at).kind !== "identifier" && this.#tokens.peek(at).kind !== "end") at++;
    const token = this.#tokens.peek(at);
    if (token.kind !== "identifier") return;
    this.#declaring = token.text;
    this.#names.add(token.text);
  }

  #type(first: Token): TypeName {
    if (first.kind !== "identifier" || !TYPES.has(first.text)) {
      const near = nearest(first.text, TYPES);
      const shown = first.kind === "end" ? "the end of the program" : `'${first.text}'`;
      this.#tokens.fail(`${shown} is not a type`, first.span, near && `did you mean '${near}'?`);
    }
    let span: Span = first.span;
    let arrays = 0;
    const next = this.#tokens.peek();
    if (isOperator(next, "<")) this.#tokens.fail(absent(`the type '${first.text}<…>'`), first.span);
    if (isOperator(next, "?")) this.#tokens.fail(absent(`the type '${first.text}?'`), join(first.span, next.span));
    while (isOperator(this.#tokens.peek(), "[")) {
      const open = this.#tokens.take();
      const close = this.#tokens.take();
      if (close.kind === "integer")
        this.#tokens.fail(absent(`an array type of fixed length`), join(first.span, close.span));
      if (!isOperator(close, "]")) this.#tokens.unexpected(close, "']'", open);
      span = join(first.span, close.span);
      arrays++;
    }
    return { type: "TypeName", span, name: first.text, arrays };
  }

  #assignment(): Statement {
    const token = this.#tokens.take();
    const operator = this.#tokens.take();
    if (operator.text !== "=") this.#tokens.fail(absentOperator(operator.text), operator.span);
    const name: Identifier = { type: "Identifier", span: token.span, name: token.text };
    const value = this.#expressions.expression();
    return { type: "Assignment", span: join(token.span, this.#end()), name, value };
  }

  /** `ls -la`: read to its end as words, so that nothing in it is taken for an expression. */
  #bareWords(first: Token): never {
    const near = nearest(first.text, [...this.#names, ...KEYWORDS]);
    const help = near !== undefined
      ? `did you mean '${near}'?`
      : `write run("${first.text}", […]), or declare '${first.text}' first`;
    this.#tokens.skipWords(first.span.start);
    this.#tokens.fail(`'${first.text}' is not declared, and ${absent("a bare-word command")}`, first.span, help);
  }

  /** `whlie (…) {…}`: a keyword was meant, so what follows is no call. */
  #refuseMisspelt(first: Token): void {
    if (FUNCTIONS.has(first.text) || this.#names.has(first.text)) return;
    const near = nearest(first.text, [...FUNCTIONS, ...KEYWORDS]);
    if (near === undefined || !KEYWORDS.has(near)) return;
    this.#skipConstruct(first.span, `there is no function '${first.text}'`, `did you mean '${near}'?`);
  }

  #strayOperator(first: Token): never {
    const bracket = [")", "]", "}"].includes(first.text);
    if (bracket) {
      this.#tokens.take();
      this.#tokens.fail(`this '${first.text}' closes nothing`, first.span);
    }
    if (["/", ".", "..", "...", "$", "~"].includes(first.text)) {
      this.#tokens.skipWords(first.span.start);
      this.#tokens.fail(absent("a bare-word command"), first.span, 'write run("…", […])');
    }
    this.#tokens.unexpected(this.#tokens.take(), "a statement");
  }

  /** A construct of the language that this build lacks: reported once, and skipped whole, its blocks included. */
  #skipConstruct(span: Span, message: string, help?: string): never {
    do {
      this.#tokens.skipStatement();
    } while (CONTINUATIONS.has(this.#tokens.peek().text));
    this.#tokens.fail(message, span, help);
  }

  /** The `;` of a statement. Where it is missing, the statement counts all the same. */
  #end(): Span {
    const next = this.#tokens.peek();
    if (isOperator(next, ";")) return this.#tokens.take().span;
    const last = this.#tokens.last;
    const place = { start: last.end, end: last.end };
    if (next.kind === "end" && !next.problem) return place;
    if (next.problem) this.#tokens.fail(next.problem.message, next.problem.span, next.problem.help);
    if (isOperator(next, "&")) {
      this.#tokens.take();
      this.#tokens.report(absentOperator("&"), next.span);
      this.#tokens.takeOperator(";");
      return next.span;
    }
    if (next.kind === "operator") this.#expressions.refuseOperator(next);
    if (!next.startsLine) this.#tokens.unexpected(next, "';'");
    this.#tokens.report("this statement has no ';'", place, "end it with ';'");
    return place;
  }
}
