/**
 * Replies that are waited for at once: the same as any others, and never at the cost of anybody else.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { type PoolOptions, StdioPool } from "../../src/pool/mod.ts";
import { InputStream } from "../../src/streams/mod.ts";
import { program } from "../programs/build.ts";
import { failure, serverPool, times } from "./kit.ts";

function echoPool(options: Partial<PoolOptions>): StdioPool {
  return new StdioPool({ command: program("late_echo"), ...options });
}

/** What became of each wait during something: whether anything came. */
async function waitsOf(work: () => Promise<unknown>): Promise<boolean[]> {
  const waits: boolean[] = [];
  const { exchange } = InputStream.prototype;
  InputStream.prototype.exchange = function (bytes, answers, waitUs) {
    const waitedNs = exchange.call(this, bytes, answers, waitUs);
    if (waitUs > 0) waits.push(answers.length > 0);
    return waitedNs;
  };
  try {
    await work();
  } finally {
    InputStream.prototype.exchange = exchange;
  }
  return waits;
}

async function inTurn(count: number, ask: (index: number) => Promise<unknown>): Promise<void> {
  for (let index = 0; index < count; index++) await ask(index);
}

/** Numbers below a limit, the same in each run. */
function randomFrom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * limit);
  };
}

function questionsFrom(seed: number, count: number): Record<string, unknown>[] {
  const random = randomFrom(seed);
  return times(count, (index) => {
    const pad = "ü€".repeat(random(4) === 0 ? random(20_000) : random(100));
    const cut = random(3) === 0 ? 1 + random(pad.length + 10) : undefined;
    return { id: `request ${index}`, wait: random(120), cut, pause: cut === undefined ? undefined : random(60), pad };
  });
}

for (const mode of ["exclusive", "multiplex"] as const) {
  Deno.test(`${mode}: replies are the same however long one waits for them`, async () => {
    const questions = questionsFrom(7, 150).map((question) => JSON.parse(JSON.stringify(question)));
    for (const inlineWaitUs of [0, 1, 50, 200]) {
      await using pool = echoPool({ mode, inlineWaitUs });
      for (const question of questions) assertEquals(await pool.request(question), question);
      assertEquals(await Promise.all(questions.map((question) => pool.request(question))), questions);
      assertEquals(pool.snapshot().spawned, 1);
      assertEquals(pool.snapshot().unknownIds, 0);
    }
  });
}

Deno.test("Quick replies are waited for, unless nobody may wait", async () => {
  await using pool = echoPool({ inlineWaitUs: 200 });
  await using other = echoPool({ inlineWaitUs: 0 });
  let waits: boolean[] = [];
  const end = performance.now() + 20_000;
  while (!waits.includes(true) && performance.now() < end) {
    waits = await waitsOf(() => inTurn(100, (id) => pool.request({ id })));
  }
  assert(waits.includes(true), "no wait was of use");
  assertEquals(await waitsOf(() => inTurn(100, (id) => other.request({ id }))), []);
});

Deno.test("Slow replies are soon not waited for any more", async () => {
  await using pool = echoPool({ inlineWaitUs: 50 });
  const waits = await waitsOf(() => inTurn(300, (id) => pool.request({ id, wait: 1000 })));
  // Where this program is held up for a while a wait is of use, and gives hope for some more.
  const useful = waits.filter((came) => came).length;
  assert(waits.length - useful < 50 + 10 * useful, `${waits.length} waits, ${useful} of use`);
  // These come late even then.
  const late = await waitsOf(() => inTurn(100, (id) => pool.request({ id, wait: 10_000 })));
  assert(late.length < 50, `${late.length} waits`);
});

Deno.test("No reply is lost that comes just when the wait is over", async () => {
  await using pool = echoPool({ mode: "multiplex", inlineWaitUs: 20, requestTimeoutMs: 20_000 });
  for (let i = 0; i < 2000; i++) {
    const question = { i, wait: i % 40 };
    assertEquals(await pool.request(question), question);
  }
  assertEquals(pool.snapshot().completed, 2000);
});

