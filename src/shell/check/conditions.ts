/**
 * Conditions: bools, results, and commands, which run. Nothing else is true or false.
 *
 * @module
 */

import type { Binary, Expression, Is, Unary } from "../syntax/ast.ts";
import { BOOL, DYN, resultOf, type Type } from "../types/types.ts";
import { type Context, NOTHING } from "./context.ts";
import { asResult, convert, describe, execute, present, retyped, toBool, unified, unify } from "./conversions.ts";
import { isFlexible, together } from "./literals.ts";
import type { Expr } from "./tree.ts";

/** Checks the condition of a statement or of `is`. */
export function condition(context: Context, node: Expression): Expr {
  return context.within({ condition: true }, () => asCondition(context, context.expression(node, BOOL), node));
}

/** A value as a condition. */
export function asCondition(context: Context, value: Expr, node: Expression): Expr {
  const place = context.place(node.span);
  const expr = present(value, place);
  switch (expr.type.kind) {
    case "bool":
    case "unknown":
    case "never":
      return expr;
    case "result":
      return { op: "succeeded", type: BOOL, result: expr };
    case "command":
      return { op: "succeeded", type: BOOL, result: execute(expr, place, "test") };
    case "dyn":
      return convert(expr, BOOL, place)!;
    default:
      return context.wrong(
        "ARIA-127",
        `a condition must be a bool, a result or a command, but this is ${describe(expr, node)}`,
        node.span,
        toBool(expr.type, node, context.shown(node.span)),
      );
  }
}

/** `!x` */
export function not(context: Context, node: Unary): Expr {
  return { op: "not", type: BOOL, operand: asCondition(context, context.expression(node.operand, BOOL), node.operand) };
}

/** `a && b`, `a || b`: of results and commands a result, else a condition. */
export function logic(context: Context, node: Binary): Expr {
  const left = context.expression(node.left, BOOL);
  const right = context.expression(node.right, BOOL);
  if (left.type.kind === "unknown" || right.type.kind === "unknown") return NOTHING;
  const first = asResult(left, context.place(node.left.span), node.operator === "||" ? "test" : "run");
  const second = right.type.kind === "never" && first
    ? retyped(right, first.type)
    : asResult(right, context.place(node.right.span));
  if (first && second) return ofResults(context, node, first, second);
  const op = node.operator === "&&" ? "and" : "or";
  return {
    op,
    type: BOOL,
    left: asCondition(context, left, node.left),
    right: asCondition(context, right, node.right),
  };
}

function ofResults(context: Context, node: Binary, left: Expr, right: Expr): Expr {
  if (node.operator === "&&") return { op: "andThen", type: right.type, left, right };
  return orElse(context, [left, right], [node.left, node.right]);
}

/** The first of two results if it succeeded, else the second. */
export function orElse(
  context: Context,
  [left, right]: readonly [Expr, Expr],
  [first, second]: readonly [Expression, Expression],
): Expr {
  const type = resultOf(unify(valueOf(left.type), valueOf(right.type)) ?? DYN);
  const a = convert(left, type, context.place(first.span));
  const b = convert(right, type, context.place(second.span));
  if (a && b) return { op: "orElse", type, left: a, right: b };
  const message = `the one gives ${describe(left, first)}, the other ${describe(right, second)}`;
  return context.wrong("ARIA-129", message, second.span);
}

function valueOf(type: Type): Type {
  return type.kind === "result" ? type.value : type;
}

/** `is c : a : b` */
export function choice(context: Context, node: Is, expected: Type | null): Expr {
  const test = condition(context, node.condition);
  const { then, otherwise } = node;
  const wanted = isFlexible(then) && isFlexible(otherwise) ? expected : null;
  const branches = together(context, [then, otherwise], wanted) as [Expr, Expr];
  if (branches.some((expr) => expr.type.kind === "unknown")) return NOTHING;
  const [a, b, type] = unified(context, branches, [then, otherwise], (left, right) => `'is' gives ${left} or ${right}`);
  return { op: "choose", type, condition: test, then: a, otherwise: b };
}
