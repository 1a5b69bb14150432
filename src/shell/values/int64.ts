/**
 * `int64`: two's complement of 64 bits that wraps on overflow.
 *
 * Values and outcomes are in their one form: a number up to ±(2^53 - 1), beyond it a bigint. Numbers take the fast way
 * as long as the outcome is one. Divisors must not be 0: what then happens is the caller's business.
 *
 * @module
 */

import type { Integer } from "./kinds.ts";

const SAFE = Number.MAX_SAFE_INTEGER;

/** The one form of the 64 low bits of an integer. */
export function toInt64(value: bigint): Integer {
  const wrapped = BigInt.asIntN(64, value);
  return wrapped <= SAFE && wrapped >= -SAFE ? Number(wrapped) : wrapped;
}

/** `a + b` */
export function addInt64(a: Integer, b: Integer): Integer {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    if (sum <= SAFE && sum >= -SAFE) return sum;
  }
  return toInt64(BigInt(a) + BigInt(b));
}

/** `a - b` */
export function subtractInt64(a: Integer, b: Integer): Integer {
  if (typeof a === "number" && typeof b === "number") {
    const difference = a - b;
    if (difference <= SAFE && difference >= -SAFE) return difference;
  }
  return toInt64(BigInt(a) - BigInt(b));
}

/** `a * b` */
export function multiplyInt64(a: Integer, b: Integer): Integer {
  if (typeof a === "number" && typeof b === "number") {
    const product = a * b;
    if (product <= SAFE && product >= -SAFE) return product + 0;
  }
  return toInt64(BigInt(a) * BigInt(b));
}

/** `a / b` without the fraction. A quotient of two safe integers never rounds up to the next integer. */
export function divideInt64(a: Integer, b: Integer): Integer {
  if (typeof a === "number" && typeof b === "number") return Math.trunc(a / b) + 0;
  return toInt64(BigInt(a) / BigInt(b));
}

/** `a % b`, with the sign of `a`. */
export function remainderInt64(a: Integer, b: Integer): Integer {
  if (typeof a === "number" && typeof b === "number") return a % b + 0;
  return toInt64(BigInt(a) % BigInt(b));
}

/** `-a` */
export function negateInt64(a: Integer): Integer {
  return typeof a === "number" ? 0 - a : toInt64(-a);
}

/** `a & b` */
export function andInt64(a: Integer, b: Integer): Integer {
  return isInt32(a) && isInt32(b) ? a & b : toInt64(BigInt(a) & BigInt(b));
}

/** `a | b` */
export function orInt64(a: Integer, b: Integer): Integer {
  return isInt32(a) && isInt32(b) ? a | b : toInt64(BigInt(a) | BigInt(b));
}

/** `a ^ b` */
export function xorInt64(a: Integer, b: Integer): Integer {
  return isInt32(a) && isInt32(b) ? a ^ b : toInt64(BigInt(a) ^ BigInt(b));
}

/** `~a` */
export function complementInt64(a: Integer): Integer {
  return subtractInt64(-1, a);
}

/** `a << count`. A large count shifts everything out, a negative one shifts the other way. */
export function shiftLeftInt64(a: Integer, count: Integer): Integer {
  if (typeof a === "number" && count >= 0 && count < 31) {
    const product = a * (1 << Number(count));
    if (product <= SAFE && product >= -SAFE) return product;
  }
  if (count < 0) return shiftRightInt64(a, -count);
  return count >= 64 ? 0 : toInt64(BigInt(a) << BigInt(count));
}

/** `a >> count`: the sign stays. Counts as in {@linkcode shiftLeftInt64}. */
export function shiftRightInt64(a: Integer, count: Integer): Integer {
  if (count < 0) return shiftLeftInt64(a, -count);
  if (count >= 64) return a < 0 ? -1 : 0;
  return typeof a === "number" ? Math.floor(a / 2 ** Number(count)) : toInt64(a >> BigInt(count));
}

function isInt32(value: Integer): value is number {
  return typeof value === "number" && (value | 0) === value;
}
