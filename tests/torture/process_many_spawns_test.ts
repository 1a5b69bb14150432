/**
 * Ten thousand children: with six streams each, and of the kind that nobody waits for. Descriptors, threads and memory
 * stay as they are.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { child, childrenOf, fdsComeBackTo, openFds, residentBytes, text, threads, until, zombies } from "../helpers.ts";

const COUNT = 10_000;
const AT_ONCE = 16;
const MIB = 1024 * 1024;

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
  const [fds, tasks, memory] = [openFds(), threads(), residentBytes()];
  await manyTimes(COUNT, sixStreams);
  await fdsComeBackTo(fds);
  assertEquals([threads() <= tasks, zombies()], [true, 0]); // idle threads of the runtime's pool end meanwhile
  assertEquals(residentBytes() - memory < 128 * MIB, true, `${(residentBytes() - memory) / MIB} MiB more`);
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
  const [fds, tasks, memory] = [openFds(), threads(), residentBytes()];
  await start(COUNT);
  await fdsComeBackTo(fds);
  assertEquals([threads() <= tasks, zombies()], [true, 0]); // idle threads of the runtime's pool end meanwhile
  assertEquals(residentBytes() - memory < 128 * MIB, true, `${(residentBytes() - memory) / MIB} MiB more`);
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
