/**
 * The order of values: numbers by size, strings by code point, `ERR` below every number.
 *
 * Integers and floats of one type are compared by JavaScript's `<`, `<=`, `>`, `>=` and `===`, which are right for
 * numbers and bigints alike.
 *
 * @module
 */

import type { Type } from "../types/types.ts";
import { type Integer, StickyError, type Tbb } from "./kinds.ts";

/** What `<=>` gives. */
export type Order = -1 | 0 | 1;

/** The order of two numbers of any kind. NaN is above all others and equal to itself, so that sorting is defined. */
export function compareNumbers(a: Integer, b: Integer): Order {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === b) return 0;
  const isLeftNaN = Number.isNaN(a);
  if (isLeftNaN === Number.isNaN(b)) return 0;
  return isLeftNaN ? 1 : -1;
}

/** Whether two TBB numbers are the same; `ERR` is the same as `ERR`. */
export function equalTbb(a: Tbb, b: Tbb): boolean {
  return a === b || a instanceof StickyError && b instanceof StickyError;
}

/** The order of two TBB numbers; `ERR` is below every other. */
export function compareTbb(a: Tbb, b: Tbb): Order {
  if (a instanceof StickyError) return b instanceof StickyError ? 0 : -1;
  if (b instanceof StickyError) return 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The order of two strings by code point. JavaScript's own order goes by UTF-16 unit and would put U+1F600 before
 * U+FF5E.
 */
export function compareStrings(a: string, b: string): Order {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return rank(left) < rank(right) ? -1 : 1;
  }
  return a.length < b.length ? -1 : 1;
}

/** A UTF-16 unit's place when halves of a pair count as what they are: code points above all single units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** How values of a type are ordered: numbers, TBB numbers and strings are; Paths as strings. */
export function compareOf(type: Type): (a: never, b: never) => Order {
  if (type.kind === "string" || type.kind === "path") return compareStrings;
  return type.kind === "tbb" ? compareTbb : compareNumbers;
}
