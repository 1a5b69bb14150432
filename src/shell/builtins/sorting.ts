/**
 * Sorting, stable in every way.
 *
 * @module
 */

import type { BuiltinContext } from "../types/builtin.ts";
import { compareOf } from "../values/mod.ts";
import { after, inTurn, withPassed } from "./in_turn.ts";
import { looseOrder } from "./loose.ts";

/** A new array of numbers or strings in their order. */
export function sort<T>(context: BuiltinContext, items: readonly T[]): T[] {
  const type = context.types.O!;
  const compare = type.kind === "dyn" ? looseOrder(context, "sort", items) : compareOf(type);
  return items.toSorted(compare as (a: T, b: T) => number);
}

/** A new array in the order that a function of the program gives; a promise if that function waits. */
export function sortBy<T>(
  context: BuiltinContext,
  items: readonly T[],
  compare: (a: T, b: T) => unknown,
): T[] | Promise<T[]> {
  const steps = mergeSort(items);
  let order = 0;
  let sorted: T[] = [];
  const finished = inTurn(() => {
    const step = steps.next(order);
    if (step.done) {
      sorted = step.value;
      return false;
    }
    return withPassed(context, context.types.N!, compare(...step.value), (value) => {
      order = Number(value);
      return true;
    });
  });
  return after(finished, () => sorted);
}

/** Asks for the order of two items at a time, since the answer may have to be waited for. */
function* mergeSort<T>(items: readonly T[]): Generator<[T, T], T[], number> {
  let from = items.slice();
  let to = items.slice();
  for (let width = 1; width < items.length; width *= 2) {
    for (let start = 0; start < items.length; start += 2 * width) yield* merge(from, to, start, width);
    [from, to] = [to, from];
  }
  return from;
}

/** Merges two neighbouring sorted runs; the left one goes first unless it is greater. */
function* merge<T>(from: readonly T[], to: T[], start: number, width: number): Generator<[T, T], void, number> {
  const middle = Math.min(start + width, from.length);
  const end = Math.min(middle + width, from.length);
  let left = start;
  let right = middle;
  for (let at = start; at < end; at++) {
    const takesLeft = left < middle && (right === end || !((yield [from[left]!, from[right]!]) > 0));
    to[at] = takesLeft ? from[left++]! : from[right++]!;
  }
}
