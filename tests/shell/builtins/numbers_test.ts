import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { FLT64, INT64, STRING, type Type } from "../../../src/shell/types/types.ts";
import { Failure, StickyError } from "../../../src/shell/values/mod.ts";
import { call, Stopped } from "./context.ts";

const INT8: Type = { kind: "integer", bits: 8, signed: true };
const TBB8: Type = { kind: "tbb", bits: 8 };
const ERR = new StickyError("here");

Deno.test("min() and max() take an array or at least two values", () => {
  assertEquals([call("min", [[3, 1, 2]], { overload: 0 }), call("max", [[3, 1, 2]], { overload: 0 })], [1, 3]);
  assertEquals([call("min", [[]], { overload: 0 }), call("max", [[]], { overload: 0 })], [null, null]);
  assertEquals([call("min", [3, 1, []], { overload: 1 }), call("max", [3, 1, [2n ** 60n]], { overload: 1 })], [
    1,
    2n ** 60n,
  ]);
  const types = { O: STRING };
  assertEquals([
    call("min", ["b", "a", []], { overload: 1, types }),
    call("max", [["～", "😀"]], { overload: 0, types }),
  ], ["a", "😀"]);
});

Deno.test("min() and max() do not lose an ERR or NaN", () => {
  for (const name of ["min", "max"]) {
    assertStrictEquals(call(name, [[1, ERR, 2]], { overload: 0, types: { O: TBB8 } }), ERR);
    assertStrictEquals(call(name, [[1, NaN, 2]], { overload: 0, types: { O: FLT64 } }), NaN);
  }
});

Deno.test("abs() is that of the type", () => {
  assertEquals([call("abs", [-5]), call("abs", [-(2n ** 63n)])], [5, -(2n ** 63n)]);
  assertEquals(call("abs", [-128], { types: { N: INT8 } }), -128);
  assertEquals([call("abs", [-127], { types: { N: TBB8 } }), call("abs", [ERR], { types: { N: TBB8 } })], [127, ERR]);
  assertEquals(call("abs", [-2.5], { types: { N: FLT64 } }), 2.5);
});

Deno.test("sum() adds as the type does and says where an ERR was born", () => {
  assertEquals([call("sum", [[1, 2, 3]]), call("sum", [[]])], [6, 0]);
  assertEquals(call("sum", [[100, 100]], { types: { N: INT8 } }), -56);
  assertEquals(call("sum", [[2n ** 62n, 2n ** 62n]]), -(2n ** 63n));
  assertEquals(call("sum", [[0.5, 0.25]], { types: { N: FLT64 } }), 0.75);
  const total = call("sum", [[100, 100, -50]], { types: { N: TBB8 } }) as StickyError;
  assertEquals(total.origin, "100 + 100 at job.aria:1:2");
});

Deno.test("random() gives every number below the given one and no other", () => {
  const seen = new Set(Array.from({ length: 300 }, () => call("random", [3])));
  assertEquals([...seen].sort(), [0, 1, 2]);
  for (let i = 0; i < 100; i++) {
    const large = call("random", [2n ** 62n]) as bigint;
    assert(large >= 0 && large < 2n ** 62n);
  }
  assertThrows(() => call("random", [0]), Stopped, "random: there is no number from 0 up to but without 0");
});

/** Kind and message of a failure. */
function failed(outcome: unknown): string {
  return outcome instanceof Failure ? `${outcome.error.kind}: ${outcome.error.message}` : `succeeded: ${outcome}`;
}

Deno.test("int() and flt() read numbers or fail", () => {
  assertEquals([call("int", [" 42 "]), call("int", ["-0x8000000000000000"])], [42, -(2n ** 63n)]);
  assertEquals(failed(call("int", ["4.2\n"])), "parse: int: '4.2\\n' is not a whole number");
  assertEquals(failed(call("int", ["9223372036854775808"])), "range: int: '9223372036854775808' does not fit 64 bits");
  assertEquals([call("flt", ["2.5e-3"]), call("flt", ["-inf"]), call("flt", ["nan"])], [0.0025, -Infinity, NaN]);
  assertEquals(failed(call("flt", ["1,5"])), "parse: flt: '1,5' is not a number");
});

Deno.test("type_of() names what a value is", () => {
  assertEquals([call("type_of", [5]), call("type_of", [null]), call("type_of", [[1]])], ["int64", "NIL", "dyn[]"]);
  assertEquals(INT64.bits, 64);
});

Deno.test("hex() shows bytes", () => {
  assertEquals(call("hex", [new Uint8Array([0, 15, 255])]), "000fff");
});

Deno.test("assert() stops the program with its message", () => {
  assertEquals(call("assert", [true, "no"]), null);
  assertThrows(() => call("assert", [false, "no luck"]), Stopped, "no luck");
  assertThrows(() => call("assert", [false]), Stopped, "an assertion does not hold");
});
