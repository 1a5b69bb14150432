/**
 * Requests under way, by number: beside a `Map` it knows no difference.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { InFlight } from "../../src/pool/in_flight.ts";

Deno.test("What is under way is found by its number, whatever came and went before", () => {
  const steps = fc.array(fc.oneof(fc.constant("set" as const), fc.nat({ max: 400 })), { maxLength: 800 });
  fc.assert(fc.property(steps, (steps) => {
    const table = new InFlight<string>();
    const model = new Map<number, string>();
    let number = 0;
    for (const step of steps) {
      if (step === "set") {
        table.set(++number, `value ${number}`);
        model.set(number, `value ${number}`);
        continue;
      }
      assertEquals([table.get(step), table.take(step)], [model.get(step), model.get(step)]);
      model.delete(step);
      assertEquals(table.size, model.size);
    }
    assertEquals(table.values(), [...model.values()]);
    for (let each = 0; each <= number + 1; each++) assertEquals(table.get(each), model.get(each));
  }));
});

Deno.test("What a child calls the number of a request may be anything", () => {
  const table = new InFlight<string>();
  table.set(1, "one");
  const strange: unknown[] = [0, -1, 1.5, NaN, Infinity, "1", null, undefined, {}, [1], true, 2 ** 60];
  for (const number of strange)
    assertEquals([table.get(number as number), table.take(number as number)], [undefined, undefined]);
  assertEquals(table.take(1), "one");
});
