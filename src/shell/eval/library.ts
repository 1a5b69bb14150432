/**
 * What generated code calls besides the running program: functions of values and of plans that depend on nothing else.
 *
 * @module
 */

import { command, connect, duplicate, feed, placed, redirect } from "../commands/compose.ts";
import {
  addInt64,
  addUint64,
  andInt64,
  andUint64,
  characterAt,
  compareNumbers,
  compareStrings,
  compareTbb,
  complementInt64,
  complementUint64,
  decodeText,
  divideInt64,
  divideUint64,
  encodeText,
  equalTbb,
  equalValues,
  ErrorValue,
  Failure,
  type Integer,
  integerOf,
  lengthOf,
  multiplyInt64,
  multiplyUint64,
  negateInt64,
  negateUint64,
  orInt64,
  orUint64,
  RangeValue,
  remainderInt64,
  remainderUint64,
  shiftLeftInt64,
  shiftLeftSmall,
  shiftLeftUint64,
  shiftRightInt64,
  shiftRightSmall,
  shiftRightUint64,
  subtractInt64,
  subtractUint64,
  typedFunction,
  xorInt64,
  xorUint64,
  zeroOf,
} from "../values/mod.ts";

/** All of it, by the names that the text uses. */
export const LIBRARY = {
  Failure,
  addInt64,
  addUint64,
  andInt64,
  andUint64,
  characterAt,
  command,
  compareNumbers,
  compareStrings,
  compareTbb,
  complementInt64,
  complementUint64,
  connect,
  decodeText,
  divideInt64,
  divideUint64,
  duplicate,
  encodeText,
  equalTbb,
  equalValues,
  errorField,
  failure,
  feed,
  integerOf,
  lengthOf,
  multiplyInt64,
  multiplyUint64,
  negateInt64,
  negateUint64,
  orInt64,
  orUint64,
  placed,
  rangeOf,
  redirect,
  remainderInt64,
  remainderUint64,
  shiftLeftInt64,
  shiftLeftSmall,
  shiftLeftUint64,
  shiftRightInt64,
  shiftRightSmall,
  shiftRightUint64,
  subtractInt64,
  subtractUint64,
  typedFunction,
  xorInt64,
  xorUint64,
  zeroOf,
} as const;

/** A name of {@linkcode LIBRARY}. */
export type LibraryName = keyof typeof LIBRARY;

/** What `fail(error)` gives. */
function failure(error: Integer | string | ErrorValue | null, at: number): Failure {
  if (error === null) return new Failure(new ErrorValue(1, "fail() was given NULL, which is no error", "fail"), at);
  if (error instanceof ErrorValue) return new Failure(error, at);
  if (typeof error === "string") return new Failure(new ErrorValue(1, error, "fail"), at);
  return new Failure(new ErrorValue(error, `error ${error}`, "fail"), at);
}

/** `start..end`, `start...end`. The number before the lowest of a type is none of it, but only ends what is empty. */
function rangeOf(start: Integer, end: Integer, isInclusive: boolean): RangeValue {
  return new RangeValue(start, isInclusive ? end : integerOf(BigInt(end) - 1n));
}

/** A field of an error; no error has none. What only commands have is NIL for others. */
function errorField(error: ErrorValue | null, name: string): unknown {
  if (error === null) return null;
  switch (name) {
    case "code":
      return error.code;
    case "message":
      return error.message;
    case "kind":
      return error.kind;
    case "stage":
      return error.details.stage ?? null;
    case "stages":
      return error.details.stages ?? [];
    default:
      return error.details.signal ?? null;
  }
}
