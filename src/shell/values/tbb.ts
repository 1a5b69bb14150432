/**
 * TBB numbers: a symmetric range, and `ERR` for whatever is outside of it, which no operation turns back into a number.
 *
 * The functions are made once per program and width, since an `ERR` says where it was born.
 *
 * @module
 */

import type { Bits } from "../types/types.ts";
import { type Integer, StickyError, type Tbb } from "./kinds.ts";

/** Arithmetic of one type. `at` stands for the operation's place: an `ERR` that is born there names it. */
export interface Arithmetic {
  add(a: Tbb, b: Tbb, at: number): Tbb;
  subtract(a: Tbb, b: Tbb, at: number): Tbb;
  multiply(a: Tbb, b: Tbb, at: number): Tbb;
  /** Without the fraction; by 0 it is `ERR`. */
  divide(a: Tbb, b: Tbb, at: number): Tbb;
  /** With the sign of `a`; by 0 it is `ERR`. */
  remainder(a: Tbb, b: Tbb, at: number): Tbb;
  negate(a: Tbb): Tbb;
  abs(a: Tbb): Tbb;
}

/** The words for a place: `job.aria:3:9`. */
export type PlaceOf = (at: number) => string;

/** Arithmetic of a width, for one program. */
export function tbbArithmetic(bits: Bits, placeOf: PlaceOf): Arithmetic {
  return bits === 64 ? wideArithmetic(placeOf) : narrowArithmetic(2 ** (bits - 1) - 1, placeOf);
}

const SAFE = Number.MAX_SAFE_INTEGER;
const MAX_64 = 0x7fff_ffff_ffff_ffffn;

/**
 * Up to 32 bits. A product of two such values can pass 2^53 and lose its low bits, but never so many that it would come
 * back into the range.
 */
function narrowArithmetic(max: number, placeOf: PlaceOf): Arithmetic {
  function failed(a: Tbb, symbol: string, b: Tbb, at: number): StickyError {
    if (a instanceof StickyError) return a;
    return b instanceof StickyError ? b : born(a, symbol, b, at, placeOf);
  }
  return {
    add(a, b, at) {
      if (typeof a === "number" && typeof b === "number") {
        const sum = a + b;
        if (sum <= max && sum >= -max) return sum;
      }
      return failed(a, "+", b, at);
    },
    subtract(a, b, at) {
      if (typeof a === "number" && typeof b === "number") {
        const difference = a - b;
        if (difference <= max && difference >= -max) return difference;
      }
      return failed(a, "-", b, at);
    },
    multiply(a, b, at) {
      if (typeof a === "number" && typeof b === "number") {
        const product = a * b;
        if (product <= max && product >= -max) return product + 0;
      }
      return failed(a, "*", b, at);
    },
    divide(a, b, at) {
      if (typeof a === "number" && typeof b === "number" && b !== 0) return Math.trunc(a / b) + 0;
      return failed(a, "/", b, at);
    },
    remainder(a, b, at) {
      if (typeof a === "number" && typeof b === "number" && b !== 0) return a % b + 0;
      return failed(a, "%", b, at);
    },
    negate,
    abs,
  };
}

/** Of 64 bits: by numbers as long as the outcome is safe, else by bigints. */
function wideArithmetic(placeOf: PlaceOf): Arithmetic {
  function exactly(a: Tbb, symbol: ExactSymbol, b: Tbb, at: number): Tbb {
    if (a instanceof StickyError) return a;
    if (b instanceof StickyError) return b;
    const value = EXACT[symbol](BigInt(a), BigInt(b));
    if (value > MAX_64 || value < -MAX_64) return born(a, symbol, b, at, placeOf);
    return value <= SAFE && value >= -SAFE ? Number(value) : value;
  }
  return {
    add(a, b, at) {
      if (typeof a === "number" && typeof b === "number") {
        const sum = a + b;
        if (sum <= SAFE && sum >= -SAFE) return sum;
      }
      return exactly(a, "+", b, at);
    },
    subtract(a, b, at) {
      if (typeof a === "number" && typeof b === "number") {
        const difference = a - b;
        if (difference <= SAFE && difference >= -SAFE) return difference;
      }
      return exactly(a, "-", b, at);
    },
    multiply(a, b, at) {
      if (typeof a === "number" && typeof b === "number") {
        const product = a * b;
        if (product <= SAFE && product >= -SAFE) return product + 0;
      }
      return exactly(a, "*", b, at);
    },
    divide(a, b, at) {
      if (typeof a === "number" && typeof b === "number" && b !== 0) return Math.trunc(a / b) + 0;
      return exactly(a, "/", b, at);
    },
    remainder(a, b, at) {
      if (typeof a === "number" && typeof b === "number" && b !== 0) return a % b + 0;
      return exactly(a, "%", b, at);
    },
    negate,
    abs,
  };
}

type ExactSymbol = "+" | "-" | "*" | "/" | "%";

/** Division by 0 gives what is out of range. */
const EXACT: Readonly<Record<ExactSymbol, (a: bigint, b: bigint) => bigint>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => b === 0n ? MAX_64 + 1n : a / b,
  "%": (a, b) => b === 0n ? MAX_64 + 1n : a % b,
};

/** Always valid, since the range is symmetric. */
function negate(a: Tbb): Tbb {
  if (typeof a === "number") return 0 - a;
  return typeof a === "bigint" ? -a : a;
}

function abs(a: Tbb): Tbb {
  return a instanceof StickyError || a >= 0 ? a : negate(a);
}

function born(a: Integer, symbol: string, b: Integer, at: number, placeOf: PlaceOf): StickyError {
  return new StickyError(() => `${a} ${symbol} ${b} at ${placeOf(at)}`);
}
