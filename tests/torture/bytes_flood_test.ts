/**
 * Floods: a gigabyte on each output that nobody reads, in every order, and memory that stays bounded.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { Command, type CommandOptions } from "../../mod.ts";
import { child, residentBytes } from "../helpers.ts";
import { Digest, digestOf, MIB } from "../streams/kit.ts";

const GIB = 1024 * MIB;
const NAMES = { 1: "stdout", 2: "stderr", 3: "stddbg", 5: "stddato" } as const;
const FDS = [1, 2, 3, 5] as const;
const PIPED: CommandOptions = { stdout: "piped", stderr: "piped", stddbg: "piped", stddato: "piped" };

/** All outputs with one policy. */
function policy(overflow: "block" | "drop-oldest", highWater = 64 * MIB): CommandOptions {
  return { ...PIPED, buffer: Object.fromEntries(FDS.map((fd) => [NAMES[fd], { overflow, highWater }])) };
}

/** Every order of the items. */
function orders<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((first) => orders(items.filter((item) => item !== first)).map((rest) => [first, ...rest]));
}

for (const fd of FDS) {
  const name = NAMES[fd];

  Deno.test(`1 GiB on ${name}, dropping the oldest, nobody reads, the parent only waits`, async () => {
    const process = child(`fill ${fd} ${GIB} 1 exit 3`, policy("drop-oldest")).spawn();
    assertEquals((await process.wait()).code, 3);
    const { bytesIn, dropped } = process[name].stats;
    const kept = await process[name].bytes();
    assertEquals([bytesIn, dropped + kept.length], [GIB, GIB]);
  });

  Deno.test(`1 GiB on ${name}, blocking, nobody reads, the parent only waits`, async () => {
    const process = child(`fill ${fd} ${GIB} 1 exit 3`, policy("block")).spawn();
    assertEquals((await process.wait()).code, 3);
    const { bytesIn, dropped, truncated } = process[name].stats;
    assertEquals({ bytesIn, dropped, truncated }, { bytesIn: GIB, dropped: GIB - 64 * MIB, truncated: true });
    assertEquals((await process[name].bytes()).length, 64 * MIB);
  });

  Deno.test(`1 GiB on ${name}, blocking, collected by output()`, async () => {
    const output = await child(`fill ${fd} ${GIB} 1 exit 3`, policy("block")).output();
    assertEquals([output.code, output.truncated], [3, false]);
    const digest = new Digest();
    digest.add(output[name]);
    assertEquals([digest.length, digest.end()], [GIB, await digestOf(GIB)]);
  });
}

for (const order of orders(FDS)) {
  const fill = (size: number) => order.map((fd) => `fill ${fd} ${size} ${fd}`).join(" ");

  Deno.test(`1 GiB, a quarter on each output, in the order ${order.join(" ")}, dropping, unread`, async () => {
    const process = child(fill(GIB / 4), policy("drop-oldest")).spawn();
    assertEquals((await process.wait()).code, 0);
    for (const fd of FDS) {
      const { bytesIn, dropped } = process[NAMES[fd]].stats;
      assertEquals([bytesIn, dropped + (await process[NAMES[fd]].bytes()).length], [GIB / 4, GIB / 4]);
    }
  });

  Deno.test(`64 MiB on each output in the order ${order.join(" ")}, blocking, unread, then collected`, async () => {
    const process = child(fill(64 * MIB), policy("block", 128 * MIB)).spawn();
    assertEquals((await process.wait()).code, 0);
    for (const fd of FDS) {
      const { bytesIn, dropped } = process[NAMES[fd]].stats;
      assertEquals([bytesIn, dropped, (await process[NAMES[fd]].bytes()).length], [64 * MIB, 0, 64 * MIB]);
    }
  });
}

Deno.test("1 GiB on all four outputs at once, dropping the oldest, nobody reads", async () => {
  const process = child(`fills 1 ${FDS.map((fd) => `${fd}:${GIB}`).join(" ")}`, policy("drop-oldest")).spawn();
  assertEquals((await process.wait()).code, 0);
  for (const fd of FDS) assertEquals(process[NAMES[fd]].stats.bytesIn, GIB);
});

Deno.test("256 MiB on all four outputs at once, collected, byte for byte", async () => {
  const size = 256 * MIB;
  const output = await child(`fills 1 ${FDS.map((fd) => `${fd}:${size}`).join(" ")}`, policy("block")).output();
  for (const fd of FDS) {
    const digest = new Digest();
    digest.add(output[NAMES[fd]]);
    assertEquals(digest.end(), await digestOf(size, 1 + fd), NAMES[fd]);
  }
});

Deno.test("5 GiB through one ring and over one edge: counts and places do not end at 32 bits", async () => {
  const size = 5 * GIB;
  const line = "0123456\n";
  const source = new Command("sh", { args: ["-c", `yes 0123456 | head -c ${size}`] });
  const process = source.spawn();
  let count = 0;
  for await (const view of process.stdout.views()) {
    const [first, last] = [view[0]!, view[view.length - 1]!];
    const expected = [line.charCodeAt(count % 8), line.charCodeAt((count + view.length - 1) % 8)];
    if (first !== expected[0] || last !== expected[1]) assertEquals([count, first, last], [count, ...expected]);
    count += view.length;
  }
  assertEquals([count, process.stdout.stats.bytesIn, process.stdout.stats.bytesOut], [size, size, size]);
  assertEquals((await process.wait()).code, 0);
  const { bytes, edges } = (await source.pipe(new Command("tail", { args: ["-c", "8"] }), { count: true }).run())
    .unwrap();
  assertEquals([bytes!.valueOf(), edges[0]!.delivered], [BigInt(size), [size]]);
});

Deno.test("draining 1 GiB through a ring of 1 MiB needs less than 8 MiB of memory", async () => {
  const drain = async (bytes: number) => {
    const process = new Command("head", { args: ["-c", `${bytes}`, "/dev/zero"] }).spawn();
    let count = 0;
    for await (const view of process.stdout.views()) count += view.length;
    assertEquals(count, bytes);
    await process.wait();
  };
  await drain(256 * MIB); // whatever is made once has been made
  const before = residentBytes();
  let most = 0;
  const timer = setInterval(() => most = Math.max(most, residentBytes()), 5);
  await drain(GIB);
  clearInterval(timer);
  most = Math.max(most, residentBytes());
  assert(most - before < 8 * MIB, `${most - before} bytes more`);
});

Deno.test("1 GiB that is cancelled, or goes to a file that drops it, needs no memory either", async () => {
  await child("fill 1 1000 1").output();
  const before = residentBytes();
  const process = child(`fill 1 ${GIB} 1`).spawn();
  await process.stdout.cancel();
  assertEquals((await process.wait()).code, 0);
  const other = child(`fill 1 ${GIB} 1`).spawn();
  assertEquals(await other.stdout.pipeTo({ path: "/dev/null" }), GIB);
  assertEquals((await other.wait()).code, 0);
  assert(residentBytes() - before < 16 * MIB, `${residentBytes() - before} bytes more`);
});
