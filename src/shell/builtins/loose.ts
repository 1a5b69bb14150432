/**
 * Functions of arrays that are in a `dyn`, so that only their values tell what they hold: numbers of one or several
 * types, texts, anything.
 *
 * @module
 */

import type { BuiltinContext } from "../types/builtin.ts";
import { FLT64, INT64, type Type } from "../types/types.ts";
import {
  arithmeticOf,
  box,
  Boxed,
  compareNumbers,
  compareStrings,
  compareTbb,
  describeType,
  equalValues,
  type Integer,
  sameType,
  StickyError,
  type Tbb,
  typeOfDyn,
} from "../values/mod.ts";

/** The value in a `dyn`. */
export function heldIn(value: unknown): unknown {
  return value instanceof Boxed ? value.value : value;
}

/** The order of the values in an array of `dyn`: numbers by size whatever their types, texts. Others have none. */
export function looseOrder(
  context: BuiltinContext,
  name: string,
  items: readonly unknown[],
): (a: unknown, b: unknown) => number {
  const kinds = new Set(items.map((item) => orderedKind(context, name, item)));
  if (kinds.size > 1) context.stop(`${name}: numbers and strings have no order among them`);
  if (kinds.has("text")) return (a, b) => compareStrings(heldIn(a) as string, heldIn(b) as string);
  return (a, b) => compareAny(heldIn(a) as Tbb, heldIn(b) as Tbb);
}

function orderedKind(context: BuiltinContext, name: string, item: unknown): "number" | "text" {
  const type = typeOfDyn(item);
  switch (type.kind) {
    case "integer":
    case "float":
    case "tbb":
      return "number";
    case "string":
    case "path":
      return "text";
    default:
      return context.stop(`${name}: ${describeType(type)} has no order`);
  }
}

function compareAny(a: Tbb, b: Tbb): number {
  return a instanceof StickyError || b instanceof StickyError ? compareTbb(a, b) : compareNumbers(a, b);
}

/** Adds up the numbers of an array of `dyn`. They have one type, or are int64 and flt64, as those of JSON are. */
export function sumOfDyn(context: BuiltinContext, items: readonly unknown[]): unknown {
  let type: Type = INT64;
  for (const [index, item] of items.entries()) {
    const found = typeOfDyn(item);
    if (!["integer", "float", "tbb"].includes(found.kind)) context.stop(`sum: ${describeType(found)} is no number`);
    if (index === 0 || sameType(type, found)) type = found;
    else if ([type, found].every(isOfJson)) type = FLT64;
    else context.stop(`sum: ${describeType(type)} and ${describeType(found)} do not mix`);
  }
  const { add } = arithmeticOf(type, () => context.place());
  const isFloat = type.kind === "float";
  const numbers = items.map((item) => isFloat ? Number(heldIn(item)) : heldIn(item) as Tbb);
  return box(type, numbers.reduce((total: Tbb, number) => add(total, number, context.at), 0 as Integer));
}

function isOfJson(type: Type): boolean {
  return sameType(type, INT64) || sameType(type, FLT64);
}

/** The items from the last to the first, or a text with its code points so. */
export function reverseOfDyn(context: BuiltinContext, value: unknown): unknown {
  const held = heldIn(value);
  if (typeof held === "string" && typeOfDyn(value).kind === "string") return [...held].reverse().join("");
  if (!Array.isArray(held)) return context.stop(`reverse: ${describeType(typeOfDyn(value))} has no items`);
  return value instanceof Boxed ? new Boxed(value.type, held.toReversed()) : held.toReversed();
}

/** Whether a part is in a text, or an item in an array. */
export function containsInDyn(context: BuiltinContext, value: unknown, item: unknown): boolean {
  const held = heldIn(value);
  const type = typeOfDyn(value);
  if (type.kind === "string") {
    const part = heldIn(item);
    return typeof part === "string"
      ? (held as string).includes(part)
      : context.stop(`contains: ${describeType(typeOfDyn(item))} is no part of a string`);
  }
  if (type.kind !== "array") return context.stop(`contains: ${describeType(type)} has no items`);
  return (held as unknown[]).some((each) => equalValues(each, item));
}
