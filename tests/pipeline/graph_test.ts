/**
 * Shapes: fan-out, nested pipelines, both planes at once, and what cannot be wired.
 *
 * @module
 */

import { assert, assertEquals, assertThrows } from "@std/assert";
import { Command, pipe, Pipeline } from "../../mod.ts";
import { child, settles, text } from "../helpers.ts";
import { hashOf, MIB } from "../streams/kit.ts";

/** What each stage of a pipeline that should do well said. */
async function sayings(pipeline: Pipeline): Promise<string[]> {
  const result = await settles(pipeline.run(), "the pipeline");
  return result.unwrap().stages.map(({ output }) => output.stdout ? text(output.stdout) : "");
}

Deno.test("Pipeline.pipeData() connects stddato with stddati, and the control plane stays free", async () => {
  const result = await child(`write 1 hello fill 5 ${MIB} 3`).pipeData(child("hash 4")).run();
  const { stages, edges } = result.unwrap();
  assertEquals(stages.map(({ output }) => text(output.stdout!)), ["hello", await hashOf(MIB, 3)]);
  assertEquals(edges.map(({ plane, mode }) => [plane, mode]), [["data", "direct"]]);
});

Deno.test("Pipeline.pipeBoth() connects both planes of two commands", async () => {
  const source = child(`fills 10 1:${MIB} 5:${2 * MIB}`);
  const result = await source.pipeBoth(child("copy 4 2 hash 0")).run();
  const { stages, edges } = result.unwrap();
  assertEquals(text(stages[1]!.output.stdout!), await hashOf(MIB, 11));
  assertEquals(stages[1]!.output.stderr!.length, 2 * MIB);
  assertEquals(edges.map(({ from, to, plane }) => [from, to[0], plane]), [[0, 1, "control"], [0, 1, "data"]]);
});

Deno.test("Pipeline.pipe() and pipeData() between different stages", async () => {
  // 0 writes data to 1; 1 says its hash to 2.
  const pipeline = child(`fill 5 ${MIB} 1`).pipeData(child("hash 4")).pipe(child("copy 0 1"));
  assertEquals(await sayings(pipeline), ["", "", await hashOf(MIB)]);
});

Deno.test("fan-out gives every byte to each of two, three and sixteen readers", async () => {
  const expected = await hashOf(MIB, 5);
  for (const count of [2, 3, 16]) {
    const result = await child(`fill 1 ${MIB} 5`).pipe(Array.from({ length: count }, () => child("hash 0"))).run();
    const { stages, edges } = result.unwrap();
    assertEquals(stages.slice(1).map(({ output }) => text(output.stdout!)), Array(count).fill(expected));
    const [{ mode, bytes, delivered, to }] = edges as [typeof edges[0] & object];
    assertEquals({ mode, bytes: bytes!.valueOf(), delivered }, {
      mode: "tee",
      bytes: BigInt(MIB),
      delivered: Array(count).fill(MIB),
    });
    assertEquals(to, Array.from({ length: count }, (_, index) => index + 1));
  }
});

Deno.test("fan-out on the data plane, also by copying", async () => {
  const expected = await hashOf(2 * MIB, 5);
  for (const mode of ["auto", "splice", "copy"] as const) {
    const result = await child(`fill 5 ${2 * MIB} 5`).pipeData([child("hash 4"), child("hash 4")], { mode }).run();
    const { stages, edges } = result.unwrap();
    assertEquals(stages.slice(1).map(({ output }) => text(output.stdout!)), [expected, expected]);
    assertEquals([edges[0]!.mode, edges[0]!.delivered], [mode === "copy" ? "copy" : "tee", [2 * MIB, 2 * MIB]]);
  }
});

Deno.test("fan-out: the slowest sets the pace, and loses nothing", async () => {
  const expected = await hashOf(4 * MIB, 5);
  const slow = child(`take 0 1 sleep 300 copy 0 1`);
  const result = await child(`fill 1 ${4 * MIB} 5`).pipe([child("hash 0"), slow]).run();
  const { stages, edges } = result.unwrap();
  assertEquals(text(stages[1]!.output.stdout!), expected);
  assertEquals(stages[2]!.output.stdout!.length, 4 * MIB - 1);
  assert(edges[0]!.stalls > 0);
  assertEquals(edges[0]!.delivered, [4 * MIB, 4 * MIB]);
});

Deno.test("fan-out: one reader that leaves does not disturb the other", async () => {
  const expected = await hashOf(4 * MIB, 5);
  for (const mode of ["auto", "copy"] as const) {
    const result = await child(`fill 1 ${4 * MIB} 5`).pipe([child("take 0 10"), child("hash 0")], { mode }).run();
    const { stages, edges } = result.unwrap();
    assertEquals(text(stages[2]!.output.stdout!), expected, mode);
    assertEquals(edges[0]!.delivered[1], 4 * MIB);
    assert(edges[0]!.delivered[0]! >= 10);
  }
});

Deno.test("fan-out: a source ends by a broken pipe when all readers have left, and is forgiven", async () => {
  const result = await settles(new Command("yes").pipe([child("take 0 10"), child("take 0 20")]).run(), "the pipeline");
  const { stages, edges } = result.unwrap();
  assertEquals(stages.map(({ brokenPipe }) => brokenPipe), [true, false, false]);
  assert(edges[0]!.error!.includes("EPIPE"), edges[0]!.error!);
  assert(edges[0]!.delivered[0]! >= 10 && edges[0]!.delivered[1]! >= 20);
});

