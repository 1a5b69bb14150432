/**
 * The widths of TBB integers and their arithmetic: one table per width, made by one function, on JavaScript numbers up
 * to 32 bits and on bigint for 64. A function here answers null where the outcome is not a value of the width.
 *
 * @module
 */

/** How a width computes; `N` is the JavaScript type that holds its values exactly. */
export interface TbbWidth<N extends number | bigint> {
  /** "tbb8" and so on. */
  readonly name: string;
  /** The lowest number. */
  readonly min: N;
  /** The highest number. */
  readonly max: N;
  /** The sum. */
  readonly add: (a: N, b: N) => N | null;
  /** The difference. */
  readonly sub: (a: N, b: N) => N | null;
  /** The product. */
  readonly mul: (a: N, b: N) => N | null;
  /** The quotient without its fraction. */
  readonly div: (a: N, b: N) => N | null;
  /** The remainder, with the dividend's sign. */
  readonly rem: (a: N, b: N) => N | null;
  /** The opposite. */
  readonly neg: (a: N) => N;
  /** An integer of any size as a value of this width. */
  readonly fit: (integer: number | bigint) => N | null;
}

/**
 * A width of 8, 16 or 32 bits. A product of two such values can pass 2^53 and lose its low bits, but never so many that
 * it would come back into the range, so a plain number decides every case rightly.
 */
export function numberWidth(bits: 8 | 16 | 32): TbbWidth<number> {
  const max = 2 ** (bits - 1) - 1;
  return {
    name: `tbb${bits}`,
    min: -max,
    max,
    add: (a, b) => within(a + b, max),
    sub: (a, b) => within(a - b, max),
    mul: (a, b) => within(a * b, max),
    div: (a, b) => b === 0 ? null : within(Math.trunc(a / b), max),
    rem: (a, b) => b === 0 ? null : within(a % b, max),
    neg: (a) => 0 - a,
    fit: (integer) => within(Number(integer), max),
  };
}

/** The width of 64 bits, exact through bigint. */
export function bigintWidth(bits: 64): TbbWidth<bigint> {
  const max = 2n ** BigInt(bits - 1) - 1n;
  return {
    name: `tbb${bits}`,
    min: -max,
    max,
    add: (a, b) => withinBigint(a + b, max),
    sub: (a, b) => withinBigint(a - b, max),
    mul: (a, b) => withinBigint(a * b, max),
    div: (a, b) => b === 0n ? null : withinBigint(a / b, max),
    rem: (a, b) => b === 0n ? null : withinBigint(a % b, max),
    neg: (a) => -a,
    fit: (integer) =>
      Number.isFinite(integer) || typeof integer === "bigint" ? withinBigint(BigInt(integer), max) : null,
  };
}

/** NaN and the infinities are outside; adding 0 turns -0, which is no integer of its own, into 0. */
function within(value: number, max: number): number | null {
  return value >= -max && value <= max ? value + 0 : null;
}

function withinBigint(value: bigint, max: bigint): bigint | null {
  return value >= -max && value <= max ? value : null;
}
