/**
 * Casts: `int32(x)`, `tbb8(x)`, `string(x)`, `Path(s)`, `buffer(s)`.
 *
 * @module
 */

import { BUILTINS } from "../builtins/table.ts";
import type { Expression, Identifier } from "../syntax/ast.ts";
import { STRING, type Type } from "../types/types.ts";
import { sameType } from "../values/mod.ts";
import { type CallSite, reportCount } from "./arguments.ts";
import { callBuiltin } from "./builtin_calls.ts";
import { type Context, NOTHING } from "./context.ts";
import { convert, describe, isNumber, mend, present } from "./conversions.ts";
import { textOf } from "./texts.ts";
import type { Expr } from "./tree.ts";

/** A call of a type. */
export function cast(context: Context, callee: Identifier, to: Type, site: CallSite): Expr {
  if (!reportCount(context, `${callee.name}()`, site, 1)) {
    for (const { node, expr } of site.arguments) expr ?? context.expression(node);
    return NOTHING;
  }
  const [{ node, expr }] = site.arguments as [CallSite["arguments"][number]];
  const place = context.place(site.span);
  const operand = present(expr ?? context.expression(node, literalType(node, to)), context.place(node.span));
  const from = operand.type;
  if (from.kind === "unknown") return NOTHING;
  const builtin = BUILTINS.get(callee.name);
  if (builtin && from.kind === "string")
    return callBuiltin(context, builtin, { ...site, arguments: [{ node, expr: operand }] });
  if (sameType(from, to)) return operand;
  if (to.kind === "string") {
    if (from.kind === "buffer") return { op: "convert", how: "cast", type: to, operand, place };
    const part = textOf(context, operand, node);
    return part === NOTHING ? NOTHING : { op: "text", type: STRING, parts: [part], strict: false, place };
  }
  if (from.kind === "dyn") return convert(operand, to, place)!;
  if (isNumber(from) && isNumber(to) || from.kind === "string" && (to.kind === "path" || to.kind === "buffer")) {
    return { op: "convert", how: "cast", type: to, operand, place };
  }
  const message = `${callee.name}() does not take ${describe(operand, node)}`;
  return context.wrong(
    from.kind === "result" ? "ARIA-121" : "ARIA-134",
    message,
    node.span,
    mend(context, operand, node, to),
  );
}

/** Literals are cast as what they are, but those that only `to` has are read as such. */
function literalType(node: Expression, to: Type): Type | null {
  if (to.kind === "float" || to.kind === "tbb") return to;
  return to.kind === "integer" && to.bits === 64 && node.type === "IntegerLiteral" ? to : null;
}
