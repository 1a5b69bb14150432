/**
 * What a full ring means: each policy, with exact counts.
 *
 * @module
 */

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Buffer } from "node:buffer";
import { type BufferOptions, Command, type CommandOptions, drainerStats } from "../../mod.ts";
import { child, openFds, settles } from "../helpers.ts";
import { assertBytes, comes, endsWell, fillOf, joined, MIB, partsOf, SMALLEST_RING, stalls } from "./kit.ts";

/** A small ring for stdout. */
function stdoutRing(options: BufferOptions): CommandOptions {
  return { buffer: { stdout: { capacity: SMALLEST_RING, ...options } } };
}

Deno.test("overflow block: the child waits with a full ring, and nothing is lost", async () => {
  const process = child(`fill 1 ${MIB} 1 write 2 done`, { ...stdoutRing({ overflow: "block" }), pipeSize: 4096 })
    .spawn();
  await stalls(process.stdout);
  assertEquals(process.stdout.stats.bytesIn, SMALLEST_RING);
  assertEquals(process.stderr.stats.bytesIn, 0);
  assertBytes(await process.stdout.bytes(), await fillOf(MIB));
  await endsWell(process);
  const { bytesIn, bytesOut, dropped, stalledMs } = process.stdout.stats;
  assertEquals({ bytesIn, bytesOut, dropped }, { bytesIn: MIB, bytesOut: MIB, dropped: 0 });
  assert(stalledMs > 0);
});

Deno.test("overflow block: a full ring does not hold the other streams of the child", async () => {
  const options = { ...stdoutRing({ overflow: "block" }), stddato: "piped", stddati: "piped", pipeSize: 4096 } as const;
  const words = `fork 4 fill 1 ${MIB} 1 copy 4 5`;
  const process = child(words, options).spawn();
  await stalls(process.stdout);
  await process.stddati.end("through");
  assertEquals(await settles(process.stddato.text(), "another stream"), "through");
  assertBytes(await process.stdout.bytes(), await fillOf(MIB));
  await endsWell(process);
});

Deno.test("overflow drop-oldest: the child never waits, the newest bytes stay, the rest is counted", async () => {
  const process = child(`fill 1 ${4 * MIB} 1 exit 3`, stdoutRing({ overflow: "drop-oldest" })).spawn();
  assertEquals((await settles(process.wait(), "the end of the child")).code, 3);
  const kept = await process.stdout.bytes();
  assert(kept.length > 0 && kept.length <= SMALLEST_RING, `${kept.length} bytes`);
  assertBytes(kept, (await fillOf(4 * MIB)).subarray(-kept.length));
  const { bytesIn, bytesOut, dropped } = process.stdout.stats;
  assertEquals({ bytesIn, bytesOut, dropped }, {
    bytesIn: 4 * MIB,
    bytesOut: kept.length,
    dropped: 4 * MIB - kept.length,
  });
});

Deno.test("overflow drop-oldest: nothing is dropped as long as it fits", async () => {
  const process = child(`fill 1 ${SMALLEST_RING} 1`, stdoutRing({ overflow: "drop-oldest" })).spawn();
  await endsWell(process);
  assertEquals(process.stdout.stats.dropped, 0);
  assertBytes(await process.stdout.bytes(), await fillOf(SMALLEST_RING));
});

Deno.test("overflow drop-oldest: a slow reader gets what is left in order, none twice, the rest counted", async () => {
  const process = child(`fill 1 ${8 * MIB} 1`, stdoutRing({ overflow: "drop-oldest" })).spawn();
  const all = await fillOf(8 * MIB);
  const whole = Buffer.from(all.buffer, 0, all.length);
  let offset = 0;
  let given = 0;
  for await (const chunk of process.stdout) {
    // Eight random bytes are enough to find the place of a chunk; within it, all must follow.
    const at = whole.indexOf(chunk.subarray(0, Math.min(chunk.length, 64)), offset);
    assert(at >= offset, `a chunk of ${chunk.length} bytes is not what was written after ${offset}`);
    assertBytes(chunk, all.subarray(at, at + chunk.length));
    offset = at + chunk.length;
    given += chunk.length;
    await new Promise((resolve) => setTimeout(resolve));
  }
  assertEquals(offset, 8 * MIB);
  const { bytesIn, dropped } = process.stdout.stats;
  assertEquals([bytesIn, dropped], [8 * MIB, 8 * MIB - given]);
  await endsWell(process);
});

Deno.test("overflow drop-newest: the child never waits, the oldest bytes stay, the rest is counted", async () => {
  const process = child(`fill 1 ${4 * MIB} 1 exit 3`, stdoutRing({ overflow: "drop-newest" })).spawn();
  assertEquals((await settles(process.wait(), "the end of the child")).code, 3);
  const kept = await process.stdout.bytes();
  assertEquals(kept.length, SMALLEST_RING);
  assertBytes(kept, (await fillOf(4 * MIB)).subarray(0, SMALLEST_RING));
  const { bytesIn, bytesOut, dropped } = process.stdout.stats;
  assertEquals({ bytesIn, bytesOut, dropped }, {
    bytesIn: 4 * MIB,
    bytesOut: SMALLEST_RING,
    dropped: 4 * MIB - SMALLEST_RING,
  });
});

