/**
 * Numbers at equal distances.
 *
 * @module
 */

import type { BuiltinContext } from "../types/builtin.ts";
import type { Type } from "../types/types.ts";
import { type Integer, integerOf, sameType, StickyError, type Tbb } from "../values/mod.ts";

/** Items of the longest array that is made. */
const COUNT_MAX = 100_000_000;
const FLT32: Type = { kind: "float", bits: 32 };

/** The numbers from the start on, below the end, or above it for a negative step. */
export function range(context: BuiltinContext, start: Tbb, end: Tbb, step: Tbb = 1): Tbb[] {
  if (start instanceof StickyError || end instanceof StickyError || step instanceof StickyError) {
    return context.stop("range: ERR is no number to count from, to or by");
  }
  if (step === 0) context.stop("range: the step is 0");
  const count = Math.max(0, Math.ceil((Number(end) - Number(start)) / Number(step)));
  if (count > COUNT_MAX) context.stop(`range: ${count} items are too many for an array`);
  if (typeof start === "number" && typeof end === "number" && typeof step === "number") {
    const round = sameType(context.types.N!, FLT32) ? Math.fround : Number;
    const numbers = Array.from({ length: count }, (_, index) => round(start + index * step));
    const isLastTooFar = count > 0 && (step > 0 ? numbers.at(-1)! >= end : numbers.at(-1)! <= end);
    return isLastTooFar ? numbers.slice(0, -1) : numbers;
  }
  return wideRange(BigInt(start), BigInt(end), BigInt(step));
}

function wideRange(start: bigint, end: bigint, step: bigint): Integer[] {
  const numbers: Integer[] = [];
  for (let n = start; step > 0n ? n < end : n > end; n += step) numbers.push(integerOf(n));
  return numbers;
}
