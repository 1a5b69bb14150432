import { assert, assertEquals } from "@std/assert";
import { FLT64, FUNCTION, INT32, STRING } from "../../../src/shell/types/types.ts";
import {
  Boxed,
  compareNumbers,
  compareOf,
  compareStrings,
  compareTbb,
  equalTbb,
  equalValues,
  ErrorValue,
  Failure,
  RangeValue,
  StickyError,
  typedFunction,
} from "../../../src/shell/values/mod.ts";

const ERR = new StickyError("here");

Deno.test("strings are ordered by code point, not by UTF-16 unit", () => {
  const words = [
    "",
    "A",
    "a",
    "aa",
    "ab",
    "b",
    "é",
    "\ud7ff",
    "\ue000",
    "～",
    "\uffff",
    "\u{10000}",
    "😀",
    "😀a",
    "\u{10ffff}",
  ];
  for (const [i, a] of words.entries()) {
    for (const [j, b] of words.entries()) {
      assertEquals(compareStrings(a, b), Math.sign(i - j), `${Deno.inspect(a)} <=> ${Deno.inspect(b)}`);
      assertEquals(compareStrings(`same ${a}`, `same ${b}`), Math.sign(i - j));
    }
  }
  assert("😀" < "～", "JavaScript itself orders them otherwise");
});

Deno.test("strings of random code points are ordered as their UTF-8 bytes are", () => {
  const units = crypto.getRandomValues(new Uint32Array(600));
  const points = [...units].map((random) => random >> 8 & 1 ? 0xd7f0 + random % 0x2820 : random % 0x110000)
    .filter((point) => point < 0xd800 || point > 0xdfff);
  for (let i = 3; i < points.length; i++) {
    const a = String.fromCodePoint(points[i - 1]!, points[i]!);
    const b = String.fromCodePoint(points[i - 3]!, points[i - 2]!);
    assertEquals(compareStrings(a, b), compareBytes(a, b), `${Deno.inspect(a)} <=> ${Deno.inspect(b)}`);
  }
});

function compareBytes(a: string, b: string): number {
  const left = new TextEncoder().encode(a);
  const right = new TextEncoder().encode(b);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    if (left[i] !== right[i]) return Math.sign(left[i]! - right[i]!);
  }
  return Math.sign(left.length - right.length);
}

Deno.test("numbers are ordered by size whatever holds them, and NaN is above all", () => {
  const ordered = [-Infinity, -(2n ** 63n), -5, -0.5, 0, 1, 2 ** 53 - 1, 2n ** 53n, 2n ** 63n, Infinity, NaN];
  for (const [i, a] of ordered.entries()) {
    for (const [j, b] of ordered.entries()) assertEquals(compareNumbers(a, b), Math.sign(i - j), `${a} <=> ${b}`);
  }
  assertEquals(compareNumbers(0, -0), 0);
});

Deno.test("ERR equals ERR only and is below every number", () => {
  const other = new StickyError("there");
  assert(equalTbb(ERR, other) && equalTbb(5, 5) && equalTbb(2n ** 62n, 2n ** 62n));
  assert(!equalTbb(ERR, 0) && !equalTbb(0, ERR) && !equalTbb(5, 6));
  assertEquals([compareTbb(ERR, -127), compareTbb(-127, ERR), compareTbb(ERR, other)], [-1, 1, 0]);
  assertEquals([compareTbb(1, 2), compareTbb(2n ** 60n, 2), compareTbb(3, 3)], [-1, 1, 0]);
});

Deno.test("a type knows its order", () => {
  assertEquals(compareOf(STRING), compareStrings);
  assertEquals(compareOf({ kind: "path" }), compareStrings);
  assertEquals(compareOf({ kind: "tbb", bits: 8 }), compareTbb);
  assertEquals(compareOf(FLT64), compareNumbers);
});

