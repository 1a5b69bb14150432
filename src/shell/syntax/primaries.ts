/**
 * Tokens to tree: operands, which are literals, names, brackets and functions, with their calls, members and indexes.
 *
 * @module
 */

import type {
  Expression,
  Identifier,
  Lambda,
  ObjectField,
  Parameter,
  StringLiteral,
  Template,
  TemplateText,
  Unary,
} from "./ast.ts";
import type { Grammar } from "./grammar.ts";
import { operandHelp, operatorHelp, refuseDollar } from "./habits.ts";
import { skipHead, skipInterpolation } from "./recovery.ts";
import { kindOfType } from "./scopes.ts";
import { join } from "./source.ts";
import { NESTING_MAX, ParseFailure, type TokenReader } from "./token_reader.ts";
import { isOperator, type Nesting, type Token, TYPES } from "./tokens.ts";
import { isTypeWord } from "./type_names.ts";

const SIGNS: ReadonlySet<string> = new Set(["!", "-", "~"]);
const TARGETS: ReadonlySet<string> = new Set(["Identifier", "Member", "Index", "Dollar"]);

/** What stands behind the name of a function's type: its brackets, or more of the type. */
const BEHIND_TYPE: ReadonlySet<string> = new Set(["(", "[", "<", "?"]);

/** Whether an expression is a place that can be assigned. */
export function isTarget(expression: Expression): boolean {
  return TARGETS.has(expression.type);
}

/** Reads operands. */
export class Primaries {
  readonly #grammar: Grammar;
  readonly #tokens: TokenReader;

  constructor(grammar: Grammar) {
    this.#grammar = grammar;
    this.#tokens = grammar.tokens;
  }

  /** `!x`, `-x`, `~x`, or an operand. */
  unary(): Expression {
    const sign = this.#tokens.peek();
    if (sign.kind !== "operator" || !SIGNS.has(sign.text)) return this.#postfix();
    this.#tokens.take();
    this.#tokens.enter();
    const operand = this.unary();
    this.#tokens.leave();
    return { type: "Unary", span: join(sign.span, operand.span), operator: sign.text as Unary["operator"], operand };
  }

