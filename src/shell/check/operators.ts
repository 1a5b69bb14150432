/**
 * Operators of numbers and strings.
 *
 * @module
 */

import type { Binary, Expression, Postfix, Range, Unary } from "../syntax/ast.ts";
import { STRING, type Type } from "../types/types.ts";
import { sameType, typeText } from "../values/mod.ts";
import { type Context, NOTHING } from "./context.ts";
import { convert, describe, isNumber, mendOperand, present, rank } from "./conversions.ts";
import { float, integer, isFlexible, together, withoutOptional } from "./literals.ts";
import { targetOf } from "./targets.ts";
import { joined } from "./texts.ts";
import type { ArithmeticOperator, Expr } from "./tree.ts";

/** Operators of integers alone. */
const OF_BITS: ReadonlySet<string> = new Set(["&", "|", "^", "<<", ">>"]);

/** `left operator right` of numbers, or a `+` with a string on one side. */
export function arithmetic(
  context: Context,
  node: Binary,
  expected: Type | null,
  known?: ReadonlyArray<Expr | null>,
): Expr {
  const { left, right } = node;
  const literal = isFlexible(left) && isFlexible(right) ? expected : null;
  const [a, b] = together(context, [left, right], literal, known) as [Expr, Expr];
  return combined(context, node, present(a, context.place(left.span)), present(b, context.place(right.span)));
}

/** The same, of operands that were checked. */
export function combined(context: Context, node: Binary, a: Expr, b: Expr): Expr {
  const operator = node.operator as ArithmeticOperator;
  if (a.type.kind === "unknown" || b.type.kind === "unknown") return NOTHING;
  if (operator === "+" && (a.type.kind === "string" || b.type.kind === "string")) {
    return joined(context, a, b, [node.left, node.right], node);
  }
  const [left, right] = unboxed(context, node, a, b);
  const type = left.type;
  if (isNumber(type) && sameType(type, right.type)) {
    if (type.kind !== "integer" && OF_BITS.has(operator)) return notOfBits(context, node, type);
    return { op: "arithmetic", type, operator, left, right, place: context.place(node.operatorSpan) };
  }
  return unrelated(context, node, left, right);
}

/** A `dyn` beside a number is taken as one of its type. */
function unboxed(context: Context, node: Binary, a: Expr, b: Expr): readonly [Expr, Expr] {
  if (a.type.kind === "dyn" && isNumber(b.type)) return [convert(a, b.type, context.place(node.left.span))!, b];
  if (b.type.kind === "dyn" && isNumber(a.type)) return [a, convert(b, a.type, context.place(node.right.span))!];
  return [a, b];
}

function notOfBits(context: Context, node: Binary, type: Type): Expr {
  return context.wrong(
    "ARIA-124",
    `'${node.operator}' is of integers, but these are ${typeText(type)}`,
    node.operatorSpan,
  );
}

function unrelated(context: Context, node: Binary, a: Expr, b: Expr): Expr {
  if (isNumber(a.type) && isNumber(b.type)) return mixed(context, node, a, b);
  const wrong = isNumber(a.type) || (a.type.kind === "dyn" && b.type.kind !== "dyn")
    ? [b, node.right] as const
    : [a, node.left] as const;
  return context.wrong(...refusal(context, node.operator, wrong[0], wrong[1], isNumber(a.type) ? a.type : b.type));
}

/** Two numeric types beside each other. */
export function mixed(context: Context, node: Binary, a: Expr, b: Expr): Expr {
  const names = `${typeText(a.type)} and ${typeText(b.type)}`;
  const isSticky = a.type.kind === "tbb" || b.type.kind === "tbb";
  const isTarget = a.op === "zero"; // of an assignment, which keeps its type
  const [narrow, wide] = !isTarget && rank(a.type) < rank(b.type)
    ? [node.left, b.type] as const
    : [node.right, a.type] as const;
  const help = `write ${typeText(wide)}(${context.shown(narrow.span)})`;
  return context.wrong(
    isSticky ? "ARIA-125" : "ARIA-124",
    `'${node.operator}' does not mix ${names}`,
    node.operatorSpan,
    help,
  );
}

