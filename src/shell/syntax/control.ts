/**
 * Tokens to tree: what decides which statements run and how often.
 *
 * @module
 */

import type {
  Assignment,
  Declaration,
  Expression,
  ExpressionStatement,
  For,
  ForIn,
  Identifier,
  If,
  Loop,
  Pattern,
  Pick,
  PickArm,
  Statement,
  Till,
  TypeName,
  When,
  While,
} from "./ast.ts";
import type { Grammar } from "./grammar.ts";
import { commandHelp, mendContinuation, mendElse, operatorHelp, refuseLoopVariable } from "./habits.ts";
import { recoverArm, skipHead } from "./recovery.ts";
import { kindOfType } from "./scopes.ts";
import { join } from "./source.ts";
import { ParseFailure, type TokenReader } from "./token_reader.ts";
import { isKeyword, isOperator, type Token } from "./tokens.ts";

const COMPARISONS: ReadonlySet<string> = new Set(["<", ">", "<=", ">="]);

/** What the statements know that a loop's head needs. */
interface Heads {
  /** A declaration with its `;`, of the first part of a `for`. */
  declaration(): Declaration;
  /** Whether a declaration begins with the next token. */
  beginsDeclaration(): boolean;
  /** `target = value`, or an expression, without a `;`. */
  step(): Assignment | ExpressionStatement;
}

/** Reads branches and loops, each from its keyword. */
export class Control {
  readonly #grammar: Grammar;
  readonly #tokens: TokenReader;
  readonly #heads: Heads;

  constructor(grammar: Grammar, heads: Heads) {
    this.#grammar = grammar;
    this.#tokens = grammar.tokens;
    this.#heads = heads;
  }

