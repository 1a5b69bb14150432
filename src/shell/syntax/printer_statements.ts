/**
 * Statements to layout: one a line, blocks indented, single empty lines kept.
 *
 * @module
 */

import type {
  Assignment,
  Block,
  Declaration,
  Expression,
  ExpressionStatement,
  FunctionDeclaration,
  Program,
  Statement,
  StructDeclaration,
} from "./ast.ts";
import type { CommentQueue } from "./printer_comments.ts";
import { ControlPrinter } from "./printer_control.ts";
import { ExpressionPrinter } from "./printer_expressions.ts";
import {
  blankLine,
  firstText,
  group,
  hardLine,
  indent,
  isEmpty,
  joined,
  type Layout,
  line,
  sequence,
} from "./printer_layout.ts";
import { beginsWithCall, firstOf } from "./printer_precedence.ts";
import { typeText } from "./printer_types.ts";
import { kindOfType, type Scopes } from "./scopes.ts";
import type { Span } from "./source.ts";
import { TYPES } from "./tokens.ts";

/** Statements that can stand in a block on a single line. */
const BRIEF: ReadonlySet<string> = new Set(
  "Declaration Assignment ExpressionStatement Return Pass Fail Exit Fall Break Continue".split(" "),
);

/** How many of them. */
const BRIEF_MAX = 2;

/** What stands on lines of its own in braces. */
interface Entry {
  readonly span: Span;
}

/** Prints statements, and the comments before them and in them. */
export class StatementPrinter {
  readonly #text: string;
  readonly #comments: CommentQueue;
  readonly #scopes: Scopes;
  readonly #expressions: ExpressionPrinter;
  readonly #control: ControlPrinter;