  /** An operand with its calls, members and indexes; `++` or `--` is the last that it has. */
  #postfix(): Expression {
    let operand = this.#primary();
    for (let links = 0;; links++) {
      const next = this.#tokens.peek();
      if (next.kind !== "operator") return operand;
      const longer = this.#longer(operand, next);
      if (longer === null) return operand;
      if (longer.type === "Postfix") return longer;
      operand = longer;
      if (links > NESTING_MAX) this.#tokens.tooDeep();
    }
  }

  /** The operand with what `next` adds to it; null when it adds nothing. */
  #longer(operand: Expression, next: Token): Expression | null {
    const tokens = this.#tokens;
    switch (next.text) {
      case "(": {
        const values = this.#grammar.list(tokens.take(), ")");
        return { type: "Call", span: join(operand.span, tokens.last), callee: operand, arguments: values };
      }
      case "[": {
        const open = tokens.take();
        const index = this.#grammar.expression();
        const close = tokens.expect("]", open);
        return { type: "Index", span: join(operand.span, close.span), object: operand, index };
      }
      case ".":
      case "?.": {
        const optional = tokens.take().text === "?.";
        const name = this.#memberName(operand);
        return { type: "Member", span: join(operand.span, name.span), object: operand, name, optional };
      }
      case "++":
      case "--": {
        const operator = tokens.take();
        const span = join(operand.span, operator.span);
        if (!isTarget(operand)) tokens.fail("ARIA-012", `'${next.text}' needs a variable before it`, operator.span);
        return { type: "Postfix", span, operator: operator.text as "++" | "--", target: operand };
      }
      default:
        return null;
    }
  }

  #memberName(operand?: Expression): Identifier {
    const token = this.#tokens.peek();
    if (token.kind !== "identifier" && token.kind !== "keyword") {
      const help = operand?.type === "IntegerLiteral"
        ? `write ${operand.text}.0`
        : token.kind === "string"
        ? "strings are joined with '+'"
        : undefined;
      this.#tokens.unexpected(token, "a name behind '.'", undefined, help);
    }
    this.#tokens.take();
    return { type: "Identifier", span: token.span, name: token.text };
  }

  #primary(): Expression {
    const token = this.#tokens.peek();
    switch (token.kind) {
      case "identifier":
      case "keyword":
        return this.#word(token);
      case "integer":
      case "float":
        return this.#number();
      case "string":
        return this.string();
      case "templateStart":
        return this.template();
      case "operator":
        return this.#bracketed(token);
      default:
        return this.#tokens.unexpected(token, "an expression");
    }
  }

  #word(token: Token): Expression {
    if (isTypeWord(token) && this.beginsLambda()) return this.lambda();
    const span = token.span;
    if (token.kind === "identifier") {
      this.#tokens.take();
      return { type: "Identifier", span, name: token.text };
    }
    switch (token.text) {
      case "true":
      case "false":
        this.#tokens.take();
        return { type: "BooleanLiteral", span, value: token.text === "true" };
      case "NIL":
      case "NULL":
        this.#tokens.take();
        return { type: "NilLiteral", span, name: token.text };
      case "ERR":
        this.#tokens.take();
        return { type: "ErrLiteral", span };
      case "is":
        return this.#tokens.fail(
          "ARIA-026",
          "'is' inside of an expression needs brackets",
          span,
          "write '(is … : … : …)'",
        );
      default:
        return this.#tokens.unexpected(token, "an expression");
    }
  }

  #number(): Expression {
    const { text, span, value, suffix } = this.#tokens.take();
    if (typeof value === "bigint") return { type: "IntegerLiteral", span, text, value, suffix };
    return { type: "FloatLiteral", span, text, value: Number(value), suffix };
  }

  /** A string without interpolation. */
  string(): StringLiteral {
    const { text, span, value } = this.#tokens.take();
    return { type: "StringLiteral", span, text, value: String(value) };
  }

  /** A string with interpolations. */
  template(): Template {
    const tokens = this.#tokens;
    const outside = tokens.nesting;
    const first = tokens.peek();
    tokens.enter();
    tokens.take();
    const texts: TemplateText[] = [templateText(first, 1, 2)];
    const expressions: Expression[] = [];
    try {
      for (;;) {
        expressions.push(this.#grammar.expression());
        const next = tokens.peek();
        if (next.kind !== "templateMiddle" && next.kind !== "templateEnd") this.#notClosed(first, next, outside);
        tokens.take();
        texts.push(templateText(next, 1, next.kind === "templateEnd" ? 1 : 2));
        if (next.kind === "templateEnd") break;
      }
    } catch (error) {
      if (error instanceof ParseFailure) skipInterpolation(tokens, outside);
      throw error;
    }
    tokens.leave();
    return { type: "Template", span: join(first.span, tokens.last), quote: first.text[0] as '"', texts, expressions };
  }

  /** An interpolation that does not end where it should; a quote like the template's own was meant to close that. */
  #notClosed(first: Token, next: Token, outside: Nesting | null): never {
    const tokens = this.#tokens;
    const open = tokens.brackets.at(-1);
    const quote = next.text[0];
    if (open === undefined || open.text !== "&{" || quote !== first.text[0])
      return tokens.unexpected(next, "'}'", open);
    tokens.report("ARIA-006", "this '&{' is not closed", open.span, `'}' is missing before ${quote}`);
    tokens.moveTo(next.span.start + 1, outside);
    return tokens.giveUp();
  }

  #bracketed(token: Token): Expression {
    const tokens = this.#tokens;
    switch (token.text) {
      case "(": {
        tokens.take();
        const inner = this.#grammar.expression();
        const next = tokens.peek();
        if (!isOperator(next, ")")) tokens.unexpected(next, "')'", token, operatorHelp(tokens, next, inner));
        const close = tokens.take();
        return { ...inner, span: join(token.span, close.span) };
      }
      case "[": {
        const items = this.#grammar.list(tokens.take(), "]");
        return { type: "ArrayLiteral", span: join(token.span, tokens.last), items };
      }
      case "{":
        return this.#object();
      case "$": {
        tokens.take();
        const next = tokens.peek();
        const isShellHabit = next.touches && (next.kind === "identifier" || ["(", "{"].includes(next.text));
        if (isShellHabit) refuseDollar(this.#grammar, token, next);
        return { type: "Dollar", span: token.span };
      }
      case "&{":
        return tokens.fail(
          "ARIA-023",
          "'&{…}' stands in strings and bare words only",
          token.span,
          "leave out the '&{' and '}'",
        );
      default:
        return tokens.unexpected(token, "an expression", undefined, operandHelp(this.#grammar, token));
    }
  }

  #object(): Expression {
    const tokens = this.#tokens;
    const open = tokens.take();
    const fields: ObjectField[] = [];
    while (!isOperator(tokens.peek(), "}")) {
      fields.push(this.#field());
      if (!tokens.takeOperator(",") && !isOperator(tokens.peek(), "}")) {
        tokens.unexpected(tokens.peek(), "',' or '}'", open);
      }
    }
    const close = tokens.expect("}", open);
    return { type: "ObjectLiteral", span: join(open.span, close.span), fields };
  }

  #field(): ObjectField {
    const token = this.#tokens.peek();
    const isWord = token.kind === "identifier" || token.kind === "keyword";
    if (!isWord && token.kind !== "string") this.#tokens.unexpected(token, "a field's name");
    const name: Identifier | StringLiteral = isWord ? this.#memberName() : this.string();
    this.#tokens.expect(":");
    const value = this.#grammar.expression();
    return { type: "ObjectField", span: join(name.span, value.span), name, value };
  }

  /** Whether the next tokens are a type, `(`, and either a parameter or `) {`. */
  beginsLambda(): boolean {
    const tokens = this.#tokens;
    const next = tokens.peek(1);
    if (next.kind !== "operator" || !BEHIND_TYPE.has(next.text)) return false;
    const open = next.text === "(" ? 1 : this.#afterReturnType();
    if (open < 0 || !isOperator(tokens.peek(open), "(")) return false;
    const first = tokens.peek(open + 1);
    if (isOperator(first, ")")) return isOperator(tokens.peek(open + 2), "{");
    const behind = this.#grammar.afterType(open + 1);
    if (behind < 0) return false;
    if (isOperator(tokens.peek(behind), ":")) return tokens.peek(behind + 1).kind !== "operator";
    const isType = TYPES.has(first.text) && !this.#grammar.scopes.has(first.text);
    return isType && tokens.peek(behind).kind === "identifier";
  }

  /** The distance behind a type of several tokens; -1 where the name is not one of a type. */
  #afterReturnType(): number {
    const { text, kind } = this.#tokens.peek();
    const { scopes } = this.#grammar;
    const declared = kind === "keyword" ? undefined : scopes.kindOf(text);
    if (declared === undefined && !TYPES.has(text) && kind !== "keyword") scopes.missed.add(text);
    const isType = declared === undefined
      ? TYPES.has(text) || kind === "keyword"
      : declared === "struct" || declared === "imported";
    return isType ? this.#grammar.afterType(0) : -1;
  }

  /** `type(parameters) { … }`; what is wrong in the parameters does not hide the body. */
  lambda(): Lambda {
    const { scopes } = this.#grammar;
    const { nesting } = this.#tokens;
    this.#tokens.enter();
    const { depth } = scopes;
    scopes.open();
    let head: Pick<Lambda, "returnType" | "parameters">;
    try {
      head = this.#lambdaHead();
    } catch (error) {
      if (error instanceof ParseFailure && skipHead(this.#tokens, nesting)) this.#grammar.block(false);
      throw error;
    }
    const body = this.#grammar.block(false);
    scopes.closeTo(depth);
    this.#tokens.leave();
    return { type: "Lambda", span: join(head.returnType.span, body.span), ...head, body };
  }

  #lambdaHead(): Pick<Lambda, "returnType" | "parameters"> {
    const returnType = this.#grammar.typeName();
    const open = this.#tokens.expect("(");
    const parameters: Parameter[] = [];
    while (!isOperator(this.#tokens.peek(), ")")) {
      const parameter = this.#grammar.parameter();
      this.#grammar.scopes.declare(parameter.name.name, kindOfType(parameter.valueType));
      parameters.push(parameter);
      if (!this.#tokens.takeOperator(",") && !isOperator(this.#tokens.peek(), ")")) {
        this.#tokens.unexpected(this.#tokens.peek(), "',' or ')'", open);
      }
    }
    this.#tokens.expect(")", open);
    return { returnType, parameters };
  }
}

/** A template's piece without what opens and closes it. */
function templateText(token: Token, before: number, behind: number): TemplateText {
  return { text: token.text.slice(before, -behind), value: String(token.value) };
}
