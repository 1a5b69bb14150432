/**
 * `object[index]`: an element, a key, or with a range a slice.
 *
 * @module
 */

import type { Expression, Index } from "../syntax/ast.ts";
import { DYN, INT64, STRING, type Type } from "../types/types.ts";
import { type Context, NOTHING } from "./context.ts";
import { convert, describe, mend, mendOperand, present } from "./conversions.ts";
import type { Expr } from "./tree.ts";

/** An element of an array, string or buffer, or a key of an obj. */
export function index(context: Context, node: Index): Expr {
  if (node.object.type === "Identifier" && node.object.name === "ENV" && !context.scope.find("ENV")) {
    context.expression(node.index);
    return context.wrong(
      "ARIA-112",
      "'ENV' has no value of its own",
      node.object.span,
      `write env(${context.shown(node.index.span)})`,
    );
  }
  const object = present(context.expression(node.object), context.place(node.object.span));
  const place = context.place(node.span);
  if (object.type.kind === "unknown") {
    context.expression(node.index);
    return NOTHING;
  }
  const at = present(
    context.expression(node.index, object.type.kind === "object" ? STRING : INT64),
    context.place(node.index.span),
  );
  if (at.type.kind === "unknown") return NOTHING;
  if (object.type.kind === "object" || (object.type.kind === "dyn" && at.type.kind === "string")) {
    return { op: "key", type: DYN, object, key: keyOf(context, at, node.index), optional: false, place };
  }
  if (at.type.kind === "range") return slice(context, node, object, at);
  const type = elementOf(object.type);
  if (!type) return notIndexed(context, node, object);
  const checked = indexOf(context, at, node.index, object.type);
  return checked ? { op: "element", type, object, index: checked, place } : NOTHING;
}

function elementOf(type: Type): Type | null {
  switch (type.kind) {
    case "array":
      return type.element;
    case "string":
    case "dyn":
      return type;
    case "buffer":
      return { kind: "integer", bits: 8, signed: false };
    default:
      return null;
  }
}

/** A key of an obj: a string. */
export function keyOf(context: Context, at: Expr, node: Expression): Expr {
  const key = convert(at, STRING, context.place(node.span));
  if (key) return key;
  return context.wrong(
    "ARIA-130",
    `a key is a string, but this is ${describe(at, node)}`,
    node.span,
    mend(context, at, node, STRING),
  );
}

/** The index of an element: an integer, within the bounds where they are known. Null (and reported) if it is not. */
export function indexOf(context: Context, at: Expr, node: Expression, object: Type): Expr | null {
  if (at.type.kind === "unknown") return null;
  const checked = at.type.kind === "integer"
    ? at
    : at.type.kind === "dyn"
    ? convert(at, INT64, context.place(node.span))
    : null;
  if (!checked) {
    context.error(
      "ARIA-130",
      `an index is an integer, but this is ${describe(at, node)}`,
      node.span,
      mend(context, at, node, INT64),
    );
    return null;
  }
  if (checked.op !== "constant") return checked;
  const number = Number(checked.value);
  const length = object.kind === "array" ? object.length : null;
  if (number >= 0 && (length === null || number < length)) return checked;
  const help = number < 0 ? "indices count from 0; the last is len(…) - 1" : `the last index is ${length! - 1}`;
  context.error("ARIA-131", `there is no element ${number}`, node.span, help);
  return null;
}

function slice(context: Context, node: Index, object: Expr, range: Expr): Expr {
  const { kind } = object.type;
  if (kind !== "array" && kind !== "string" && kind !== "buffer") {
    const message = `slices are taken of arrays, strings and buffers, but this is ${describe(object, node.object)}`;
    return context.wrong("ARIA-130", message, node.object.span, mendOperand(context, object, node.object, STRING));
  }
  const type: Type = object.type.kind === "array" ? { ...object.type, length: null } : object.type;
  return { op: "slice", type, object, range, place: context.place(node.span) };
}

function notIndexed(context: Context, node: Index, object: Expr): Expr {
  const { kind } = object.type;
  const code = kind === "result" ? "ARIA-121" : kind === "optional" ? "ARIA-122" : "ARIA-130";
  const help = kind === "record"
    ? `write ${context.shown(node.object.span)}.NAME`
    : mendOperand(context, object, node.object, STRING);
  return context.wrong(code, `${describe(object, node.object)} has no elements`, node.object.span, help);
}