Deno.test("overflow drop-newest: a reader that has caught up gets what comes after the gap", async () => {
  const process = child(`fill 1 ${MIB} 1 line 2 full take 0 1 write 1 tail`, {
    ...stdoutRing({ overflow: "drop-newest" }),
    stdin: "piped",
  }).spawn();
  for await (const _ of process.stderr.lines()) break;
  await comes(process.stdout, MIB);
  const chunks = process.stdout[Symbol.asyncIterator]();
  assertBytes((await chunks.next()).value!, (await fillOf(MIB)).subarray(0, SMALLEST_RING));
  await process.stdin.end("x");
  assertEquals(new TextDecoder().decode((await chunks.next()).value!), "tail");
  assertEquals((await chunks.next()).done, true);
  const { bytesIn, bytesOut, dropped } = process.stdout.stats;
  assertEquals({ bytesIn, bytesOut, dropped }, {
    bytesIn: MIB + 4,
    bytesOut: SMALLEST_RING + 4,
    dropped: MIB - SMALLEST_RING,
  });
  await endsWell(process);
});

Deno.test("overflow fail: reading gives what came before, then fails, and the child goes on", async () => {
  const process = child(`fill 1 ${MIB} 1 exit 3`, stdoutRing({ overflow: "fail" })).spawn();
  assertEquals((await settles(process.wait(), "the end of the child")).code, 3);
  const chunks: Uint8Array[] = [];
  const error = await assertRejects(async () => {
    for await (const chunk of process.stdout) chunks.push(chunk);
  });
  assertEquals((error as { code?: string }).code, "ENOBUFS");
  assert((error as Error).message.startsWith("Cannot read stdout of "), (error as Error).message);
  assertBytes(joined(chunks), (await fillOf(MIB)).subarray(0, SMALLEST_RING));
  const { bytesIn, bytesOut, dropped } = process.stdout.stats;
  assertEquals({ bytesIn, bytesOut, dropped }, {
    bytesIn: MIB,
    bytesOut: SMALLEST_RING,
    dropped: MIB - SMALLEST_RING,
  });
});

Deno.test("overflow fail: bytes(), text(), lines(), readable and pipeTo() fail likewise", async () => {
  const spawn = async () => {
    const process = child(`lines 1 20000 80`, stdoutRing({ overflow: "fail" })).spawn();
    await endsWell(process);
    return process.stdout;
  };
  await assertRejects(async () => (await spawn()).bytes(), Error, "ENOBUFS");
  await assertRejects(async () => (await spawn()).text(), Error, "ENOBUFS");
  await assertRejects(async () => partsOf((await spawn()).readable), Error, "ENOBUFS");
  await assertRejects(async () => (await spawn()).pipeTo({ path: "/dev/null" }), Error, "ENOBUFS");
  let lines = 0;
  await assertRejects(
    async () => {
      for await (const _ of (await spawn()).lines()) lines++;
    },
    Error,
    "ENOBUFS",
  );
  assertEquals(lines, Math.floor(SMALLEST_RING / 81));
});

Deno.test("overflow fail: nothing fails as long as it fits", async () => {
  const process = child(`fill 1 ${SMALLEST_RING} 1`, stdoutRing({ overflow: "fail" })).spawn();
  await endsWell(process);
  assertBytes(await process.stdout.bytes(), await fillOf(SMALLEST_RING));
});

Deno.test("highWater: an unread stream that is waited for is kept to that size, the rest counted", async () => {
  const process = child(`fill 1 ${4 * MIB} 1 exit 6`, stdoutRing({ highWater: MIB })).spawn();
  assertEquals((await settles(process.wait(), "the end of the child")).code, 6);
  assert(process.stdout.truncated);
  assertBytes(await process.stdout.bytes(), (await fillOf(4 * MIB)).subarray(0, MIB));
  const { bytesIn, bytesOut, dropped, truncated } = process.stdout.stats;
  assertEquals({ bytesIn, bytesOut, dropped, truncated }, {
    bytesIn: 4 * MIB,
    bytesOut: MIB,
    dropped: 3 * MIB,
    truncated: true,
  });
});

Deno.test("highWater: exactly that size is kept whole", async () => {
  const process = child(`fill 1 ${MIB} 1`, stdoutRing({ highWater: MIB })).spawn();
  await endsWell(process);
  assertEquals([process.stdout.truncated, process.stdout.stats.dropped], [false, 0]);
  assertBytes(await process.stdout.bytes(), await fillOf(MIB));
});

