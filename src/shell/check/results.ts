/**
 * Results: taking their value, or something else where they failed.
 *
 * @module
 */

import type { Binary, Expression, Unwrap } from "../syntax/ast.ts";
import { DYN, optionalOf, resultOf, type Type } from "../types/types.ts";
import { sameType } from "../values/mod.ts";
import { orElse } from "./conditions.ts";
import { type Context, NOTHING } from "./context.ts";
import { asResult, convert, describe, mend, unify } from "./conversions.ts";
import { isFlexible } from "./literals.ts";
import type { Expr } from "./tree.ts";

const INDEXED: ReadonlySet<Type["kind"]> = new Set(["array", "string", "object", "buffer"]);

/** `e?`, `e ? d`. Nobody takes the value if it is `discarded`, so that `d` may be of any type then. */
export function unwrap(context: Context, node: Unwrap, discarded = false): Expr {
  const { operand, fallback } = node;
  const checked = context.expression(operand);
  const result = checked.type.kind === "unknown" ? NOTHING : asResult(checked, context.place(operand.span));
  if (!result) notAResult(context, node, checked);
  const type = result?.type.kind === "result" ? result.type.value : null;
  if (!fallback)
    return result && type
      ? { op: "unwrap", type, result, place: context.place(node.operatorSpan) }
      : NOTHING;
  if (isLeaving(fallback)) {
    const statement = context.statement(fallback);
    if (!result || !type) return NOTHING;
    return { op: "otherwise", type, result, nil: false, fallback: { op: "leave", statement } };
  }
  const isMeantOtherwise = type && usingHelp(context, type, [operand, fallback]) !== undefined &&
    !context.attempt(() => context.expression(fallback, type));
  const other = context.expression(fallback, isMeantOtherwise ? null : type);
  if (!result || !type || other.type.kind === "unknown") return NOTHING;
  return otherwise(context, { result, type, other, nil: false, discarded }, [operand, fallback]);
}

function isLeaving(fallback: Exclude<Unwrap["fallback"], null>): fallback is Exclude<typeof fallback, Expression> {
  return fallback.type === "Return" || fallback.type === "Fail" || fallback.type === "Exit";
}

function notAResult(context: Context, { operand, operatorSpan, fallback }: Unwrap, checked: Expr): void {
  const message = `'?' unwraps results, but this is ${describe(checked, operand)}`;
  if (checked.type.kind === "optional" || checked.type.kind === "dyn") {
    context.error("ARIA-128", message, operatorSpan, `write '??' before what stands for NIL`);
  } else {
    const help = readingHelp(context, operand) ?? "leave the '?' out: this cannot fail";
    context.error("ARIA-128", message, operatorSpan, fallback ? undefined : help);
  }
}

/** Of `int(d)?`: a `dyn` is taken for a number, and not for the text of one. */
function readingHelp(context: Context, operand: Expression): string | undefined {
  if (operand.type !== "Call" || operand.callee.type !== "Identifier") return undefined;
  const { name } = operand.callee;
  const [argument] = operand.arguments;
  if ((name !== "int" && name !== "flt") || !argument) return undefined;
  const isOpen = context.attempt(() => context.expression(argument))?.type.kind === "dyn";
  const text = context.shown(argument.span);
  return isOpen ? `a number in a dyn needs no '?'; the text of one is read by ${name}(string(${text}))?` : undefined;
}

interface Otherwise {
  readonly result: Expr;
  /** The type of its value. */
  readonly type: Type;
  readonly other: Expr;
  readonly nil: boolean;
  readonly discarded: boolean;
}

function otherwise(context: Context, parts: Otherwise, nodes: readonly [Expression, Expression]): Expr {
  const { result, other, nil, discarded } = parts;
  const second = asResult(other, context.place(nodes[1].span));
  if (second) return orElse(context, [result, second], nodes);
  const value = nil && parts.type.kind === "optional" ? parts.type.inner : parts.type;
  const type = unify(value, other.type) ?? (discarded ? DYN : null);
  const fallback = type && convert(other, type, context.place(nodes[1].span));
  if (!type || !fallback) {
    const message = `the value is ${describeValue(value)}, but this is ${describe(other, nodes[1])}`;
    const help = usingHelp(context, value, nodes) ?? mend(context, other, nodes[1], value);
    return context.wrong("ARIA-129", message, nodes[1].span, help);
  }
  if (sameType(type, value)) return { op: "otherwise", type, result, nil, fallback };
  const converted = convert(result, resultOf(nil ? optionalOf(type) : type), context.place(nodes[0].span));
  return converted ? { op: "otherwise", type, result: converted, nil, fallback } : NOTHING;
}

/** What stands behind '?' is for a failure, also where it was meant to call the value, or to take a part of it. */
function usingHelp(
  context: Context,
  { kind }: Type,
  [operand, fallback]: readonly [Expression, Expression],
): string | undefined {
  const text = context.text(fallback.span);
  const value = `(${context.shown(operand.span)}?)`;
  if (kind === "function" && text.startsWith("(")) return `to call it, write ${value}(…)`;
  return INDEXED.has(kind) && text.startsWith("[") ? `to take a part of it, write ${value}[…]` : undefined;
}

function describeValue(type: Type): string {
  return describe({ op: "zero", type });
}

/** `e ?? d` */
export function coalesce(context: Context, node: Binary, expected: Type | null, discarded = false): Expr {
  const nodes = [node.left, node.right] as const;
  const left = context.expression(node.left, isFlexible(node.left) ? expected : null);
  const result = asResult(left, context.place(node.left.span));
  const value = result?.type.kind === "result" ? result.type.value : left.type;
  const present = value.kind === "optional" ? value.inner : value;
  const other = context.expression(node.right, present.kind === "nil" ? expected : present);
  if (left.type.kind === "unknown" || other.type.kind === "unknown") return NOTHING;
  if (result) return otherwise(context, { result, type: value, other, nil: true, discarded }, nodes);
  const type = present.kind === "nil" ? other.type : unify(present, other.type);
  const right = type && convert(other, type, context.place(node.right.span));
  const kept = type &&
    (sameType(type, present) ? left : convert(left, optionalOf(type), context.place(node.left.span)));
  if (type && right && kept) return { op: "coalesce", type, left: kept, right };
  const message = `the value is ${describeValue(present)}, but this is ${describe(other, node.right)}`;
  return context.wrong("ARIA-129", message, node.right.span, mend(context, other, node.right, present));
}
