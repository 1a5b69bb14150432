/**
 * Commands that run while the program goes on, and what becomes of them at its end.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { connect, redirect } from "../../../src/shell/commands/compose.ts";
import { catches, dies, Folder, lives, until } from "../../helpers.ts";
import { child, errorOf, plan, Scene, tidyTest, valueOf } from "./kit.ts";

tidyTest("a background pipeline is started and not waited for; LASTPID is its last stage", async (scene) => {
  using folder = new Folder();
  const { runner } = scene;
  assertEquals(runner.lastPid, null);
  const second = redirect(child("pids copy 0 1 forever"), 1, folder.file("out"), false);
  assertEquals(await runner.background(connect(plan("echo", ["x"]), "|", [second]), 1), null);
  await until(() => folder.read("out")?.endsWith("x\n") === true, "the second stage ran");
  assertEquals(folder.read("out")!.split(" ")[0], String(runner.lastPid));
  assert(lives(runner.lastPid!));
  await scene.close();
  await dies(runner.lastPid!);
  assertEquals(scene.warnings, []);
});

tidyTest("its stdin is the null device, and its group its own", async ({ runner }) => {
  using folder = new Folder();
  const out = (name: string, words: string) => redirect(child(words), 1, folder.file(name), false);
  assertEquals(await runner.background(out("a", "count 0 pids"), 1), null);
  valueOf(await runner.run(out("b", "pids"), 1));
  await until(() => folder.read("a")?.includes(" ") === true, "it ran");
  const [count, pids] = folder.read("a")!.split("\n");
  assertEquals(count, "0");
  assertEquals(pids!.split(" ")[0], pids!.split(" ")[2], "it leads its group");
});

tidyTest("one that fails is named once at the end, and is no status", async (scene) => {
  await scene.runner.background(plan("sh", ["-c", "exit 3"], {}, 9), 1);
  const pid = scene.runner.lastPid!;
  await dies(pid);
  await until(() => scene.foreground.groups.size === 0, "nobody waits");
  valueOf(await scene.runner.run(plan("true"), 1));
  await scene.close();
  assertEquals(scene.warnings, ["t.aria:9:1: 'sh' failed with exit code 3, in the background [ARIA-400]"]);
  assertEquals(scene.runner.status, 0);
});

tidyTest("one that fails while it is told to end is named too", async (scene) => {
  await scene.runner.background(child("ignore HUP sleep 100 exit 5", {}, 8), 1);
  const pid = scene.runner.lastPid!;
  await until(() => /SigIgn:\t0*1\n/.test(Deno.readTextFileSync(`/proc/${pid}/status`)), "SIGHUP is ignored");
  await scene.close();
  assertEquals(scene.warnings.length, 1);
  assertMatch(scene.warnings[0]!, /^t\.aria:8:1: '.*child' failed with exit code 5, in the background \[ARIA-400\]$/);
});

tidyTest("one that cannot start is a failure at once", async (scene) => {
  assertEquals(errorOf(await scene.runner.background(plan("no-such-program"), 1)).details.exitCode, 127);
  assertEquals([scene.runner.status, scene.runner.lastPid], [0, null]);
});

tidyTest("what still runs at the end gets SIGHUP, and nobody is named who ends by it", async (scene) => {
  using folder = new Folder();
  const polite = redirect(child("await HUP write 1 bye"), 1, folder.file("out"), false);
  await scene.runner.background(polite, 1);
  const process = valueOf(await scene.runner.spawn(child("forever"), 1));
  await catches(scene.runner.lastPid!);
  await scene.close();
  assertEquals([folder.read("out"), scene.warnings], ["1\nbye", []]);
  assertEquals([process.is_alive(), errorOf(await process.wait()).details.signal], [false, "HUP"]);
});

Deno.test("what is alive a second after its SIGHUP is killed and named", async () => {
  const scene = new Scene();
  await scene.runner.background(connect(plan("true"), "|", [child("ignore HUP forever", {}, 4)]), 1);
  const pid = scene.runner.lastPid!;
  await until(() => /SigIgn:\t0*1\n/.test(Deno.readTextFileSync(`/proc/${pid}/status`)), "SIGHUP is ignored");
  await scene.close();
  assertEquals(lives(pid), false);
  const [warning, ...others] = scene.warnings;
  assertMatch(warning!, /^t\.aria:4:1: stage 2 of 2, '.*child', still ran at the end and was killed \[ARIA-401\]$/);
  assertEquals(others, []);
});

tidyTest("a stopped one is continued to end", async (scene) => {
  await scene.runner.background(child("kill STOP forever"), 1);
  const pid = scene.runner.lastPid!;
  await until(() => Deno.readTextFileSync(`/proc/${pid}/status`).includes("T (stopped)"), "it stopped");
  await scene.close();
  assertEquals([lives(pid), scene.warnings], [false, []]);
});
