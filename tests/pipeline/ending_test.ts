/**
 * Pipelines ended from outside: nothing runs on, nothing is left open.
 *
 * @module
 */

import { assert, assertEquals, assertInstanceOf, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { Command, type Pipeline, type PipelineError, type RunningPipeline } from "../../mod.ts";
import { child, childrenOf, fdsComeBackTo, lives, openFds, settles, until } from "../helpers.ts";
import { hashOf, MIB, warmFds } from "../streams/kit.ts";

/** Three stages that end only when they are ended. */
function endless(): Pipeline {
  return child("forever").pipe(child("forever"), { count: true }).pipe(child("forever"));
}

async function errorOf(running: RunningPipeline | Promise<unknown>): Promise<PipelineError> {
  const result = await settles("result" in running ? running.result : running, "the result") as Awaited<
    RunningPipeline["result"]
  >;
  if (result.ok) throw new Error("The pipeline did well");
  return result.err;
}

Deno.test("Pipeline.run({ timeout }) ends every stage, and says so", async () => {
  const before = await warmFds();
  const error = await errorOf(endless().run({ timeout: 50 }));
  assertEquals([error.code, error.stage, error.signal, error.shellCode], ["ARIA_TIMEOUT", 0, "SIGTERM", 143]);
  assertStringIncludes(error.message, "timed out");
  assertEquals(error.stages.map(({ signal }) => signal), ["SIGTERM", "SIGTERM", "SIGTERM"]);
  assertEquals(childrenOf(Deno.pid), []);
  await fdsComeBackTo(before);
});

Deno.test("Pipeline.run({ timeout, killGrace }) ends stages that ignore SIGTERM by SIGKILL", async () => {
  const stubborn = child("ignore TERM line 1 ready forever");
  const error = await errorOf(
    stubborn.pipe(child("ignore TERM copy 0 2 forever")).run({ timeout: 300, killGrace: 50 }),
  );
  assertEquals([error.code, ...error.stages.map(({ signal }) => signal)], ["ARIA_TIMEOUT", "SIGKILL", "SIGKILL"]);
});

Deno.test("Pipeline.run({ timeout }) is an error even if every stage exits with 0 when told to end", async () => {
  const polite = () => new Command("sh", { args: ["-c", "trap 'exit 0' TERM; sleep 20 & wait"] });
  const error = await errorOf(polite().pipe(polite()).run({ timeout: 300 }));
  assertEquals([error.code, error.stage], ["ARIA_TIMEOUT", 0]);
  assert(error.shellCode !== 0);
});

Deno.test("Pipeline.run({ timeout }) that is long enough changes nothing, and leaves no timer", async () => {
  const result = await child("write 1 x").pipe(child("count 0")).run({ timeout: 60_000 });
  assertEquals(result.unwrap().code, 0);
});

Deno.test("Pipeline.run({ timeout, killGrace }) of Infinity, or beyond what a timer holds, end nothing", async () => {
  for (const ms of [Infinity, 2 ** 31]) {
    assert((await child("sleep 20 write 1 x").pipe(child("count 0")).run({ timeout: ms })).ok);
    const slow = new Command("sh", {
      args: ["-c", "trap 'sleep 0.1; exit 4' TERM; while :; do sleep 0.01; done"],
    });
    const running = await child("drain 4", { stddati: "piped" }).pipe(slow, { count: true }).spawn({
      timeout: 300,
      killGrace: ms,
    });
    const { stages } = await errorOf(running);
    assertEquals(stages.map(({ signal, code }) => signal ?? code.toString()), ["SIGTERM", "4"]);
  }
  for (const options of [{ timeout: NaN }, { killGrace: -1 }]) {
    await assertRejects(() => endless().run(options), RangeError, "Cannot run a pipeline: ");
  }
});

Deno.test("Pipeline.run({ signal }) ends every stage when it is aborted", async () => {
  const controller = new AbortController();
  const running = await endless().spawn({ signal: controller.signal });
  controller.abort();
  const error = await errorOf(running);
  assertEquals([error.code, error.stage, error.signal], ["ARIA_ABORTED", 0, "SIGTERM"]);
  assertStringIncludes(error.message, "was aborted");
  for (const { pid } of running.processes) assert(!lives(pid));
});

Deno.test("Pipeline.run({ signal }) that was aborted before starts nothing", async () => {
  const children = childrenOf(Deno.pid).length;
  const error = await errorOf(endless().run({ signal: AbortSignal.abort() }));
  assertEquals(error.code, "ARIA_ABORTED");
  assertInstanceOf(error.cause, DOMException);
  assertEquals(childrenOf(Deno.pid).length, children);
});

Deno.test("Pipeline.run({ signal }) aborted after the end changes nothing", async () => {
  const controller = new AbortController();
  const result = await child("write 1 x").pipe(child("count 0")).run({ signal: controller.signal });
  controller.abort();
  assert(result.ok);
});

Deno.test("RunningPipeline is killed when `await using` leaves it, grandchildren too", async () => {
  const before = await warmFds();
  let pids: number[] = [];
  {
    await using running = await child("fork 4 line 1 born forever forever").pipe(child("copy 0 1")).spawn();
    for await (const line of running.processes[1]!.stdout.lines()) {
      assertEquals(line, "born");
      break;
    }
    pids = running.processes.map(({ pid }) => pid);
  }
  for (const pid of pids) assert(!lives(pid));
  await until(() => childrenOf(Deno.pid).length === 0, "no child was left");
  // A killed grandchild may still be on its way out; a later spawn lets go of the group that it was in.
  await until(async () => {
    await child("exit 0").output();
    return openFds().size <= before.size;
  }, "the descriptors were closed");
});

Deno.test("RunningPipeline that has ended may be left by `await using` all the same", async () => {
  await using running = await child("write 1 x").pipe(child("count 0")).spawn();
  assert((await running.result).ok);
});

Deno.test("RunningPipeline.kill() reaches every stage once", async () => {
  const script = "catch USR1 line 2 ready copy 0 1";
  const first = child(script, { stdin: "piped" });
  await using running = await first.pipe(child(script)).pipe(child(script)).spawn();
  for (const process of running.processes) for await (const _ of process.stderr.lines()) break;
  running.kill("SIGUSR1");
  const said = running.processes[2]!.stdout.lines();
  // Each stage says the signal's number, and what the stages before it said.
  for (let stage = 0; stage < 3; stage++) assertEquals((await settles(said.next(), `word ${stage}`)).value, "10");
  await running.processes[0]!.stdin.end("end");
  assertEquals(await settles(said.next(), "the last word"), { done: false, value: "end" });
  assertEquals((await settles(running.result, "the end")).ok, true);
});

Deno.test("RunningPipeline reaches stages that are in a group of their own, or in ours", async () => {
  for (const group of ["new", "inherit"] as const) {
    const script = ["forever", "copy 0 1 forever"];
    const spawn = async (options = {}) =>
      await child(script[0]!, { group }).pipe(child(script[1]!)).pipe(child(script[1]!, { group })).spawn(options);
    const killed = await spawn();
    killed.kill("SIGKILL");
    assertEquals((await errorOf(killed)).stages.map(({ signal }) => signal), ["SIGKILL", "SIGKILL", "SIGKILL"]);
    const timed = await errorOf(await spawn({ timeout: 50 }));
    assertEquals([timed.code, ...timed.stages.map(({ signal }) => signal)], [
      "ARIA_TIMEOUT",
      "SIGTERM",
      "SIGTERM",
      "SIGTERM",
    ]);
    const disposed = await spawn();
    await settles(disposed[Symbol.asyncDispose](), "the disposal");
    for (const { pid } of disposed.processes) assert(!lives(pid));
  }
});

Deno.test("RunningPipeline reaches a stage that leads a session of its own, with a terminal or without", async () => {
  const sessions = [{ detached: true }, { pty: { rows: 24, cols: 80 } }];
  for (const options of sessions) {
    const pipelines = [
      child("forever", options).pipeData(child("copy 4 5 forever")),
      child("forever").pipeData(child("copy 4 5 forever", options)),
    ];
    for (const pipeline of pipelines) {
      const error = await errorOf(await pipeline.spawn({ timeout: 50 }));
      assertEquals(error.stages.map(({ signal }) => signal), ["SIGTERM", "SIGTERM"], error.message);
    }
  }
  const said = await child("line 1 seen write 5 data", sessions[1]).pipeData(child("copy 4 1")).run();
  assertEquals(said.unwrap().stages.map(({ output }) => new TextDecoder().decode(output.stdout)), ["seen\r\n", "data"]);
});

Deno.test("RunningPipeline.kill() throws TypeError after the end", async () => {
  const running = await child("write 1 x").pipe(child("count 0")).spawn();
  await running.result;
  assertThrows(() => running.kill(), TypeError, "it has ended");
});

Deno.test("RunningPipeline.result of a stage whose captured output failed is Err with that failure", async () => {
  const buffer = { stderr: { overflow: "fail", capacity: 65536 } } as const;
  const error = await errorOf(child(`fill 2 ${MIB} 1`, { buffer }).pipe(child("drain 0")).run());
  assertEquals([error.code, error.stage], ["ARIA_STAGE_FAILED", 0]);
  assertEquals((error.cause as { code?: string }).code, "ENOBUFS");
  assertStringIncludes(error.message, "its stderr failed: ");
});

Deno.test("RunningPipeline.result settles once and never rejects", async () => {
  const running = await new Command("false").pipe(new Command("true")).spawn();
  const [first, second] = await Promise.all([running.result, running.result]);
  assert(first === second && !first.ok);
});

Deno.test("a stage that ends early does not end the others", async () => {
  const result = await child("exit 0").pipe(child("drain 0 sleep 100 write 1 done")).run();
  assertEquals(new TextDecoder().decode(result.unwrap().stages[1]!.output.stdout), "done");
});

Deno.test("a pipeline leaves neither descriptors nor processes, whatever became of it", async () => {
  const before = await warmFds();
  const pipelines = [
    child(`fill 1 ${MIB} 1`).pipe(child("hash 0")),
    child(`fill 1 ${MIB} 1`).pipe(child("hash 0"), { count: true }),
    child(`fill 1 ${MIB} 1`).pipe([child("hash 0"), child("take 0 10")], { mode: "copy" }),
    child(`fill 5 ${MIB} 1`).pipeBoth(child("hash 4")),
    child("kill KILL").pipe(child("drain 0"), { tap: true }),
    child("write 1 x").pipe([child("drain 0"), new Command("/no/such/program")], { count: true }),
  ];
  for (let round = 0; round < 3; round++) await Promise.all(pipelines.map((pipeline) => pipeline.run()));
  assertEquals(childrenOf(Deno.pid), []);
  await fdsComeBackTo(before);
});

Deno.test("100 cats and sleeps started side by side hold none of each other's pipes", async () => {
  // A cat that never ends has a pipe whose other end a sleep has inherited.
  const sleeps = Array.from({ length: 40 }, () => child("forever").spawn());
  const cats: Promise<unknown>[] = [];
  for (let round = 0; round < 40; round++) {
    sleeps.push(child("forever").spawn());
    const cat = new Command("cat", { stdin: "piped" }).spawn();
    sleeps.push(child("forever").spawn());
    cats.push(cat.stdin.end("x").then(() => cat.stdout.text()));
    const piped = child("write 1 y").pipe(new Command("cat"), { mode: round % 2 ? "direct" : "splice" }).run();
    cats.push(piped.then((result) => new TextDecoder().decode(result.unwrap().stages[1]!.output.stdout)));
  }
  assertEquals((await settles(Promise.all(cats), "all cats")).join(""), "xy".repeat(40));
  for (const sleep of sleeps) sleep.kill("SIGKILL");
  await Promise.all(sleeps.map((sleep) => sleep.wait()));
});

Deno.test("100 pipelines at once give 100 right results", async () => {
  const before = await warmFds();
  const runs = Array.from({ length: 100 }, async (_, n) => {
    const mode = (["direct", "splice", "copy"] as const)[n % 3]!;
    const result = await child(`fill 1 100000 ${n + 1}`).pipe(child("copy 0 1"), { mode }).pipe(child("hash 0"), {
      mode,
    }).run();
    return new TextDecoder().decode(result.unwrap().stages[2]!.output.stdout);
  });
  const all = await settles(Promise.all(runs), "100 pipelines");
  for (const [n, said] of all.entries())
    if (n % 10 === 0) assertEquals(said, await hashOf(100000, n + 1), `pipeline ${n}`);
  assertEquals(new Set(all).size, 100);
  assertEquals(childrenOf(Deno.pid), []);
  await fdsComeBackTo(before);
});
