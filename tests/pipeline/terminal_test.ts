/**
 * Ctrl+C, typed at the terminal of a program that runs a pipeline: it reaches every stage, and none of them twice.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { Command } from "../../mod.ts";
import { Folder, parentArguments, settles, until } from "../helpers.ts";

const STAGES = ["1", "2", "3"];
const SIGINT = "2\n";
const INTERRUPTS = [1, 2, 3].map((interrupts) => ({ interrupts }));

/** Types Ctrl+C three times: what the stages have reported then, and what the program has said. */
async function interrupt(reader: "stage" | "parent"): Promise<{ reports: string[]; said: unknown[] }> {
  using folder = new Folder();
  const args = parentArguments(["interrupted", reader, folder.path]);
  await using program = new Command(Deno.execPath(), { args, pty: { rows: 24, cols: 200 } }).spawn();
  const said: unknown[] = [];
  const lines = program.stdout.lines();
  const saysNext = async () => {
    for (let line = await lines.next(); !line.done; line = await lines.next()) {
      const at = line.value.indexOf("{"); // what was typed stands before it
      if (at >= 0) return void said.push(JSON.parse(line.value.slice(at)));
    }
    throw new Error("The program ended without a word");
  };
  const reported = (count: number) => STAGES.every((stage) => folder.read(stage) === SIGINT.repeat(count));
  await settles(saysNext(), "the pipeline");
  for (let count = 1; count <= INTERRUPTS.length; count++) {
    await program.stdin.write("\x03");
    await settles(saysNext(), "the parent's own SIGINT");
    await until(() => reported(count), `each stage had ${count} SIGINT`);
  }
  // A line, and the end of the input: the stages end by themselves, and have long had what was sent before.
  await program.stdin.write("the end\n\x04");
  await settles(saysNext(), "the result");
  assertEquals((await settles(program.wait(), "the program's end")).code, 0);
  return { reports: STAGES.map((stage) => folder.read(stage)!), said };
}

Deno.test("Ctrl+C reaches each stage of a pipeline that reads the terminal once, and the parent lives", async () => {
  const { reports, said } = await interrupt("stage");
  assertEquals(reports, STAGES.map(() => SIGINT.repeat(3)));
  assertEquals(said, [{ ready: [true, true, true] }, ...INTERRUPTS, { ok: true }]);
});

Deno.test("Ctrl+C that the parent passes on reaches each stage of a pipeline in its own group once", async () => {
  const { reports, said } = await interrupt("parent");
  assertEquals(reports, STAGES.map(() => SIGINT.repeat(3)));
  assertEquals(said, [{ ready: [false, false, false] }, ...INTERRUPTS, { ok: true }]);
});
