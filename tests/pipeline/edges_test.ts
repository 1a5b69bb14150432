/**
 * Edges: every byte in every mode, counts that are exact, and ends that come too early.
 *
 * @module
 */

import { assert, assertEquals, assertThrows } from "@std/assert";
import { Command, type EdgeOptions, type EdgeReport, pipe } from "../../mod.ts";
import { Edge, pickDrainer } from "../../src/streams/mod.ts";
import { child, Folder, settles, text, until } from "../helpers.ts";
import { assertBytes, endsWell, fillOf, hashOf, joined, KIB, MIB } from "../streams/kit.ts";

const MODES = ["direct", "splice", "copy"] as const;

for (const mode of MODES) {
  Deno.test(`mode "${mode}" carries 16 MiB of random bytes on either plane`, async () => {
    const expected = await hashOf(16 * MIB, 6);
    const control = (await child(`fill 1 ${16 * MIB} 6`).pipe(child("hash 0"), { mode }).run()).unwrap();
    const data = (await child(`fill 5 ${16 * MIB} 6`).pipeData(child("hash 4"), { mode }).run()).unwrap();
    for (const { stages, edges, bytes } of [control, data]) {
      assertEquals(text(stages[1]!.output.stdout!), expected);
      assertEquals([edges[0]!.mode, edges[0]!.error], [mode, null]);
      assertEquals(edges[0]!.bytes?.valueOf() ?? null, mode === "direct" ? null : BigInt(16 * MIB));
      assertEquals(bytes?.valueOf() ?? null, edges[0]!.bytes?.valueOf() ?? null);
      assertEquals(edges[0]!.delivered, mode === "direct" ? [] : [16 * MIB]);
    }
  });
}

Deno.test("tee carries 16 MiB of random bytes to each", async () => {
  const expected = await hashOf(16 * MIB, 6);
  const { stages, edges } = (await child(`fill 1 ${16 * MIB} 6`).pipe([child("hash 0"), child("hash 0")]).run())
    .unwrap();
  assertEquals(stages.slice(1).map(({ output }) => text(output.stdout!)), [expected, expected]);
  assertEquals([edges[0]!.mode, edges[0]!.bytes!.valueOf()], ["tee", BigInt(16 * MIB)]);
});

Deno.test("mode auto is direct, unless something is asked that needs Aria in the middle", async () => {
  const modeOf = async (options: EdgeOptions) =>
    (await child("write 1 x").pipe(child("drain 0"), options).run()).unwrap().edges[0]!.mode;
  assertEquals(await modeOf({}), "direct");
  assertEquals(await modeOf({ mode: "auto" }), "direct");
  assertEquals(await modeOf({ count: true }), "splice");
  assertEquals(await modeOf({ mode: "copy", count: true }), "copy");
  const tapped = await child("write 1 x").pipe(child("drain 0"), { tap: true }).spawn();
  assertEquals(await tapped.tap(0).text(), "x");
  assertEquals((await tapped.result).unwrap().edges[0]!.mode, "tee");
});

Deno.test("an edge counts nothing, one byte, and a pipe's worth exactly", async () => {
  for (const mode of ["splice", "copy"] as const) {
    for (const size of [0, 1, 4095, 4096, 65536, 65537, MIB, MIB + 1]) {
      const result = await child(`fill 1 ${size} 1`).pipe(child("count 0"), { mode }).run();
      const { stages, edges, bytes } = result.unwrap();
      assertEquals([text(stages[1]!.output.stdout!), bytes!.valueOf()], [`${size}\n`, BigInt(size)], mode);
      assertEquals(edges[0]!.delivered, [size]);
      if (size === 0) assertEquals(edges[0]!.megabytesPerSecond, 0);
    }
  }
});

Deno.test("an edge passes writes of one byte on, each at once, and counts them", async () => {
  for (const mode of ["splice", "copy"] as const) {
    const result = await child("slow 1 300 1 0").pipe(child("copy 0 1"), { mode }).run();
    const { stages, bytes } = result.unwrap();
    assertBytes(stages[1]!.output.stdout!, await fillOf(300));
    assertEquals(bytes!.valueOf(), 300n);
  }
});

Deno.test("an edge passes small messages on without waiting for more", async () => {
  for (const mode of MODES) {
    const running = await child("copy 4 1", { stddati: "piped" }).pipe(child("copy 0 1"), { mode }).spawn();
    const [first, last] = running.processes;
    const lines = last!.stdout.lines();
    for (const word of ["one", "two", "three"]) {
      await first!.stddati.write(`${word}\n`);
      assertEquals((await settles(lines.next(), `"${word}" by ${mode}`)).value, word);
    }
    await first!.stddati.close();
    assert((await settles(running.result, "the end")).ok);
  }
});

