/**
 * `uint64`: 64 bits without a sign that wrap on overflow; see `int64.ts`.
 *
 * @module
 */

import type { Integer } from "./kinds.ts";

const SAFE = Number.MAX_SAFE_INTEGER;

/** The one form of the 64 low bits of an integer. */
export function toUint64(value: bigint): Integer {
  const wrapped = BigInt.asUintN(64, value);
  return wrapped <= SAFE ? Number(wrapped) : wrapped;
}

/** `a + b` */
export function addUint64(a: Integer, b: Integer): Integer {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    if (sum <= SAFE) return sum;
  }
  return toUint64(BigInt(a) + BigInt(b));
}

/** `a - b` */
export function subtractUint64(a: Integer, b: Integer): Integer {
  if (typeof a === "number" && typeof b === "number" && a >= b) return a - b;
  return toUint64(BigInt(a) - BigInt(b));
}

/** `a * b` */
export function multiplyUint64(a: Integer, b: Integer): Integer {
  if (typeof a === "number" && typeof b === "number") {
    const product = a * b;
    if (product <= SAFE) return product;
  }
  return toUint64(BigInt(a) * BigInt(b));
}

/** `a / b` without the fraction. */
export function divideUint64(a: Integer, b: Integer): Integer {
  if (typeof a === "number" && typeof b === "number") return Math.floor(a / b);
  return toUint64(BigInt(a) / BigInt(b));
}

/** `a % b` */
export function remainderUint64(a: Integer, b: Integer): Integer {
  if (typeof a === "number" && typeof b === "number") return a % b;
  return toUint64(BigInt(a) % BigInt(b));
}

/** `-a` */
export function negateUint64(a: Integer): Integer {
  return subtractUint64(0, a);
}

/** `a & b` */
export function andUint64(a: Integer, b: Integer): Integer {
  return isUint32(a) && isUint32(b) ? (a & b) >>> 0 : toUint64(BigInt(a) & BigInt(b));
}

/** `a | b` */
export function orUint64(a: Integer, b: Integer): Integer {
  return isUint32(a) && isUint32(b) ? (a | b) >>> 0 : toUint64(BigInt(a) | BigInt(b));
}

/** `a ^ b` */
export function xorUint64(a: Integer, b: Integer): Integer {
  return isUint32(a) && isUint32(b) ? (a ^ b) >>> 0 : toUint64(BigInt(a) ^ BigInt(b));
}

/** `~a` */
export function complementUint64(a: Integer): Integer {
  return toUint64(~BigInt(a));
}

/** `a << count`. A large count shifts everything out. */
export function shiftLeftUint64(a: Integer, count: Integer): Integer {
  if (typeof a === "number" && count < 31) {
    const product = a * (1 << Number(count));
    if (product <= SAFE) return product;
  }
  return count >= 64 ? 0 : toUint64(BigInt(a) << BigInt(count));
}

/** `a >> count` */
export function shiftRightUint64(a: Integer, count: Integer): Integer {
  if (count >= 64) return 0;
  return typeof a === "number" ? Math.floor(a / 2 ** Number(count)) : toUint64(a >> BigInt(count));
}

function isUint32(value: Integer): value is number {
  return typeof value === "number" && value >>> 0 === value;
}
