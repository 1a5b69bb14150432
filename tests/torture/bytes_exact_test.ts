/**
 * Random bytes through every way that Aria can move them, and ends that come at the worst moment, again and again.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { Command, drainerStats } from "../../mod.ts";
import { child, fdsComeBackTo, openFds, settles, text, threads } from "../helpers.ts";
import {
  assertBytes,
  Digest,
  digestOf,
  exitsAreInOrder,
  fillOf,
  joined,
  KIB,
  MIB,
  SMALLEST_RING,
  warmFds,
} from "../streams/kit.ts";

const SIZE = 256 * MIB;

Deno.test("256 MiB of random bytes through drain: chunks, views, web stream, collected", async () => {
  const expected = await digestOf(SIZE);
  for (const way of ["chunks", "views", "readable", "bytes"] as const) {
    const process = child(`fill 1 ${SIZE} 1`).spawn();
    const digest = new Digest();
    const { stdout } = process;
    if (way === "bytes") digest.add(await stdout.bytes());
    else for await (const part of way === "chunks" ? stdout : way === "views" ? stdout.views() : stdout.readable)
        digest.add(part);
    assertEquals([way, digest.length, digest.end()], [way, SIZE, expected]);
    assertEquals((await process.wait()).code, 0);
  }
});

Deno.test("256 MiB of random bytes by a caller that reads directly", async () => {
  const process = child(`fill 1 ${SIZE} 1`, { stdout: "direct" }).spawn();
  using stdout = process.direct("stdout");
  const digest = new Digest();
  const buffer = new Uint8Array(256 * KIB);
  for (let count = stdout.read(buffer); count !== 0; count = stdout.read(buffer)) {
    if (count === null) await stdout.ready();
    else digest.add(buffer.subarray(0, count));
  }
  assertEquals([digest.length, digest.end()], [SIZE, await digestOf(SIZE)]);
  assertEquals((await process.wait()).code, 0);
});

/** The SHA-256 that a stage at the end of an edge prints. */
const sha256 = new Command("sha256sum", { args: ["/dev/fd/4"] });

Deno.test("256 MiB of random bytes through direct, splice and copy edges, and to each of two by tee", async () => {
  const expected = `${await digestOf(SIZE)}  /dev/fd/4\n`;
  const source = child(`fill 5 ${SIZE} 1`);
  for (const mode of ["direct", "splice", "copy"] as const) {
    const value = (await source.pipeData(sha256, { mode }).run()).unwrap();
    assertEquals([value.edges[0]!.mode, text(value.stages[1]!.output.stdout!)], [mode, expected]);
    assertEquals(value.bytes?.valueOf() ?? null, mode === "direct" ? null : BigInt(SIZE));
  }
  const value = (await source.pipeData([sha256, sha256]).run()).unwrap();
  assertEquals(value.stages.slice(1).map(({ output }) => text(output.stdout!)), [expected, expected]);
  assertEquals([value.edges[0]!.mode, value.edges[0]!.delivered], ["tee", [SIZE, SIZE]]);
});

Deno.test("256 MiB of random bytes into a child's input, and out again", async () => {
  const all = await fillOf(SIZE);
  const { stdout } = await new Command("cat", { stdin: all }).output();
  assertBytes(stdout, all);
});

Deno.test("1 MiB and exit, 1,000 times, slow reader: every byte, then the end, then the status", async () => {
  await exitsAreInOrder(1000);
});

Deno.test("16 MiB to a child that reads nothing, 500 times: a value, never an error", async () => {
  const large = new Uint8Array(16 * MIB);
  const before = await warmFds();
  for (let round = 0; round < 500; round++) {
    const process = new Command("true", { stdin: "piped" }).spawn();
    const { written, closed } = await settles(process.stdin.write(large), `write ${round}`);
    assert(closed && written < 16 * MIB);
    assertEquals(written, process.stdin.stats.bytesOut);
    assertEquals((await process.wait()).code, 0);
    await process.stdin.close();
  }
  await fdsComeBackTo(before);
});

Deno.test("5,000 outputs of a few bytes, ten at a time: none hangs, none is short", async () => {
  await Promise.all(Array.from({ length: 10 }, async (_, lane) => {
    for (let round = 0; round < 500; round++) {
      const output = await settles(child(`line 1 ${lane}-${round} line 2 x`).output(), `output ${lane}-${round}`);
      assertEquals([text(output.stdout), text(output.stderr)], [`${lane}-${round}\n`, "x\n"]);
    }
  }));
});

Deno.test("500 processes with four streams each, drained at once by no more threads than cores", async () => {
  const before = openFds();
  const piped = { stddbg: "piped", stddato: "piped" } as const;
  const buffer = { stddbg: { overflow: "block" } } as const;
  const count = threads();
  const outputs = Array.from(
    { length: 500 },
    (_, n) => child(`fills ${n} 1:${MIB} 2:100000 3:100000 5:${MIB}`, { ...piped, buffer }).output(),
  );
  assert(drainerStats().length <= navigator.hardwareConcurrency);
  assert(threads() <= count + 2 * navigator.hardwareConcurrency, `${threads()} threads, ${count} before`);
  for (const [n, output] of (await Promise.all(outputs)).entries()) {
    assertEquals([output.code, output.stdout.length, output.stderr.length], [0, MIB, 100000]);
    assertEquals([output.stddbg.length, output.stddato.length], [100000, MIB]);
    if (n % 50 !== 0) continue;
    assertBytes(output.stdout, await fillOf(MIB, n + 1), `stdout of ${n}`);
    assertBytes(output.stddato, await fillOf(MIB, n + 5), `stddato of ${n}`);
  }
  await fdsComeBackTo(new Map([...before, ...Array.from({ length: 16 }, (_, n) => [-n - 1, "made once"] as const)]));
});

Deno.test("readers that come and go 2,000 times while waited for lose nothing and hold nothing", async () => {
  for (let round = 0; round < 200; round++) {
    await using process = child(`write 1 x fill 1 ${MIB} 1`, {
      buffer: { stdout: { capacity: SMALLEST_RING } },
      pipeSize: 4096,
    })
      .spawn();
    const ended = process.wait();
    const parts: Uint8Array[] = [];
    for (let visit = 0; visit < 10; visit++) {
      for await (const chunk of process.stdout) {
        parts.push(chunk);
        break;
      }
    }
    assertEquals((await settles(ended, `the end of child ${round}`)).code, 0);
    parts.push(await process.stdout.bytes());
    assertBytes(joined(parts).subarray(1), await fillOf(MIB), `round ${round}`);
  }
});