Deno.test("an edge whose destination sleeps waits, counts the stalls, and loses nothing", async () => {
  for (const mode of ["splice", "copy"] as const) {
    const sink = child("take 4 1 hash 0", { stddati: "piped" });
    const running = await child(`fill 1 ${8 * MIB} 2`).pipe(sink, { mode }).spawn();
    // One pipe before the edge and one after it fill; then the source has to wait.
    await new Promise((resolve) => setTimeout(resolve, 50));
    await running.processes[1]!.stddati.end("x");
    const said = await running.processes[1]!.stdout.text();
    const { edges } = (await settles(running.result, "the result")).unwrap();
    assertEquals(said, await hashOf(8 * MIB, 2));
    assert(edges[0]!.stalls > 0 && edges[0]!.stalledMs > 0, `${edges[0]!.stalls} stalls`);
    assertEquals(edges[0]!.bytes!.valueOf(), BigInt(8 * MIB));
  }
});

Deno.test("an edge whose destination leaves midway ends with EPIPE as a value and a count that is exact", async () => {
  for (const mode of ["splice", "copy"] as const) {
    const sink = child("take 0 100000 take 4 1", { stddati: "piped" });
    const running = await child(`fill 1 ${8 * MIB} 1`).pipe(sink, { mode }).spawn();
    await running.processes[1]!.stddati.end("x");
    const { stages, edges } = (await settles(running.result, "the result")).unwrap();
    assertEquals(stages.map(({ brokenPipe }) => brokenPipe), [true, false]);
    const [{ error, delivered, bytes }] = edges as [EdgeReport];
    assert(error!.includes("EPIPE"), error!);
    assert(delivered[0]! >= 100_000 && delivered[0]! < 8 * MIB, `${delivered[0]} bytes`);
    // What was taken and what was delivered differ by no more than what a copy held in its buffer.
    const held = Number(bytes!.valueOf()) - delivered[0]!;
    assert(mode === "splice" ? held === 0 : held >= 0 && held <= MIB, `${held} bytes were on their way`);
  }
});

Deno.test("an edge whose source dies midway delivers what it had said", async () => {
  for (const mode of MODES) {
    const result = await settles(child("fill 1 300000 1 kill KILL").pipe(child("copy 0 1"), { mode }).run(), "it");
    assert(!result.ok);
    assertEquals([result.err!.stage, result.err!.signal], [0, "SIGKILL"]);
    const { edges, stages } = result.err!;
    assertBytes(stages[1]!.output.stdout!, await fillOf(300000));
    assertEquals(edges[0]!.delivered, mode === "direct" ? [] : [300000]);
    assert(mode === "direct" || edges[0]!.bytes!.isErr);
  }
});

Deno.test("an edge whose source closes its output and lives on ends for the reader", async () => {
  for (const mode of MODES) {
    const source = child("write 1 abc close 1 take 4 1", { stddati: "piped" });
    const running = await source.pipe(child("count 0"), { mode }).spawn();
    assertEquals(await settles(running.processes[1]!.stdout.text(), "the reader's end"), "3\n");
    await running.processes[0]!.stddati.end("x");
    assert((await running.result).ok);
  }
});

Deno.test("a chain of edges in every mode carries every byte and counts on each edge", async () => {
  const copy = child("copy 0 1");
  const result = await child(`fill 1 ${4 * MIB} 8`).pipe(copy, { mode: "splice" }).pipe(copy, { mode: "copy" })
    .pipe(copy, { mode: "direct" }).pipe(child("hash 0"), { count: true }).run();
  const { stages, edges } = result.unwrap();
  assertEquals(text(stages[4]!.output.stdout!), await hashOf(4 * MIB, 8));
  const size = BigInt(4 * MIB);
  assertEquals(edges.map(({ bytes }) => bytes?.valueOf() ?? null), [size, size, null, size]);
});

Deno.test("a noisy stage does not corrupt the data that passes it", async () => {
  const noisy = child(`fork 4 fill 2 ${4 * MIB} 9 copy 0 1`, { stddbg: "piped" });
  for (const mode of MODES) {
    const result = await child(`fills 3 1:${8 * MIB} 2:${MIB}`).pipe(noisy, { mode }).pipe(child("hash 0"), { mode })
      .run();
    const { stages } = result.unwrap();
    assertEquals(text(stages[2]!.output.stdout!), await hashOf(8 * MIB, 4));
    assertBytes(stages[0]!.output.stderr!, await fillOf(MIB, 5));
  }
});

