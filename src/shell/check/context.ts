/**
 * Where the checker stands: the file, the scope, the function and the loops around it, and how it reports.
 *
 * The rules are functions over a {@linkcode Context}, a file for each subject. Through {@linkcode Rules} they reach
 * each other without importing each other.
 *
 * @module
 */

import type { Expression, Pick, Statement } from "../syntax/ast.ts";
import { Diagnostics } from "../syntax/diagnostics.ts";
import type { Source, Span } from "../syntax/source.ts";
import { type Type, UNKNOWN } from "../types/types.ts";
import type { CallOrder } from "./call_order.ts";
import type { CheckCode } from "./codes.ts";
import type { Facts } from "./facts.ts";
import { Scope } from "./scopes.ts";
import type { Expr, PickStatement, Place, Stmt, Variable } from "./tree.ts";

/** The rules that rules need. */
export interface Rules {
  /** Checks an expression; `expected` is the type of its place, which literals take. */
  expression(context: Context, node: Expression, expected: Type | null): Expr;
  statement(context: Context, node: Statement): Stmt;
  /** Checks statements one after the other, in the present scope. */
  statements(context: Context, body: readonly Statement[]): Stmt[];
  /** Imports the file that a `use` statement names. */
  use(context: Context, node: Extract<Statement, { type: "Use" }>): Stmt;
}

/** What surrounds a statement or an expression. */
export interface Surroundings {
  /** The type that the function passes; null outside of functions. */
  readonly returns: Type | null;
  /** The function of the outermost scope whose body this is. */
  readonly topFunction: Variable | null;
  /** A loop, so that `break` and `continue` mean something. */
  readonly loop: boolean;
  readonly pick: OpenPick | null;
  /** The body of a `defer`, which nothing may leave. */
  readonly defer: boolean;
  /** The statements among which this one stands. */
  readonly body: readonly Statement[];
  /** A condition, where ordering a sticky error stops the program. */
  readonly condition: boolean;
}

/** A `pick` whose arms are being checked. */
export interface OpenPick {
  readonly node: Pick;
  readonly statement: PickStatement;
}

/** The checker's place in one file. */
export class Context {
  #diagnostics: Diagnostics;
  /** How many attempts are under way, one within the other. */
  #attempts = 0;
  /**
   * Calls of built-in functions that were checked and are right. Literals around them are checked again for each type
   * that they could take, and in one within the other that would be ever more often.
   */
  readonly builtinCalls = new WeakMap<Expression, Expr>();
  scope = new Scope(null);
  around: Surroundings = {
    returns: null,
    topFunction: null,
    loop: false,
    pick: null,
    defer: false,
    body: [],
    condition: false,
  };

  constructor(
    readonly source: Source,
    diagnostics: Diagnostics,
    readonly facts: Facts,
    readonly order: CallOrder,
    readonly rules: Rules,
  ) {
    this.#diagnostics = diagnostics;
  }

  /** All names of a file are imported that could not be read whole, so that any name may be one of them. */
  importsAreLost = false;

  /** Whether a name may have been declared where that could not be read. */
  isLost(name: string): boolean {
    return this.importsAreLost || this.facts.lost.has(name);
  }

  /** Whether this is the file's outermost scope. */
  get isOutermost(): boolean {
    return this.scope.outer === null;
  }

  /** How many errors were found so far. */
  get errors(): number {
    return this.#diagnostics.count;
  }

  expression(node: Expression, expected: Type | null = null): Expr {
    return this.rules.expression(this, node, expected);
  }

  statement(node: Statement): Stmt {
    return this.rules.statement(this, node);
  }

  statements(body: readonly Statement[]): Stmt[] {
    return this.rules.statements(this, body);
  }

  /** Carries out `check` in a scope of its own. */
  inScope<T>(check: (scope: Scope) => T): T {
    const outer = this.scope;
    this.scope = new Scope(outer);
    try {
      return check(this.scope);
    } finally {
      this.scope = outer;
    }
  }

  /** Carries out `check` with other surroundings. */
  within<T>(changes: Partial<Surroundings>, check: () => T): T {
    const before = this.around;
    this.around = { ...before, ...changes };
    try {
      return check();
    } finally {
      this.around = before;
    }
  }

  place(span: Span): Place {
    return { source: this.source, span };
  }

  /** `file:line:col` */
  where(span: Span): string {
    return this.source.where(span.start);
  }

  /** What was written there. */
  text(span: Span): string {
    return this.source.text.slice(span.start, span.end);
  }

  /** The same for a help: without the brackets around it, and cut if it is long. */
  shown(span: Span): string {
    let text = this.text(span);
    while (isBracketed(text)) text = text.slice(1, -1).trim();
    return text.length <= SHOWN_MAX && !text.includes("\n") ? text : "…";
  }

  error(code: CheckCode, message: string, span: Span, help?: string): void {
    this.#diagnostics.add(code, message, span, help);
  }

  /** Reports a warning; where the text could not be read it would be a consequence of that. */
  warn(code: CheckCode, message: string, span: Span, help?: string): void {
    if (this.facts.isWhole) this.#diagnostics.warn(code, message, span, help);
  }

  /** Whether what is found now may come to nothing. */
  get isAttempt(): boolean {
    return this.#attempts > 0;
  }

  /** What a check gives that may come to nothing; null (and nothing is reported) if it finds errors. */
  attempt<T>(check: () => T): T | null {
    const outside = this.#diagnostics;
    this.#diagnostics = new Diagnostics();
    this.#attempts++;
    try {
      const value = check();
      return this.#diagnostics.count === 0 ? value : null;
    } finally {
      this.#attempts--;
      this.#diagnostics = outside;
    }
  }

  /** Reports an error and gives what stands for the expression that has it: it fits everywhere. */
  wrong(code: CheckCode, message: string, span: Span, help?: string): Expr {
    this.error(code, message, span, help);
    return NOTHING;
  }
}

/** What an expression with an error becomes. */
export const NOTHING: Expr = { op: "constant", type: UNKNOWN, value: null };

/** What a statement with an error becomes. */
export const NO_STATEMENT: Stmt = { op: "block", body: [] };

/** A longer expression is not repeated in a help. */
const SHOWN_MAX = 40;

/** Whether a text is in one pair of brackets. */
function isBracketed(text: string): boolean {
  if (!text.startsWith("(") || !text.endsWith(")")) return false;
  let open = 0;
  for (const [index, character] of [...text].entries()) {
    if (character === "(") open++;
    else if (character === ")" && --open === 0) return index === text.length - 1;
  }
  return false;
}
