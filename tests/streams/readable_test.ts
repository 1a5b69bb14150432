/**
 * Outputs as web streams, and where they are sent: inputs of other children, files, web streams.
 *
 * @module
 */

import { assert, assertEquals, assertInstanceOf, assertRejects, assertThrows } from "@std/assert";
import { child, Folder, settles } from "../helpers.ts";
import { assertBytes, endsWell, fillOf, joined, listOf, MIB, partsOf, SMALLEST_RING } from "./kit.ts";

const SMALL = { stdout: { capacity: SMALLEST_RING } };

Deno.test("OutputStream.readable gives everything to a default reader", async () => {
  const process = child(`fill 1 ${8 * MIB} 1`).spawn();
  const reader = process.stdout.readable.getReader();
  const parts: Uint8Array[] = [];
  for (let step = await reader.read(); !step.done; step = await reader.read()) parts.push(step.value);
  assertBytes(joined(parts), await fillOf(8 * MIB));
  await endsWell(process);
});

Deno.test("OutputStream.readable gives everything to a reader that brings its own buffer", async () => {
  const process = child(`fill 1 ${MIB + 1} 1`, { buffer: SMALL }).spawn();
  const reader = process.stdout.readable.getReader({ mode: "byob" });
  const parts: Uint8Array[] = [];
  let buffer = new Uint8Array(10_007);
  for (;;) {
    const { value, done } = await reader.read(buffer);
    if (done) {
      assertEquals(value!.length, 0);
      break;
    }
    assert(value.length > 0 && value.length <= 10_007);
    parts.push(value.slice());
    buffer = new Uint8Array(value.buffer);
  }
  assertBytes(joined(parts), await fillOf(MIB + 1));
  await endsWell(process);
});

Deno.test("OutputStream.readable keeps the place in a buffer and its length", async () => {
  const process = child("write 1 abcdef").spawn();
  await endsWell(process);
  const reader = process.stdout.readable.getReader({ mode: "byob" });
  const first = (await reader.read(new Uint8Array(new ArrayBuffer(16), 4, 3))).value!;
  assertEquals([first.byteOffset, new TextDecoder().decode(first)], [4, "abc"]);
  const second = (await reader.read(new Uint8Array(2))).value!;
  assertEquals(new TextDecoder().decode(second), "de");
  assertEquals((await reader.read(new Uint8Array(100))).value!.length, 1);
  assertEquals((await reader.read(new Uint8Array(100))).done, true);
});

Deno.test("OutputStream.readable ends readers of both kinds at once when the child writes nothing", async () => {
  for (const mode of [undefined, "byob"] as const) {
    const process = child("take 0 1", { stdin: "piped" }).spawn();
    const reader = process.stdout.readable.getReader({ mode: mode as "byob" });
    const end = mode === "byob"
      ? reader.read(new Uint8Array(1))
      : (reader as unknown as ReadableStreamDefaultReader).read();
    await process.stdin.end("x");
    assertEquals((await settles(end, "the end of the stream")).done, true);
    await endsWell(process);
  }
});

Deno.test("OutputStream.readable is one and the same, and locks the stream", async () => {
  const process = child("write 1 abc").spawn();
  const { readable } = process.stdout;
  assertInstanceOf(readable, ReadableStream);
  assert(process.stdout.readable === readable);
  await assertRejects(() => process.stdout.text(), TypeError, "being read already");
  assertEquals(await new Response(readable).text(), "abc");
  assert(!process.stdout.locked);
  await endsWell(process);
});

Deno.test("OutputStream.readable is refused while somebody reads", async () => {
  const process = child("write 1 abc").spawn();
  const all = process.stdout.text();
  assertThrows(() => process.stdout.readable, TypeError, "being read already");
  assertEquals(await all, "abc");
  await endsWell(process);
});

Deno.test("OutputStream.readable is asynchronously iterable and goes through transforms", async () => {
  const text = "zwölf Boxkämpfer 😀\n".repeat(20_000);
  const process = child("copy 0 1", { stdin: new TextEncoder().encode(text), buffer: SMALL }).spawn();
  const decoded = process.stdout.readable.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>);
  const parts = await listOf(decoded);
  assert(parts.join("") === text, "the text was damaged");
  await endsWell(process);
});

Deno.test("OutputStream.readable can be teed", async () => {
  const process = child(`fill 1 ${MIB} 1`, { buffer: SMALL }).spawn();
  const [left, right] = process.stdout.readable.tee();
  const both = await Promise.all([partsOf(left), partsOf(right)]);
  for (const parts of both) assertBytes(joined(parts), await fillOf(MIB));
  await endsWell(process);
});

Deno.test("OutputStream.readable, cancelled, drains and drops", async () => {
  const process = child(`fill 1 ${4 * MIB} 1 exit 9`, { buffer: SMALL }).spawn();
  const reader = process.stdout.readable.getReader();
  await reader.read();
  await reader.cancel("enough");
  assertEquals((await settles(process.wait(), "the end of the child")).code, 9);
});

Deno.test("OutputStream.readable, left by a loop, is cancelled as any web stream", async () => {
  const process = child(`fill 1 ${4 * MIB} 1 exit 9`, { buffer: SMALL }).spawn();
  for await (const chunk of process.stdout.readable) {
    assert(chunk.length > 0);
    break;
  }
  assertEquals((await settles(process.wait(), "the end of the child")).code, 9);
});