  if(): If {
    const start = this.#tokens.take();
    return this.#headed(() => this.#condition(), (condition) => {
      const then = this.#grammar.body();
      const otherwise = this.#else();
      const span = join(start.span, (otherwise ?? then).span);
      return { type: "If", span, condition, then, otherwise };
    });
  }

  #else(): Statement | null {
    mendElse(this.#grammar);
    return this.#continuation("else");
  }

  while(): While {
    const start = this.#tokens.take();
    return this.#headed(() => this.#condition(), (condition) => {
      const body = this.#grammar.body();
      return { type: "While", span: join(start.span, body.span), condition, body };
    });
  }

  /** `when (condition) body then … end …` */
  when(): When {
    const start = this.#tokens.take();
    return this.#headed(() => this.#condition(), (condition) => {
      const body = this.#grammar.body();
      mendContinuation(this.#grammar, ["then", "end"]);
      const then = this.#continuation("then");
      if (then) mendContinuation(this.#grammar, ["end"]);
      const end = this.#continuation("end");
      const span = join(start.span, (end ?? then ?? body).span);
      return { type: "When", span, condition, body, then, end };
    });
  }

  #continuation(keyword: string): Statement | null {
    if (!isKeyword(this.#tokens.peek(), keyword)) return null;
    this.#tokens.take();
    return this.#grammar.body();
  }

  loop(): Loop {
    const start = this.#tokens.take();
    return this.#headed(() => this.#values(3, "loop(start, limit, step)"), (values) => {
      const body = this.#grammar.body();
      const [from, limit, step] = values as [Expression, Expression, Expression];
      return { type: "Loop", span: join(start.span, body.span), start: from, limit, step, body };
    });
  }

  till(): Till {
    const start = this.#tokens.take();
    return this.#headed(() => this.#values(2, "till(limit, step)"), (values) => {
      const body = this.#grammar.body();
      const [limit, step] = values as [Expression, Expression];
      return { type: "Till", span: join(start.span, body.span), limit, step, body };
    });
  }

  /** Exactly so many values in brackets. */
  #values(count: number, form: string): Expression[] {
    const open = this.#tokens.expect("(");
    const values = this.#grammar.list(open, ")");
    if (values.length !== count) {
      const span = join(open.span, this.#tokens.last);
      this.#tokens.report("ARIA-030", `expected ${count} values, found ${values.length}`, span, `write ${form}`);
      this.#grammar.body();
      this.#tokens.giveUpWhole();
    }
    return values;
  }

  /** `for (initial; condition; update) body` or `for (name in iterable) body` */
  for(): For | ForIn {
    const start = this.#tokens.take();
    const { scopes } = this.#grammar;
    const depth = scopes.depth;
    scopes.open();
    const loop = this.#headed<ForHead, For | ForIn>(() => this.#forHead(), (head) => {
      const body = this.#grammar.body();
      return { ...head, span: join(start.span, body.span), body };
    });
    scopes.closeTo(depth);
    return loop;
  }

  #forHead(): ForHead {
    const open = this.#tokens.expect("(");
    const head = this.#forInHead() ?? this.#countingHead(open);
    this.#tokens.expect(")", open);
    return head;
  }

  /** `name in iterable`, perhaps with a type; null where something else stands. */
  #forInHead(): ForInHead | null {
    const typed = this.#grammar.afterType(0);
    const isPlain = isKeyword(this.#tokens.peek(1), "in");
    const at = typed > 0 && isOperator(this.#tokens.peek(typed), ":") ? typed + 1 : typed;
    if (!isPlain && (at < 0 || !isKeyword(this.#tokens.peek(at + 1), "in"))) return null;
    let valueType: TypeName | null = null;
    if (!isPlain) {
      valueType = this.#grammar.typeName();
      this.#tokens.takeOperator(":");
    }
    const name: Identifier = this.#grammar.name();
    this.#tokens.take();
    const iterable = this.#grammar.expression();
    this.#grammar.scopes.declare(name.name, valueType ? kindOfType(valueType) : "variable");
    return { type: "ForIn", valueType, name, iterable };
  }

  #countingHead(open: Token): CountingHead {
    let initial: For["initial"] = null;
    if (!this.#tokens.takeOperator(";")) {
      refuseLoopVariable(this.#grammar);
      if (this.#heads.beginsDeclaration()) {
        initial = this.#heads.declaration();
      } else {
        const step = this.#heads.step();
        // `for (condition; update)`: the first part may be left out whole.
        if (step.type === "ExpressionStatement") return this.#rest(null, step.expression, open);
        initial = step;
        this.#tokens.expect(";", open);
      }
    }
    return this.#rest(initial, this.#grammar.expression(), open);
  }

  #rest(initial: For["initial"], condition: Expression, open: Token): CountingHead {
    const isOf = this.#tokens.peek().text === "of";
    this.#tokens.expect(";", open, isOf ? "write 'in'" : undefined);
    const update = isOperator(this.#tokens.peek(), ")") ? null : this.#heads.step();
    return { type: "For", initial, condition, update };
  }

  /** `pick (value) { arms }` */
  pick(): Pick {
    const start = this.#tokens.take();
    return this.#headed(() => this.#condition(), (value) => {
      const arms = this.#arms();
      return { type: "Pick", span: join(start.span, this.#tokens.last), value, arms };
    }, () => void this.#arms());
  }

  /** `{ arms }` */
  #arms(): PickArm[] {
    const open = this.#tokens.expect("{");
    const arms: PickArm[] = [];
    let isWhole = true;
    while (!isOperator(this.#tokens.peek(), "}")) {
      if (this.#tokens.peek().kind === "end") this.#tokens.unexpected(this.#tokens.peek(), "'}'");
      const arm = this.#recoveringArm();
      if (arm) arms.push(arm);
      else isWhole = false;
      if (!this.#tokens.takeOperator(",")) this.#tokens.takeOperator(";");
    }
    this.#tokens.expect("}", open);
    if (!isWhole) this.#tokens.giveUpWhole();
    return arms;
  }

  /** An arm; null after an error in it. */
  #recoveringArm(): PickArm | null {
    const { nesting, depth } = this.#tokens;
    const scopes = this.#grammar.scopes.depth;
    try {
      return this.#arm();
    } catch (error) {
      if (!(error instanceof ParseFailure)) throw error;
      this.#tokens.depth = depth;
      this.#grammar.scopes.closeTo(scopes);
      recoverArm(this.#tokens, nesting);
      return null;
    }
  }

  /** `label: (pattern) { … }` */
  #arm(): PickArm {
    const first = this.#tokens.peek();
    let label: Identifier | null = null;
    if (isOperator(this.#tokens.peek(1), ":")) {
      label = this.#grammar.name();
      this.#tokens.expect(":");
    }
    return this.#headed(() => this.#pattern(), (pattern) => {
      const body = this.#grammar.block();
      return { type: "PickArm", span: join(first.span, body.span), label, pattern, body };
    });
  }

  #pattern(): Pattern {
    const tokens = this.#tokens;
    const next = tokens.peek();
    if (!isOperator(next, "("))
      tokens.unexpected(next, "a pattern in brackets", undefined, "write (value) { … } or (*) { … }");
    const open = tokens.take();
    const first = tokens.peek();
    const pattern = this.#patternInside(first);
    tokens.expect(")", open);
    return pattern;
  }

  #patternInside(first: Token): Pattern {
    const { span, text } = first;
    if (first.kind === "operator") {
      const isAlone = isOperator(this.#tokens.peek(1), ")");
      if (text === "*" || (text === "!" && isAlone)) {
        this.#tokens.take();
        return { type: text === "*" ? "AnyPattern" : "NeverPattern", span };
      }
      if (COMPARISONS.has(text)) {
        this.#tokens.take();
        const value = this.#grammar.expression();
        const operator = text as "<" | ">" | "<=" | ">=";
        return { type: "ComparePattern", span: join(span, value.span), operator, value };
      }
    }
    const value = this.#grammar.expression();
    return { type: "ValuePattern", span: value.span, value };
  }

  /** `(condition)` */
  #condition(): Expression {
    const open = this.#tokens.expect("(");
    const condition = this.#compared(this.#grammar.expression());
    const next = this.#tokens.peek();
    if (!isOperator(next, ")")) {
      const help = operatorHelp(this.#tokens, next, condition) ?? commandHelp(this.#grammar, next, condition);
      this.#tokens.unexpected(next, "')'", open, help);
    }
    this.#tokens.take();
    return condition;
  }

  /** A condition, or the comparison that an assignment in its place was meant to be. */
  #compared(left: Expression): Expression {
    const equals = this.#tokens.peek();
    if (!isOperator(equals, "=") || isOperator(this.#tokens.peek(1), ">")) return left;
    const help = "write '==' to compare";
    this.#tokens.report("ARIA-013", "'=' assigns and cannot stand in a condition", equals.span, help);
    this.#tokens.take();
    const right = this.#grammar.expression();
    const span = join(left.span, right.span);
    return { type: "Binary", span, left, operator: "==", operatorSpan: equals.span, right };
  }

  /**
   * Reads a head and what follows it. When the head has an error, the body is read all the same, for its own errors.
   *
   * @param body reads that, up to what can continue the statement
   */
  #headed<Head, Node>(head: () => Head, rest: (head: Head) => Node, body = () => void this.#grammar.body()): Node {
    const outside = this.#tokens.nesting;
    const { depth } = this.#tokens;
    let read: Head;
    try {
      read = head();
    } catch (error) {
      if (!(error instanceof ParseFailure) || this.#tokens.isRecovered) throw error;
      this.#tokens.depth = depth;
      if (!skipHead(this.#tokens, outside)) throw error;
      body();
      while (["else", "then", "end"].some((keyword) => this.#continuation(keyword) !== null)) continue;
      return this.#tokens.giveUpWhole();
    }
    return rest(read);
  }
}

type ForInHead = Omit<ForIn, "span" | "body">;
type CountingHead = Omit<For, "span" | "body">;
type ForHead = ForInHead | CountingHead;