  /** @param scopes names that are declared before the first statement; those of the program are added on the way */
  constructor(text: string, comments: CommentQueue, scopes: Scopes) {
    this.#text = text;
    this.#comments = comments;
    this.#scopes = scopes;
    this.#expressions = new ExpressionPrinter(
      text,
      comments,
      scopes,
      (node, mayBeFlat) => this.#block(node, mayBeFlat),
    );
    this.#control = new ControlPrinter(comments, scopes, this.#expressions, {
      statement: (node) => this.#statement(node),
      step: (node) => this.#step(node),
      block: (node, mayBeFlat) => this.#block(node, mayBeFlat),
      braces: (entries, end, print) => this.#braces(entries, end, print),
    });
  }

  /** A program's statements, the first at the start of the text if it `opens` the file. */
  program({ body, span }: Program, opens: boolean): Layout {
    return this.#lines(body, span.end + 1, opens, (statement) => this.#statement(statement));
  }

  #statement(node: Statement): Layout {
    switch (node.type) {
      case "Block":
        return this.#block(node, false);
      case "Declaration":
      case "Assignment":
      case "ExpressionStatement":
        return sequence(this.#step(node), ";");
      case "FunctionDeclaration":
        return this.#function(node);
      case "StructDeclaration":
        return this.#struct(node);
      case "Use": {
        const comments = this.#comments.within((node.alias ?? node.path).span.end);
        if (node.alias) this.#scopes.declare(node.alias.name, "variable");
        return sequence(comments, `use ${node.path.text}${node.alias ? ` as ${node.alias.name}` : ".*"};`);
      }
      case "Return":
      case "Pass":
      case "Fail":
      case "Exit":
        return sequence(this.#expressions.leaving(node), ";");
      case "Fall":
        return sequence(this.#comments.within(node.label.span.end), `fall(${node.label.name});`);
      case "Break":
      case "Continue":
        return `${node.type.toLowerCase()};`;
      default:
        return this.#control.statement(node);
    }
  }

  /** A statement without its `;`. */
  #step(node: Declaration | Assignment | ExpressionStatement): Layout {
    switch (node.type) {
      case "Declaration":
        return this.#declaration(node);
      case "Assignment": {
        const target = this.#started(node.target, node.span);
        return sequence(target, ` ${node.operator}`, this.#expressions.value(node.value));
      }
      case "ExpressionStatement":
        return sequence(this.#started(node.expression, node.span), node.background ? " &" : "");
    }
  }

  #declaration({ storage, constant, isPublic, valueType, name, value }: Declaration): Layout {
    const comments = this.#comments.within(name.span.end);
    const words = [...(isPublic ? ["pub"] : []), ...(constant ? [constant] : []), ...storage, typeText(valueType)];
    const head = sequence(comments, `${words.join(" ")}:${name.name}`);
    this.#scopes.declare(name.name, kindOfType(valueType));
    if (!value) return head;
    // Without parentheses it would be the declaration of a function, or, with an unknown type, be taken for one.
    const canBeFunction = constant === null && (valueType.name === "func" || !TYPES.has(valueType.name));
    const looksLikeFunction = canBeFunction && firstOf(value).type === "Lambda";
    return sequence(head, " =", looksLikeFunction ? this.#inParentheses(value) : this.#expressions.value(value));
  }

  #inParentheses(node: Expression): Layout {
    const layout = this.#expressions.expression(node);
    return firstText(layout).startsWith("(") ? sequence(" ", layout) : sequence(" (", layout, ")");
  }

  #function({ isPublic, name, lambda }: FunctionDeclaration): Layout {
    const comments = this.#comments.within(lambda.returnType.span.end);
    this.#scopes.declare(name.name, "function");
    const head = `${isPublic ? "pub " : ""}func:${name.name} = `;
    return sequence(comments, head, this.#expressions.lambda(lambda, false), ";");
  }

  #struct({ isPublic, name, fields, span }: StructDeclaration): Layout {
    const comments = this.#comments.within(name.span.end);
    this.#scopes.declare(name.name, "struct");
    const end = this.#text.lastIndexOf("}", span.end - 1);
    const body = this.#braces(fields, end, (field) => sequence(this.#expressions.parameter(field), ";"));
    return sequence(comments, `${isPublic ? "pub " : ""}struct:${name.name} = `, body, ";");
  }

  #block(node: Block, mayBeFlat: boolean): Layout {
    const { depth } = this.#scopes;
    this.#scopes.open();
    const layout = mayBeFlat && this.#isBrief(node)
      ? group("{", indent(...node.body.map((statement) => sequence(line, this.#statement(statement)))), line, "}")
      : this.#braces(node.body, node.span.end - 1, (statement) => this.#statement(statement));
    this.#scopes.closeTo(depth);
    return layout;
  }

  #isBrief({ body, span }: Block): boolean {
    return body.length > 0 && body.length <= BRIEF_MAX && !this.#comments.waitsBefore(span.end) &&
      body.every(({ type }) => BRIEF.has(type)) &&
      body.slice(1).every((statement) => !this.#comments.isBlankBefore(statement.span.start));
  }

  /** Entries in braces, each on a line of its own; `end` is the place of the closing brace. */
  #braces<Item extends Entry>(entries: readonly Item[], end: number, print: (entry: Item) => Layout): Layout {
    const lines = this.#lines(entries, end, true, print);
    return isEmpty(lines) ? "{}" : sequence("{", indent(hardLine, lines), hardLine, "}");
  }

  /** Entries on lines of their own, up to `end`, with the comments between them. */
  #lines<Item extends Entry>(
    entries: readonly Item[],
    end: number,
    opens: boolean,
    print: (entry: Item) => Layout,
  ): Layout {
    const parts: Layout[] = [];
    for (const entry of entries) {
      const isFirst = opens && parts.length === 0;
      if (parts.length > 0) parts.push(hardLine);
      const comments = this.#comments.beforeStatement(entry.span.start, isFirst);
      parts.push(comments);
      const canBeBlank = !isFirst || !isEmpty(comments);
      if (canBeBlank && this.#comments.isBlankBefore(entry.span.start)) parts.push(blankLine);
      parts.push(print(entry));
      if (this.#comments.waitsBefore(entry.span.end))
        parts.push(hardLine, this.#comments.beforeEnd(entry.span.end, false));
    }
    if (!this.#comments.waitsBefore(end)) return joined(parts);
    const isOnly = parts.length === 0;
    return sequence(joined(parts), isOnly ? "" : hardLine, this.#comments.beforeEnd(end, opens && isOnly));
  }

  /**
   * An expression at a statement's start, in parentheses where it would be read as something else.
   *
   * @param span of the statement
   */
  #started(node: Expression, span: Span): Layout {
    const hadParentheses = this.#text[span.start] === "(";
    const layout = this.#expressions.expression(node);
    if (!hadParentheses || firstText(layout).startsWith("(") || !this.#isMistaken(node)) return layout;
    return sequence("(", layout, ")");
  }

  /** Whether what stands first would not be read as an expression at a statement's start. */
  #isMistaken(node: Expression): boolean {
    const first = firstOf(node);
    switch (first.type) {
      case "Identifier":
        if (["variable", "command", "function"].includes(this.#scopes.kindOf(first.name) ?? "")) return false;
        return first.name === "exit" || !beginsWithCall(node);
      case "Lambda": {
        const { name, arguments: types, suffixes } = first.returnType;
        return !TYPES.has(name) || types.length > 0 || suffixes.length > 0;
      }
      case "ObjectLiteral":
      case "BooleanLiteral":
        return true;
      default:
        return false;
    }
  }
}
