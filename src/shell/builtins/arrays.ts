/**
 * Functions of arrays.
 *
 * @module
 */

import type { BuiltinContext } from "../types/builtin.ts";
import { BOOL, BUFFER, DYN, INT64, OBJECT, STRING } from "../types/types.ts";
import { Boxed, describeType, equalValues, integerOf, lengthOf, StickyError, typeOfDyn } from "../values/mod.ts";
import {
  DYN_ONLY,
  type Entry,
  example,
  functionOf,
  listOf,
  maybe,
  NUMBER,
  optional,
  ORDERED,
  overload,
  T,
  U,
} from "./entry.ts";
import { pop, popFromDyn, push, pushToDyn } from "./growing.ts";
import { after, callEach } from "./in_turn.ts";
import { heldIn, reverseOfDyn } from "./loose.ts";
import { range } from "./range.ts";
import { sort, sortBy } from "./sorting.ts";

type Items = readonly unknown[];
type Call = (...values: unknown[]) => unknown;

export const ARRAYS: readonly Entry[] = [
  {
    name: "len",
    overloads: [
      overload({ text: STRING }, INT64, (_, text: string) => lengthOf(text)),
      overload({ items: listOf(T) }, INT64, (_, items: Items) => items.length),
      overload({ object: OBJECT }, INT64, (_, object: Map<string, unknown>) => object.size),
      overload({ bytes: BUFFER }, INT64, (_, bytes: Uint8Array) => bytes.length),
      overload({ value: DYN_ONLY }, INT64, lengthOfDyn),
    ],
    doc: "How many code points a text has, how many items an array, keys an obj, bytes a buffer.",
    example: example(`print(len("né"), len([1, 2, 3]), len({a: 1}));`, "2 3 1"),
  },
  {
    name: "map",
    overloads: [overload({ items: listOf(T), f: functionOf([T], U) }, listOf(U), map)],
    doc: "What the function passes for each item. If it fails, the program stops.",
    example: example(`print(map([1, 2, 3], int64(int64:n) { pass(n * n); }));`, "[1, 4, 9]"),
  },
  {
    name: "filter",
    overloads: [overload({ items: listOf(T), f: functionOf([T], BOOL) }, listOf(T), filter)],
    doc: "The items for which the function passes true. If it fails, the program stops.",
    example: example(`print(filter([1, 2, 3], bool(int64:n) { pass(n != 2); }));`, "[1, 3]"),
  },
  {
    name: "reduce",
    overloads: [overload({ items: listOf(T), start: U, f: functionOf([U, T], U) }, U, reduce)],
    doc: "Begins with the start, replaces it by what the function passes for it and the first item, that by what it " +
      "passes for it and the second, and so on. If it fails, the program stops.",
    example: example(
      `print(reduce(["a", "b"], "", string(string:all, string:one) { pass(one + all); }));`,
      "ba",
    ),
  },
  {
    name: "sort",
    overloads: [
      overload({ items: listOf(ORDERED) }, listOf(ORDERED), sort),
      overload({ items: listOf(T), compare: functionOf([T, T], NUMBER) }, listOf(T), sortBy),
    ],
    doc:
      "A new array with the items in order: numbers by size, `ERR` first and NaN last, strings by code point, or as " +
      "the function says, which passes a negative number when its first argument comes before its second, as `<=>` " +
      "does. Equal items keep their order.",
    example: example(
      `print(sort([3, 1, 2]), sort(["b", "a"]), sort([3, 1, 2], int64(int64:a, int64:b) { pass(b <=> a); }));`,
      `[1, 2, 3] ["a", "b"] [3, 2, 1]`,
    ),
  },
  {
    name: "reverse",
    overloads: [
      overload({ text: STRING }, STRING, (_, text: string) => [...text].reverse().join("")),
      overload({ items: listOf(T) }, listOf(T), (_, items: Items) => items.toReversed()),
      overload({ value: DYN_ONLY }, DYN, reverseOfDyn),
    ],
    doc: "A new array with the items from the last to the first, or a text with its code points so.",
    example: example(`print(reverse([1, 2, 3]), reverse("abc"));`, "[3, 2, 1] cba"),
  },
  {
    name: "unique",
    overloads: [overload({ items: listOf(T) }, listOf(T), unique)],
    doc: "A new array with the first of each group of equal items, in their order.",
    example: example(`print(unique([2, 1, 2, 3, 1]));`, "[2, 1, 3]"),
  },
  {
    name: "range",
    overloads: [overload({ start: NUMBER, end: NUMBER, step: optional(NUMBER) }, listOf(NUMBER), range)],
    doc: "The numbers from the start on, as long as they are below the end, or above it for a negative step. " +
      "The step is 1 if left out; 0 stops the program.",
    example: example(`print(range(0, 3), range(10, 0, -4), range(0, 0));`, "[0, 1, 2] [10, 6, 2] []"),
  },
  {
    name: "push",
    overloads: [
      overload({ items: listOf(T), item: T }, INT64, push),
      overload({ items: DYN_ONLY, item: DYN }, INT64, pushToDyn),
    ],
    doc: "Puts the item at the end of the array itself and gives the new length.",
    example: example(`int64[]:items = [1]; push(items, 2); print(items);`, "[1, 2]"),
  },
  {
    name: "pop",
    overloads: [overload({ items: listOf(T) }, maybe(T), pop), overload({ items: DYN_ONLY }, DYN, popFromDyn)],
    doc: "Takes the last item from the array itself and gives it; NIL when there is none.",
    example: example(`int64[]:items = [1, 2]; print(pop(items), items);`, "2 [1]"),
  },
];

function lengthOfDyn(context: BuiltinContext, value: unknown): number {
  const held = heldIn(value);
  if (typeof held === "string") return lengthOf(held);
  if (Array.isArray(held) || held instanceof Uint8Array) return held.length;
  return held instanceof Map ? held.size : context.stop(`len: ${describeType(typeOfDyn(value))} has no length`);
}

function map(context: BuiltinContext, items: Items, f: Call): unknown {
  const mapped: unknown[] = [];
  return after(callEach(context, items, context.types.U!, f, (value) => mapped.push(value)), () => mapped);
}

function filter(context: BuiltinContext, items: Items, f: Call): unknown {
  const kept: unknown[] = [];
  function take(isWanted: unknown, item: unknown): void {
    if (isWanted === true) kept.push(item);
  }
  return after(callEach(context, items, BOOL, f, take), () => kept);
}

function reduce(context: BuiltinContext, items: Items, start: unknown, f: Call): unknown {
  let all = start;
  return after(callEach(context, items, context.types.U!, (item) => f(all, item), (value) => all = value), () => all);
}

function unique(_: BuiltinContext, items: Items): unknown[] {
  const keys = new Set<unknown>();
  const compounds: unknown[] = [];
  return items.filter((item) => {
    const key = keyOf(item);
    if (typeof key === "object" && key !== null) {
      const isNew = !compounds.some((other) => equalValues(other, key));
      if (isNew) compounds.push(key);
      return isNew;
    }
    if (keys.has(key)) return false;
    return keys.add(key);
  });
}

/** What is the same for equal items that are not compounds. A NaN equals nothing. */
function keyOf(item: unknown): unknown {
  const held = item instanceof Boxed ? item.value : item;
  if (held instanceof StickyError) return StickyError;
  if (typeof held !== "number") return held;
  if (Number.isNaN(held)) return Symbol();
  return Number.isInteger(held) ? integerOf(held) : held;
}