Deno.test("a tap shows what flows, and reading it or not changes nothing", async () => {
  for (const reads of [true, false]) {
    const running = await child("fill 1 300000 1").pipe(child("hash 0"), { tap: true }).spawn();
    const seen = reads ? running.tap(0).bytes() : null;
    const said = await running.processes[1]!.stdout.text();
    const { edges } = (await settles(running.result, "the result")).unwrap();
    assertEquals(said, await hashOf(300000));
    assertEquals(edges[0]!.bytes!.valueOf(), 300000n);
    assertEquals(edges[0]!.delivered, [300000]);
    if (seen) assertBytes(await seen, await fillOf(300000));
    else assertBytes(await running.tap(0).bytes(), await fillOf(300000));
  }
});

Deno.test("a tap that nobody reads drops what it cannot keep, and slows nothing down", async () => {
  const running = await child(`fill 1 ${16 * MIB} 1`).pipe(child("count 0"), { tap: true }).spawn();
  const { edges } = (await settles(running.result, "the result")).unwrap();
  assertEquals(edges[0]!.bytes!.valueOf(), BigInt(16 * MIB));
  const tap = running.tap(0);
  await until(() => tap.stats.bytesIn === 16 * MIB, "the tap was drained");
  const kept = await tap.bytes();
  assertBytes(kept, (await fillOf(16 * MIB)).subarray(-kept.length));
  assertEquals(tap.stats.dropped, 16 * MIB - kept.length);
});

Deno.test("RunningPipeline.tap() throws TypeError where there is none", async () => {
  const running = await child("write 1 x").pipe(child("drain 0"), { count: true }).spawn();
  assertThrows(() => running.tap(0), TypeError, 'it was made without "tap"');
  assertThrows(() => running.tap(1), TypeError, "Cannot tap edge 1");
  assert((await running.result).ok);
});

Deno.test("an edge into and out of files is the files themselves", async () => {
  using folder = new Folder();
  const [from, to] = [folder.file("from"), folder.file("to")];
  Deno.writeFileSync(from, await fillOf(3 * MIB));
  const result = await child("copy 0 1", { stdin: { path: from } }).pipe(child("copy 0 1", { stdout: { path: to } }))
    .run();
  assert(result.ok);
  assertBytes(Deno.readFileSync(to), await fillOf(3 * MIB));
});

Deno.test("Edge reports which destinations left, and keeps its figures after its end", async () => {
  const source = pipe();
  const [left, right] = [pipe(), pipe()];
  const readers = [child("take 0 5", { stdin: left.reader }), child("count 0", { stdin: right.reader })].map((each) =>
    each.spawn()
  );
  const writer = child(`fill 1 ${4 * MIB} 1`, { stdout: source.writer }).spawn();
  const to = [left.writer.takeHandle(), right.writer.takeHandle()];
  const edge = new Edge(pickDrainer(), source.reader.takeHandle(), to, "auto");
  const stats = await settles(edge.done, "the end of the edge");
  assertEquals([stats.ended, stats.broken, stats.error, stats.bytesIn], [true, [0], null, 4 * MIB]);
  assertEquals(stats.delivered[1], 4 * MIB);
  assertEquals(edge.stats, stats);
  edge.close();
  assertEquals(await readers[1]!.stdout.text(), `${4 * MIB}\n`);
  await Promise.all([...readers, writer].map(endsWell));
});

Deno.test("Edge, closed before its end, cuts: the source sees a broken pipe, the destination an end", async () => {
  const [source, sink] = [pipe({ size: 4 * KIB }), pipe({ size: 4 * KIB })];
  const reader = child("copy 0 1", { stdin: sink.reader }).spawn();
  const writer = new Command("yes", { stdout: source.writer }).spawn();
  const edge = new Edge(pickDrainer(), source.reader.takeHandle(), [sink.writer.takeHandle()], "copy");
  const chunks = reader.stdout[Symbol.asyncIterator]();
  const first = (await chunks.next()).value!;
  edge.close();
  const { ended, delivered } = await settles(edge.done, "the end of the edge");
  assertEquals(ended, false);
  const rest: Uint8Array[] = [first];
  for await (const chunk of chunks) rest.push(chunk);
  assert(joined(rest).length >= delivered[0]!);
  assertEquals((await settles(writer.wait(), "the source")).signal, "SIGPIPE");
  await endsWell(reader);
});