Deno.test("nested pipelines are wired as a whole", async () => {
  const counting = child("copy 0 1").pipe(child("count 0"));
  const hashing = child("copy 0 1").pipe(child("copy 0 1")).pipe(child("hash 0"));
  const pipeline = child(`fill 1 ${MIB} 5`).pipe([counting, hashing]);
  const said = await sayings(pipeline);
  assertEquals(said, ["", "", `${MIB}\n`, "", "", await hashOf(MIB, 5)]);
  const result = (await pipeline.run()).unwrap();
  assertEquals(result.edges.map(({ from, to }) => [from, to]), [[1, [2]], [3, [4]], [4, [5]], [0, [1, 3]]]);
});

Deno.test("a pipeline after a pipeline goes on where it ended", async () => {
  const left = child("write 1 abc").pipe(child("copy 0 1"));
  const right = child("copy 0 1").pipe(child("count 0"));
  assertEquals(await sayings(left.pipe(right)), ["", "", "", "3\n"]);
});

Deno.test("a stage may stand in a pipeline twice", async () => {
  const copy = child("copy 0 1");
  assertEquals(await sayings(child("write 1 abc").pipe(copy).pipe(copy).pipe(copy)), ["", "", "", "abc"]);
});

Deno.test("Pipeline.pipe() refuses to wire a stream twice", () => {
  const [a, b] = [child("exit 0"), child("exit 0")];
  const data = a.pipeData(b);
  // `b` reads data already from `a`; a second edge into the same stream is no pipeline.
  const nested = child("exit 0").pipeData(b).pipe(child("exit 0"));
  assertThrows(
    () => child("exit 0").pipeData(child("exit 0", { stddati: "text" })),
    TypeError,
    "its options send it elsewhere",
  );
  assertThrows(() => child("exit 0", { stdout: { path: "/dev/null" } }).pipe(a), TypeError, "Cannot pipe stdout of");
  assertThrows(() => a.pipe(child("exit 0", { stdin: new Uint8Array(1) })), TypeError, "Cannot pipe stdin of");
  assertThrows(() => child("exit 0", { stddato: "direct" }).pipeData(b), TypeError, "Cannot pipe stddato of");
  assertThrows(
    () => child("exit 0", { stderr: { to: 1 }, stdout: { to: 2 } }).pipe(b),
    TypeError,
    "Cannot pipe stdout of",
  );
  assert(data instanceof Pipeline && nested instanceof Pipeline);
});

Deno.test("Pipeline.pipe() refuses a pipe's end that the options hold", () => {
  const { reader, writer } = pipe();
  assertThrows(() => child("exit 0", { stdout: writer }).pipe(child("exit 0")), TypeError, "Cannot pipe stdout of");
  assertThrows(() => child("exit 0").pipe(child("exit 0", { stdin: reader })), TypeError, "Cannot pipe stdin of");
  reader.close();
  writer.close();
});

Deno.test("Pipeline.pipe() after a fan-out is refused: it is not said from whom", () => {
  const fanned = child("exit 0").pipe([child("exit 0"), child("exit 0")]);
  assertThrows(() => fanned.pipe(child("exit 0")), TypeError, "Cannot pipe from several stages at once");
  assertThrows(() => fanned.pipeData(child("exit 0")), TypeError, "Cannot pipe from several stages at once");
});

Deno.test("Pipeline.pipe() to nobody, or directly to several, counted or tapped, is refused", () => {
  assertThrows(() => child("exit 0").pipe([]), TypeError, "Cannot pipe to nobody");
  const mode = "direct";
  assertThrows(
    () => child("exit 0").pipe([child("exit 0"), child("exit 0")], { mode }),
    TypeError,
    'Cannot use mode "direct"',
  );
  assertThrows(
    () => child("exit 0").pipe(child("exit 0"), { mode, count: true }),
    TypeError,
    'Cannot use mode "direct"',
  );
  assertThrows(() => child("exit 0").pipe(child("exit 0"), { mode, tap: true }), TypeError, 'Cannot use mode "direct"');
});

Deno.test("Pipeline.pipe() refuses more readers than an edge can have, a tap being one", async () => {
  const readers = (count: number) => Array.from({ length: count }, () => child("drain 0"));
  const source = child("write 1 x");
  assertThrows(() => source.pipe(readers(17)), TypeError, "Cannot pipe to 17 readers at once: 16 are the most");
  assertThrows(() => source.pipe(readers(16), { tap: true }), TypeError, "Cannot pipe to 17 readers at once");
  const running = await source.pipe(readers(15), { tap: true }).spawn();
  assertEquals(await running.tap(0).text(), "x");
  assertEquals((await running.result).ok, true);
});

Deno.test("Pipeline.pipe() takes a stream that its options pipe, inherit or leave", async () => {
  for (const chosen of ["piped", "null", "inherit"] as const) {
    const pipeline = child("write 1 abc", { stdout: chosen }).pipe(child("count 0", { stdin: chosen }));
    assertEquals((await sayings(pipeline))[1], "3\n");
  }
});

Deno.test("a stage's stderr may go where its stdout does, into the pipe", async () => {
  const pipeline = child("write 1 abc write 2 def", { stderr: { to: 1 } }).pipe(child("copy 0 1"));
  assertEquals((await sayings(pipeline))[1], "abcdef");
});
