/**
 * The first two arguments of `run` and `spawn`: the program, and what it is given. Both are strings and paths alone.
 *
 * @module
 */

import type { ArrayLiteral, Expression } from "../syntax/ast.ts";
import { PATH, STRING, STRINGS, type Type } from "../types/types.ts";
import type { Argument } from "./arguments.ts";
import { type Context, NOTHING } from "./context.ts";
import { convert, describe, mend, mendOperand, present } from "./conversions.ts";
import type { Expr } from "./tree.ts";

/** The program. */
export function programOf(context: Context, { node, expr }: Argument): Expr {
  if (node.type === "StringLiteral" && node.value === "") {
    return context.wrong("ARIA-157", "the program's name is empty", node.span);
  }
  return pathText(context, expr ?? context.expression(node, STRING), node, "the program must be a string", "ARIA-157");
}

/** A string or path; anything else is reported. */
export function pathText(
  context: Context,
  value: Expr,
  node: Expression,
  rule: string,
  code: "ARIA-156" | "ARIA-157" | "ARIA-158",
): Expr {
  const expr = present(value, context.place(node.span));
  if (expr.type.kind === "path") return expr;
  const text = convert(expr, STRING, context.place(node.span));
  if (!text) {
    const help = (code === "ARIA-156" ? mendOperand : mend)(context, expr, node, STRING);
    return context.wrong(code, `${rule}, but this is ${describe(expr, node)}`, node.span, help);
  }
  if (text.op === "constant" && typeof text.value === "string" && text.value.includes("\0")) {
    return context.wrong("ARIA-161", "a NUL cannot be given to a program", node.span);
  }
  return text;
}

/** The arguments of a program: an array of strings and paths. */
export function argumentsOf(context: Context, { node, expr }: Argument): Expr {
  if (node.type === "ArrayLiteral" && !expr) return listOf(context, node);
  const list = present(expr ?? context.expression(node, STRINGS), context.place(node.span));
  if (isList(list.type)) return list;
  const converted = list.type.kind === "dyn" ? convert(list, STRINGS, context.place(node.span)) : null;
  if (converted) return converted;
  if (list.type.kind === "unknown") return NOTHING;
  const message = `the arguments must be an array of strings, but this is ${describe(list, node)}`;
  return context.wrong("ARIA-158", message, node.span, listHelp(context, list.type, node));
}

function listOf(context: Context, node: ArrayLiteral): Expr {
  const rule = "an argument must be a string";
  const items = node.items.map((item) => pathText(context, context.expression(item, STRING), item, rule, "ARIA-158"));
  return { op: "array", type: STRINGS, items };
}

function isList(type: Type): boolean {
  return type.kind === "array" && (type.element.kind === STRING.kind || type.element.kind === PATH.kind);
}

function listHelp(context: Context, type: Type, node: Expression): string | undefined {
  const text = context.text(node.span);
  if (type.kind === "string" || type.kind === "path") return `write [${text}]`;
  if (type.kind === "integer" || type.kind === "float" || type.kind === "tbb") return `write [string(${text})]`;
  if (type.kind === "result") return `add '?' to take its value: ${text}?`;
  return type.kind === "array" ? `make them strings: map(${text}, …)` : undefined;
}