Deno.test("OutputStream.readable pulls nothing ahead of its reader", async () => {
  const process = child(`fill 1 ${MIB} 1`, { buffer: SMALL }).spawn();
  const { readable } = process.stdout;
  await new Promise((resolve) => setTimeout(resolve));
  assertEquals(process.stdout.stats.bytesOut, 0);
  assertBytes(joined(await partsOf(readable)), await fillOf(MIB));
  await endsWell(process);
});

/* -- pipeTo -- */

Deno.test("OutputStream.pipeTo(InputStream) sends everything and closes the input", async () => {
  const source = child(`fill 1 ${8 * MIB} 1`).spawn();
  const sink = child("copy 0 1", { stdin: "piped" }).spawn();
  const [count, bytes] = await Promise.all([source.stdout.pipeTo(sink.stdin), sink.stdout.bytes()]);
  assertEquals(count, 8 * MIB);
  assertBytes(bytes, await fillOf(8 * MIB));
  await Promise.all([endsWell(source), endsWell(sink)]);
});

Deno.test("OutputStream.pipeTo(InputStream) after the end of the source sends what was kept", async () => {
  const source = child(`fill 1 ${2 * MIB} 1`).spawn();
  await endsWell(source);
  const sink = child("count 0", { stdin: "piped" }).spawn();
  assertEquals(await source.stdout.pipeTo(sink.stdin), 2 * MIB);
  assertEquals(await sink.stdout.text(), `${2 * MIB}\n`);
  await endsWell(sink);
});

Deno.test("OutputStream.pipeTo(InputStream) counts what a reader that leaves has got; the source ends", async () => {
  const source = child(`fill 1 ${8 * MIB} 1 exit 4`, { buffer: SMALL }).spawn();
  const sink = child("take 0 100000", { stdin: "piped" }).spawn();
  const count = await settles(source.stdout.pipeTo(sink.stdin), "the count");
  assert(count >= 100_000 && count < 8 * MIB, `${count} bytes`);
  assertEquals(count, sink.stdin.stats.bytesOut);
  assertEquals((await settles(source.wait(), "the end of the source")).code, 4);
  assertEquals(source.stdout.stats.bytesIn, 8 * MIB);
  await endsWell(sink);
});

Deno.test("OutputStream.pipeTo({ path }) writes, replaces and appends", async () => {
  using folder = new Folder();
  const path = folder.file("out");
  for (
    const [bytes, append, size] of [[5000, false, 5000], [3 * MIB, false, 3 * MIB], [7, true, 3 * MIB + 7]] as const
  ) {
    const process = child(`fill 1 ${bytes} 1`).spawn();
    assertEquals(await process.stdout.pipeTo({ path, append, mode: 0o600 }), bytes);
    assertEquals(Deno.statSync(path).size, size);
    await endsWell(process);
  }
  assertEquals(Deno.statSync(path).mode! & 0o777, 0o600);
  assertBytes(Deno.readFileSync(path), joined([await fillOf(3 * MIB), await fillOf(7)]));
});

Deno.test("OutputStream.pipeTo({ path }) takes a URL, and rejects a path that cannot be", async () => {
  using folder = new Folder();
  const process = child("write 1 abc").spawn();
  await assertRejects(() => process.stdout.pipeTo({ path: folder.file("no/such") }), Deno.errors.NotFound);
  assertEquals(await process.stdout.pipeTo({ path: new URL(`file://${folder.file("out")}`) }), 3);
  assertEquals(folder.read("out"), "abc");
  await endsWell(process);
});

Deno.test("OutputStream.pipeTo(WritableStream) sends everything and closes it", async () => {
  const parts: Uint8Array[] = [];
  let closed = 0;
  const writable = new WritableStream<Uint8Array>({
    write: (chunk) => void parts.push(chunk),
    close: () => void closed++,
  });
  const process = child(`fill 1 ${2 * MIB} 1`).spawn();
  assertEquals(await process.stdout.pipeTo(writable), 2 * MIB);
  assertBytes(joined(parts), await fillOf(2 * MIB));
  assertEquals(closed, 1);
  await endsWell(process);
});

Deno.test("OutputStream.pipeTo(WritableStream) rejects with its failure, and the child still ends", async () => {
  const writable = new WritableStream<Uint8Array>({
    write: () => {
      throw new RangeError("Full");
    },
  });
  const process = child(`fill 1 ${4 * MIB} 1 exit 2`, { buffer: SMALL }).spawn();
  await assertRejects(() => process.stdout.pipeTo(writable), RangeError, "Full");
  assertEquals((await settles(process.wait(), "the end of the child")).code, 2);
});

Deno.test("OutputStream.pipeTo(WritableStream) of a child's input carries on its end", async () => {
  const source = child(`fill 1 ${MIB} 1`).spawn();
  const sink = child("count 0", { stdin: "piped" }).spawn();
  assertEquals(await source.stdout.pipeTo(sink.stdin.writable), MIB);
  assertEquals(await sink.stdout.text(), `${MIB}\n`);
  await Promise.all([endsWell(source), endsWell(sink)]);
});
