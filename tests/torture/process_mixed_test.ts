/**
 * Crowds: a thousand children of each kind, and 64 isolates that spawn at once.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { ParentProgram } from "../helpers.ts";

/** Plays a scene that takes longer than everyday ones and gives what it said. */
async function play<T>(scene: string[], before?: string): Promise<T> {
  await using parent = new ParentProgram(scene, before, 300_000);
  const said = await parent.says<T>();
  const { code, stderr } = await parent.end();
  assertEquals([code, stderr], [0, ""]);
  return said;
}

for (const before of [":", 'trap "" CHLD']) {
  Deno.test(`Deno.Command and Command, 1000 children each, keep their exit codes after "${before}"`, async () => {
    assertEquals(await play(["mixed", "1000"], before), { aria: 0, deno: 0 });
  });
}

Deno.test("64 isolates that spawn at once: every child has 0…5 and nothing else", async () => {
  const lines = ["0 rw blocking /dev/null", "1 w blocking pipe", "2 w blocking pipe", "3 w blocking pipe"];
  const expected = `${[...lines, "4 r blocking pipe", "5 w blocking pipe"].join("\n")}\n`;
  assertEquals(await play<unknown>(["isolates", "64"]), [[expected, 256]]);
});

Deno.test("A program whose drainer is still starting ends well, 100 times", async () => {
  for (let i = 0; i < 100; i++) await play<number>(["finished"]);
});
