/**
 * The one result of a pipeline: success, failure, signals, and stages that could not start.
 *
 * @module
 */

import { assert, assertEquals, assertInstanceOf, assertRejects, assertStringIncludes } from "@std/assert";
import { Command, ERR, type Pipeline, PipelineError, Tbb64 } from "../../mod.ts";
import { child, childrenOf, fdsComeBackTo, Folder, lives, settles, text, until } from "../helpers.ts";
import { MIB, warmFds } from "../streams/kit.ts";

const decoder = new TextDecoder();

/** The value of a pipeline that should do well, and what its last stage said. */
async function runs(pipeline: Pipeline) {
  const result = await settles(pipeline.run(), "the pipeline");
  const value = result.unwrap();
  return { value, said: decoder.decode(value.stages.at(-1)!.output.stdout) };
}

/** The error of a pipeline that should fail. */
async function fails(pipeline: Pipeline, options = {}): Promise<PipelineError> {
  const result = await settles(pipeline.run(options), "the pipeline");
  if (result.ok) throw new Error("The pipeline did well");
  assertInstanceOf(result.err, PipelineError);
  return result.err;
}

Deno.test("Pipeline.run() of stages that do well is Ok, with a report of each", async () => {
  const pipeline = child("lines 1 1000 10").pipe(child("copy 0 1")).pipe(child("count 0"));
  const { value, said } = await runs(pipeline);
  assertEquals(said, "11000\n");
  assertEquals(value.code, 0);
  assertEquals(value.bytes, null);
  assertEquals(value.stages.map(({ code, signal, brokenPipe }) => [code.valueOf(), signal, brokenPipe]), [
    [0, null, false],
    [0, null, false],
    [0, null, false],
  ]);
  assert(value.stages.every(({ status }) => status!.success && status!.reason === "exit"));
  assertEquals(
    value.edges.map(({ from, to, plane, mode, bytes, error }) => ({ from, to, plane, mode, bytes, error })),
    [
      { from: 0, to: [1], plane: "control", mode: "direct", bytes: null, error: null },
      { from: 1, to: [2], plane: "control", mode: "direct", bytes: null, error: null },
    ],
  );
});

Deno.test("Pipeline.run() can be done many times, and at once", async () => {
  const pipeline = child("write 1 abc").pipe(child("count 0"));
  const all = await Promise.all(Array.from({ length: 5 }, () => runs(pipeline)));
  assertEquals(all.map(({ said }) => said), Array(5).fill("3\n"));
});

Deno.test("Pipeline.pipe() leaves the shorter pipeline as it was", async () => {
  const short = child("write 1 abc").pipe(child("copy 0 1"));
  const left = short.pipe(child("count 0"));
  const right = short.pipe(child("copy 0 1"));
  assertEquals((await runs(left)).said, "3\n");
  assertEquals((await runs(right)).said, "abc");
  assertEquals((await runs(short)).said, "abc");
});

Deno.test("Pipeline.run() collects what the stages say beside the pipe", async () => {
  const first = child("write 2 warning write 1 data");
  const { value, said } = await runs(first.pipe(child("copy 0 1 write 2 note", { stddbg: "piped" })));
  assertEquals(said, "data");
  assertEquals(value.stages.map(({ output }) => text(output.stderr!)), ["warning", "note"]);
  assertEquals(Object.keys(value.stages[0]!.output), ["stderr"]);
  assertEquals(value.stages[0]!.streams.stderr!.bytesIn, 7);
  assertEquals(value.stages[0]!.streams.stdout, null);
});

Deno.test("Pipeline.run({ capture: false }) collects nothing and hangs on nothing", async () => {
  const result = await settles(
    child(`fill 2 ${2 * MIB} 1`).pipe(child(`fill 1 ${2 * MIB} 1`)).run({ capture: false }),
    "it",
  );
  assertEquals(result.unwrap().stages.map(({ output }) => output), [{}, {}]);
});

