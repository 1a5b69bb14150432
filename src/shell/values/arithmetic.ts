/**
 * The arithmetic of a numeric type in one object, for what is not in a program's own loops: `sum`, `abs`.
 *
 * @module
 */

import type { FloatType, IntegerType, Type } from "../types/types.ts";
import { wrapOf } from "./convert.ts";
import * as int64 from "./int64.ts";
import type { Tbb } from "./kinds.ts";
import { type Arithmetic, type PlaceOf, tbbArithmetic } from "./tbb.ts";
import { typeText } from "./type_text.ts";
import * as uint64 from "./uint64.ts";

/**
 * The arithmetic of a type. Divisors of integers must not be 0.
 *
 * @param placeOf needed for TBB
 */
export function arithmeticOf(type: Type, placeOf: PlaceOf = String): Arithmetic {
  if (type.kind === "tbb") return tbbArithmetic(type.bits, placeOf);
  if (type.kind === "float") return ofNumbers(type.bits === 32 ? Math.fround : Number, type);
  if (type.kind !== "integer") throw new TypeError(`there is no arithmetic of ${typeText(type)}`);
  if (type.bits < 64) return ofNumbers(wrapOf(type) as (value: number) => number, type);
  return (type.signed ? INT64 : UINT64) as Arithmetic;
}

const INT64 = {
  add: int64.addInt64,
  subtract: int64.subtractInt64,
  multiply: int64.multiplyInt64,
  divide: int64.divideInt64,
  remainder: int64.remainderInt64,
  negate: int64.negateInt64,
  abs: (a: number | bigint) => a < 0 ? int64.negateInt64(a) : a,
};

const UINT64 = {
  add: uint64.addUint64,
  subtract: uint64.subtractUint64,
  multiply: uint64.multiplyUint64,
  divide: uint64.divideUint64,
  remainder: uint64.remainderUint64,
  negate: uint64.negateUint64,
  abs: (a: number | bigint) => a,
};

/** Of types whose values are numbers: JavaScript's operators, and what makes their outcome one of the type. */
function ofNumbers(settle: (value: number) => number, type: IntegerType | FloatType): Arithmetic {
  const product = type.kind === "integer" && type.bits === 32 ? Math.imul : (a: number, b: number) => a * b;
  const arithmetic = {
    add: (a: number, b: number) => settle(a + b),
    subtract: (a: number, b: number) => settle(a - b),
    multiply: (a: number, b: number) => settle(product(a, b)),
    divide: (a: number, b: number) => settle(a / b),
    remainder: (a: number, b: number) => settle(a % b),
    negate: (a: number) => settle(-a),
    abs: (a: number) => settle(Math.abs(a)),
  };
  return arithmetic as { [operation in keyof Arithmetic]: (a: Tbb, b?: Tbb) => Tbb } as Arithmetic;
}
