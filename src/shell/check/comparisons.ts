/**
 * Equality and order.
 *
 * @module
 */

import type { Binary, Expression } from "../syntax/ast.ts";
import { BOOL, INT64, type Type } from "../types/types.ts";
import { sameType, typeText } from "../values/mod.ts";
import { type Context, NOTHING } from "./context.ts";
import { convert, describe, isNumber, mend, mendOperand, present, unify } from "./conversions.ts";
import { together, withoutOptional } from "./literals.ts";
import { mixed } from "./operators.ts";
import type { CompareOperator, Expr } from "./tree.ts";

/** `left == right`, `left < right` and their kin. */
export function comparison(
  context: Context,
  node: Binary,
  expected: Type | null,
  known?: ReadonlyArray<Expr | null>,
): Expr {
  const [a, b] = together(context, [node.left, node.right], null, known) as [Expr, Expr];
  if (a.type.kind === "unknown" || b.type.kind === "unknown") return NOTHING;
  return node.operator === "==" || node.operator === "!="
    ? equality(context, node, a, b)
    : order(context, node, a, b, expected);
}

function equality(context: Context, node: Binary, a: Expr, b: Expr): Expr {
  const [left, right] = alike(context, node, a, b) ?? [];
  if (left && right) return compare(context, node, BOOL, left, right);
  if (isNumber(a.type) && isNumber(b.type)) return mixed(context, node, a, b);
  const message = `${describe(a, node.left)} and ${describe(b, node.right)} are never equal`;
  return context.wrong("ARIA-126", message, node.operatorSpan, help(context, node, a, b));
}

/** Both operands as values of one type; an error is equal to its code. Null where they have none. */
function alike(context: Context, node: Binary, a: Expr, b: Expr): readonly [Expr, Expr] | null {
  if (a.type.kind === "error" && isCode(b.type) || b.type.kind === "error" && isCode(a.type)) return [a, b];
  if (isNeverNil(a.type) && b.type.kind === "nil" || isNeverNil(b.type) && a.type.kind === "nil") return null;
  const type = unify(a.type, b.type);
  if (!type) return literalPath(context, node, a, b);
  const left = hasEquality(type) ? convert(a, type, context.place(node.left.span)) : null;
  const right = left && convert(b, type, context.place(node.right.span));
  return right && [left!, right];
}

/** A path beside a literal string. */
function literalPath(context: Context, node: Binary, a: Expr, b: Expr): readonly [Expr, Expr] | null {
  const right = a.type.kind === "path" ? convert(b, a.type, context.place(node.right.span)) : null;
  if (right) return [a, right];
  const left = b.type.kind === "path" ? convert(a, b.type, context.place(node.left.span)) : null;
  return left && [left, b];
}

function isNeverNil(type: Type): boolean {
  return !["nil", "optional", "error", "dyn"].includes(type.kind);
}

function isCode(type: Type): boolean {
  return type.kind === "integer" || type.kind === "tbb";
}

function hasEquality(type: Type): boolean {
  return !["result", "command", "stream", "namespace"].includes(type.kind);
}

function order(context: Context, node: Binary, a: Expr, b: Expr, expected: Type | null): Expr {
  const [left, right] = [present(a, context.place(node.left.span)), present(b, context.place(node.right.span))];
  const [first, second] = unboxed(context, node, left, right);
  const type = node.operator === "<=>" ? orderType(expected) : BOOL;
  if (isOrdered(first.type) && sameType(first.type, second.type)) return compare(context, node, type, first, second);
  if (isNumber(first.type) && isNumber(second.type)) return mixed(context, node, first, second);
  const isLeft = !isOrdered(first.type);
  const [expr, operand] = isLeft ? [first, node.left] as const : [second, node.right] as const;
  if (!isOrdered(expr.type)) {
    const code = expr.type.kind === "result" ? "ARIA-121" : expr.type.kind === "optional" ? "ARIA-122" : "ARIA-124";
    const message = `'${node.operator}' is not of ${describe(expr, operand)}`;
    return context.wrong(code, message, operand.span, help(context, node, first, second));
  }
  const names = `${describe(first, node.left)} and ${describe(second, node.right)}`;
  return context.wrong("ARIA-126", `${names} have no order`, node.operatorSpan, help(context, node, first, second));
}

/** A `dyn` beside a value is taken as one of its type. */
function unboxed(context: Context, node: Binary, a: Expr, b: Expr): readonly [Expr, Expr] {
  if (a.type.kind === "dyn" && isOrdered(b.type)) return [convert(a, b.type, context.place(node.left.span)) ?? a, b];
  if (b.type.kind === "dyn" && isOrdered(a.type)) return [a, convert(b, a.type, context.place(node.right.span)) ?? b];
  return [a, b];
}

/** Comparisons that elsewhere are written in a row: `a < b < c`. */
const ORDERS: ReadonlySet<string> = new Set(["<", "<=", ">", ">="]);

function isOrdered(type: Type): boolean {
  return isNumber(type) || type.kind === "string" || type.kind === "dyn";
}

/** −1, 0 and 1 are of any type with a sign. */
function orderType(expected: Type | null): Type {
  const wanted = withoutOptional(expected);
  if (wanted === null || !isNumber(wanted)) return INT64;
  return wanted.kind === "integer" && !wanted.signed ? INT64 : wanted;
}

function compare(context: Context, node: Binary, type: Type, left: Expr, right: Expr): Expr {
  const operator = node.operator as CompareOperator;
  return {
    op: "compare",
    type,
    operator,
    left,
    right,
    strict: context.around.condition,
    place: context.place(node.operatorSpan),
  };
}

function help(context: Context, node: Binary, a: Expr, b: Expr): string | undefined {
  const { left, operator, right } = node;
  if (left.type === "Binary" && ORDERS.has(left.operator) && ORDERS.has(operator)) {
    return `write ${context.shown(left.span)} && ${context.shown(left.right.span)} ${operator} ${
      context.shown(right.span)
    }`;
  }
  return mendOperand(context, a, node.left, b.type) ?? mendOperand(context, b, node.right, a.type);
}

/** Whether a value of a subject's type matches one of another's; the tests of `pick`. */
export function matches(
  context: Context,
  subject: Expr,
  operator: CompareOperator,
  value: Expr,
  node: Expression,
): Expr {
  const span = node.span;
  const binary: Binary = { type: "Binary", span, left: node, operator, operatorSpan: span, right: node };
  if (subject.type.kind === "unknown" || value.type.kind === "unknown") return NOTHING;
  const isEquality = operator === "==";
  const pair = isEquality ? alike(context, binary, subject, value) : unboxed(context, binary, subject, value);
  if (pair && (isEquality || (isOrdered(pair[0].type) && sameType(pair[0].type, pair[1].type)))) {
    return {
      op: "compare",
      type: BOOL,
      operator,
      left: pair[0],
      right: pair[1],
      strict: true,
      place: context.place(span),
    };
  }
  const message = `the pattern is ${describe(value, node)}, but the value is ${typeText(subject.type)}`;
  return context.wrong("ARIA-126", message, span, mend(context, value, node, subject.type));
}
