/**
 * Tokens to tree: operators between operands, from the loosest, `is`, to the tightest.
 *
 * @module
 */

import type {
  Binary,
  BinaryOperator,
  Expression,
  Fallback,
  IntegerLiteral,
  Pipe,
  PipeOperator,
  Redirect,
} from "./ast.ts";
import { isCommand, isText } from "./command_shapes.ts";
import type { Grammar } from "./grammar.ts";
import { CHOICE, operatorHelp } from "./habits.ts";
import { join, type Span } from "./source.ts";
import { NESTING_MAX, type TokenReader } from "./token_reader.ts";
import { beginsExpression, isKeyword, isOperator, REDIRECTS, type Token } from "./tokens.ts";

/** How tightly operators bind, by their level. All associate left. */
const LEVELS: ReadonlyMap<string, number> = new Map(
  [
    ["|>", "<|"],
    ["||"],
    ["&&"],
    ["|", "|*", "|+"],
    ["^"],
    ["&"],
    ["==", "!="],
    ["<", "<=", ">", ">=", "<=>"],
    [
      "<<",
      ">>",
    ],
    ["+", "-"],
    ["*", "/", "%"],
  ].flatMap((operators, level) => operators.map((operator) => [operator, level + 1])),
);
const LOOSEST = LEVELS.get("|>")!;
const REDIRECT = LEVELS.get(">")!;
const TARGET = LEVELS.get("+")!;
const PIPES: ReadonlySet<string> = new Set(["|", "|*", "|+"]);

/** Reads expressions. */
export class Expressions {
  readonly #grammar: Grammar;
  readonly #tokens: TokenReader;

  constructor(grammar: Grammar) {
    this.#grammar = grammar;
    this.#tokens = grammar.tokens;
  }

  /** A whole expression. */
  expression(): Expression {
    this.#tokens.enter();
    const expression = isKeyword(this.#tokens.peek(), "is") ? this.#is() : this.#range();
    this.#tokens.leave();
    return expression;
  }

  /** Items up to `close`, with commas between them and one allowed after the last; `open` has been taken. */
  list(open: Token, close: ")" | "]"): Expression[] {
    const items: Expression[] = [];
    while (!this.#tokens.takeOperator(close)) {
      const next = this.#tokens.peek();
      if (next.kind === "end" || isOperator(next, ";")) this.#tokens.unexpected(next, `'${close}'`, open);
      items.push(this.#grammar.expression());
      const behind = this.#tokens.peek();
      if (this.#tokens.takeOperator(",") || isOperator(behind, close)) continue;
      this.#tokens.unexpected(behind, `',' or '${close}'`, open, operatorHelp(this.#tokens, behind, items.at(-1)));
    }
    return items;
  }

  /** `is condition : then : otherwise` */
  #is(): Expression {
    const { span } = this.#tokens.take();
    const condition = this.expression();
    this.#tokens.expect(":", undefined, CHOICE);
    const then = this.expression();
    this.#tokens.expect(":", undefined, CHOICE);
    const otherwise = this.expression();
    return { type: "Is", span: join(span, otherwise.span), condition, then, otherwise };
  }

  #range(): Expression {
    const start = this.#unwrap();
    const operator = this.#tokens.peek();
    if (!isOperator(operator, "..") && !isOperator(operator, "...")) return start;
    this.#tokens.take();
    const end = this.#unwrap();
    return { type: "Range", span: join(start.span, end.span), start, end, inclusive: operator.text === ".." };
  }

  #unwrap(): Expression {
    let operand = this.#binary(LOOSEST);
    for (let links = 0;; links++) {
      const operator = this.#tokens.peek();
      if (links > NESTING_MAX) this.#tokens.tooDeep();
      if (isOperator(operator, "??")) {
        this.#tokens.take();
        operand = this.#joined(operand, operator, this.#binary(LOOSEST));
      } else if (isOperator(operator, "?")) {
        this.#tokens.take();
        const fallback = this.#fallback(operator);
        const span = join(operand.span, fallback?.span ?? operator.span);
        operand = { type: "Unwrap", span, operand, operatorSpan: operator.span, fallback };
      } else {
        if (operand.type === "Unwrap") this.#refuseOperator(operand.fallback !== null);
        return operand;
      }
    }
  }

  /** What stands behind `?`; null when nothing there can. */
  #fallback(question: Token): Fallback | null {
    const next = this.#tokens.peek();
    const leaves = isKeyword(next, "return") || isKeyword(next, "fail") ||
      (next.kind === "identifier" && next.text === "exit" && !this.#grammar.scopes.has("exit"));
    if (!leaves && !beginsExpression(next)) return null;
    if (next.startsLine) {
      const help = "end the statement with ';', or begin the next line with the '?'";
      this.#tokens.warn("ARIA-024", "this '?' takes the next line as its default", question.span, help);
    }
    if (!leaves) return this.#binary(LOOSEST);
    this.#tokens.take();
    const value = beginsExpression(this.#tokens.peek()) ? this.expression() : null;
    const type = next.text === "return" ? "Return" : next.text === "fail" ? "Fail" : "Exit";
    return { type, span: join(next.span, value?.span ?? next.span), value } as Fallback;
  }

  /** An operator behind `e?` would have to bind looser than the `?`. */
  #refuseOperator(hasFallback: boolean): void {
    const next = this.#tokens.peek();
    if (next.kind !== "operator" || !LEVELS.has(next.text) || hasFallback || isOperator(next, "&")) return;
    const message = `'${next.text}' cannot follow '?' without brackets`;
    this.#tokens.fail("ARIA-026", message, next.span, `write '(…?) ${next.text} …'`);
  }