Deno.test("highWater: is for streams that nobody reads, and limits no reader", async () => {
  const process = child(`fill 1 ${4 * MIB} 1`, stdoutRing({ highWater: 100_000 })).spawn();
  const all = process.stdout.bytes();
  await endsWell(process);
  assertBytes(await all, await fillOf(4 * MIB));
  assertEquals(process.stdout.truncated, false);
});

Deno.test("highWater: all four outputs unread, waited for, in every order of writing", async () => {
  const orders = [[1, 2, 3, 5], [5, 3, 2, 1], [3, 5, 1, 2], [2, 1, 5, 3]];
  for (const order of orders) {
    const piped = { stddbg: "piped", stddato: "piped" } as const;
    const words = order.map((fd) => `fill ${fd} ${2 * MIB} ${fd}`).join(" ");
    const process = child(words, piped).spawn();
    await endsWell(process);
    const { stdout, stderr, stddbg, stddato } = process;
    assertBytes(await stdout.bytes(), await fillOf(2 * MIB, 1), "stdout");
    assertBytes(await stderr.bytes(), await fillOf(2 * MIB, 2), "stderr");
    assertBytes(await stddato.bytes(), await fillOf(2 * MIB, 5), "stddato");
    const telemetry = await stddbg.bytes();
    assertBytes(telemetry, (await fillOf(2 * MIB, 3)).subarray(-telemetry.length), "stddbg");
    assertEquals(stddbg.stats.dropped, 2 * MIB - telemetry.length);
  }
});

Deno.test("buffer: without options a ring is 1 MiB and waits, but that of stddbg drops the oldest", async () => {
  for (const [fd, name] of [[1, "stdout"], [2, "stderr"], [5, "stddato"]] as const) {
    const process = child(`fill ${fd} ${4 * MIB} 1`, { stddato: "piped" }).spawn();
    await stalls(process[name]);
    assertEquals([name, process[name].stats.bytesIn], [name, MIB]);
    assertBytes(await process[name].bytes(), await fillOf(4 * MIB), name);
    await endsWell(process);
  }
  const process = child(`fill 3 ${4 * MIB} 1`, { stddbg: "piped" }).spawn();
  await endsWell(process);
  const kept = await process.stddbg.bytes();
  assertBytes(kept, (await fillOf(4 * MIB)).subarray(-MIB), "stddbg");
  assertEquals(process.stddbg.stats.dropped, 3 * MIB);
});

Deno.test("highWater: without options 128 MiB are kept", async () => {
  const process = new Command("head", { args: ["-c", `${129 * MIB}`, "/dev/zero"] }).spawn();
  await endsWell(process);
  assert(process.stdout.truncated);
  assertEquals([process.stdout.stats.dropped, (await process.stdout.bytes()).length], [MIB, 128 * MIB]);
});

Deno.test("buffer options that cannot be are refused before anything runs", () => {
  const before = openFds().size;
  for (const capacity of [0, 1, 32_768, 65_535, 65_537, 100_000, 2 ** 31, NaN, Infinity, -65_536]) {
    assertThrows(
      () => child("exit 0", { buffer: { stdout: { capacity } } }).spawn(),
      RangeError,
      "buffer.stdout.capacity",
    );
  }
  for (const highWater of [0, -1, NaN]) {
    assertThrows(
      () => child("exit 0", { buffer: { stderr: { highWater } } }).spawn(),
      RangeError,
      "buffer.stderr.highWater",
    );
  }
  const overflow = "drop" as "block";
  assertThrows(
    () => child("exit 0", { buffer: { stdout: { overflow } } }).spawn(),
    TypeError,
    "buffer.stdout.overflow",
  );
  assertEquals(openFds().size, before);
});

Deno.test("buffer.capacity may be the largest, memory being used as it is filled", async () => {
  const before = Deno.memoryUsage().rss;
  const process = child(`fill 1 ${MIB} 1`, { buffer: { stdout: { capacity: 1024 * MIB } } }).spawn();
  await endsWell(process);
  assertBytes(await process.stdout.bytes(), await fillOf(MIB));
  assert(Deno.memoryUsage().rss - before < 256 * MIB);
  assert(drainerStats().length > 0);
});

Deno.test("OutputStream.takeGap() tells once how much was dropped before what is read next", async () => {
  const process = child(`fill 1 ${MIB} 1`, stdoutRing({ overflow: "drop-oldest" })).spawn();
  await process.wait();
  const kept = await process.stdout.bytes();
  assertEquals(process.stdout.takeGap(), MIB - kept.length);
  assertEquals(process.stdout.takeGap(), 0);
});

Deno.test("OutputStream that nobody reads does not hold a child whose other output is read", async () => {
  const process = child(`fill 2 ${8 * MIB} 1 write 1 done`).spawn();
  assertEquals(await settles(process.stdout.text(), "the other output"), "done");
  assertBytes(await process.stderr.bytes(), await fillOf(8 * MIB));
  await endsWell(process);
});
