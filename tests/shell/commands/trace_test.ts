/**
 * The lines of `--trace`.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { connect, duplicate, feed, redirect } from "../../../src/shell/commands/compose.ts";
import type { CommandPlan } from "../../../src/shell/commands/plan.ts";
import { Folder } from "../../helpers.ts";
import { child, errorOf, plan, Scene, SETTINGS } from "./kit.ts";

const TRACING = { settings: { ...SETTINGS, trace: true } };

/** The lines of a plan that runs, `/dev/null` standing for files. */
async function traced(command: CommandPlan): Promise<string[]> {
  await using scene = new Scene(TRACING);
  await scene.runner.run(command, 1);
  return scene.traced;
}

Deno.test("a line names the place, the stage, its words as literals, and what stands at its streams", async () => {
  assertEquals(await traced(plan("true", ["a b", '"', "\n", ""], {}, 7)), [
    String.raw`+ t.aria:7:1 1/1 "true" "a b" "\"" "\n" "" 0=inherit 1=inherit 2=inherit 3=ring 4=null 5=drain`,
  ]);
});

Deno.test("a line shows files, values, shared outputs and words", async () => {
  const file = redirect(redirect(plan("true", [], { stdin: "null" }), 1, "/dev/null", true), 5, "/dev/null", false);
  assertEquals(await traced(duplicate(redirect(file, 4, "/dev/null", false), 2, 1)), [
    '+ t.aria:1:1 1/1 "true" 0=null 1=file>>"/dev/null" 2=fd>1 3=ring 4=file<"/dev/null" 5=file>"/dev/null"',
  ]);
  assertEquals(await traced(feed("x", "|*", plan("true", [], { stdout: "capture" }))), [
    '+ t.aria:1:1 1/1 "true" 0=inherit 1=capture 2=inherit 3=ring 4=value 5=drain',
  ]);
});

Deno.test("a line shows pipes, stages counted from 1", async () => {
  const fan = connect(plan("true"), "|+", [plan("cat", [], { stdout: "null" }), plan("true")]);
  assertEquals((await traced(fan)).map((line) => line.split(" ").slice(2).join(" ")), [
    '1/3 "true" 0=inherit 1=pipe>2.0,3.0 2=inherit 3=ring 4=null 5=pipe>2.4,3.4',
    '2/3 "cat" 0=pipe<1.1 1=null 2=inherit 3=ring 4=pipe<1.5 5=drain',
    '3/3 "true" 0=pipe<1.1 1=inherit 2=inherit 3=ring 4=pipe<1.5 5=drain',
  ]);
});

Deno.test("a line names the directory and the variables, and never their values", async () => {
  const env = new Map(Object.entries({ TOKEN: "secret", OTHER: "hidden" }));
  const [line] = await traced(plan("true", [], { cwd: "/", env }));
  assertMatch(line!, / cwd="\/" env=TOKEN,OTHER$/);
});

Deno.test("all lines come before any stage has started, and without the setting there is none", async () => {
  using folder = new Folder();
  const seen: Array<string | null> = [];
  const trace = () => seen.push(folder.read("made"));
  const made = child(["append", folder.file("made"), "x"]);
  await using scene = new Scene({ ...TRACING, trace });
  await scene.runner.run(connect(made, "|", [made]), 1);
  assertEquals(seen, [null, null]);
  await using silent = new Scene({ trace });
  await silent.runner.run(made, 1);
  assertEquals(seen.length, 2);
});

Deno.test("a plan of which nothing is tried is not traced", async () => {
  await using scene = new Scene(TRACING);
  errorOf(await scene.runner.run(plan("true", ["\0"]), 1));
  assertEquals(scene.traced, []);
});
