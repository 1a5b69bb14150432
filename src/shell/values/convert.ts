/**
 * Numbers from one type to another, and which numbers a type has.
 *
 * @module
 */

import type { IntegerType, TbbType, Type } from "../types/types.ts";
import { toInt64 } from "./int64.ts";
import { type Integer, StickyError, type Tbb } from "./kinds.ts";
import { wrapInt16, wrapInt32, wrapInt8, wrapUint16, wrapUint32, wrapUint8 } from "./small.ts";
import type { PlaceOf } from "./tbb.ts";
import { typeText } from "./type_text.ts";
import { toUint64 } from "./uint64.ts";

/** A conversion; `at` is the place of an `ERR` that is born in it. */
export type Cast = (value: Tbb, at: number) => Tbb;

const SAFE = Number.MAX_SAFE_INTEGER;

/** The one form of an exact integer, however large. */
export function integerOf(value: Integer): Integer {
  if (typeof value === "number") return Number.isSafeInteger(value) ? value + 0 : BigInt(value);
  return value <= SAFE && value >= -SAFE ? Number(value) : value;
}

/** The lowest and the highest number of a type. */
export interface Limits {
  readonly lowest: Integer;
  readonly highest: Integer;
}

/** Of each type that was asked for, by its name. */
const known = new Map<string, Limits>();

/** The lowest and the highest number of a type. */
export function limitsOf(type: IntegerType | TbbType): Limits {
  const name = typeText(type);
  const limits = known.get(name) ?? computeLimits(type);
  known.set(name, limits);
  return limits;
}

function computeLimits(type: IntegerType | TbbType): Limits {
  const sign = type.kind === "tbb" || type.signed ? 1 : 0;
  const highest = 2n ** BigInt(type.bits - sign) - 1n;
  const lowest = sign === 0 ? 0n : type.kind === "tbb" ? -highest : -highest - 1n;
  return { lowest: integerOf(lowest), highest: integerOf(highest) };
}

/** Whether a type has a number. */
export function fits(type: IntegerType | TbbType, value: Integer): boolean {
  const { lowest, highest } = limitsOf(type);
  return value >= lowest && value <= highest;
}

/**
 * The conversion between two numeric types that a programmer writes as `int8(x)`. To integers it wraps; from floats it
 * cuts the fraction off, gives the nearest end of the range where that is not in it, and 0 for NaN. To TBB what is not
 * in the range is `ERR`. From TBB an `ERR`, where the program may go on with it, becomes NaN or the integer below its
 * range.
 *
 * @param placeOf needed for TBB
 */
export function castOf(from: Type, to: Type, placeOf: PlaceOf = String): Cast {
  if (to.kind === "tbb") return castToTbb(to, placeOf);
  if (from.kind === "tbb") return castFromTbb(from, to);
  if (to.kind === "float") return to.bits === 64 ? toFloat64 : toFloat32;
  if (to.kind !== "integer") throw new TypeError(`a number cannot become ${typeText(to)}`);
  return from.kind === "float" ? castFromFloat(to) : wrapOf(to);
}

/** Integers of any size to a type, by their low bits. */
export function wrapOf(type: IntegerType): (value: Tbb) => Integer {
  if (type.bits === 64) {
    const wrap = type.signed ? toInt64 : toUint64;
    const isOwn = type.signed ? isSafe : isSafeAndNotNegative;
    return (value) => isOwn(value) ? value : wrap(BigInt(value as Integer));
  }
  const wrap = SMALL_WRAPS[`${type.signed ? "int" : "uint"}${type.bits}`];
  return (value) => wrap(typeof value === "number" ? value : Number(BigInt.asIntN(32, value as bigint)));
}

const SMALL_WRAPS = {
  int8: wrapInt8,
  int16: wrapInt16,
  int32: wrapInt32,
  uint8: wrapUint8,
  uint16: wrapUint16,
  uint32: wrapUint32,
} as const;

function isSafe(value: Tbb): value is number {
  return typeof value === "number";
}

function isSafeAndNotNegative(value: Tbb): value is number {
  return typeof value === "number" && value >= 0;
}

function castFromTbb(from: TbbType, to: Type): Cast {
  const cast = castOf({ kind: "integer", bits: from.bits, signed: true }, to);
  const error = to.kind === "float" ? NaN : cast(integerOf(-(2n ** BigInt(from.bits - 1))), -1);
  return (value, at) => value instanceof StickyError ? error : cast(value, at);
}

function castFromFloat(to: IntegerType): Cast {
  const { lowest, highest } = limitsOf(to);
  return (value) => {
    const float = value as number;
    if (Number.isNaN(float)) return 0;
    return float <= lowest ? lowest : float >= highest ? highest : integerOf(Math.trunc(float));
  };
}

function castToTbb(to: TbbType, placeOf: PlaceOf): Cast {
  const { lowest, highest } = limitsOf(to);
  return (value, at) => {
    if (value instanceof StickyError) return value;
    const whole = typeof value === "number" ? Math.trunc(value) : value;
    if (whole >= lowest && whole <= highest) return integerOf(whole);
    return new StickyError(() => `${value} as ${typeText(to)} at ${placeOf(at)}`);
  };
}

function toFloat64(value: Tbb): number {
  return Number(value);
}

/**
 * The nearest of 32 bits, rounded once: a bigint goes by way of 64 bits with its lowest bit set where bits were lost,
 * so that what was rounded there cannot look like a tie here.
 */
function toFloat32(value: Tbb): number {
  if (typeof value !== "bigint") return Math.fround(value as number);
  const lost = (value & 2047n) === 0n ? 0n : 1n;
  return Math.fround(Number(value >> 11n | lost) * 2048);
}
