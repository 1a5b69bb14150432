import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { Err, Ok, type Result } from "../../src/values/mod.ts";

function half(n: number): Result<number, RangeError> {
  return n % 2 === 0 ? new Ok(n / 2) : new Err(new RangeError(`${n} is odd`));
}

Deno.test("Result tells its two sides apart by ok, val and err", () => {
  const good = half(8);
  const bad = half(7);
  assert(good.ok && good.val === 4 && good.err === null);
  assert(!bad.ok && bad.err.message === "7 is odd" && bad.val === undefined);
});

Deno.test("Result.unwrap() gives the value or throws the very error", () => {
  const error = new RangeError("x");
  assertEquals(new Ok(1).unwrap(), 1);
  assertStrictEquals(assertThrows(() => new Err(error).unwrap()), error);
});

Deno.test("Result.unwrapOr() uses the default for an error only", () => {
  assertEquals(new Ok<number | null>(null).unwrapOr(9), null);
  assertEquals(new Err(new Error("x")).unwrapOr(9), 9);
});

Deno.test("Result.map() and mapErr() change one side and leave the other as it is", () => {
  const bad = new Err(new Error("x"));
  const good = new Ok(3);
  assertEquals(good.map((n) => n * 2).val, 6);
  assertStrictEquals(bad.map(() => 1), bad);
  assertStrictEquals(good.mapErr(() => new TypeError("y")), good);
  assert(bad.mapErr((e) => new TypeError(e.message + "!")).err instanceof TypeError);
});

Deno.test("Result.andThen() goes on until the first error", () => {
  assertEquals(half(8).andThen(half).andThen(half).unwrap(), 1);
  let steps = 0;
  const end = half(6).andThen(half).andThen((n) => {
    steps++;
    return half(n);
  });
  assertEquals([end.err?.message, steps], ["3 is odd", 0]);
});
