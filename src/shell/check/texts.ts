/**
 * Values that become text: in strings, joined by `+`, and as words, arguments and targets of commands.
 *
 * @module
 */

import type { Expression } from "../syntax/ast.ts";
import { STRING, type Type } from "../types/types.ts";
import type { Context } from "./context.ts";
import { describe, mendOperand } from "./conversions.ts";
import type { Expr } from "./tree.ts";

/** A value as a part of a text; what has no text is reported. */
export function textOf(context: Context, expr: Expr, node: Expression): Expr {
  if (hasText(expr.type)) return expr;
  const help = mendOperand(context, expr, node, STRING);
  const code = expr.type.kind === "result" ? "ARIA-121" : "ARIA-133";
  return context.wrong(code, `${describe(expr, node)} has no text`, node.span, help);
}

function hasText(type: Type): boolean {
  return !["result", "command", "stream", "process", "namespace"].includes(type.kind);
}

/** `left + right` of which one is a string. */
export function joined(
  context: Context,
  left: Expr,
  right: Expr,
  nodes: readonly [Expression, Expression],
  whole: Expression,
): Expr {
  warnOfNil(context, left, nodes[0]);
  warnOfNil(context, right, nodes[1]);
  const parts = [...partsOf(textOf(context, left, nodes[0])), ...partsOf(textOf(context, right, nodes[1]))];
  return { op: "text", type: STRING, parts, strict: false, place: context.place(whole.span) };
}

/** Warns of a value that may be NIL where it becomes a part of a name or an argument: an unset variable, say. */
export function warnOfNil(context: Context, expr: Expr, node: Expression): void {
  if (expr.type.kind !== "optional") return;
  const text = context.shown(node.span);
  context.warn("ARIA-205", `'${text}' may be NIL, and the text 'NIL' then`, node.span, `write (${text} ?? …)`);
}

function partsOf(expr: Expr): ReadonlyArray<string | Expr> {
  if (expr.op === "text") return expr.parts;
  return expr.op === "constant" && typeof expr.value === "string" ? [expr.value] : [expr];
}

/** The same, but an `ERR` in it stops the program: it becomes an argument, a target or a word. */
export function strict(expr: Expr): Expr {
  switch (expr.op) {
    case "text":
      return { ...expr, parts: expr.parts.map((part) => typeof part === "string" ? part : strict(part)), strict: true };
    case "choose":
      return { ...expr, then: strict(expr.then), otherwise: strict(expr.otherwise) };
    case "coalesce":
      return { ...expr, left: strict(expr.left), right: strict(expr.right) };
    case "array":
      return { ...expr, items: expr.items.map(strict) };
    default:
      return expr;
  }
}
