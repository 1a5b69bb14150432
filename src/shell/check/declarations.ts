/**
 * Declarations of variables and constants.
 *
 * @module
 */

import type { Declaration } from "../syntax/ast.ts";
import type { Type } from "../types/types.ts";
import { sameType, typeText } from "../values/mod.ts";
import { type Context, NOTHING } from "./context.ts";
import { asResult, convert, describe, fit, isPipeline, retyped } from "./conversions.ts";
import { declareVariable } from "./names.ts";
import type { Expr, Stmt } from "./tree.ts";
import { isOpenType, typeOf } from "./type_names.ts";

/** `type:name = value;` */
export function declaration(context: Context, node: Declaration): Stmt {
  const { name, valueType, constant } = node;
  const type = typeOf(context, valueType);
  const isSettled = constant !== null || !context.facts.isAssigned(context.around.body, name.name);
  const isOpen = isOpenType(valueType) && isSettled;
  const value = node.value ? given(context, node, type, isOpen) : zero(context, node, type);
  const known = isOpen && value.type.kind !== "unknown" ? value.type : type;
  const variable = declareVariable(context, name, known, constant ? "constant" : "variable");
  return { op: "declare", variable, value: sameType(value.type, known) ? value : retyped(value, known) };
}

/**
 * The value that is written. A plain `result`, `func` or `command` that is `open` keeps what is known of it: nothing
 * else is ever assigned.
 */
function given(context: Context, { name, valueType, value }: Declaration, type: Type, open: boolean): Expr {
  const written = type.kind === "command" ? context.text(valueType.span) : typeText(type);
  const subject = `'${name.name}' is declared as ${written}`;
  const checked = context.expression(value!, type);
  const place = context.place(value!.span);
  if (type.kind === "command" && isPipeline(checked.type) && !convert(checked, type, place)) {
    const message = `${subject}, but this is a pipeline`;
    return context.wrong("ARIA-120", message, value!.span, `declare it as pipeline:${name.name}`);
  }
  const result = open && type.kind === "result" ? asResult(checked, place) : null;
  return result ?? fit(context, checked, value!, type, subject);
}

/** The zero value of a type that has one. */
function zero(context: Context, { name, valueType, constant }: Declaration, type: Type): Expr {
  if (constant) return context.wrong("ARIA-111", `the constant '${name.name}' needs a value`, name.span);
  const lacking = lackingZero(type);
  if (lacking === null) return zeroValue(type);
  const help = `write ${context.shown(valueType.span)}:${name.name} = …;`;
  const what = lacking === type ? "" : `: ${describe({ op: "zero", type: lacking })} has no value of its own`;
  context.error("ARIA-111", `'${name.name}' needs a value${what}`, name.span, help);
  return NOTHING;
}

/** The type in a type that has no zero value; null if all have. */
function lackingZero(type: Type): Type | null {
  switch (type.kind) {
    case "function":
    case "command":
    case "process":
    case "stream":
      return type;
    case "array":
      return type.length ? lackingZero(type.element) : null;
    case "record":
      for (const field of type.fields.values()) {
        const lacking = lackingZero(field);
        if (lacking) return lacking;
      }
      return null;
    default:
      return null;
  }
}

function zeroValue(type: Type): Expr {
  return type.kind === "unknown" ? NOTHING : { op: "zero", type };
}
