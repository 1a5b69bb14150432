/**
 * Any text can be read: texts that once went wrong or look as if they could, and some thousands of broken programs. The
 * long run is among the torture tests.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { parse } from "../../../src/shell/syntax/parser.ts";
import { Source } from "../../../src/shell/syntax/source.ts";
import { fuzz } from "./fuzz.ts";
import type { Task } from "./fuzz_worker.ts";
import { assertRoundTrip } from "./round_trip.ts";

/** Texts as JSON strings, a file each, as a failure names them. */
const CORPUS = new URL("./corpus/", import.meta.url);
const COUNT = 4000;

/** A little, very often: how it begins, what is repeated, how often, how it ends. */
const REPEATED: readonly (readonly [begin: string, unit: string, count: number, end: string])[] = [
  ["", "{", 20_000, ""],
  ["x = ", "(", 20_000, ""],
  ["x = ", "[", 20_000, "]".repeat(20_000)],
  ["x = ", '"&{', 5000, ""],
  ["echo ", "&{", 5000, ""],
  ["", "/* ", 5000, ""],
  ["x = ", "-!~", 10_000, "1;"],
  ["x = 1", " + 1", 20_000, ";"],
  ["ls", " | wc", 20_000, ""],
  ["x = a", ".b?.c[0]()", 5000, ";"],
  ["x = f()", "?", 20_000, ";"],
  ["", "if (a) ", 10_000, ""],
  ["if (a) {} ", "else if (a) {} ", 10_000, ""],
  ["x", "[]", 10_000, ":y;"],
  ["", "result<", 10_000, ""],
  ["", "is ", 10_000, ""],
  ["x = ", "int8() { pass(", 1000, ""],
  ["ls", " > f", 10_000, ""],
  ["", "defer ", 10_000, ""],
  ["echo", " a", 100_000, ""],
  ["", "x = 1;\n", 20_000, ""],
  ["", "x = ;\n", 20_000, ""],
  ['print("', "x", 200_000, '");'],
  ["x = ", "9", 100_000, ";"],
  ["", "x", 100_000, " = 1;"],
  ['print("', "\u{1f600}", 20_000, '", y, z);'],
];

Deno.test("every text of the corpus is read, printed and checked without an exception or a hang", async () => {
  const files = [...Deno.readDirSync(CORPUS)].map(({ name }) => new URL(name, CORPUS));
  const texts = files.map((file): string => JSON.parse(Deno.readTextFileSync(file)));
  await assertAllRead({ texts }, files.length);
});

Deno.test("what is nested, chained or repeated far too often is read, printed and checked all the same", async () => {
  const texts = REPEATED.map(([begin, unit, count, end]) => begin + unit.repeat(count) + end);
  await assertAllRead({ texts }, texts.length);
});

Deno.test("broken programs are read, printed and checked without an exception or a hang", async () => {
  await assertAllRead({ seed: 1, count: COUNT, milliseconds: Infinity }, COUNT);
});

/** Fails unless so many texts were read, and all that are programs can be printed. */
async function assertAllRead(task: Task, expected: number): Promise<void> {
  const { count, left } = await fuzz(task);
  assertEquals(count, expected);
  for (const text of left) {
    const source = new Source("t.aria", text);
    assertRoundTrip(text, parse(source), source);
  }
  assertEquals(left, []);
}
