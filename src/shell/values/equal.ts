/**
 * Equality by contents, of values of any type: arrays by their elements, `obj`s and records by their fields, buffers by
 * their bytes, errors by their codes. Numbers in a `dyn` are equal when they are the same number, whatever their types;
 * a NaN is equal to nothing. What can only be itself (functions, commands, processes) is.
 *
 * @module
 */

import { Boxed, ErrorValue, Failure, type Integer, RangeValue, StickyError } from "./kinds.ts";

/** Compounds that are compared without watching for cycles; who gets further may be going round in one. */
const CAREFREE = 1000;

/** Whether two values have the same contents. */
export function equalValues(left: unknown, right: unknown): boolean {
  if (typeof left !== "object" && typeof right !== "object") return left === right || areEqualNumbers(left, right);
  const pending: unknown[] = [left, right];
  const seen = new Map<unknown, Set<unknown>>();
  for (let count = 0; pending.length > 0; count++) {
    const b = comparable(pending.pop());
    const a = comparable(pending.pop());
    if (a === b || areEqualNumbers(a, b)) continue;
    if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
    if (count > CAREFREE && !isFirstMeeting(seen, a, b)) continue;
    if (!pushParts(a, b, pending)) return false;
  }
  return true;
}

/** What stands for a value: what a box holds, an error's code. */
function comparable(value: unknown): unknown {
  const held = value instanceof Boxed ? value.value : value;
  return held instanceof ErrorValue ? held.code : held;
}

/** Also of a bigint and a float, which are never `===`. */
function areEqualNumbers(a: unknown, b: unknown): boolean {
  return isNumber(a) && isNumber(b) && a >= b && a <= b;
}

function isNumber(value: unknown): value is Integer {
  return typeof value === "number" || typeof value === "bigint";
}

function isFirstMeeting(seen: Map<unknown, Set<unknown>>, a: object, b: object): boolean {
  const met = seen.get(a);
  if (met?.has(b)) return false;
  if (met === undefined) seen.set(a, new Set([b]));
  else met.add(b);
  return true;
}

/** Adds the parts of two compounds that must be equal in pairs; false when the two differ whatever their parts are. */
function pushParts(a: object, b: object, pending: unknown[]): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) pending.push(a[i], b[i]);
    return true;
  }
  if (a instanceof Map && b instanceof Map) {
    if (a.size !== b.size) return false;
    for (const [key, value] of a) {
      if (!b.has(key)) return false;
      pending.push(value, b.get(key));
    }
    return true;
  }
  if (a instanceof Uint8Array && b instanceof Uint8Array) {
    return a.length === b.length && a.every((byte, index) => byte === b[index]);
  }
  if (a instanceof StickyError) return b instanceof StickyError;
  if (a instanceof Failure && b instanceof Failure) return pending.push(a.error, b.error) > 0;
  if (a instanceof RangeValue && b instanceof RangeValue) return a.start === b.start && a.end === b.end;
  return isRecord(a) && isRecord(b) && pushFields(a, b, pending);
}

function isRecord(value: object): value is Record<string, unknown> {
  return Object.getPrototypeOf(value) === Object.prototype;
}

function pushFields(a: Record<string, unknown>, b: Record<string, unknown>, pending: unknown[]): boolean {
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  for (const name of names) {
    if (!Object.hasOwn(b, name)) return false;
    pending.push(a[name], b[name]);
  }
  return true;
}
