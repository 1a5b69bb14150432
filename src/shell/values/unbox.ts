/**
 * The way back from `dyn` to a named type, which not every value can go.
 *
 * A value must have the type it is wanted as. There are three exceptions, all for values that nobody gave a type of
 * their own, such as those of literals and of JSON: an int64 takes the integer, TBB or float type of its place if that
 * has the number, a flt64 becomes a flt32, and an array of `dyn` a new array of whatever all its elements can become.
 *
 * @module
 */

import { type ArrayType, INT64, type Type } from "../types/types.ts";
import { compareNumbers } from "./compare.ts";
import { castOf, fits } from "./convert.ts";
import { box, typeOfDyn } from "./dyn.ts";
import { Boxed, Failure, type Integer } from "./kinds.ts";
import { sameType } from "./same_type.ts";
import { describeType, typeText } from "./type_text.ts";

/** Why a `dyn` cannot be used as a type. */
export class Mismatch {
  /** @param message `expected int8, but this is a string` */
  constructor(readonly message: string) {}
}

/** Makes a `dyn` a value of one type. */
export type Unboxer = (value: unknown) => unknown;

/** Gives what makes a `dyn` a value of a type, or a {@linkcode Mismatch}. */
export function unboxerOf(type: Type): Unboxer {
  switch (type.kind) {
    case "dyn":
    case "unknown":
    case "never":
      return (value) => value;
    case "optional": {
      const unbox = unboxerOf(type.inner);
      return (value) => value === null ? null : unbox(value);
    }
    case "result": {
      const unbox = unboxerOf(type.value);
      return (value) => value instanceof Failure ? value : unbox(value);
    }
    case "error":
      return (value) => value === null || typeOfDyn(value).kind === "error" ? value : mismatch(type, value);
    case "array":
      return (value) => unboxArray(type, value);
    default:
      return (value) => unboxSimple(type, value);
  }
}

/** A `dyn` as a value of a type, or a {@linkcode Mismatch}. */
export function unbox(type: Type, value: unknown): unknown {
  return unboxerOf(type)(value);
}

function mismatch(type: Type, value: unknown): Mismatch {
  return new Mismatch(`expected ${typeText(type)}, but this is ${describeType(typeOfDyn(value))}`);
}

function unboxSimple(type: Type, value: unknown): unknown {
  const actual = typeOfDyn(value);
  const held = value instanceof Boxed ? value.value : value;
  if (sameType(actual, type) || isFunctionFor(type, actual)) return held;
  if (typeof value === "number" || typeof value === "bigint") return unboxInteger(type, value);
  const isRounded = actual.kind === "float" && type.kind === "float" && type.bits === 32;
  return isRounded ? Math.fround(held as number) : mismatch(type, value);
}

/** Where a signature is not known, it is checked when the function is called. */
function isFunctionFor(wanted: Type, actual: Type): boolean {
  if (wanted.kind !== "function" || actual.kind !== "function") return false;
  return wanted.signature === null || actual.signature === null;
}

function unboxInteger(type: Type, value: Integer): unknown {
  if (type.kind === "float") {
    const float = castOf(INT64, type)(value, -1) as number;
    return compareNumbers(float, value) === 0
      ? float
      : new Mismatch(`expected ${typeText(type)}, which has no ${value}`);
  }
  if (type.kind !== "integer" && type.kind !== "tbb") return mismatch(type, value);
  return fits(type, value) ? value : new Mismatch(`expected ${typeText(type)}, but this is ${value}`);
}

function unboxArray(type: ArrayType, value: unknown): unknown {
  const actual = typeOfDyn(value);
  if (actual.kind !== "array") return mismatch(type, value);
  const items = (value instanceof Boxed ? value.value : value) as unknown[];
  if (sameType(actual, type)) return items;
  const isOfDyn = actual.element.kind === "dyn" || type.element.kind === "dyn";
  if (!isOfDyn || type.length !== null && type.length !== items.length) return mismatch(type, value);
  const unboxElement = unboxerOf(type.element);
  const converted: unknown[] = [];
  for (const item of items) {
    const element = unboxElement(box(actual.element, item));
    if (element instanceof Mismatch) return new Mismatch(`in element ${converted.length}: ${element.message}`);
    converted.push(element);
  }
  return converted;
}
