/**
 * Drainers: few threads, which go on whatever this isolate does; and the order of ends.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { Command, drainerStats } from "../../mod.ts";
import { child, fdsComeBackTo, settles, text, threads, until } from "../helpers.ts";
import {
  assertBytes,
  Digest,
  digestOf,
  endsWell,
  exitsAreInOrder,
  fillOf,
  hashOf,
  joined,
  KIB,
  MIB,
  SMALLEST_RING,
  warmFds,
} from "./kit.ts";

/** Lets this isolate do nothing else for so long. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

Deno.test("drainers are no more than cores, and a hundred processes need no more threads", async () => {
  await child("exit 0").output();
  const first = Array.from({ length: 70 }, () => child("take 0 1", { stdin: "piped" }).spawn());
  const count = threads();
  const second = Array.from({ length: 60 }, () => child("take 0 1", { stdin: "piped" }).spawn());
  assert(threads() <= count + 1, `${threads()} threads, ${count} before`);
  assert(drainerStats().length <= navigator.hardwareConcurrency);
  assert(drainerStats().reduce((sum, { sources }) => sum + sources, 0) >= 130 * 3);
  await Promise.all([...first, ...second].map((process) => process.stdin.end("x")));
  await settles(Promise.all([...first, ...second].map(endsWell)), "130 processes");
});

Deno.test("drainerStats() counts what was moved and forgets what has ended", async () => {
  await child("exit 0").output();
  const before = drainerStats();
  await child(`fill 1 ${4 * MIB} 1`).output();
  const sum = (key: "bytes" | "sources" | "wakeups" | "busyMs", of = drainerStats()) =>
    of.reduce((total, drainer) => total + drainer[key], 0);
  assertEquals(sum("bytes") - sum("bytes", before), 4 * MIB);
  assert(sum("wakeups") > sum("wakeups", before));
  assert(sum("busyMs") >= sum("busyMs", before));
  await until(() => sum("sources") <= sum("sources", before), "the sources were gone");
});

Deno.test("a drainer drains while this isolate is busy", async () => {
  const buffer = { stdout: { capacity: 16 * MIB } };
  const process = child(`fill 1 ${8 * MIB} 1`, { buffer }).spawn();
  block(1000);
  // Nothing of this isolate has run since the spawn.
  assertEquals(process.stdout.stats.bytesIn, 8 * MIB);
  assertBytes(await process.stdout.bytes(), await fillOf(8 * MIB));
  await endsWell(process);
});

Deno.test("an isolate that was busy for a second finds everything in order", async () => {
  const processes = Array.from({ length: 5 }, (_, n) => child(`fill 1 ${3 * MIB} ${n + 1} exit ${n}`).spawn());
  const collected = processes.map((process) => process.stdout.bytes());
  const feed = child("hash 0", { stdin: await fillOf(4 * MIB) }).spawn();
  block(1000);
  const all = await settles(Promise.all(collected), "the outputs");
  for (const [n, bytes] of all.entries()) assertBytes(bytes, await fillOf(3 * MIB, n + 1), `process ${n}`);
  assertEquals(await feed.stdout.text(), await hashOf(4 * MIB));
  assertEquals(await Promise.all(processes.map(async (process) => (await process.wait()).code)), [0, 1, 2, 3, 4]);
});

Deno.test("1 MiB and exit, 50 times, slow reader: every byte, and all of them before the status", async () => {
  await exitsAreInOrder(50);
});

Deno.test("a flood does not starve its neighbours", async () => {
  const floods = Array.from({ length: 3 }, () => new Command("cat", { args: ["/dev/zero"] }).spawn());
  const drains = floods.map((flood) => flood.stdout.cancel());
  const process = child("copy 0 1", { stdin: "piped" }).spawn();
  const lines = process.stdout.lines();
  for (let round = 0; round < 100; round++) {
    await process.stdin.write(`${round}\n`);
    assertEquals((await settles(lines.next(), `answer ${round}`)).value, `${round}`);
  }
  await process.stdin.close();
  for (const flood of floods) flood.kill("SIGKILL");
  await settles(Promise.all([...drains, ...floods.map((flood) => flood.wait()), endsWell(process)]), "the end of all");
  assert(floods.every((flood) => flood.stdout.stats.bytesIn > MIB));
});

Deno.test("100 children at once, each with its own bytes on two streams", async () => {
  const before = await warmFds();
  const outputs = await settles(
    Promise.all(Array.from({ length: 100 }, (_, n) => child(`fills ${n} 1:100000 2:${n * 100}`).output())),
    "100 outputs",
  );
  for (const [n, { stdout, stderr, success }] of outputs.entries()) {
    assert(success);
    assertBytes(stdout, await fillOf(100000, n + 1), `stdout of ${n}`);
    assertBytes(stderr, await fillOf(n * 100, n + 2), `stderr of ${n}`);
  }
  await fdsComeBackTo(before);
});

Deno.test("16 MiB of random bytes are the same by chunks, views, collecting and web stream", async () => {
  const expected = await digestOf(16 * MIB, 7);
  const ways: Record<string, (process: ReturnType<Command["spawn"]>) => AsyncIterable<Uint8Array>> = {
    chunks: (process) => process.stdout,
    views: (process) => process.stdout.views(),
    readable: (process) => process.stdout.readable,
  };
  for (const [name, way] of Object.entries(ways)) {
    const process = child(`fill 1 ${16 * MIB} 7`).spawn();
    const digest = new Digest();
    for await (const bytes of way(process)) digest.add(bytes);
    assertEquals([digest.length, digest.end()], [16 * MIB, expected], name);
    await endsWell(process);
  }
  const digest = new Digest();
  digest.add((await child(`fill 1 ${16 * MIB} 7`).output()).stdout);
  assertEquals(digest.end(), expected);
});

Deno.test("OutputStream.stats tells bytes, reads and times exactly", async () => {
  const process = child("take 0 1 write 1 abc take 0 1 write 1 de", { stdin: "piped" }).spawn();
  const none = process.stdout.stats;
  assertEquals([none.mode, none.bytesIn, none.bytesOut, none.operations, none.stalls], ["drain", 0, 0, 0, 0]);
  assertEquals([none.firstByteMs, none.lastByteMs, none.megabytesPerSecond, none.dropped], [null, null, 0, 0]);
  await process.stdin.write("x");
  const chunks = process.stdout[Symbol.asyncIterator]();
  await chunks.next();
  const one = process.stdout.stats;
  assertEquals([one.bytesIn, one.bytesOut, one.operations], [3, 3, 1]);
  assertEquals(one.firstByteMs, one.lastByteMs);
  await process.stdin.end("x");
  await chunks.next();
  assertEquals((await chunks.next()).done, true);
  await endsWell(process);
  const two = process.stdout.stats;
  assertEquals([two.bytesIn, two.bytesOut, two.operations, two.truncated], [5, 5, 2, false]);
  assertEquals(two.firstByteMs, one.firstByteMs);
  assert(two.firstByteMs! > 0 && two.lastByteMs! > two.firstByteMs!);
  const rate = 5 / ((two.lastByteMs! - two.firstByteMs!) * 1000);
  assert(Math.abs(two.megabytesPerSecond - rate) <= rate * 1e-6);
});

Deno.test("Process.stats() has figures of piped streams, and null for the others", async () => {
  const process = child("write 1 abc", { stdin: "null", stddato: "piped" }).spawn();
  await endsWell(process);
  assertEquals(await process.stdout.text(), "abc");
  const stats = process.stats();
  assertEquals([stats.stdin, stats.stddbg, stats.stddati], [null, null, null]);
  assertEquals([stats.stdout!.bytesIn, stats.stderr!.bytesIn, stats.stddato!.bytesIn], [3, 0, 0]);
});

Deno.test("a ring of 64 KiB passes 8 MiB of small writes without loss", async () => {
  const process = child(`slow 1 ${4 * KIB} 1 0 fill 1 ${8 * MIB} 1`, {
    buffer: { stdout: { capacity: SMALLEST_RING } },
  })
    .spawn();
  const bytes = await process.stdout.bytes();
  assertBytes(bytes, joined([await fillOf(4 * KIB, 1), await fillOf(8 * MIB, 1)]));
  await endsWell(process);
});

Deno.test("400 outputs of a few bytes, eight at a time: none hangs, none is short", async () => {
  await Promise.all(Array.from({ length: 8 }, async (_, lane) => {
    for (let round = 0; round < 50; round++) {
      const output = await settles(child(`line 1 ${lane}-${round} line 2 x`).output(), `output ${lane}-${round}`);
      assertEquals([text(output.stdout), text(output.stderr)], [`${lane}-${round}\n`, "x\n"]);
    }
  }));
});
