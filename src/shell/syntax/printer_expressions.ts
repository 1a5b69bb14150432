/**
 * Expressions to layout: parentheses only where the tree needs them, operators at the ends of broken lines.
 *
 * @module
 */

import type {
  Binary,
  Block,
  Call,
  Exit,
  Expression,
  Fail,
  Fallback,
  Is,
  Lambda,
  Parameter,
  Pass,
  Pipe,
  Range,
  Redirect,
  Return,
  Statement,
  Unary,
  Unwrap,
} from "./ast.ts";
import type { CommentQueue } from "./printer_comments.ts";
import { breaks, group, indent, type Layout, line, prefixed, sequence, softLine, space } from "./printer_layout.ts";
import { type ListItem, type ListStyle, printArguments, printList } from "./printer_lists.ts";
import { firstOf, firstPath, isChain, LEVELS, Levels } from "./printer_precedence.ts";
import { typeText } from "./printer_types.ts";
import { WordPrinter, wordsOf } from "./printer_words.ts";
import { kindOfType, type Scopes } from "./scopes.ts";
import type { Span } from "./source.ts";

/** Prints a block; one that `mayBeFlat` on a single line if it fits. */
export type BlockPrinter = (block: Block, mayBeFlat: boolean) => Layout;

/** A statement that hands a value to somebody else. */
export type Leaving = Return | Pass | Fail | Exit;

/** Nodes that can be the only broken part of the list they end. */
const OPEN: ReadonlySet<string> = new Set(["ArrayLiteral", "ObjectLiteral", "Lambda"]);
const SMALL: ReadonlySet<string> = new Set(["IntegerLiteral", "FloatLiteral", "BooleanLiteral"]);

const PARENTHESES = { open: "(", close: ")", lastComma: false } as const;

/** Prints expressions, and the comments before them and in them. */
export class ExpressionPrinter {
  readonly #text: string;
  readonly #comments: CommentQueue;
  readonly #scopes: Scopes;
  readonly #levels: Levels;
  readonly #words: WordPrinter;
  readonly #block: BlockPrinter;

  constructor(text: string, comments: CommentQueue, scopes: Scopes, block: BlockPrinter) {
    this.#text = text;
    this.#comments = comments;
    this.#scopes = scopes;
    this.#levels = new Levels(scopes);
    this.#words = new WordPrinter(text, comments);
    this.#block = block;
  }

