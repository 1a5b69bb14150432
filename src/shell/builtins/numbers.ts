/**
 * Functions of numbers.
 *
 * @module
 */

import { quoteName } from "../syntax/quote.ts";
import type { BuiltinContext } from "../types/builtin.ts";
import { FLT64, INT64, STRING } from "../types/types.ts";
import {
  arithmeticOf,
  compareOf,
  type Failure,
  fits,
  type Integer,
  integerOf,
  readFloat,
  readInteger,
  StickyError,
  type Tbb,
} from "../values/mod.ts";
import {
  COUNT,
  type Entry,
  example,
  failure,
  fallible,
  listOf,
  maybe,
  NUMBER,
  ORDERED,
  overload,
  rest,
} from "./entry.ts";
import { heldIn, looseOrder, sumOfDyn } from "./loose.ts";

export const NUMBERS: readonly Entry[] = [
  {
    name: "min",
    overloads: [
      overload({ items: listOf(ORDERED) }, maybe(ORDERED), (context, items: Items) => extreme(context, items, -1)),
      overload(
        { a: ORDERED, b: ORDERED, more: rest(ORDERED) },
        ORDERED,
        (context, a, b, more: Items) => extreme(context, [a, b, ...more], -1),
      ),
    ],
    doc: "The least of the items, NIL if there is none, or of the arguments. " +
      "An `ERR` or NaN among them is the outcome: it does not get lost.",
    example: example(`print(min(3, 1, 2), min(["b", "a"]));`, "1 a"),
  },
  {
    name: "max",
    overloads: [
      overload({ items: listOf(ORDERED) }, maybe(ORDERED), (context, items: Items) => extreme(context, items, 1)),
      overload(
        { a: ORDERED, b: ORDERED, more: rest(ORDERED) },
        ORDERED,
        (context, a, b, more: Items) => extreme(context, [a, b, ...more], 1),
      ),
    ],
    doc: "The greatest of the items, NIL if there is none, or of the arguments. " +
      "An `ERR` or NaN among them is the outcome: it does not get lost.",
    example: example(`print(max(3, 1, 2), max([0.5, 2.5]));`, "3 2.5"),
  },
  {
    name: "abs",
    overloads: [overload({ number: NUMBER }, NUMBER, (context, number: Tbb) => arithmetic(context).abs(number))],
    doc: "The number without its sign. The lowest number of an integer type has no counterpart and stays as it is; " +
      "`ERR` stays `ERR`.",
    example: example(`print(abs(-5), abs(2.5));`, "5 2.5"),
  },
  {
    name: "sum",
    overloads: [overload({ items: listOf(NUMBER) }, NUMBER, sum)],
    doc: "The items added up as `+` does, 0 if there is none.",
    example: example(`print(sum([1, 2, 3]));`, "6"),
  },
  {
    name: "random",
    overloads: [overload({ below: COUNT }, COUNT, random)],
    doc:
      "A random whole number from 0 up to but without the given one, which must be positive, each as likely as any " +
      "other. Nobody can guess it from others.",
    example: example(`print(random(1));`, "0"),
  },
  {
    name: "int",
    overloads: [fallible({ text: STRING }, INT64, int)],
    doc: "The whole number that a text is: decimal, or with `0x`, `0o`, `0b`; a sign, `_` between digits and blanks " +
      "around are allowed. Fails with kind `parse`, or with kind `range` when it does not fit 64 bits.",
    example: example(`print(int(" 42 ")?, int("0xff")?, int("4.2") ? -1);`, "42 255 -1"),
  },
  {
    name: "flt",
    overloads: [fallible({ text: STRING }, FLT64, flt)],
    doc: "The number that a text is: `3`, `2.5e-3`, `inf`, `-inf` or `nan`, with blanks around. " +
      "Fails with kind `parse`.",
    example: example(`print(flt("2.5e-3")?, flt("3")?, flt("x") ? 0.0);`, "0.0025 3.0 0.0"),
  },
];

type Items = readonly unknown[];

/** The least (-1) or greatest (1) item; null when there is none. */
function extreme(context: BuiltinContext, items: Items, side: -1 | 1): unknown {
  const type = context.types.O!;
  const name = side < 0 ? "min" : "max";
  const compare = (type.kind === "dyn" ? looseOrder(context, name, items) : compareOf(type)) as CompareItems;
  let best: unknown = null;
  for (const item of items) {
    const held = heldIn(item);
    if (held instanceof StickyError || Number.isNaN(held)) return item;
    if (best === null || compare(item, best) * side > 0) best = item;
  }
  return best;
}

type CompareItems = (a: unknown, b: unknown) => number;

function arithmetic(context: BuiltinContext): ReturnType<typeof arithmeticOf> {
  return arithmeticOf(context.types.N!, () => context.place());
}

function sum(context: BuiltinContext, items: readonly Tbb[]): unknown {
  if (context.types.N!.kind === "dyn") return sumOfDyn(context, items);
  const { add } = arithmetic(context);
  return items.reduce((total, item) => add(total, item, context.at), 0);
}

/** Draws again where a remainder would favour the low numbers. */
function random(context: BuiltinContext, below: Integer): Integer {
  if (below <= 0) context.stop(`random: there is no number from 0 up to but without ${below}`);
  const count = BigInt(below);
  const fair = 2n ** 64n / count * count;
  const drawn = new BigUint64Array(1);
  do crypto.getRandomValues(drawn); while (drawn[0]! >= fair);
  return integerOf(drawn[0]! % count);
}

function int(_: BuiltinContext, text: string): Integer | Failure {
  const value = readInteger(text);
  if (value === null) return failure(`int: ${quoteName(text)} is not a whole number`, "parse");
  return fits(INT64, value) ? value : failure(`int: ${quoteName(text.trim())} does not fit 64 bits`, "range");
}

function flt(_: BuiltinContext, text: string): number | Failure {
  return readFloat(text) ?? failure(`flt: ${quoteName(text)} is not a number`, "parse");
}
