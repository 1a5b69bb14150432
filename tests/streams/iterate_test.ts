/**
 * Bytes as they come: chunks, views, leaving and coming back, cancelling.
 *
 * @module
 */

import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { child, settles, until } from "../helpers.ts";
import { assertBytes, comes, endsWell, fillOf, joined, KIB, MIB, partsOf, SMALLEST_RING } from "./kit.ts";

const SMALL = { stdout: { capacity: SMALLEST_RING } };

Deno.test("OutputStream iterates over everything, in chunks that stay as they are", async () => {
  const process = child(`fill 1 ${4 * MIB} 1`, { buffer: SMALL }).spawn();
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdout) chunks.push(chunk); // kept, not copied
  assertBytes(joined(chunks), await fillOf(4 * MIB));
  assert(chunks.every((chunk) => chunk.length > 0), "a chunk was empty");
  await endsWell(process);
});

Deno.test("OutputStream.views() gives 16 MiB byte for byte", async () => {
  const process = child(`fill 1 ${16 * MIB} 1`).spawn();
  assertBytes(joined(await partsOf(process.stdout.views())), await fillOf(16 * MIB));
  await endsWell(process);
});

Deno.test("OutputStream.views() gives views of the ring, no copies", async () => {
  const process = child("write 1 first take 0 1 write 1 second", { stdin: "piped" }).spawn();
  const views = process.stdout.views();
  const first = (await views.next()).value!;
  assertEquals(first.length, 5);
  await process.stdin.end("x");
  await comes(process.stdout, 11);
  const second = (await views.next()).value!;
  assertEquals(second.buffer, first.buffer);
  assertEquals(second.byteOffset, first.byteOffset + 5);
  assertEquals((await views.next()).done, true);
  await endsWell(process);
});

Deno.test("OutputStream.views() become empty once the stream is over, and reading them does no harm", async () => {
  const process = child(`fill 1 ${300 * KIB} 1`, { buffer: SMALL }).spawn();
  const kept: Uint8Array[] = [];
  for await (const view of process.stdout.views()) kept.push(view);
  assert(kept.length > 1);
  for (const view of kept) assertEquals([view.length, view[0]], [0, undefined]);
  await endsWell(process);
});

Deno.test("OutputStream.views() become empty when the bytes are collected elsewhere", async () => {
  const process = child(`write 1 ${"x".repeat(1000)} take 0 1 fill 1 ${MIB} 1`, { stdin: "piped" }).spawn();
  let kept = new Uint8Array(0);
  for await (const view of process.stdout.views()) {
    kept = view;
    break;
  }
  const rest = process.stdout.bytes();
  await process.stdin.end("x");
  await rest;
  assertEquals([kept.length, kept[0]], [0, undefined]);
  await endsWell(process);
});

Deno.test("OutputStream.views() cross the edge of the ring in one piece", async () => {
  const process = child(`fill 1 ${SMALLEST_RING} 1 take 0 1 fill 1 ${SMALLEST_RING} 2`, {
    stdin: "piped",
    buffer: SMALL,
  })
    .spawn();
  await comes(process.stdout, SMALLEST_RING);
  const views = process.stdout.views();
  const first = (await views.next()).value!;
  assertEquals(first.length, SMALLEST_RING);
  assertBytes(first, await fillOf(SMALLEST_RING, 1));
  await process.stdin.end("x");
  let offset = 0;
  const second = await fillOf(SMALLEST_RING, 2);
  for await (const view of views) {
    assertBytes(view, second.subarray(offset, offset + view.length));
    offset += view.length;
  }
  assertEquals(offset, SMALLEST_RING);
  await endsWell(process);
});

Deno.test("OutputStream.views() are copies where the policy may drop bytes", async () => {
  const process = child("write 1 abc take 0 1 write 1 def", {
    stdin: "piped",
    buffer: { stdout: { overflow: "drop-oldest" } },
  }).spawn();
  const views = process.stdout.views();
  const first = (await views.next()).value!;
  await process.stdin.end("x");
  const second = (await views.next()).value!;
  assertEquals((await views.next()).done, true);
  assertEquals([...first, ...second], [...new TextEncoder().encode("abcdef")]);
  await endsWell(process);
});

Deno.test("OutputStream leaves the rest to the next reader when a loop is left", async () => {
  const all = await fillOf(2 * MIB);
  const process = child(`fill 1 ${2 * MIB} 1`, { buffer: SMALL }).spawn();
  const parts: Uint8Array[] = [];
  for (let loops = 0; loops < 8; loops++) {
    for await (const chunk of process.stdout) {
      parts.push(chunk);
      break;
    }
  }
  assertEquals(parts.length, 8);
  parts.push(await process.stdout.bytes());
  assertBytes(joined(parts), all);
  await endsWell(process);
});

Deno.test("OutputStream.views() leaves the rest to the next reader, the view in hand being used", async () => {
  const all = await fillOf(2 * MIB);
  const process = child(`fill 1 ${2 * MIB} 1`, { buffer: SMALL }).spawn();
  const parts: Uint8Array[] = [];
  for (let loops = 0; loops < 8; loops++) {
    for await (const view of process.stdout.views()) {
      parts.push(view.slice());
      break;
    }
  }
  parts.push(await process.stdout.bytes());
  assertBytes(joined(parts), all);
  await endsWell(process);
});