  /** An expression that stands alone. */
  expression(node: Expression): Layout {
    const words = wordsOf(node);
    if (words) return this.#words.list(words);
    return prefixed(this.#comments.before(this.startOf(node)), this.#bare(node));
  }

  /** An expression without the comments before it. */
  #bare(node: Expression): Layout {
    switch (node.type) {
      case "Call":
        return sequence(this.#callee(node.callee), this.#arguments(node));
      case "Member":
        return sequence(this.#operand(node.object, LEVELS.POSTFIX), `${node.optional ? "?." : "."}${node.name.name}`);
      case "Index":
        return sequence(this.#operand(node.object, LEVELS.POSTFIX), "[", this.expression(node.index), "]");
      case "Postfix":
        return sequence(this.#operand(node.target, LEVELS.POSTFIX), node.operator);
      case "Unary":
        return this.#unary(node);
      case "Binary":
        return isChain(node) ? group(...this.#chain(node)) : this.#pair(node);
      case "Pipe":
        return group(...this.#chain(node));
      case "Redirect":
        return this.#redirect(node);
      case "Duplicate":
        return sequence(this.#operand(node.command, LEVELS.COMPARISON), ` ${node.from.text}>&${node.to.text}`);
      case "Range":
        return this.#range(node);
      case "Is":
        return this.#is(node);
      case "Unwrap":
        return this.#unwrap(node);
      default:
        return this.#primary(node);
    }
  }

  /** What stands behind `=` or a word: on the same line, or, if it is a chain that does not fit, on its own lines. */
  value(node: Expression): Layout {
    const head = node.type === "Unwrap" ? node.operand : node;
    if (!wordsOf(head) && isChain(head)) return group(indent(line, this.#alone(node)));
    const comments = this.#comments.before(this.startOf(node));
    const layout = this.expression(node);
    return breaks(comments) ? indent(space, comments, layout) : sequence(space, comments, layout);
  }

  /** Before which place the comments stand that come before all of an expression or statement. */
  startOf(node: Expression | Statement): number {
    if (node.type === "ExpressionStatement") return this.startOf(node.expression);
    if (node.type === "Assignment") return this.startOf(node.target);
    const path = firstPath(node as Expression);
    if (path) return path.name.span.end;
    const first = firstOf(node as Expression);
    if (first.type === "Unary") return this.startOf(first.operand);
    return first.type === "Lambda" ? first.returnType.span.end : this.#comments.withoutParentheses(first.span).start;
  }

  /** `return value`, `pass(value)`, `fail(error)`, `exit(code)`. */
  leaving({ type, value }: Leaving): Layout {
    const word = type.toLowerCase();
    if (!value) return word;
    return type === "Return" ? sequence(word, this.value(value)) : sequence(word, this.inParentheses(value));
  }

  /** An expression in parentheses, which it takes up if it is a function, an array or an object. */
  inParentheses(node: Expression): Layout {
    return printArguments([this.#item(node)], { ...PARENTHESES, comments: "" });
  }

  /** Several expressions in parentheses. */
  values(nodes: readonly Expression[]): Layout {
    return printList(nodes.map((node) => this.#item(node)), { ...PARENTHESES, comments: "" });
  }

  /** `type(parameters) { … }` */
  lambda({ returnType, parameters, body }: Lambda, mayBeFlat: boolean): Layout {
    const comments = this.#comments.within(returnType.span.end);
    const items = parameters.map((parameter) => item(this.parameter(parameter), false));
    const list = printList(items, { ...PARENTHESES, lastComma: true, comments: "" });
    const { depth } = this.#scopes;
    this.#scopes.open();
    for (const { name, valueType } of parameters) this.#scopes.declare(name.name, kindOfType(valueType));
    const block = this.#block(body, mayBeFlat);
    this.#scopes.closeTo(depth);
    return prefixed(comments, group(typeText(returnType), list, " ", block));
  }

  /** `type:name` */
  parameter({ valueType, name, span }: Parameter): Layout {
    const comments = sequence(this.#comments.before(span.start), this.#comments.within(name.span.end));
    return sequence(comments, `${typeText(valueType)}:${name.name}`);
  }

  #primary(node: Expression): Layout {
    switch (node.type) {
      case "IntegerLiteral":
      case "FloatLiteral":
      case "StringLiteral":
        return this.#leaf(node.span, node.text);
      case "BooleanLiteral":
        return this.#leaf(node.span, String(node.value));
      case "NilLiteral":
      case "Identifier":
        return this.#leaf(node.span, node.name);
      case "ErrLiteral":
        return this.#leaf(node.span, "ERR");
      case "Dollar":
        return this.#leaf(node.span, "$");
      case "ArrayLiteral":
        return this.#list(node.span, "[]", node.items.map((item) => () => this.#item(item)));
      case "ObjectLiteral": {
        const fields = node.fields.map(({ name, value }) => () => {
          const blank = this.#comments.isBlankBefore(name.span.start);
          const label = this.#primary(name);
          return item(sequence(label, ":", this.value(value)), blank);
        });
        return this.#list(node.span, "{}", fields);
      }
      case "Lambda":
        return this.lambda(node, true);
      default: {
        const { start, end } = this.#comments.withoutParentheses(node.span);
        return this.#leaf(node.span, this.#text.slice(start, end));
      }
    }
  }

  /** A piece that is printed as it is; comments that it contains are part of it. */
  #leaf(span: Span, text: string): Layout {
    const { start, end } = this.#comments.withoutParentheses(span);
    const comments = this.#comments.before(start);
    this.#comments.leaveOut(end);
    return prefixed(comments, text);
  }

  #list(span: Span, [open, close]: string, items: readonly (() => ListItem)[]): Layout {
    const { end } = this.#comments.withoutParentheses(span);
    const printed = items.map((print) => print());
    const style: ListStyle = {
      open: open!,
      close: close!,
      lastComma: true,
      comments: this.#comments.beforeBracket(end),
    };
    return printList(printed, style);
  }

  #item(node: Expression): ListItem {
    const isOpen = OPEN.has(node.type);
    const isSmall = SMALL.has(node.type === "Unary" ? node.operand.type : node.type);
    const blank = this.#comments.isBlankBefore(node.span.start);
    return { layout: this.expression(node), isOpen, isSmall, blank };
  }

  #callee(node: Expression): Layout {
    return node.type === "Dollar" ? sequence("(", this.expression(node), ")") : this.#operand(node, LEVELS.POSTFIX);
  }

  #arguments(node: Call): Layout {
    const items = node.arguments.map((argument) => this.#item(argument));
    const comments = this.#comments.beforeBracket(node.span.end);
    return printArguments(items, { ...PARENTHESES, lastComma: true, comments });
  }

  /** An operand of something that takes no looser operators than those of `level` without parentheses. */
  #operand(node: Expression, level: number, needsParentheses = false): Layout {
    if (this.#levels.of(node) >= level && !needsParentheses) return this.expression(node);
    return group("(", indent(softLine, this.expression(node)), softLine, ")");
  }

  #unary({ operator, operand }: Unary): Layout {
    const isDoubled = operator === "-" && operand.type === "Unary" && operand.operator === "-";
    return sequence(operator, this.#operand(operand, LEVELS.UNARY, isDoubled));
  }

  /** A chain's operands and operators, each but the first on a line of its own if they do not fit on one. */
  #chain(node: Binary | Pipe): Layout[] {
    return [...this.#links(node, this.#levels.of(node))].map((link, index) => index === 0 ? link : indent(link));
  }

  *#links(node: Binary | Pipe, level: number): Generator<Layout> {
    if (isChain(node.left) && this.#levels.of(node.left) === level) yield* this.#links(node.left, level);
    else yield this.#operand(node.left, level);
    yield sequence(` ${node.operator}`, line, this.#right(node, level + 1));
  }

  #right(node: Binary | Pipe, level: number): Layout {
    if (node.type === "Pipe" && node.fanOut) {
      const items = node.right.map((command) => this.#item(command));
      return printList(items, {
        open: "[",
        close: "]",
        lastComma: true,
        comments: this.#comments.beforeBracket(node.span.end),
      });
    }
    const right = node.type === "Pipe" ? node.right[0]! : node.right;
    const looksLikeFanOut = level === LEVELS.PIPE + 1 && firstOf(right).type === "ArrayLiteral";
    return this.#operand(right, level, looksLikeFanOut);
  }

  /** A chain that stands on lines of its own, all its operands in one column. */
  #alone(node: Expression): Layout {
    if (isChain(node)) return sequence(...this.#links(node, this.#levels.of(node)));
    return this.expression(node);
  }

  /** Two operands of an operator that keeps them together, where the second has a line of its own if need be. */
  #pair(node: Binary): Layout {
    const [left, right] = this.#levels.ofOperands(node);
    const first = this.#operand(node.left, left, hasOpenEnd(node.left));
    if (node.operator === "??") return sequence(first, group(indent(line, this.#fallback("??", node.right, right))));
    return sequence(first, ` ${node.operator}`, group(indent(line, this.#operand(node.right, right))));
  }

  #redirect({ command, stream, operator, target }: Redirect): Layout {
    const left = this.#operand(command, LEVELS.COMPARISON);
    const right = this.#operand(target as Expression, LEVELS.SUM);
    return sequence(left, ` ${stream?.text ?? ""}${operator}`, group(indent(line, right)));
  }

  #range({ start, end, inclusive }: Range): Layout {
    const operator = inclusive ? ".." : "...";
    const gap = [start, end].every((node) => this.#levels.of(node) >= LEVELS.UNARY) ? "" : space;
    const first = this.#operand(start, LEVELS.UNWRAP, hasOpenEnd(start));
    return sequence(first, gap, operator, gap, this.#operand(end, LEVELS.UNWRAP));
  }

  #is({ condition, then, otherwise }: Is): Layout {
    const first = this.expression(condition);
    const second = this.expression(then);
    return group("is", space, first, indent(" :", line, second, " :", line, this.expression(otherwise)));
  }

  #unwrap({ operand, fallback }: Unwrap): Layout {
    const first = this.#operand(operand, LEVELS.UNWRAP, hasOpenEnd(operand));
    if (fallback) return sequence(first, group(indent(line, this.#fallback("?", fallback, LEVELS.APPLY))));
    const isDoubled = operand.type === "Unwrap" && operand.fallback === null;
    return sequence(first, isDoubled ? " ?" : "?");
  }

  /** An operator that begins its line, and a default. */
  #fallback(operator: string, node: Fallback, level: number): Layout {
    const comments = this.#comments.before(this.startOf(node));
    const leaves = node.type === "Return" || node.type === "Fail" || node.type === "Exit";
    if (leaves) return sequence(comments, operator, space, this.leaving(node));
    const first = firstOf(node);
    const looksLikeExit = first.type === "Identifier" && first.name === "exit" && !this.#scopes.has("exit");
    return sequence(comments, operator, space, this.#operand(node, level, operator === "?" && looksLikeExit));
  }
}

/** `e ? return x`: what comes next would be part of the `x`. */
function hasOpenEnd(node: Expression): boolean {
  return node.type === "Unwrap" && ["Return", "Fail", "Exit"].includes(node.fallback?.type ?? "");
}

function item(layout: Layout, blank: boolean): ListItem {
  return { layout, isOpen: false, isSmall: false, blank };
}
