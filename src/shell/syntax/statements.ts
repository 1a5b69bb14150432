/**
 * Tokens to tree: statements. The first rule that fits decides what a statement is.
 *
 * A statement with an error is reported once and left out; reading goes on at the next statement.
 *
 * @module
 */

import type {
  Assignment,
  Block,
  Declaration,
  Defer,
  Exit,
  Expression,
  ExpressionStatement,
  Fail,
  Fall,
  Pass,
  Return,
  Statement,
} from "./ast.ts";
import { beginsChange } from "./changes.ts";
import { Control } from "./control.ts";
import type { Declarations } from "./declarations.ts";
import type { Grammar } from "./grammar.ts";
import { endHelp, mendStatement, operandHelp, refuseDeclaration, refusePointer, refusePrefix } from "./habits.ts";
import { isTarget } from "./primaries.ts";
import { recover } from "./recovery.ts";
import { refuseHead, refuseShellBody, refuseShellStatement, refuseTest } from "./shell_habits.ts";
import { join, type Span } from "./source.ts";
import { foundText, ParseFailure, type TokenReader } from "./token_reader.ts";
import { ASSIGNMENTS, beginsExpression, isOperator, type Token, TYPES } from "./tokens.ts";

/** Keywords that a bracket follows. */
const BRACKETED: ReadonlySet<string> = new Set(["if", "while", "for", "when", "pick", "loop", "till"]);

/** Operators that may begin a bare word: paths, jobs, patterns, and what some programs are called. */
const WORD_OPERATORS: ReadonlySet<string> = new Set([".", "..", "...", "/", "~", "%", "+", ":", "*", "^", "$", "&{"]);

/** Reads statements. */
export class Statements {
  readonly #grammar: Grammar;
  readonly #tokens: TokenReader;
  readonly #declarations: Declarations;
  readonly #control: Control;
  /** The first block whose `}` stands further left than its beginning. */
  #suspect: { readonly open: Token; readonly close: Token } | null = null;

