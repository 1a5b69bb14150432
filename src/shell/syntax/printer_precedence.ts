/**
 * How tightly each kind of expression binds, and so where the printed program needs parentheses.
 *
 * @module
 */

import type { Binary, BinaryOperator, Expression, Member, Pipe } from "./ast.ts";
import { isCommand, isText } from "./command_shapes.ts";
import type { Scopes } from "./scopes.ts";
import { REDIRECTS } from "./tokens.ts";

/** The levels of the grammar; what has a higher number binds tighter. */
export const LEVELS = {
  IS: 1,
  RANGE: 2,
  UNWRAP: 3,
  APPLY: 4,
  OR: 5,
  AND: 6,
  PIPE: 7,
  BIT_XOR: 8,
  BIT_AND: 9,
  EQUALITY: 10,
  COMPARISON: 11,
  SHIFT: 12,
  SUM: 13,
  PRODUCT: 14,
  UNARY: 15,
  POSTFIX: 16,
} as const;

const BINARY_LEVELS: Readonly<Record<BinaryOperator, number>> = {
  "*": LEVELS.PRODUCT,
  "/": LEVELS.PRODUCT,
  "%": LEVELS.PRODUCT,
  "+": LEVELS.SUM,
  "-": LEVELS.SUM,
  "<<": LEVELS.SHIFT,
  ">>": LEVELS.SHIFT,
  "<": LEVELS.COMPARISON,
  "<=": LEVELS.COMPARISON,
  ">": LEVELS.COMPARISON,
  ">=": LEVELS.COMPARISON,
  "<=>": LEVELS.COMPARISON,
  "==": LEVELS.EQUALITY,
  "!=": LEVELS.EQUALITY,
  "&": LEVELS.BIT_AND,
  "^": LEVELS.BIT_XOR,
  "|": LEVELS.PIPE,
  "&&": LEVELS.AND,
  "||": LEVELS.OR,
  "|>": LEVELS.APPLY,
  "<|": LEVELS.APPLY,
  "??": LEVELS.UNWRAP,
};

/** The levels of expressions, where names decide with them: a name of a command makes `>>` another operator. */
export class Levels {
  readonly #scopes: Scopes;

  /** @param scopes what is declared where the expression stands */
  constructor(scopes: Scopes) {
    this.#scopes = scopes;
  }

  /** The level that an expression stands on. */
  of(node: Expression): number {
    switch (node.type) {
      case "Is":
        return LEVELS.IS;
      case "Range":
        return LEVELS.RANGE;
      case "Unwrap":
        return LEVELS.UNWRAP;
      case "Binary":
        return this.#appends(node) ? LEVELS.COMPARISON : BINARY_LEVELS[node.operator];
      case "Pipe":
        return LEVELS.PIPE;
      case "Redirect":
      case "Duplicate":
        return LEVELS.COMPARISON;
      case "Unary":
      case "Postfix":
        return LEVELS.UNARY;
      default:
        return LEVELS.POSTFIX;
    }
  }

  /** The levels that the operands need to stand without parentheses. */
  ofOperands(node: Binary): [left: number, right: number] {
    const level = this.of(node);
    const redirects = this.#appends(node) || REDIRECTS.has(node.operator) && isCommand(node.left, this.#scopes);
    return [level, redirects ? LEVELS.SUM : level + 1];
  }

  /** Whether `>>` is read as a redirection. */
  #appends({ left, operator }: Binary): boolean {
    return operator === ">>" && (isText(left) || isCommand(left, this.#scopes));
  }
}

/** The piece of an expression that is printed first. */
export function firstOf(node: Expression): Expression {
  const part = firstPart(node);
  return part ? firstOf(part) : node;
}

/** `a.b.c` at an expression's start: one word where a bare command could stand. */
export function firstPath(node: Expression): Member | null {
  if (node.type === "Member" && isPath(node)) return node;
  const part = firstPart(node);
  return part && firstPath(part);
}

function isPath(node: Expression): boolean {
  return node.type === "Identifier" || node.type === "Member" && !node.optional && isPath(node.object);
}

/** Whether an expression begins with a name and the bracket of its call. */
export function beginsWithCall(node: Expression): boolean {
  if (node.type === "Call" && node.callee.type === "Identifier") return true;
  const part = firstPart(node);
  return part !== null && beginsWithCall(part);
}

/** The expression that another one begins with. */
function firstPart(node: Expression): Expression | null {
  switch (node.type) {
    case "Call":
      return node.callee;
    case "Member":
    case "Index":
      return node.object;
    case "Postfix":
      return node.target;
    case "Binary":
    case "Pipe":
      return node.left;
    case "Redirect":
    case "Duplicate":
      return node.command;
    case "Range":
      return node.start;
    case "Unwrap":
      return node.operand;
    default:
      return null;
  }
}

/** Operators whose operands stand on lines of their own when they do not fit on one. */
const CHAINS: ReadonlySet<string> = new Set(["*", "/", "%", "+", "-", "&", "^", "|", "&&", "||", "|>", "<|"]);

/** Whether an expression is a chain of operands, all of which get a line if one does. */
export function isChain(node: Expression): node is Binary | Pipe {
  return node.type === "Pipe" || node.type === "Binary" && CHAINS.has(node.operator);
}
