/**
 * What `--stats` and `--json` hear of commands that ran.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { connect, feed, redirect } from "../../../src/shell/commands/compose.ts";
import type { RunReport } from "../../../src/shell/commands/runner.ts";
import { until } from "../../helpers.ts";
import { child, plan, reportingScene, valueOf } from "./kit.ts";

/** Modes and bytes of a stage's streams, in words. */
function streamsOf(report: RunReport, stage: number): string[] {
  return [...report.stages[stage]!.streams].map(([stream, { mode, bytes }]) => `${stream} ${mode} ${bytes}`);
}

Deno.test("a report tells the mode of every stream, and bytes where Aria moved them", async () => {
  await using scene = reportingScene();
  const first = feed("text", "|", child("copy 0 1 write 3 dbg write 5 dato"));
  const last = redirect(plan("cat"), 1, "/dev/null", false);
  valueOf(await scene.runner.run(connect(first, "|", [last]), 6));
  const [report] = scene.reports as [RunReport];
  assertEquals([report.at, report.error, report.bytes], [6, null, null]);
  assertEquals(streamsOf(report, 0), ["0 drain 4", "2 inherit null", "3 drain 3", "4 null null", "5 drain 4"]);
  assertEquals(streamsOf(report, 1), ["1 file null", "2 inherit null", "3 drain 0", "4 null null", "5 drain 0"]);
  assertEquals(report.edges.map(({ mode, bytes, stalls }) => [mode, bytes, stalls]), [["direct", null, null]]);
  await scene.close();
  assertEquals(scene.runner.discardedBytes, 4);
});

Deno.test("a report tells a failure, also of what could not start", async () => {
  await using scene = reportingScene();
  await scene.runner.run(plan("sh", ["-c", "exit 3"]), 1);
  await scene.runner.run(plan("no-such-program"), 2);
  const [failed, unstarted] = scene.reports as [RunReport, RunReport];
  assertEquals([failed.error!.code, failed.stages[0]!.code], [3, 3]);
  assertEquals([unstarted.error!.kind, unstarted.stages[0]!.code, unstarted.edges], ["start", "ERR", []]);
});

Deno.test("what runs in the background or was spawned is reported at its end", async () => {
  await using scene = reportingScene();
  await scene.runner.background(plan("true"), 1);
  await valueOf(await scene.runner.spawn(plan("true"), 2)).wait();
  await until(() => scene.reports.length === 2, "both have ended");
  assertEquals(scene.reports.map(({ at }) => at).sort(), [1, 2]);
});

Deno.test("a stage goes by the variable it was named by", async () => {
  await using scene = reportingScene();
  const { stages: [stage], edges, timeout } = plan("true");
  await scene.runner.run({ stages: [{ ...stage!, name: "gen" }], edges, timeout }, 1);
  assertEquals(scene.reports[0]!.stages[0]!.name, "gen");
});
