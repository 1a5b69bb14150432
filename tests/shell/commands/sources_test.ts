/**
 * Going through the lines and the records of a command while it runs.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { broken, connect, feed, redirect } from "../../../src/shell/commands/compose.ts";
import { type Boxed, ErrorValue } from "../../../src/shell/values/mod.ts";
import { dies, Folder, settles } from "../../helpers.ts";
import { child, errorOf, plan, tidyTest, valueOf } from "./kit.ts";

/** What a failing source throws. */
async function thrownBy(source: AsyncIterable<unknown>): Promise<{ seen: unknown[]; error: ErrorValue }> {
  const seen: unknown[] = [];
  try {
    for await (const item of source) seen.push(item);
  } catch (error) {
    return { seen, error: errorOf(error) };
  }
  throw new Error("It did well");
}

tidyTest("lines are those of stdout, without their breaks, the last one with or without", async ({ runner }) => {
  const text = plan("printf", ["a\\r\\nb\\n\\nc"]);
  assertEquals(await Array.fromAsync(runner.lines(text, 1)), ["a", "b", "", "c"]);
  assertEquals(await Array.fromAsync(runner.lines(plan("true"), 1)), []);
  assertEquals(runner.status, 0);
});

tidyTest("lines of a pipeline are those of its last stage", async ({ runner }) => {
  const pipeline = connect(plan("seq", ["100000"]), "|", [plan("tail", ["-n", "2"])]);
  assertEquals(await Array.fromAsync(runner.lines(pipeline, 1)), ["99999", "100000"]);
  const elsewhere = redirect(plan("echo", ["x"]), 1, "/dev/null", false);
  assertEquals(await Array.fromAsync(runner.lines(elsewhere, 1)), []);
});

tidyTest("nothing starts before the first step", async ({ runner }) => {
  using folder = new Folder();
  const lines = runner.lines(child(["append", folder.file("made"), "x"]), 1);
  assertEquals(folder.read("made"), null);
  assertEquals(await Array.fromAsync(lines), []);
  assertEquals(folder.read("made"), "x\n");
});

tidyTest("lines come as they are written, while the command runs on", async ({ runner }) => {
  const lines = runner.lines(feed("never read", "|", child("line 1 first forever")), 1)[Symbol.asyncIterator]();
  assertEquals(await settles(lines.next(), "the first line"), { done: false, value: "first" });
  await settles(lines.return!(), "the command's end");
  assertEquals(runner.status, 0);
});

tidyTest("leaving early ends who writes by its broken pipe, and is no failure", async ({ runner }) => {
  const seen: string[] = [];
  for await (const line of runner.lines(plan("yes"), 1)) {
    seen.push(line);
    if (seen.length === 3) break;
  }
  assertEquals([seen, runner.status], [["y", "y", "y"], 0]);
});

tidyTest("leaving early kills who ignores both its broken pipe and SIGTERM", async ({ runner }) => {
  const deaf = child("ignore TERM pids forever");
  let pid = 0;
  for await (const line of runner.lines(deaf, 1)) {
    pid = Number(line.split(" ")[0]);
    break;
  }
  await dies(pid);
  assertEquals(runner.status, 0);
});

tidyTest("a loop that is slow slows the command: it does not run ahead by more than ring and pipe", async (scene) => {
  using folder = new Folder();
  const words = ["lines", "1", "200000", "79", "append", folder.file("done"), "x"];
  const lines = scene.runner.lines(child(words), 1)[Symbol.asyncIterator]();
  await lines.next();
  await new Promise((resolve) => setTimeout(resolve, 50));
  assertEquals(folder.read("done"), null);
  let count = 1;
  while (!(await lines.next()).done) count++;
  assertEquals([count, folder.read("done")], [200000, "x\n"]);
});

tidyTest("the end of a command that failed throws its failure, after all of its lines", async ({ runner }) => {
  const { seen, error } = await thrownBy(runner.lines(plan("sh", ["-c", "echo a; exit 5"]), 1));
  assertEquals([seen, error.code, error.kind, runner.status], [["a"], 5, "exit", 5]);
});

tidyTest("a command that cannot start throws at the first step", async ({ runner }) => {
  const { seen, error } = await thrownBy(runner.lines(plan("no-such-program"), 1));
  assertEquals([seen, error.details.exitCode, runner.status], [[], 127, 127]);
  const none = broken("ls", new ErrorValue(1, "no file matches", "no_match"), 1);
  assertEquals((await thrownBy(runner.lines(none, 1))).error.kind, "no_match");
});

tidyTest("commands run in the body of a loop over lines", async ({ runner }) => {
  const said: string[] = [];
  for await (const line of runner.lines(plan("seq", ["3"]), 1)) {
    said.push(valueOf(await runner.capture(plan("echo", ["n", line]), 1)).stdout);
  }
  assertEquals(said, ["n 1\n", "n 2\n", "n 3\n"]);
});

tidyTest("events are the records of stddbg as values, and what is no record as text", async ({ runner }) => {
  const record = `{"level":"info","n":1,"x":[1.5,null,true]}`;
  const [first, ...others] = await Array.fromAsync(
    runner.events(child(["line", "3", record, "line", "3", "", "line", "3", "[1]", "line", "3", "{oops"]), 1),
  );
  const { value } = (first as Map<string, unknown[]>).get("x")![0] as Boxed;
  assertEquals([(first as Map<string, unknown>).get("level"), (first as Map<string, unknown>).get("n")], ["info", 1]);
  assertEquals([value, others], [1.5, ["[1]", "{oops"]]);
});

tidyTest("no event is lost to a slow loop", async ({ runner }) => {
  let count = 0;
  for await (const event of runner.events(child("lines 3 100000 79"), 1)) {
    assertMatch(event as string, /^.{79}$/);
    count++;
  }
  assertEquals(count, 100000);
});

tidyTest("events of a command that failed end in its failure, and can be left early", async ({ runner }) => {
  const { seen, error } = await thrownBy(runner.events(child("line 3 {} exit 4"), 1));
  assertEquals([seen.length, error.code], [1, 4]);
  for await (const _ of runner.events(child("line 3 {} forever"), 1)) break;
  assertEquals(runner.status, 0);
});
