import { assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { FLT64, INT64, STRING, type Type } from "../../../src/shell/types/types.ts";
import { Boxed, ErrorValue, Failure, StickyError } from "../../../src/shell/values/mod.ts";
import { call, Stopped } from "./context.ts";

const TBB8: Type = { kind: "tbb", bits: 8 };
const ERR = new StickyError("here");
const FAILURE = new Failure(new ErrorValue(7, "it broke", "fail"), 1);

/** The same function, plain and as one that waits. */
function bothWays<A extends unknown[], R>(f: (...values: A) => R): Array<(...values: A) => R | Promise<R>> {
  return [f, (...values: A) => new Promise<R>((resolve) => queueMicrotask(() => resolve(f(...values))))];
}

Deno.test("map(), filter() and reduce() call a function that waits or does not", async () => {
  for (const double of bothWays((n: number) => n * 2)) assertEquals(await call("map", [[1, 2, 3], double]), [2, 4, 6]);
  for (const isOdd of bothWays((n: number) => n % 2 === 1))
    assertEquals(await call("filter", [[1, 2, 3], isOdd]), [1, 3]);
  for (const add of bothWays((all: string, n: number) => `(${all}${n})`)) {
    assertEquals(await call("reduce", [[1, 2, 3], "", add]), "(((1)2)3)");
  }
});

Deno.test("without a promise from the function there is none from map(), filter(), reduce() and sort()", () => {
  assertEquals(call("map", [[1], (n: number) => n]), [1]);
  assertEquals(call("filter", [[1], () => true]), [1]);
  assertEquals(call("reduce", [[1], 0, () => 5]), 5);
  assertEquals(call("sort", [[2, 1], (a: number, b: number) => a - b]), [1, 2]);
});

Deno.test("a function that waits is called for one item after the other", async () => {
  let running = 0;
  const seen: number[] = [];
  const f = async (n: number) => {
    assertEquals(++running, 1);
    await Promise.resolve();
    seen.push(n);
    running--;
    return n;
  };
  await call("map", [[1, 2, 3], f]);
  assertEquals(seen, [1, 2, 3]);
});

Deno.test("no item is no call", () => {
  const never = () => {
    throw new Error("Called");
  };
  assertEquals(call("map", [[], never]), []);
  assertEquals(call("filter", [[], never]), []);
  assertEquals(call("reduce", [[], 9, never]), 9);
  assertEquals(call("sort", [[], never]), []);
  assertEquals(call("sort", [[1], never]), [1]);
});

Deno.test("a function that fails stops the program, at once or later", async () => {
  for (const f of bothWays(() => FAILURE)) {
    for (const values of [[[1, 2], f], [[2, 1], 0, f]]) {
      const name = values.length === 3 ? ["reduce"] : ["map", "filter", "sort"];
      for (const each of name) {
        await assertRejects(async () => await call(each, values), Stopped, "it broke");
      }
    }
  }
});

Deno.test("a function that changes the array meets the items that were there before", () => {
  const items = [1, 2];
  assertEquals(call("map", [items, (n: number) => items.push(n)]), [3, 4]);
  assertEquals(items, [1, 2, 1, 2]);
});

Deno.test("sort() orders numbers by size and strings by code point in a new array", () => {
  const items = [10, 9, 2n ** 60n, -1];
  assertEquals(call("sort", [items], { types: { O: INT64 } }), [-1, 9, 10, 2n ** 60n]);
  assertEquals(items, [10, 9, 2n ** 60n, -1]);
  assertEquals(call("sort", [["😀", "～", "a", "B"]], { types: { O: STRING } }), ["B", "a", "～", "😀"]);
  assertEquals(call("sort", [[3, ERR, -5]], { types: { O: TBB8 } }), [ERR, -5, 3]);
  assertEquals(call("sort", [[NaN, 1, -Infinity]], { types: { O: FLT64 } }), [-Infinity, 1, NaN]);
});

Deno.test("sort() by a function is stable, whatever the number of items", async () => {
  for (const count of [2, 3, 4, 7, 8, 9, 100, 1000]) {
    const items = Array.from({ length: count }, (_, index) => ({ key: index * 7919 % 10, index }));
    const expected = items.toSorted((a, b) => a.key - b.key);
    for (const compare of bothWays((a: { key: number }, b: { key: number }) => a.key - b.key)) {
      assertEquals(await call("sort", [items, compare]), expected);
    }
  }
});

Deno.test("reverse() turns arrays and texts round in new ones", () => {
  const items = [1, 2, 3];
  assertEquals(call("reverse", [items], { overload: 1 }), [3, 2, 1]);
  assertEquals(items, [1, 2, 3]);
  assertEquals(call("reverse", ["né😀"], { overload: 0 }), "😀én");
});

Deno.test("unique() keeps the first of equal items of any kind", () => {
  assertEquals(call("unique", [[2, 1, 2n ** 60n, 2, 2n ** 60n, -0, 0]]), [2, 1, 2n ** 60n, -0]);
  assertEquals(call("unique", [["a", "b", "a"]]), ["a", "b"]);
  assertEquals(call("unique", [[[1], [2], [1]]]), [[1], [2]]);
  assertEquals(call("unique", [[ERR, new StickyError("there"), 0]]), [ERR, 0]);
  assertEquals(call("unique", [[1, new Boxed(FLT64, 1), "1", null, null, true]]), [1, "1", null, true]);
  assertEquals(call("unique", [[2n ** 60n, new Boxed(FLT64, 2 ** 60)]]), [2n ** 60n]);
  assertEquals((call("unique", [[NaN, NaN]]) as unknown[]).length, 2);
});

Deno.test("range() counts up and down, without its end", () => {
  assertEquals(call("range", [0, 3]), [0, 1, 2]);
  assertEquals(call("range", [3, 0]), []);
  assertEquals(call("range", [0, 7, 3]), [0, 3, 6]);
  assertEquals(call("range", [0, 6, 3]), [0, 3]);
  assertEquals(call("range", [10, 0, -4]), [10, 6, 2]);
  assertEquals(call("range", [0, 1, 0.25]), [0, 0.25, 0.5, 0.75]);
  const flt32 = { N: { kind: "float", bits: 32 } } as const;
  assertEquals(
    call("range", [0, Math.fround(0.3), Math.fround(0.1)], { types: flt32 }),
    [0, 0.1, 0.2].map(Math.fround),
  );
  const highest = 2n ** 63n - 1n;
  assertEquals(call("range", [highest - 2n, highest]), [highest - 2n, highest - 1n]);
  assertEquals(call("range", [2 ** 53 - 2, 2n ** 53n + 1n]), [2 ** 53 - 2, 2 ** 53 - 1, 2n ** 53n]);
  assertEquals(call("range", [0, 2n ** 60n, 2n ** 59n]), [0, 2n ** 59n]);
  assertEquals(call("range", [highest, 0, -(2n ** 62n)]), [highest, highest - 2n ** 62n]);
});

Deno.test("range() refuses a step of 0, ERR, and more items than an array should have", () => {
  assertThrows(() => call("range", [0, 3, 0]), Stopped, "range: the step is 0");
  assertThrows(() => call("range", [0, ERR]), Stopped, "range: ERR is no number");
  assertThrows(() => call("range", [0, 2n ** 60n]), Stopped, "items are too many for an array");
});

Deno.test("push() and pop() change the array itself", () => {
  const items = [1];
  assertEquals([call("push", [items, 2]), items], [2, [1, 2]]);
  assertEquals([call("pop", [items]), call("pop", [items]), call("pop", [items]), items], [2, 1, null, []]);
});

Deno.test("push() and pop() change the array in a dyn itself, if it can hold the item", () => {
  const plain: unknown[] = [1];
  assertEquals([call("push", [plain, "x"], { overload: 1 }), plain], [2, [1, "x"]]);
  const items = [1];
  const held = new Boxed({ kind: "array", element: FLT64, length: null }, items);
  assertEquals([call("push", [held, 2], { overload: 1 }), items], [2, [1, 2]]);
  assertThrows(() => call("push", [held, "x"], { overload: 1 }), Stopped, "push: expected flt64, but this is a string");
  assertEquals(call("pop", [held], { overload: 1 }), new Boxed(FLT64, 2));
  assertEquals(call("pop", [[]], { overload: 1 }), null);
  const fixed = new Boxed({ kind: "array", element: INT64, length: 1 }, [1]);
  assertThrows(
    () => call("pop", [fixed], { overload: 1 }),
    Stopped,
    "pop: an int64[1] has no length that could change",
  );
  assertThrows(() => call("push", [5, 5], { overload: 1 }), Stopped, "push: an int64 has no length that could change");
});

Deno.test("what is given back is the item itself", () => {
  const item = [1];
  assertStrictEquals((call("filter", [[item], () => true]) as unknown[])[0], item);
  assertStrictEquals(call("pop", [[item]]), item);
});
