import { assert, assertEquals, assertThrows } from "@std/assert";
import { settles } from "../../helpers.ts";
import { call, FakeContext, Stopped } from "./context.ts";

Deno.test("print() writes its values with blanks between them", () => {
  const context = new FakeContext();
  assertEquals(call("print", [["a", 1, ["b"], null]], { context }), null);
  assertEquals(call("print", [[]], { context }), null);
  assertEquals(context.printed, ['a 1 ["b"] NIL\n', "\n"]);
});

Deno.test("env() reads a variable or gives NIL", () => {
  assertEquals([call("env", ["SET"]), call("env", ["UNSET"])], ["value", null]);
  for (const name of ["", "A=B", "a\0b"]) {
    assertThrows(() => call("env", [name]), Stopped, "cannot be the name of a variable");
  }
});

Deno.test("now() is the clock in milliseconds", () => {
  const before = Date.now();
  const now = call("now", []) as number;
  assert(now >= before && now <= Date.now() && Number.isInteger(now));
});

Deno.test("sleep() waits at least as long as it is told", async () => {
  const before = performance.now();
  assertEquals(await settles(call("sleep", [30]) as Promise<unknown>, "the end of sleep"), null);
  assert(performance.now() - before >= 25);
  assertEquals(await call("sleep", [-5]), null);
  assertEquals(await call("sleep", [0]), null);
});

Deno.test("a signal ends sleep(), however long it was to be", async () => {
  const context = new FakeContext();
  const sleeping = call("sleep", [2n ** 40n], { context }) as Promise<unknown>;
  context.end();
  assertEquals(await settles(sleeping, "the end of sleep"), null);
  assertEquals(await settles(call("sleep", [1000], { context }) as Promise<unknown>, "no sleep at all"), null);
});

Deno.test("on_signal() hands known names on and stops at others", () => {
  const context = new FakeContext();
  const action = () => null;
  assertEquals(call("on_signal", ["USR1", action], { context }), null);
  assertEquals(call("on_signal", ["USR1", null], { context }), null);
  assertEquals(context.signals, [["USR1", action], ["USR1", null]]);
  assertThrows(() => call("on_signal", ["KILL", null], { context }), Stopped, "on_signal: 'KILL' is none of HUP, INT,");
});