/** Both ways round. */
function areEqual(a: unknown, b: unknown): boolean {
  const forth = equalValues(a, b);
  assertEquals(equalValues(b, a), forth, "equality is the same both ways round");
  return forth;
}

Deno.test("arrays, objs, records and buffers are equal by their contents", () => {
  assert(areEqual([1, [2, "x"], null], [1, [2, "x"], null]));
  assert(!areEqual([1, 2], [1, 2, 3]) && !areEqual([1, 2], [2, 1]) && !areEqual([], new Map()));
  assert(areEqual(new Map([["a", [1]], ["b", [2]]]), new Map([["b", [2]], ["a", [1]]])));
  assert(!areEqual(new Map([["a", null]]), new Map([["b", null]])));
  assert(!areEqual(new Map([["a", 1]]), new Map([["a", 1], ["b", 2]])));
  assert(areEqual({ x: 1, y: { z: "s" } }, { x: 1, y: { z: "s" } }));
  assert(!areEqual({ x: 1 }, { x: 2 }) && !areEqual({ x: 1 }, { y: 1 }) && !areEqual({ x: 1 }, {}));
  assert(areEqual(new Uint8Array([1, 2]), new Uint8Array([1, 2])));
  assert(!areEqual(new Uint8Array([1, 2]), new Uint8Array([1, 3])) && !areEqual(new Uint8Array(1), new Uint8Array(2)));
  assert(areEqual([ERR], [new StickyError("there")]) && !areEqual([ERR], [0]) && !areEqual([NaN], [NaN]));
  assert(areEqual(new RangeValue(1, 5), new RangeValue(1, 5)) && !areEqual(new RangeValue(1, 5), new RangeValue(1, 6)));
});

Deno.test("numbers in a dyn are equal by value, whatever their types", () => {
  assert(areEqual(5, new Boxed(INT32, 5)) && areEqual(new Boxed(FLT64, 5), new Boxed(INT32, 5)));
  assert(areEqual(2n ** 60n, new Boxed(FLT64, 2 ** 60)) && !areEqual(2n ** 60n + 1n, new Boxed(FLT64, 2 ** 60)));
  assert(!areEqual(5, "5") && !areEqual(0, null) && !areEqual(0, false) && !areEqual("", null));
});

Deno.test("errors are equal by code, also to the code itself", () => {
  const error = new ErrorValue(3, "no", "fail");
  assert(areEqual(error, 3) && areEqual(error, new ErrorValue(3, "other", "exit")) && !areEqual(error, 4));
  assert(!areEqual(error, null) && !areEqual(error, "no") && areEqual(new ErrorValue(ERR, "", "signal"), ERR));
  assert(areEqual(new Failure(error, 1), new Failure(error, 2)) && !areEqual(new Failure(error, 1), 3));
});

Deno.test("what has no contents is equal to itself only", () => {
  const first = typedFunction(() => 1, FUNCTION);
  assert(areEqual(first, first) && !areEqual(first, () => 1));
  class Handle {}
  const handle = new Handle();
  assert(areEqual(handle, handle) && !areEqual(handle, new Handle()));
});

Deno.test("values that contain themselves can be compared", () => {
  const loop = (...items: unknown[]) => {
    items.push(items);
    return items;
  };
  assert(areEqual(loop(1), loop(1)));
  assert(!areEqual(loop(1), loop(2)));
  const first = new Map<string, unknown>([["x", 1]]);
  first.set("self", first);
  const second = new Map<string, unknown>([["x", 1]]);
  second.set("self", first);
  assert(areEqual(first, second));
});

Deno.test("a list of a hundred thousand records in each other can be compared", () => {
  const chain = (last: number) => {
    let list: Record<string, unknown> = { value: last, next: null };
    for (let i = 0; i < 100_000; i++) list = { value: i, next: list };
    return list;
  };
  assert(areEqual(chain(1), chain(1)));
  assert(!areEqual(chain(1), chain(2)));
});