  /** Operands with operators of at least this level between them. */
  #binary(least: number): Expression {
    let left = this.#grammar.unary();
    for (let links = 0;; links++) {
      const token = this.#tokens.peek();
      const level = this.#levelOf(token, left);
      if (level < least) return left;
      if (links > NESTING_MAX) this.#tokens.tooDeep();
      left = this.#longer(left, token, level);
    }
  }

  /** The level of a token as an operator behind `left`; 0 when it is none. */
  #levelOf(token: Token, left: Expression): number {
    if (token.kind === "integer") return this.#isStreamNumber() ? REDIRECT : 0;
    if (token.kind !== "operator") return 0;
    if (token.text === ">>" && (isText(left) || isCommand(left, this.#grammar.scopes))) return REDIRECT;
    if (token.text === "&" && this.#isTrailing(left)) return 0;
    return LEVELS.get(token.text) ?? 0;
  }

  /** Whether the integer that comes next is the number of the redirection behind it. */
  #isStreamNumber(): boolean {
    const operator = this.#tokens.peek(1);
    return operator.kind === "operator" && REDIRECTS.has(operator.text);
  }

  /** Whether the `&` that comes next runs what stands before it in the background. */
  #isTrailing(left: Expression): boolean {
    const next = this.#tokens.peek(1);
    if (isOperator(next, ">") && next.touches) return false;
    return !beginsExpression(next) || isCommand(left, this.#grammar.scopes);
  }

  #longer(left: Expression, token: Token, level: number): Expression {
    if (token.kind === "integer") return this.#redirect(left);
    const operator = this.#tokens.take();
    const next = this.#tokens.peek();
    if (operator.text === "&" && isOperator(next, ">")) {
      const message = "'&>' is not how two streams are redirected";
      this.#tokens.fail("ARIA-016", message, join(operator.span, next.span), "write > f 2>&1");
    }
    if (PIPES.has(operator.text)) {
      const open = isOperator(next, "[") ? this.#tokens.take() : null;
      if (open || operator.text !== "|") return this.#pipe(left, operator, open, level);
    }
    if (level === REDIRECT && REDIRECTS.has(operator.text)) {
      if (isOperator(next, "&")) this.#refuseShare(operator, next);
      const isRedirect = operator.text === ">>" || isCommand(left, this.#grammar.scopes);
      return this.#joined(left, operator, this.#binary(isRedirect ? TARGET : level + 1));
    }
    return this.#joined(left, operator, this.#binary(level + 1));
  }

  #joined(left: Expression, operator: Token, right: Expression): Binary {
    const span = join(left.span, right.span);
    return {
      type: "Binary",
      span,
      left,
      operator: operator.text as BinaryOperator,
      operatorSpan: operator.span,
      right,
    };
  }

  /** `left |* right`, or with a list on the right. */
  #pipe(left: Expression, operator: Token, open: Token | null, level: number): Pipe {
    const right = open ? this.list(open, "]") : [this.#binary(level + 1)];
    if (right.length === 0) {
      this.#tokens.report("ARIA-027", "a fan-out needs at least one command", join(open!.span, this.#tokens.last));
    }
    return {
      type: "Pipe",
      span: join(left.span, open ? this.#tokens.last : right[0]!.span),
      left,
      operator: operator.text as PipeOperator,
      operatorSpan: operator.span,
      right,
      fanOut: open !== null,
    };
  }

  /** `command 2> target` or `command 2>&1` */
  #redirect(command: Expression): Expression {
    const stream = this.#integer();
    const operator = this.#tokens.take();
    const share = this.#tokens.peek();
    if (isOperator(share, "&")) {
      this.#tokens.take();
      const digit = this.#tokens.peek();
      if (operator.text !== ">" || digit.kind !== "integer") this.#tokens.unexpected(digit, "a stream's number");
      const to = this.#integer();
      const operatorSpan = join(stream.span, to.span);
      return { type: "Duplicate", span: join(command.span, to.span), command, operatorSpan, from: stream, to };
    }
    const target = this.#binary(TARGET);
    return {
      type: "Redirect",
      span: join(command.span, target.span),
      command,
      operator: operator.text as Redirect["operator"],
      operatorSpan: join(stream.span, operator.span),
      stream,
      target,
    };
  }

  #integer(): IntegerLiteral {
    const { span, text, value, suffix } = this.#tokens.take();
    return { type: "IntegerLiteral", span, text, value: value as bigint, suffix };
  }

  /** `>&2`, whose first number is missing. */
  #refuseShare(operator: Token, ampersand: Token): never {
    const span: Span = join(operator.span, ampersand.span);
    return this.#tokens.fail("ARIA-016", "the number of the stream is missing", span, "write 1>&2");
  }
}