type Report = Parameters<Context["wrong"]>;

/** What is said of an operand that an operator does not take. */
function refusal(context: Context, operator: string, expr: Expr, node: Expression, other: Type): Report {
  const message = `'${operator}' is not of ${describe(expr, node)}`;
  const { kind } = expr.type;
  if (kind === "result") return ["ARIA-121", message, node.span, mendOperand(context, expr, node, other)];
  if (kind === "optional") return ["ARIA-122", message, node.span, mendOperand(context, expr, node, other)];
  if (kind === "dyn")
    return ["ARIA-124", message, node.span, `say of what type it is: int64(${context.text(node.span)})`];
  if (kind === "bool" && (operator === "&" || operator === "|"))
    return ["ARIA-124", message, node.span, `write '${operator}${operator}'`];
  if (expr.op === "zero" || sameType(expr.type, other)) return ["ARIA-124", message, node.span];
  const help = isNumber(other) || kind === "command"
    ? mendOperand(context, expr, node, isNumber(other) ? other : STRING)
    : undefined;
  return ["ARIA-124", message, node.span, help];
}

/** `-x`, `~x`; `!x` is a condition's. */
export function unary(context: Context, node: Unary, expected: Type | null): Expr {
  const { operand, operator, span } = node;
  if (operator === "-" && operand.type === "IntegerLiteral") return integer(context, operand, expected, -1n, span);
  if (operator === "-" && operand.type === "FloatLiteral") return float(context, operand, expected, -1, span);
  const checked = present(
    context.expression(operand, isFlexible(operand) ? expected : null),
    context.place(operand.span),
  );
  const { type } = checked;
  if (type.kind === "unknown") return checked;
  if (type.kind === "integer" || (operator === "-" && isNumber(type))) {
    return { op: operator === "-" ? "negate" : "complement", type, operand: checked, place: context.place(span) };
  }
  return context.wrong(...refusal(context, operator, checked, operand, type));
}

/** `target++` */
export function postfix(context: Context, node: Postfix): Expr {
  const target = targetOf(context, node.target);
  if (!target) return NOTHING;
  const { type } = target;
  if (type.kind === "unknown") return NOTHING;
  if (!isNumber(type)) {
    return context.wrong(
      "ARIA-124",
      `'${node.operator}' is of numbers, but this is ${typeText(type)}`,
      node.target.span,
    );
  }
  return { op: "postfix", type, target, operator: node.operator === "++" ? "+" : "-", place: context.place(node.span) };
}

/** `start..end` */
export function range(context: Context, node: Range, expected: Type | null): Expr {
  const wanted = withoutOptional(expected);
  const [start, end] = together(context, [node.start, node.end], wanted?.kind === "range" ? wanted.element : null)
    .map((expr, index) => present(expr, context.place([node.start, node.end][index]!.span))) as [Expr, Expr];
  for (const [expr, side] of [[start, node.start], [end, node.end]] as const) {
    if (expr.type.kind === "unknown") return NOTHING;
    if (expr.type.kind !== "integer") {
      const message = `a range is of integers, but this is ${describe(expr, side)}`;
      return context.wrong(
        "ARIA-124",
        message,
        side.span,
        expr.type.kind === "tbb" ? `write int64(${context.shown(side.span)})` : undefined,
      );
    }
  }
  if (!sameType(start.type, end.type)) {
    const names = `${typeText(start.type)} and ${typeText(end.type)}`;
    return context.wrong("ARIA-124", `a range does not mix ${names}`, node.span);
  }
  return { op: "range", type: { kind: "range", element: start.type }, start, end, inclusive: node.inclusive };
}