Deno.test("Pipeline.run() of a failing stage is Err, names it and quotes its stderr", async () => {
  const pipeline = child("write 1 x").pipe(child("drain 0 write 2 oops exit 7")).pipe(child("count 0"));
  const error = await fails(pipeline);
  assertEquals([error.code, error.stage, error.exitCode.valueOf(), error.signal, error.shellCode], [
    "ARIA_STAGE_FAILED",
    1,
    7,
    null,
    7,
  ]);
  assertStringIncludes(error.message, "Stage 2 of 3");
  assertStringIncludes(error.message, "exit code 7");
  assertStringIncludes(error.message, "oops");
  assertEquals(error.stages.map(({ code }) => code.valueOf()), [0, 7, 0]);
  assertEquals(text(error.stages[2]!.output.stdout!), "0\n");
});

Deno.test("Pipeline.run() of a stage ended by a signal is Err with ERR as its code", async () => {
  const error = await fails(child("write 1 x").pipe(child("drain 0 kill KILL")));
  assertEquals([error.stage, error.signal, error.shellCode], [1, "SIGKILL", 137]);
  assert(error.exitCode.isErr, "the exit code of a signalled stage is a number");
  assertEquals(error.exitCode.toString(), "ERR");
  assertStringIncludes(error.message, "SIGKILL");
  assertEquals((await fails(child("kill TERM").pipe(child("drain 0")))).shellCode, 143);
});

Deno.test("Pipeline.run() of `false | true` fails, with both statuses", async () => {
  const error = await fails(new Command("false").pipe(new Command("true")));
  assertEquals([error.stage, error.shellCode], [0, 1]);
  assertEquals(error.stages.map(({ code }) => code.valueOf()), [1, 0]);
  const other = await fails(new Command("true").pipe(new Command("false")));
  assertEquals([other.stage, other.stages.map(({ code }) => code.valueOf())], [1, [0, 1]]);
});

Deno.test("Pipeline.run() blames the leftmost of several failing stages", async () => {
  const error = await fails(child("exit 0").pipe(child("exit 3")).pipe(child("exit 4")).pipe(child("kill KILL")));
  assertEquals([error.stage, error.shellCode], [1, 3]);
  assertEquals(error.stages.map(({ code }) => code.toString()), ["0", "3", "4", "ERR"]);
});

Deno.test("Pipeline.run() with a program that is not there: 127, the others ended, nothing left", async () => {
  const before = await warmFds();
  const children = childrenOf(Deno.pid).length;
  const places = [0, 1, 2];
  for (const missing of places) {
    const stages = places.map((place) => place === missing ? new Command("/no/such/program") : child("forever"));
    const error = await fails(stages[0]!.pipe(stages[1]!).pipe(stages[2]!));
    assertEquals([error.code, error.stage, error.shellCode], ["ARIA_STAGE_NOT_STARTED", missing, 127]);
    assertStringIncludes(error.message, `Stage ${missing + 1} of 3, "/no/such/program", could not start`);
    assertInstanceOf(error.cause, Deno.errors.NotFound);
    assert(error.exitCode.isErr);
    assertEquals(
      error.stages.map(({ status }) => status?.signal ?? null),
      places.map((p) => p < missing ? "SIGTERM" : null),
    );
    assertEquals(error.stages.map(({ code }) => code.toString()), ["ERR", "ERR", "ERR"]);
    assertEquals(childrenOf(Deno.pid).length, children);
  }
  await fdsComeBackTo(before);
});

Deno.test("Pipeline.run() with a program that may not be executed: 126", async () => {
  using folder = new Folder();
  Deno.writeTextFileSync(folder.file("data"), "no program", { mode: 0o644 });
  const error = await fails(child("write 1 x").pipe(new Command(folder.file("data"))));
  assertEquals([error.stage, error.shellCode], [1, 126]);
  assertInstanceOf(error.cause, Deno.errors.PermissionDenied);
  assertEquals((await fails(new Command(folder.path).pipe(child("drain 0")))).shellCode, 126);
});

