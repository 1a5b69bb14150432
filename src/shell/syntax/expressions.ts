/**
 * Tokens to tree: expressions. One method for each level of the grammar, the loosest first.
 *
 * @module
 */

import { absent, absentKeyword, absentOperator } from "./absent.ts";
import type { Call, Expression, Identifier, IntegerLiteral, Pipe, PipeOperator } from "./ast.ts";
import { join } from "./source.ts";
import type { TokenReader } from "./token_reader.ts";
import { isOperator, OPERATORS, type Token } from "./tokens.ts";

const PIPES: ReadonlySet<string> = new Set(["|", "|*", "|+"]);
const REDIRECTS: ReadonlySet<string> = new Set([">", ">>", "<"]);
/** Operators that never continue an expression. */
const ENDS: ReadonlySet<string> = new Set([")", "]", "}", ",", ";", ":", "$", "&{", "!", "~", "="]);
const BINARY: ReadonlySet<string> = new Set(OPERATORS.filter((operator) => !ENDS.has(operator) && operator !== "("));

/** Reads expressions from a {@linkcode TokenReader}. */
export class ExpressionParser {
  readonly #tokens: TokenReader;

  constructor(tokens: TokenReader) {
    this.#tokens = tokens;
  }

  /** A whole expression. */
  expression(): Expression {
    const expression = this.#pipe();
    const next = this.#tokens.peek();
    if (next.kind === "operator" && next.text !== "&") this.refuseOperator(next);
    return expression;
  }

  /** Names an operator of the language that this build lacks; any other token is left alone. */
  refuseOperator(token: Token): void {
    if (BINARY.has(token.text) && !token.problem)
      this.#tokens.fail(absentOperator(token.text), token.span, shellHabit(token));
  }

  #pipe(): Expression {
    let left = this.#redirect();
    while (this.#tokens.peek().kind === "operator" && PIPES.has(this.#tokens.peek().text)) {
      const operator = this.#tokens.take();
      const list = isOperator(this.#tokens.peek(), "[") ? this.#tokens.take() : undefined;
      const right = list ? this.#list(list, "]", () => this.#pipe()) : [this.#redirect()];
      if (list && right.length === 0) {
        this.#tokens.fail("a fan-out needs at least one command", join(list.span, this.#tokens.last));
      }
      const pipe: Pipe = {
        type: "Pipe",
        span: join(left.span, this.#tokens.last),
        left,
        operator: operator.text as PipeOperator,
        operatorSpan: operator.span,
        right,
        fanOut: list !== undefined,
      };
      left = pipe;
    }
    return left;
  }

  #redirect(): Expression {
    let command = this.#additive();
    for (;;) {
      const next = this.#tokens.peek();
      const numbered = next.kind === "integer" && isRedirect(this.#tokens.peek(1));
      if (!numbered && !isRedirect(next)) return command;
      const stream = numbered ? this.#integer(this.#tokens.take()) : null;
      const operator = this.#tokens.take();
      const operatorSpan = stream ? join(stream.span, operator.span) : operator.span;
      if (isOperator(this.#tokens.peek(), "&")) {
        const share = join(operatorSpan, this.#tokens.take().span);
        this.#tokens.fail(absent("sharing a destination ('N>&M')"), share);
      }
      const target = this.#additive();
      const span = join(command.span, target.span);
      command = { type: "Redirect", span, command, operator: operator.text as ">", operatorSpan, stream, target };
    }
  }

  #additive(): Expression {
    let left = this.#primary();
    while (this.#tokens.takeOperator("+")) {
      const right = this.#primary();
      left = { type: "Join", span: join(left.span, right.span), left, right };
    }
    return left;
  }

  #primary(): Expression {
    const token = this.#tokens.take();
    switch (token.kind) {
      case "string":
        return { type: "StringLiteral", span: token.span, value: token.value ?? "" };
      case "integer":
        return this.#integer(token);
      case "float":
        return this.#tokens.fail(absent("a floating-point number"), token.span);
      case "keyword":
        return this.#tokens.fail(absentKeyword(token.text), token.span);
      case "identifier":
        return this.#named(token);
      default:
        return this.#bracketed(token);
    }
  }

  #integer(token: Token): IntegerLiteral {
    return { type: "IntegerLiteral", span: token.span, text: token.text };
  }

  #named(token: Token): Expression {
    const callee: Identifier = { type: "Identifier", span: token.span, name: token.text };
    if (!isOperator(this.#tokens.peek(), "(")) return callee;
    const open = this.#tokens.take();
    const items = this.#list(open, ")", () => this.expression());
    const call: Call = { type: "Call", span: join(token.span, this.#tokens.last), callee, arguments: items };
    return call;
  }

  #bracketed(token: Token): Expression {
    if (isOperator(token, "(")) {
      const inner = this.expression();
      const close = this.#tokens.take();
      if (!isOperator(close, ")")) this.#tokens.unexpected(close, "')'", token);
      return { ...inner, span: join(token.span, close.span) };
    }
    if (isOperator(token, "[")) {
      const items = this.#list(token, "]", () => this.expression());
      return { type: "ArrayLiteral", span: join(token.span, this.#tokens.last), items };
    }
    if (isOperator(token, "{")) this.#tokens.fail(absent("an object '{…}'"), token.span);
    if (["!", "-", "~"].includes(token.text)) this.#tokens.fail(absentOperator(token.text), token.span);
    if (token.text === "$")
      this.#tokens.fail(absentOperator("$"), token.span, "a variable is written by its name alone");
    return this.#tokens.unexpected(token, "an expression");
  }

  /** Items between brackets, with commas between them and one allowed after the last. */
  #list(open: Token, close: "]" | ")", item: () => Expression): Expression[] {
    const items: Expression[] = [];
    while (!this.#tokens.takeOperator(close)) {
      const next = this.#tokens.peek();
      if (next.kind === "end" && !next.problem || isOperator(next, ";")) {
        this.#tokens.unexpected(this.#tokens.take(), `'${close}'`, open);
      }
      items.push(item());
      if (this.#tokens.takeOperator(",") || isOperator(this.#tokens.peek(), close)) continue;
      this.#tokens.unexpected(this.#tokens.take(), `',' or '${close}'`, open);
    }
    return items;
  }
}

function isRedirect(token: Token): boolean {
  return token.kind === "operator" && REDIRECTS.has(token.text);
}

/** What people who know other shells meant by an operator. */
function shellHabit(token: Token): string | undefined {
  if (token.text === "&&") return "end the first command with ';': a command that fails stops the script";
  return undefined;
}