  constructor(grammar: Grammar, declarations: Declarations) {
    this.#grammar = grammar;
    this.#tokens = grammar.tokens;
    this.#declarations = declarations;
    this.#control = new Control(grammar, {
      declaration: () => declarations.declaration() as Declaration,
      beginsDeclaration: () => declarations.begins(),
      step: () => this.#step(),
    });
  }

  /** Everything up to the end of the program. */
  program(): Statement[] {
    const body: Statement[] = [];
    for (;;) {
      this.#statements(body);
      const next = this.#tokens.peek();
      if (next.kind === "end") break;
      this.#tokens.skip();
      this.#tokens.report("ARIA-007", "this '}' closes nothing", next.span);
    }
    return body;
  }

  /** `{ … }` in a scope of its own, or in the one that is open. */
  block(ownScope = true): Block {
    const open = this.#tokens.expect("{");
    const depth = this.#grammar.scopes.depth;
    if (ownScope) this.#grammar.scopes.open();
    this.#tokens.enter();
    const body: Statement[] = [];
    this.#statements(body);
    this.#tokens.leave();
    this.#grammar.scopes.closeTo(depth);
    if (this.#tokens.peek().kind === "end") this.#unclosed(open);
    const close = this.#tokens.take();
    const { source } = this.#tokens;
    const isLeft = close.startsLine && source.indent(close.span.start) < source.indent(open.span.start);
    if (isLeft) this.#suspect ??= { open, close };
    return { type: "Block", span: join(open.span, close.span), body };
  }

  /** A block that nothing closes. A `}` that stands further left than its block suggests which one it really is. */
  #unclosed(open: Token): never {
    const suspect = this.#suspect;
    if (!suspect || suspect.open.span.start < open.span.start)
      return this.#tokens.unexpected(this.#tokens.peek(), "'}'");
    const { line, column } = this.#tokens.source.position(suspect.close.span.start);
    this.#tokens.unclosed(suspect.open, `the '}' at ${line}:${column} stands as if it closed an outer one`);
    return this.#tokens.giveUp();
  }

  /** Statements up to a `}` or the end. */
  #statements(body: Statement[]): void {
    this.#grammar.notes.list(body, () => this.#read(body));
  }

  #read(body: Statement[]): void {
    for (let next = this.#tokens.peek(); next.kind !== "end"; next = this.#tokens.peek()) {
      if (isOperator(next, "}")) return;
      if (this.#tokens.takeOperator(";")) continue;
      const statement = this.#recovering();
      if (statement) body.push(statement);
    }
  }

  /** A statement; null after an error in it. */
  #recovering(): Statement | null {
    const { nesting, depth, brackets } = this.#tokens;
    const { span } = this.#tokens.peek();
    const scopes = this.#grammar.scopes.depth;
    const open = brackets.length;
    try {
      return this.statement();
    } catch (error) {
      if (!(error instanceof ParseFailure)) throw error;
      this.#tokens.depth = depth;
      this.#grammar.scopes.closeTo(scopes);
      recover(this.#tokens, span.start, nesting, () => this.#declarations.begins());
      brackets.length = Math.min(brackets.length, open);
      return null;
    }
  }

  /** A statement that is the body of another one, in a scope of its own. */
  body(): Statement {
    const { scopes } = this.#grammar;
    const depth = scopes.depth;
    scopes.open();
    this.#tokens.enter();
    const next = this.#tokens.peek();
    if (next.kind === "end" || isOperator(next, "}")) this.#tokens.unexpected(next, "a statement");
    refuseShellBody(this.#grammar);
    const statement = isOperator(next, ";") ? this.#empty() : this.statement();
    this.#tokens.leave();
    scopes.closeTo(depth);
    return statement;
  }

  /** `while (c);` has a body that does nothing. */
  #empty(): Block {
    const { span } = this.#tokens.take();
    return { type: "Block", span, body: [] };
  }

  statement(): Statement {
    const first = this.#tokens.peek();
    if (isOperator(first, "{")) return this.block();
    if (first.kind === "keyword" && !beginsExpression(first)) return this.#keyword(first);
    if (this.#declarations.begins()) return this.#declarations.declaration();
    if (first.kind === "identifier") return this.#named(first);
    return this.#isExpression(first) ? this.#expressionStatement() : this.#bareCommand(first);
  }

  #keyword(first: Token): Statement {
    if (BRACKETED.has(first.text) && !isOperator(this.#tokens.peek(1), "("))
      refuseHead(this.#grammar, this.#tokens.take());
    switch (first.text) {
      case "if":
        return this.#control.if();
      case "while":
        return this.#control.while();
      case "for":
        return this.#control.for();
      case "loop":
        return this.#control.loop();
      case "till":
        return this.#control.till();
      case "when":
        return this.#control.when();
      case "pick":
        return this.#control.pick();
      case "fall":
        return this.#fall();
      case "break":
      case "continue":
        this.#tokens.take();
        return { type: first.text === "break" ? "Break" : "Continue", span: join(first.span, this.end()) };
      case "return":
      case "pass":
      case "fail":
        return this.#leaving(first.text === "return" ? "Return" : first.text === "pass" ? "Pass" : "Fail");
      case "defer":
        return this.#defer();
      case "use":
        return this.#declarations.use();
      default:
        if (this.#declarations.begins()) return this.#declarations.declaration();
        return this.#misplaced(first);
    }
  }

  /** `else`, `then`, `end`, `in` where nothing is that they continue. */
  #misplaced(first: Token): never {
    const owner = { else: "if", then: "when", end: "when", in: "for" }[first.text];
    const { source, last } = this.#tokens;
    const isEnded = /\}\s*;$/.test(source.text.slice(Math.max(last.end - 50, 0), last.end));
    const help = isEnded ? "take away the ';' before it" : undefined;
    return this.#tokens.fail("ARIA-021", `'${first.text}' without '${owner}' before it`, first.span, help);
  }

  /** A statement that begins with a name. */
  #named(first: Token): Statement {
    if (first.problem) return this.#foreignName(first);
    const { scopes } = this.#grammar;
    const isKnown = scopes.has(first.text);
    const second = this.#tokens.peek(1);
    const isCall = isOperator(second, "(") && !second.startsLine;
    // What begins a comment in an expression is a part of a path in a bare word: `bin//x`, `bin/*`.
    if (!isKnown && !isCall && this.#isPath(first)) return this.#bareCommand(first);
    if (second.kind === "operator" && ASSIGNMENTS.has(second.text)) {
      if (!isKnown && second.text === "=" && second.touches) refusePrefix(this.#grammar);
      return this.#expressionStatement();
    }
    if (first.text === "exit" && !isKnown) return this.#leaving("Exit");
    if (isCall) {
      const isLambda = TYPES.has(first.text) && this.#grammar.beginsLambda();
      if (isKnown || isLambda) return this.#expressionStatement();
      mendStatement(this.#grammar, this.#declarations.lost);
      return this.#tokens.peek() === first ? this.#expressionStatement() : this.statement();
    }
    if (isKnown) return this.#expressionStatement();
    if (beginsChange(this.#tokens)) return this.#expressionStatement(this.#grammar.unary());
    scopes.missed.add(first.text);
    refusePointer(this.#grammar);
    refuseDeclaration(this.#grammar, this.#declarations.lost);
    refuseShellStatement(this.#grammar);
    return this.#bareCommand(first);
  }

  /** Whether a name is only the beginning of a word. */
  #isPath(first: Token): boolean {
    return this.#tokens.source.text[first.span.end] === "/" || this.#tokens.goesOnAsWord(first);
  }

  /** A name in letters of another alphabet: a program may be called so, a variable may not. */
  #foreignName(first: Token): Statement {
    const second = this.#tokens.peek(1);
    const isVariable = second.kind === "operator" && (ASSIGNMENTS.has(second.text) || second.text === "(");
    if (isVariable) this.#tokens.take();
    return this.#bareCommand(first);
  }

  /** Whether an expression begins with a token that is no name. */
  #isExpression(first: Token): boolean {
    switch (first.kind) {
      case "integer":
      case "float":
        return first.problem === null;
      case "keyword":
        // `true` and `false` are programs too, and a statement that is a mere value is none.
        return first.text !== "true" && first.text !== "false" || ["==", "!="].includes(this.#tokens.peek(1).text);
      case "operator":
        if (first.text === "[") refuseTest(this.#grammar, first);
        if (first.text === "~") return this.#isSign(first);
        return beginsExpression(first);
      default:
        return first.kind !== "end";
    }
  }

  /** Whether a `~` is a sign, and not the home directory. */
  #isSign({ span }: Token): boolean {
    const operand = this.#tokens.peek(1);
    return this.#tokens.source.text[span.end] !== "/" && !operand.startsLine && beginsExpression(operand);
  }

  #bareCommand(first: Token): Statement {
    if (first.kind === "operator" && first.problem === null && !WORD_OPERATORS.has(first.text)) this.#stray(first);
    return this.#grammar.bareCommand();
  }

  /** A token that begins no statement and no word. */
  #stray(first: Token): never {
    this.#tokens.take();
    if (first.text === ")" || first.text === "]") {
      const next = this.#tokens.peek();
      this.#tokens.isRecovered = next.startsLine || ["", ";", "}"].includes(next.text);
      this.#tokens.fail("ARIA-007", `this '${first.text}' closes nothing`, first.span);
    }
    const help = operandHelp(this.#grammar, first);
    return this.#tokens.fail("ARIA-008", `expected a statement, found ${foundText(first)}`, first.span, help);
  }

  /** An expression for its effect, or an assignment. */
  #expressionStatement(first = this.#grammar.expression()): Statement {
    const step = this.#step(first);
    const ampersand = this.#tokens.peek();
    const background = step.type === "ExpressionStatement" && this.#tokens.takeOperator("&");
    const end = this.end(step.type === "Assignment" ? step.value : step.expression);
    if (step.type === "Assignment") return { ...step, span: join(step.span, end) };
    return { ...step, span: join(step.span, background ? join(ampersand.span, end) : end), background };
  }

  /** `target = value`, or an expression, without a `;`. */
  #step(expression = this.#grammar.expression()): Assignment | ExpressionStatement {
    const operator = this.#tokens.peek();
    if (operator.kind === "operator" && ASSIGNMENTS.has(operator.text)) return this.#assignment(expression, operator);
    return { type: "ExpressionStatement", span: expression.span, expression, background: false };
  }

  #assignment(target: Expression, operator: Token): Assignment {
    if (!isTarget(target)) this.#tokens.fail("ARIA-012", "this cannot be assigned to", target.span);
    this.#tokens.take();
    if (target.type === "Identifier") this.#grammar.notes.assignment(target.name);
    const value = this.#grammar.expression();
    return {
      type: "Assignment",
      span: join(target.span, value.span),
      target,
      operator: operator.text as Assignment["operator"],
      operatorSpan: operator.span,
      value,
    };
  }

  /** `fall(label);` */
  #fall(): Fall {
    const start = this.#tokens.take();
    const open = this.#tokens.expect("(");
    const label = this.#grammar.name();
    this.#tokens.expect(")", open);
    return { type: "Fall", span: join(start.span, this.end()), label };
  }

  /** `return value;`, `pass(value);` and the like. */
  #leaving(type: "Return" | "Pass" | "Fail" | "Exit"): Return | Pass | Fail | Exit {
    const start = this.#tokens.take();
    const value = beginsExpression(this.#tokens.peek()) ? this.#grammar.expression() : null;
    return { type, span: join(start.span, this.end()), value };
  }

  #defer(): Defer {
    const start = this.#tokens.take();
    const body = this.body();
    return { type: "Defer", span: join(start.span, body.span), body };
  }

  /** The `;` of a statement. Where it is missing, that is reported and the statement counts all the same. */
  end(expression?: Expression): Span {
    const next = this.#tokens.peek();
    if (this.#tokens.takeOperator(";")) return next.span;
    const { end } = this.#tokens.last;
    const place = { start: end, end };
    if (next.kind === "end" || isOperator(next, "}")) return place;
    if (isOperator(next, ")") || isOperator(next, "]")) this.#stray(next);
    if (!this.#beginsNext(next)) {
      return this.#tokens.unexpected(next, "';'", undefined, endHelp(this.#grammar, next, expression));
    }
    const last = this.#tokens.comments.at(-1);
    const isHidden = last !== undefined && last.text.startsWith("#") && last.span.start >= end;
    if (!isHidden) this.#tokens.report("ARIA-009", "this statement has no ';'", place, "end it with ';'");
    return place;
  }

  /** Whether the token behind a statement plainly begins the next one. */
  #beginsNext(next: Token): boolean {
    if (next.kind === "operator") return false;
    if (next.startsLine || this.#declarations.begins()) return true;
    const second = this.#tokens.peek(1);
    const isCall = second.kind === "operator" && (second.text === "(" || ASSIGNMENTS.has(second.text));
    return next.kind === "keyword" ? !beginsExpression(next) : next.kind === "identifier" && isCall;
  }
}