Deno.test("Pipeline.run() with a folder or a file that is not there: not 127, and it is named", async () => {
  const error = await fails(child("write 1 x").pipe(child("drain 0", { cwd: "/no/such/folder" })));
  assertEquals([error.code, error.stage, error.shellCode], ["ARIA_STAGE_NOT_STARTED", 1, 1]);
  assertStringIncludes(error.message, "/no/such/folder");
  const file = await fails(child("write 1 x").pipe(child("drain 0", { stdout: { path: "/no/such/file" } })));
  assertEquals([file.stage, file.shellCode], [1, 1]);
  assertStringIncludes(file.message, "/no/such/file");
});

Deno.test("Pipeline.run() whose stage has an argument with NUL starts nothing", async () => {
  using folder = new Folder();
  const path = folder.file("ran");
  const error = await fails(child(["append", path, "x"]).pipe(child(["write", "1", "a\0b"])));
  assertEquals([error.code, error.stage], ["ARIA_STAGE_NOT_STARTED", 1]);
  assertInstanceOf(error.cause, TypeError);
});

Deno.test("Pipeline.spawn() throws what run() gives when a stage cannot start", async () => {
  const error = await assertRejects(
    () => child("forever").pipe(new Command("/no/such/program")).spawn(),
    PipelineError,
  );
  assertEquals([error.stage, error.shellCode], [1, 127]);
});

Deno.test("Pipeline.run() of a program whose input's web stream fails is Err with that failure", async () => {
  const failure = new RangeError("The source is dry");
  const stdin = new ReadableStream<Uint8Array>({ start: (controller) => controller.error(failure) });
  const error = await fails(child("copy 0 1", { stdin }).pipe(child("count 0")));
  assertEquals([error.code, error.stage, error.signal], ["ARIA_STAGE_FAILED", 0, "SIGTERM"]);
  assert(error.cause === failure);
  assertStringIncludes(error.message, "its input failed: The source is dry");
});

Deno.test("Pipeline.run() does not believe a stage whose input failed, even if it exits with 0", async () => {
  const stdin = new ReadableStream<Uint8Array>({ start: (controller) => controller.error(new RangeError("Dry")) });
  const error = await fails(
    new Command("sh", { args: ["-c", "trap 'exit 0' TERM; sleep 5 & wait"], stdin }).pipe(child("count 0")),
  );
  assertEquals([error.stage, error.shellCode > 0], [0, true]);
  assertInstanceOf(error.cause, RangeError);
});

Deno.test("Pipeline.run() feeds the first stage with a value", async () => {
  const stdin = new Uint8Array(3 * MIB);
  assertEquals((await runs(child("copy 0 1", { stdin }).pipe(child("count 0")))).said, `${3 * MIB}\n`);
});

Deno.test("Pipeline.run() puts every stage in one process group, grandchildren too", async () => {
  const running = await child("pids fork 1 pids forever").pipe(child("copy 0 1 forever")).pipe(
    child("copy 0 1 forever"),
  )
    .spawn();
  const lines: string[] = [];
  for await (const line of running.processes[2]!.stdout.lines()) {
    lines.push(line);
    if (lines.length === 2) break;
  }
  const groups = new Set(lines.map((line) => line.split(" ")[2]));
  assertEquals([...groups], [`${running.processes[0]!.pid}`]);
  running.kill("SIGKILL");
  const result = await settles(running.result, "the result");
  assertEquals([result.ok, result.err!.stage, result.err!.signal], [false, 0, "SIGKILL"]);
  for (const { pid } of running.processes) assert(!lives(pid));
});

