import { assert, assertEquals } from "@std/assert";
import { BUILTINS } from "../../../src/shell/builtins/table.ts";
import { helpOf, helpTopics } from "../../../src/shell/check/help.ts";

Deno.test("help lists every built-in function with its signature", () => {
  const listed = helpOf("functions")!.split("\n");
  for (const name of BUILTINS.keys()) assert(listed.some((line) => line.startsWith(`${name}(`)), name);
  assertEquals(listed.find((line) => line.startsWith("trim(")), "trim(string:text) → string");
});

Deno.test("there is help for each topic, and for nothing else", () => {
  for (const topic of helpTopics()) assert(helpOf(topic) !== undefined, topic);
  assertEquals(helpOf("nothing"), undefined);
  assertEquals(helpOf("toString"), undefined);
});

Deno.test("help on its own fits a small terminal", () => {
  const lines = helpOf(null)!.split("\n");
  assert(lines.length <= 24 && lines.every((line) => line.length <= 80));
});