Deno.test("OutputStream can be read again when the body of a loop threw", async () => {
  const process = child(`fill 1 ${MIB} 1`).spawn();
  let taken = 0;
  const error = await assertRejects(async () => {
    for await (const chunk of process.stdout) {
      taken = chunk.length;
      throw new RangeError("Enough");
    }
  }, RangeError);
  assertEquals(error.message, "Enough");
  assertBytes(await process.stdout.bytes(), (await fillOf(MIB)).subarray(taken));
  await endsWell(process);
});

Deno.test("OutputStream loses nothing to readers that come and go while the process is waited for", async () => {
  const size = 8 * MIB;
  const process = child(`fill 1 ${size} 1`, { buffer: SMALL }).spawn();
  const ended = process.wait();
  const parts: Uint8Array[] = [];
  for (let loops = 0; loops < 40; loops++) {
    for await (const chunk of process.stdout) {
      parts.push(chunk);
      break;
    }
  }
  await settles(ended, "the end of a child whose reader has left");
  parts.push(await process.stdout.bytes());
  assertBytes(joined(parts), await fillOf(size));
});

Deno.test("OutputStream gives a reader that comes back what was kept, wherever it is by then", async () => {
  const size = 6 * MIB;
  const process = child(`fill 1 ${size} 1 take 0 1`, { stdin: "piped", buffer: SMALL }).spawn();
  const ended = process.wait();
  await comes(process.stdout, size);
  const parts: Uint8Array[] = [];
  for (let loops = 0; loops < 5; loops++) {
    for await (const chunk of process.stdout) {
      parts.push(chunk);
      break;
    }
    await endsWell(child("exit 0").spawn()); // by then the drainer has done what the end of the loop asked for
  }
  await process.stdin.end("x");
  parts.push(await process.stdout.bytes());
  await ended;
  assertBytes(joined(parts), await fillOf(size));
});

Deno.test("OutputStream does not hold a child that is waited for when its reader leaves at once, ever", async () => {
  for (let round = 0; round < 20; round++) {
    await using process = child(`write 1 x fill 1 ${MIB} 1`, { buffer: SMALL, pipeSize: 4 * KIB }).spawn();
    const ended = process.wait();
    await until(() => process.stdout.stats.bytesIn > 0, "the first byte had come");
    for await (const _ of process.stdout) break;
    for await (const _ of process.stdout) break;
    assertEquals((await settles(ended, `the end of child ${round}`)).code, 0);
    await process.stdout.bytes();
  }
});

Deno.test("OutputStream.cancel() drains and drops: the child neither waits nor sees a broken pipe", async () => {
  const process = child(`fill 1 ${8 * MIB} 1 exit 5`, { buffer: SMALL }).spawn();
  await process.stdout.cancel();
  const { code, signal } = await process.wait();
  assertEquals([code, signal], [5, null]);
  const { bytesIn, bytesOut, dropped } = process.stdout.stats;
  assertEquals([bytesIn, bytesOut + dropped], [8 * MIB, 8 * MIB]);
  assertEquals((await process.stdout.bytes()).length, 0);
});

Deno.test("OutputStream.cancel() after some reading drops the rest only", async () => {
  const process = child(`fill 1 ${3 * MIB} 1`, { buffer: SMALL }).spawn();
  let taken = 0;
  for await (const chunk of process.stdout) {
    taken = chunk.length;
    break;
  }
  await process.stdout.cancel();
  await process.stdout.cancel();
  await endsWell(process);
  const { bytesIn } = process.stdout.stats;
  assertNotEquals(taken, 0);
  assertEquals(bytesIn, 3 * MIB);
});

Deno.test("OutputStream.cancel() after the end is no error and frees what was kept", async () => {
  const process = child(`fill 1 ${MIB} 1`).spawn();
  await endsWell(process);
  await process.stdout.cancel();
  assertEquals(await process.stdout.text(), "");
});

Deno.test("OutputStream is disposed of as it is cancelled, also under a reader", async () => {
  const process = child(`fill 1 ${4 * MIB} 1 exit 6`, { buffer: SMALL }).spawn();
  {
    await using stdout = process.stdout;
    const { value } = await stdout.views().next();
    assert(value!.length > 0);
  }
  assertEquals((await process.wait()).code, 6);
});

Deno.test("OutputStream ends its iteration when it is disposed of meanwhile", async () => {
  const process = child("write 1 x take 0 1", { stdin: "piped" }).spawn();
  const chunks = process.stdout[Symbol.asyncIterator]();
  await chunks.next();
  const next = chunks.next();
  await process.stdout[Symbol.asyncDispose]();
  assertEquals(await settles(next, "the end of the iteration"), { done: true, value: undefined });
  await process.stdin.end("x");
  await endsWell(process);
});

Deno.test("OutputStream gives single bytes written slowly, none twice, none late", async () => {
  const process = child("slow 1 200 1 1").spawn();
  assertBytes(joined(await partsOf(process.stdout)), await fillOf(200));
  await endsWell(process);
});

Deno.test("OutputStream that a grandchild writes ends when everybody has closed it", async () => {
  const process = child("fork 5 sleep 300 write 1 late", { drainGrace: Infinity }).spawn();
  assertEquals(new TextDecoder().decode(joined(await partsOf(process.stdout))), "late");
  await endsWell(process);
});