Deno.test("Pipeline.run() forgives a stage that was ended by a broken pipe when all went well after it", async () => {
  const { value, said } = await runs(new Command("yes").pipe(new Command("head", { args: ["-n", "2"] })));
  assertEquals(said, "y\ny\n");
  assertEquals(value.stages.map(({ signal, brokenPipe }) => [signal, brokenPipe]), [["SIGPIPE", true], [null, false]]);
  assert(value.stages[0]!.code.isErr);
  assertEquals(value.code, 0);
});

Deno.test("Pipeline.run() forgives the exit code 141 likewise, and no other", async () => {
  const yes = (code: number) => new Command("sh", { args: ["-c", `yes 2>/dev/null; exit ${code}`], sigpipe: "ignore" });
  const { value } = await runs(yes(141).pipe(child("take 0 10")));
  assertEquals(value.stages.map(({ code, brokenPipe }) => [code.valueOf(), brokenPipe]), [[141, true], [0, false]]);
  const error = await fails(yes(1).pipe(child("take 0 10")));
  assertEquals([error.stage, error.shellCode, error.stages[0]!.brokenPipe], [0, 1, false]);
});

Deno.test("Pipeline.run({ strictPipe }) makes a broken pipe a failure", async () => {
  const pipeline = new Command("yes").pipe(new Command("head", { args: ["-n", "1"] }));
  const error = await fails(pipeline, { strictPipe: true });
  assertEquals([error.stage, error.signal, error.shellCode], [0, "SIGPIPE", 141]);
  assert(error.stages[0]!.brokenPipe);
});

Deno.test("Pipeline.run() does not forgive a broken pipe when the reader failed", async () => {
  const error = await fails(new Command("yes").pipe(child("take 0 10 exit 3")));
  assertEquals(error.stages.map(({ brokenPipe }) => brokenPipe), [true, false]);
  assertEquals([error.stages[1]!.code.valueOf(), error.code], [3, "ARIA_STAGE_FAILED"]);
});

Deno.test("Pipeline.run() does not forgive SIGPIPE in the last stage", async () => {
  assertEquals((await fails(child("write 1 x").pipe(child("drain 0 kill PIPE")))).stage, 1);
});

Deno.test("Pipeline.run() of a long chain passes a broken pipe on from the end to the beginning", async () => {
  let pipeline = new Command("yes").pipe(new Command("cat"));
  for (let stage = 0; stage < 6; stage++) pipeline = pipeline.pipe(new Command("cat"));
  const { value, said } = await runs(pipeline.pipe(new Command("head", { args: ["-n", "1"] })));
  assertEquals(said, "y\n");
  assertEquals(value.stages.map(({ brokenPipe }) => brokenPipe), [...Array(8).fill(true), false]);
});

Deno.test("Pipeline bytes are numbers where they are true, ERR where a failure falsified them", async () => {
  const good = await runs(child("write 1 12345").pipe(child("count 0"), { count: true }));
  assertEquals(good.value.bytes!.valueOf(), 5n);
  assertEquals(good.value.edges[0]!.bytes!.add(Tbb64.of(1)).valueOf(), 6n);
  const error = await fails(child("write 1 12345").pipe(child("take 0 2 exit 1"), { count: true }));
  const { bytes } = error.edges[0]!;
  assert(bytes!.isErr && bytes!.add(Tbb64.of(1)).isErr, "a count of a failure is a number");
  assert(bytes!.equals(ERR));
});

Deno.test("Pipeline.run() ends with its stages, not with a grandchild that holds a pipe", async () => {
  const result = await settles(
    new Command("sh", { args: ["-c", "sleep 30 & echo $!"] }).pipe(new Command("head", { args: ["-n", "1"] })).run(),
    "the pipeline",
  );
  const pid = Number(text(result.unwrap().stages[1]!.output.stdout!));
  assert(lives(pid));
  Deno.kill(pid, "SIGKILL");
  await until(() => !lives(pid), "the grandchild was gone");
});