Deno.test("A reply larger than any buffer comes whole, though one has begun to wait for it", async () => {
  await using pool = echoPool({ inlineWaitUs: 200 });
  const small = { id: 1 };
  assertEquals(await pool.request(small), small);
  for (const cut of [1000, 100_000, 4_000_000]) {
    const question = { id: 2, cut, pad: "p".repeat(3_000_000) };
    assertEquals(await pool.request(question), question);
    assertEquals(await pool.request(small), small);
  }
});

Deno.test("A child that ends while one waits for it fails its request, and no other", async () => {
  await using pool = echoPool({ inlineWaitUs: 200, max: 2 });
  for (let i = 0; i < 20; i++) {
    assertEquals(await pool.request({ id: i }), { id: i });
    const error = await failure(pool.request({ id: i, wait: i * 5, exit: 3 }), "ChildExited");
    assertEquals([error.phase, error.exitCode], ["unknown", 3]);
  }
  assertEquals(pool.snapshot().crashes, 20);
});

Deno.test("Nobody is held up for one of two requests, wherever the other one is", async () => {
  await using pool = echoPool({ mode: "multiplex", inlineWaitUs: 200 });
  await using other = serverPool({ inlineWaitUs: 200 });
  await inTurn(2, (id) => Promise.all([pool.request({ id }), other.request({ id })]));
  const both = () => Promise.all([pool.request({ id: 1 }), pool.request({ id: 2 })]);
  assertEquals(await waitsOf(() => inTurn(50, both)), []);
  const { signal, abort } = aborting();
  const endless = failure(other.request({ id: 1, mute: 1 }, { signal }), "Aborted");
  await new Promise((resolve) => setTimeout(resolve, 1)); // its own wait is over
  assertEquals(await waitsOf(() => inTurn(20, (id) => pool.request({ id }))), []);
  abort();
  await endless;
});

Deno.test("One is held up for a reply whose child all others wait for", async () => {
  await using pool = echoPool({ inlineWaitUs: 200 });
  await pool.request({ id: 0 });
  const questions = questionsFrom(3, 100).map((question) => JSON.parse(JSON.stringify({ ...question, wait: 0 })));
  let replies: unknown[] = [];
  const waits = await waitsOf(async () => {
    replies = await Promise.all(questions.map((question) => pool.request(question)));
  });
  assertEquals(replies, questions);
  assert(waits.length > 0);
});

Deno.test("One who asks again and again lets timers run meanwhile", async () => {
  await using pool = echoPool({ inlineWaitUs: 200 });
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  const end = performance.now() + 20_000;
  while (ticks < 10 && performance.now() < end) await pool.request({ id: 1 });
  clearInterval(timer);
  assert(ticks >= 10, `${ticks} ticks`);
});

Deno.test("A checkout waits at once, too, and the child's own messages come in their order", async () => {
  await using pool = echoPool({ inlineWaitUs: 200 });
  await using connection = await pool.acquire();
  for (let i = 0; i < 100; i++) {
    await connection.send({ method: `note ${i}` });
    assertEquals(await connection.request({ id: i }), { id: i });
    assertEquals(await connection.receive(), { method: `note ${i}` });
  }
});

Deno.test("A request that is taken back in its own turn leaves the others of the turn whole", async () => {
  await using pool = echoPool({ mode: "multiplex" });
  await pool.request({});
  const { signal, abort } = aborting();
  const asked = times(5, (index) => pool.request({ pad: "€".repeat(index * 100) }, index === 2 ? { signal } : {}));
  abort();
  assertEquals((await failure(asked[2]!, "Aborted")).phase, "unsent");
  for (const index of [0, 1, 3, 4]) assertEquals(await asked[index], { pad: "€".repeat(index * 100) });
  assertEquals(pool.snapshot().stray, 0);
});

function aborting(): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
