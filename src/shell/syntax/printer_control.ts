/**
 * Branches and loops to layout.
 *
 * @module
 */

import type {
  Assignment,
  Block,
  Declaration,
  Defer,
  Expression,
  ExpressionStatement,
  For,
  ForIn,
  If,
  Loop,
  Pattern,
  Pick,
  PickArm,
  Statement,
  Till,
  When,
  While,
} from "./ast.ts";
import type { CommentQueue } from "./printer_comments.ts";
import type { ExpressionPrinter } from "./printer_expressions.ts";
import { group, hardLine, indent, type Layout, line, sequence, softLine, space } from "./printer_layout.ts";
import { typeText } from "./printer_types.ts";
import { kindOfType, type Scopes } from "./scopes.ts";
import type { Span } from "./source.ts";

/** A statement that decides which others run and how often. */
export type ControlStatement = If | While | For | ForIn | Loop | Till | When | Pick | Defer;

/** What the printer of statements does for this one. */
export interface Surroundings {
  statement(node: Statement): Layout;
  /** A statement without its `;`. */
  step(node: Declaration | Assignment | ExpressionStatement): Layout;
  block(node: Block, mayBeFlat: boolean): Layout;
  /** Entries in braces, each on a line of its own; `end` is the place of the closing brace. */
  braces<Entry extends { readonly span: Span }>(
    entries: readonly Entry[],
    end: number,
    print: (entry: Entry) => Layout,
  ): Layout;
}

/** Statements whose own bodies would be mistaken for those of what stands before them on a line. */
const NESTED: ReadonlySet<string> = new Set("If While For ForIn Loop Till When Pick Defer".split(" "));

/** Prints branches and loops, and the comments in them. */
export class ControlPrinter {
  readonly #comments: CommentQueue;
  readonly #scopes: Scopes;
  readonly #expressions: ExpressionPrinter;
  readonly #around: Surroundings;

  constructor(comments: CommentQueue, scopes: Scopes, expressions: ExpressionPrinter, around: Surroundings) {
    this.#comments = comments;
    this.#scopes = scopes;
    this.#expressions = expressions;
    this.#around = around;
  }

  statement(node: ControlStatement): Layout {
    const { depth } = this.#scopes;
    this.#scopes.open();
    const layout = this.#statement(node);
    this.#scopes.closeTo(depth);
    return layout;
  }

  #statement(node: ControlStatement): Layout {
    switch (node.type) {
      case "If": {
        const head = sequence("if ", this.#condition(node.condition), this.#body(node.then));
        return sequence(head, this.#clause("else", node.then, node.otherwise));
      }
      case "While":
        return sequence("while ", this.#condition(node.condition), this.#body(node.body));
      case "When": {
        const head = sequence("when ", this.#condition(node.condition), this.#body(node.body));
        const then = this.#clause("then", node.body, node.then);
        return sequence(head, then, this.#clause("end", node.then ?? node.body, node.end));
      }
      case "For":
        return this.#for(node);
      case "ForIn":
        return this.#forIn(node);
      case "Loop":
        return sequence("loop", this.#expressions.values([node.start, node.limit, node.step]), this.#body(node.body));
      case "Till":
        return sequence("till", this.#expressions.values([node.limit, node.step]), this.#body(node.body));
      case "Pick":
        return this.#pick(node);
      case "Defer":
        return sequence("defer", this.#body(node.body));
    }
  }

  #condition(node: Expression): Layout {
    return group("(", indent(softLine, this.#expressions.expression(node)), softLine, ")");
  }

  /** What a statement's head is followed by: a block on its line, another statement there too if it fits. */
  #body(node: Statement): Layout {
    const { depth } = this.#scopes;
    this.#scopes.open();
    const layout = node.type === "Block"
      ? sequence(" ", this.#around.block(node, false))
      : this.#single(node, NESTED.has(node.type) ? hardLine : line);
    this.#scopes.closeTo(depth);
    return layout;
  }

  #single(node: Statement, gap: Layout): Layout {
    const comments = this.#comments.before(this.#expressions.startOf(node));
    return group(indent(gap, comments, this.#around.statement(node)));
  }

  /** `else`, `then` or `end` and its statement, behind the brace of the one before if no comment stands between. */
  #clause(word: string, previous: Statement, node: Statement | null): Layout {
    if (!node) return "";
    const start = this.#comments.skip(previous.span.end, 1);
    const isBehind = previous.type === "Block" && !this.#comments.waitsBefore(start);
    const gap = isBehind ? " " : sequence(this.#comments.before(start), hardLine);
    const body = word === "else" && node.type === "If" ? sequence(" ", this.statement(node)) : this.#body(node);
    return sequence(gap, word, body);
  }

  #for({ initial, condition, update, body }: For): Layout {
    const first = initial ? this.#around.step(initial) : "";
    const second = this.#expressions.expression(condition);
    const third = update ? sequence(line, this.#around.step(update)) : "";
    const head = group("for (", indent(softLine, first, ";", line, second, ";", third), softLine, ")");
    return sequence(head, this.#body(body));
  }

  #forIn({ valueType, name, iterable, body }: ForIn): Layout {
    const comments = this.#comments.within(name.span.end);
    const variable = `${valueType ? `${typeText(valueType)}:` : ""}${name.name}`;
    const head = sequence("for (", comments, `${variable} in`, this.#expressions.value(iterable), ")");
    this.#scopes.declare(name.name, valueType ? kindOfType(valueType) : "variable");
    return sequence(head, this.#body(body));
  }

  #pick({ value, arms, span }: Pick): Layout {
    const head = sequence("pick ", this.#condition(value), " ");
    return sequence(head, this.#around.braces(arms, span.end - 1, (arm) => this.#arm(arm)));
  }

  #arm({ label, pattern, body }: PickArm): Layout {
    const comments = label ? this.#comments.within(label.span.end) : "";
    const head = sequence(comments, label ? `${label.name}: ` : "", this.#pattern(pattern), " ");
    return sequence(head, this.#around.block(body, true));
  }

  #pattern(pattern: Pattern): Layout {
    switch (pattern.type) {
      case "AnyPattern":
        return sequence(this.#comments.within(pattern.span.end), "(*)");
      case "NeverPattern":
        return sequence(this.#comments.within(pattern.span.end), "(!)");
      case "ComparePattern":
        return sequence(`(${pattern.operator}`, space, this.#expressions.expression(pattern.value), ")");
      case "ValuePattern":
        return this.#expressions.inParentheses(pattern.value);
    }
  }
}
