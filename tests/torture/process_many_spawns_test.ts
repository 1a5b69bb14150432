/**
 * Ten thousand children: with six streams each, and of the kind that nobody waits for. Descriptors, threads and memory
 * stay as they are.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { child, childrenOf, fdsComeBackTo, openFds, residentBytes, text, threads, until, zombies } from "../helpers.ts";

const COUNT = 10_000;
const AT_ONCE = 16;
const MIB = 1024 * 1024;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** What this process has open, and its memory: what JavaScript's objects need, and all that is not JavaScript's. */
async function footprint() {
  collectGarbage();
  await new Promise((resolve) => setTimeout(resolve)); // finalizers run
  collectGarbage();
  const { heapUsed, heapTotal } = Deno.memoryUsage();
  return { fds: openFds(), threads: threads(), objects: heapUsed, rest: residentBytes() - heapTotal };
}

/** Fails unless all is as it was, but for the pages that the engine and the allocator keep for their next work. */
async function assertFlat(before: Awaited<ReturnType<typeof footprint>>): Promise<void> {
  await fdsComeBackTo(before.fds);
  const after = await footprint();
  assertEquals([after.threads <= before.threads, zombies()], [true, 0]); // idle threads of the runtime's pool end
  const [objects, rest] = [after.objects - before.objects, after.rest - before.rest];
  assertEquals([objects < 8 * MIB, rest < 48 * MIB], [true, true], `${objects / MIB} and ${rest / MIB} MiB more`);
}

/** Runs a piece of work so often, some at a time. */
async function manyTimes(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (next < count) await work(next++);
  }));
}

/** One child whose six streams all carry something. */
async function sixStreams(index: number): Promise<void> {
  const process = child("copy 0 1 copy 4 5 write 2 err write 3 dbg exit 7", {
    stdin: "piped",
    stddati: "piped",
    stddbg: "piped",
    stddato: "piped",
  }).spawn();
  const output = process.output();
  await process.stdin.end(`in ${index}`);
  await process.stddati.end(`data ${index}`);
  const { code, stdout, stderr, stddbg, stddato } = await output;
  assertEquals([code, ...[stdout, stderr, stddbg, stddato].map(text)], [
    7,
    `in ${index}`,
    "err",
    "dbg",
    `data ${index}`,
  ]);
}

Deno.test(`Process: ${COUNT} children with six streams leave descriptors, threads and memory flat`, async () => {
  await manyTimes(4000, sixStreams);
  const before = await footprint();
  await manyTimes(COUNT, sixStreams);
  await assertFlat(before);
});

Deno.test(`Process: ${COUNT} children that nobody waits for leave no zombie, descriptor or memory`, async () => {
  const before = childrenOf(Deno.pid).length;
  const start = async (count: number) => {
    for (let i = 0; i < count; i++) {
      child(i % 2 === 0 ? "exit 3" : "fill 1 10000 1", { stdout: i % 4 === 1 ? "piped" : "null", stderr: "null" })
        .spawn();
      if (i % 50 === 49) await until(() => childrenOf(Deno.pid).length - before < 50, "some of them had ended");
    }
    await until(() => childrenOf(Deno.pid).length <= before, "all of them were reaped");
  };
  await start(1000);
  const whole = await footprint();
  await start(COUNT);
  await assertFlat(whole);
});

Deno.test("Process: 1 MiB and an immediate exit, 1000 times, slowly read: bytes, the end, the status", async () => {
  for (let i = 0; i < 1000; i++) {
    const process = child("fill 1 1048576 3 exit 5").spawn();
    let length = 0;
    for await (const chunk of process.stdout) {
      length += chunk.length;
      await new Promise((resolve) => setTimeout(resolve));
    }
    assertEquals([length, (await process.wait()).code], [1_048_576, 5]);
  }
});

Deno.test("Command.spawn() costs a parent of two gigabytes what it costs a small one", async () => {
  const median = async () => {
    const took: number[] = [];
    for (let i = 0; i < 200; i++) {
      const begun = performance.now();
      const process = child("exit 0", { stdout: "null", stderr: "null" }).spawn();
      took.push(performance.now() - begun);
      await process.status;
    }
    return took.sort((left, right) => left - right)[100]!;
  };
  await median();
  const small = await median();
  const touched = Array.from({ length: 4 }, () => new Uint8Array(512 * MIB).fill(1));
  const large = await median();
  assertEquals(touched.length, 4);
  // Copied page tables of two gigabytes would cost ten times as much and more.
  assertEquals(large < 3 * small, true, `${large} ms, ${small} ms before`);
});

Deno.test("Process: 16 MiB into a child that reads nothing, 500 times: a value, and the child's own code", async () => {
  const bytes = new Uint8Array(16 * MIB);
  const fds = openFds();
  for (let i = 0; i < 500; i++) {
    const process = child("exit 9", { stdin: "piped" }).spawn();
    const { written, closed } = await process.stdin.write(bytes);
    assertEquals([closed, written < bytes.length, (await process.wait()).code], [true, true, 9]);
    await process.stdin.close();
  }
  await fdsComeBackTo(fds);
});
