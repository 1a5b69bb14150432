/**
 * Plans as they are put together.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { command, connect, duplicate, feed, limit, placed, redirect } from "../../../src/shell/commands/compose.ts";
import type { CommandPlan } from "../../../src/shell/commands/plan.ts";

function run(program: string): CommandPlan {
  return command(program, [], null, 0);
}

function edgesOf({ edges }: CommandPlan): string[] {
  return edges.map(({ from, to, operator }) => `${from}${operator}${to.join()}`);
}

Deno.test("a pipeline's stages are numbered in the order they are written, named parts included", () => {
  const pipeline = connect(connect(run("a"), "|", [connect(run("b"), "|*", [run("c")])]), "|+", [run("d")]);
  assertEquals(pipeline.stages.map(({ program }) => program), ["a", "b", "c", "d"]);
  assertEquals(edgesOf(pipeline), ["0|1", "1|*2", "2|+3"]);
});

Deno.test("a fan-out is one edge, also where a branch is a pipeline", () => {
  const fan = connect(run("a"), "|*", [connect(run("b"), "|", [run("c")]), run("d")]);
  assertEquals(edgesOf(fan), ["0|*1,3", "1|2"]);
});

Deno.test("every step leaves the plan as it was", () => {
  const plan = run("a");
  redirect(duplicate(feed("x", "|", limit(5, plan)), 2, 1), 1, "f", true);
  connect(plan, "|", [run("b")]);
  assertEquals(plan, run("a"));
});

Deno.test("a value is fed to the first stage, and files and duplicates wire the ends", () => {
  const pipeline = connect(run("a"), "|", [run("b")]);
  const wired = feed("x", "|+", duplicate(redirect(pipeline, 1, "f", false), 2, 1));
  assertEquals(wired.stages.map(({ wires }) => [...wires]), [
    [[0, { kind: "value", value: "x" }], [4, { kind: "value", value: "x" }]],
    [[1, { kind: "file", path: "f", append: false }], [2, { kind: "same", stream: 1 }]],
  ]);
});

Deno.test("the shortest limit of time is the pipeline's", () => {
  assertEquals(connect(limit(50, run("a")), "|", [limit(20, run("b")), run("c")]).timeout, 20);
  assertEquals(limit(30, limit(40, run("a"))).timeout, 30);
  assertEquals(connect(run("a"), "|", [run("b")]).timeout, null);
});

Deno.test("a named command fails where it is used, and a single stage goes by its name", () => {
  const [single] = placed(run("sort"), "order", 7).stages;
  assertEquals([single!.name, single!.program, single!.at], ["order", "sort", 7]);
  const both = placed(connect(run("a"), "|", [run("b")]), "both", 8);
  assertEquals(both.stages.map(({ name, at }) => [name, at]), [["a", 8], ["b", 8]]);
});
