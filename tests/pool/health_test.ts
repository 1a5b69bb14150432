/**
 * Children that die, hang, age, grow or never start.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import type { PooledConnection } from "../../src/pool/mod.ts";
import { dies, Folder, lives, settles, until } from "../helpers.ts";
import { ask, event, failure, type Reply, serverPool, times } from "./kit.ts";

Deno.test("An idle child that is killed is replaced, and no request fails", async () => {
  await using pool = serverPool();
  const pids = new Set<number>();
  for (let round = 0; round < 5; round++) {
    const { pid } = await ask(pool, { id: round });
    pids.add(pid);
    Deno.kill(pid, "SIGKILL");
    await dies(pid);
  }
  await ask(pool, { id: 5 });
  assertEquals(pids.size, 5);
  assertEquals(pool.snapshot().failed, {});
});

Deno.test("A child that is stopped fails its request in time, is replaced, and holds up no other", async () => {
  await using pool = serverPool({ min: 2, max: 2, pingTimeoutMs: 100 });
  const [first] = await Promise.all(times(2, (id) => ask(pool, { id, delay: 20 })));
  Deno.kill(first!.pid, "SIGSTOP");
  const results = await Promise.allSettled(times(20, (id) => ask(pool, { id }, { timeoutMs: 1000 })));
  const failed = results.filter(({ status }) => status === "rejected") as PromiseRejectedResult[];
  assertEquals(failed.map(({ reason }) => reason.code), ["RequestTimeout"]);
  await dies(first!.pid);
  await Promise.all(times(2, (id) => ask(pool, { id, delay: 20 })));
  assertEquals(pool.snapshot().recycled, { timeout: 1 });
});

Deno.test("A child that was slow once and speaks again serves on", async () => {
  await using pool = serverPool();
  const { pid } = await ask(pool, { id: 0 });
  await failure(pool.request({ id: 1, delay: 300 }, { timeoutMs: 20 }), "RequestTimeout");
  assertEquals((await ask(pool, { id: 2 })).pid, pid);
  assertEquals(pool.snapshot().recycled, {});
});

for (const mode of ["exclusive", "multiplex"] as const) {
  Deno.test(`A child that did not reply in time gets nothing more while it is silent: ${mode}`, async () => {
    await using pool = serverPool({ mode, maxInFlight: 1, pingTimeoutMs: 50 });
    const { pid } = await ask(pool, { id: 0 });
    const silent = failure(pool.request({ id: 1, mute: 1 }, { timeoutMs: 20 }), "RequestTimeout");
    const waiting = ask(pool, { id: 2 });
    await silent;
    assert((await waiting).pid !== pid);
    assertEquals([pool.snapshot().recycled, pool.snapshot().failed], [{ timeout: 1 }, { RequestTimeout: 1 }]);
  });
}

Deno.test("A command that fails five times and then works: requests fail fast, then all children serve", async () => {
  using folder = new Folder();
  const args = ["count", folder.file("starts"), "5"];
  await using failing = serverPool({
    args,
    max: 2,
    retries: 0,
    init: async (connection) => void await connection.request({ id: 0 }),
  });
  const opened = event<{ cause: Error }>(failing, "breakeropen");
  const closed = event(failing, "breakerclose");
  const gaps: number[] = [];
  let last = performance.now();
  failing.addEventListener("starterror", () => {
    gaps.push(performance.now() - last);
    last = performance.now();
  });
  for (let attempt = 0; attempt < 5; attempt++) {
    const error = await failure(failing.request({ id: 1 }), attempt < 4 ? "SpawnFailed" : "Unavailable");
    if (attempt < 4) assertEquals([error.stage, error.stderrTail], ["init", "not yet\n"]);
  }
  await opened;
  const refused = await failure(failing.request({ id: 1 }), "Unavailable");
  assert(refused.retryAt! > new Date(Date.now() - 5000) && refused.cause instanceof Error);
  assertEquals(failing.snapshot().breaker, "open");
  await closed;
  assert(gaps[4]! > 3 * gaps[1]! && gaps[1]! >= 90, `${gaps}`);
  const replies = await Promise.all(times(2, (id) => ask(failing, { id, delay: 500 })));
  assertEquals(new Set(replies.map(({ pid }) => pid)).size, 2);
  assertEquals(failing.snapshot().breaker, "closed");
});

Deno.test("No more than four children start at a time", async () => {
  let starting = 0;
  let most = 0;
  const init = async () => {
    most = Math.max(most, ++starting);
    await new Promise((resolve) => setTimeout(resolve, 20));
    starting--;
  };
  await using pool = serverPool({ init, max: 10 });
  const replies = await Promise.all(times(10, (id) => ask(pool, { id, delay: 200 })));
  assertEquals(most, 4);
  assert(new Set(replies.map(({ pid }) => pid)).size > 4);
});

Deno.test("A program that does not exist fails with the system's error, and each request may try again", async () => {
  await using pool = serverPool({ command: "no-such-server" });
  const error = await failure(pool.request({}), "SpawnFailed");
  assertEquals([error.stage, error.errno], ["exec", 2]);
  assertEquals(pool.snapshot().children, { starting: 0, idle: 0, busy: 0, ending: 0 });
});

Deno.test("Requests that come together share the start that fails", async () => {
  await using pool = serverPool({ command: "no-such-server", max: 4, retries: 1 });
  let starts = 0;
  pool.addEventListener("starterror", () => starts++);
  const requests = times(20, (id) => failure(pool.request({ id }), "SpawnFailed"));
  await Promise.all(requests);
  assertEquals([starts, pool.snapshot().breaker, pool.snapshot().failed], [2, "closed", { SpawnFailed: 20 }]);
});

Deno.test("While others serve, a child that cannot be started is tried ever more slowly", async () => {
  let isBroken = false;
  const init = () => isBroken ? Promise.reject(new Error("broken")) : Promise.resolve();
  await using pool = serverPool({ init, max: 2 });
  await ask(pool, { id: 0 });
  isBroken = true;
  let errors = 0;
  pool.addEventListener("starterror", () => errors++);
  const before = performance.now();
  while (errors < 3) await Promise.all(times(4, (id) => ask(pool, { id })));
  assert(performance.now() - before >= 100 + 200 - 10);
  isBroken = false;
  await until(async () => {
    const replies = await Promise.all(times(2, (id) => ask(pool, { id, delay: 5 })));
    return replies[0]!.pid !== replies[1]!.pid;
  }, "another child served");
  assertEquals(pool.snapshot().failed, {});
});

Deno.test("A warm child that ends at once is started again ever more slowly", async () => {
  await using pool = serverPool({ command: "true", min: 1 });
  const before = performance.now();
  await event(pool, "breakeropen");
  assert(performance.now() - before >= 100 + 200 + 400 + 800 - 10);
  assertEquals(pool.snapshot().spawned, 5);
});

Deno.test("A child that is made ready and ends unasked, again and again, is started ever more slowly", async () => {
  const args = ["-c", 'read -r line; echo "$line"'];
  const init = async (connection: PooledConnection) => void await connection.request({ id: 1 });
  await using pool = serverPool({ command: "sh", args, init, min: 1 });
  await event(pool, "breakeropen");
  assertEquals(pool.snapshot().spawned, 5);
});

for (const mode of ["exclusive", "multiplex"] as const) {
  Deno.test(`A server may say things of its own right after its preparation: ${mode}`, async () => {
    const script = `while read -r line; do echo "$line"; printf '{"method":'; sleep 0.02; echo '"note"}'; done`;
    const init = async (connection: PooledConnection) => void await connection.request({ id: 1 });
    await using pool = serverPool({ command: "sh", args: ["-c", script], init, mode });
    assertEquals(await pool.request({ id: 2 }), { id: 2 });
    assertEquals([pool.snapshot().spawned, pool.snapshot().recycled], [1, {}]);
  });
}

const INITS: [how: string, message: string, init: (connection: PooledConnection) => Promise<void>][] = [
  ["fails", "no", () => Promise.reject(new Error("no"))],
  ["hangs", "200 ms", () => new Promise<void>(() => {})],
  ["exits", "exited with 4", async (connection) => void await connection.request({ id: 1, log: 80, exit: 4 })],
];

for (const [how, message, init] of INITS) {
  Deno.test(`An init that ${how} fails the start with the last words, and leaves the place free`, async () => {
    let isBroken = true;
    const start = (connection: PooledConnection) => isBroken ? init(connection) : Promise.resolve();
    await using pool = serverPool({ init: start, spawnTimeoutMs: how === "hangs" ? 200 : undefined, retries: 0 });
    const error = await failure(pool.request({ id: 1 }), "SpawnFailed");
    assert(error.message.includes(message), error.message);
    assertEquals(error.stage, "init");
    if (how === "exits") assert(error.stderrTail!.length >= 80);
    isBroken = false;
    assertEquals((await ask(pool, { id: 2 })).id, 2);
  });
}

Deno.test("A child serves after the line that says it is ready", async () => {
  await using pool = serverPool({ readyLine: /^ready/ }, "sleep 30 text ready");
  assertEquals((await ask(pool, { id: 1 })).id, 1);
  assertEquals(pool.snapshot().stray, 0);
  await using late = serverPool({ readyLine: /^never/, spawnTimeoutMs: 50, retries: 0 }, "text ready");
  assertEquals((await failure(late.request({ id: 1 }), "SpawnFailed")).stage, "readyLine");
});

Deno.test("100 requests at ten to a child take ten children, and none fails", async () => {
  await using pool = serverPool({ maxRequests: 10 });
  const pids = new Set<number>();
  for (let id = 0; id < 100; id++) pids.add((await ask(pool, { id })).pid);
  assertEquals(pids.size, 10);
  assertEquals(pool.snapshot().recycled.maxRequests, 10);
  assertEquals(pool.snapshot().failed, {});
});

Deno.test("In multiplex mode, too, no child gets more requests than it may", async () => {
  await using pool = serverPool({ maxRequests: 10, mode: "multiplex" });
  const counts = new Map<number, number>();
  for (const { pid } of await Promise.all(times(100, (id) => ask(pool, { id })))) {
    counts.set(pid, (counts.get(pid) ?? 0) + 1);
  }
  assertEquals([...counts.values()], times(10, () => 10));
});

Deno.test("Two reloads at once replace every child twice, one at a time", async () => {
  await using pool = serverPool({ min: 2, max: 2 });
  let most = 0;
  pool.addEventListener("childstart", () => {
    const { idle, busy } = pool.snapshot().children;
    most = Math.max(most, idle + busy);
  });
  await Promise.all(times(2, (id) => ask(pool, { id, delay: 20 })));
  await Promise.all([pool.reload(), pool.reload()]);
  assertEquals([pool.snapshot().recycled, pool.snapshot().generation], [{ reload: 4 }, 6]);
  assert(most <= 3, `${most} children at once`);
});

Deno.test("A reload replaces also a child that is starting", async () => {
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  await using pool = serverPool({ init: () => ready, min: 1 });
  const reloaded = pool.reload();
  resolve();
  await reloaded;
  assertEquals([pool.snapshot().recycled, pool.snapshot().generation], [{ reload: 1 }, 2]);
});

Deno.test("A reload that the end of its pool cuts short settles, too", async () => {
  const pool = serverPool({ init: () => new Promise(() => {}), min: 1 });
  const reloads = Promise.allSettled(times(3, () => pool.reload()));
  await settles(pool.kill(), "the end");
  await settles(reloads, "the reloads");
});

Deno.test("A reload whose new child cannot start leaves the old ones at work", async () => {
  let isBroken = false;
  const init = () => isBroken ? Promise.reject(new Error("broken")) : Promise.resolve();
  await using pool = serverPool({ init });
  const { pid } = await ask(pool, { id: 1 });
  isBroken = true;
  const told = event(pool, "starterror");
  await failure(pool.reload(), "SpawnFailed");
  await told;
  isBroken = false;
  assertEquals((await ask(pool, { id: 2 })).pid, pid);
  await pool.reload();
  assert((await ask(pool, { id: 3 })).pid !== pid);
});

Deno.test("A reload in the middle of a load replaces every child, and no request fails", async () => {
  await using pool = serverPool({ min: 2, max: 2 });
  let isOver = false;
  const load = times(4, async (caller) => {
    for (let id = 0; !isOver; id++) await ask(pool, { id: `${caller}-${id}` });
  });
  const before = new Set((await Promise.all(times(2, (id) => ask(pool, { id, delay: 20 })))).map(({ pid }) => pid));
  await pool.reload();
  isOver = true;
  await Promise.all(load);
  const after = (await Promise.all(times(2, (id) => ask(pool, { id, delay: 20 })))).map(({ pid }) => pid);
  assert(after.every((pid) => !before.has(pid)));
  const { generation, failed, recycled } = pool.snapshot();
  assertEquals([generation, failed, recycled], [4, {}, { reload: 2 }]);
});

Deno.test("Children above the minimum end when they are idle", async () => {
  await using pool = serverPool({ min: 1, max: 3, idleTtlMs: 50 });
  await Promise.all(times(3, (id) => ask(pool, { id, delay: 20 })));
  await until(() => pool.snapshot().recycled.idleTtl === 2, "two children ended");
  await until(() => pool.snapshot().children.ending === 0, "they were reaped");
  assertEquals(pool.snapshot().children, { starting: 0, idle: 1, busy: 0, ending: 0 });
});

Deno.test("A child that is used again and again for a moment still ends at the cap", async () => {
  await using pool = serverPool({ maxIdleMs: 300, idleTtlMs: 5000 });
  const { pid } = await ask(pool, { id: 0 });
  await until(async () => (await ask(pool, { id: 1 })).pid !== pid, "another child served");
  assertEquals(pool.snapshot().recycled, { maxIdle: 1 });
  assertEquals(pool.snapshot().failed, {});
});

Deno.test("The cap on idle time holds also where idle children are not ended otherwise", async () => {
  await using pool = serverPool({ maxIdleMs: 300, idleTtlMs: 0 });
  const { pid } = await ask(pool, { id: 0 });
  await until(async () => (await ask(pool, { id: 1 })).pid !== pid, "another child served");
  assertEquals(pool.snapshot().recycled, { maxIdle: 1 });
});

Deno.test("A child in use is not ended by the cap on idle time", async () => {
  await using pool = serverPool({ maxIdleMs: 30 });
  const { pid } = await ask(pool, { id: 0, delay: 150 });
  await using connection = await pool.acquire();
  assertEquals((await connection.request({ id: 1, delay: 100 }) as Reply).id, 1);
  assert(connection.pid === pid || pool.snapshot().recycled.maxIdle === 1);
  assertEquals(pool.snapshot().failed, {});
});

Deno.test("A child that is too old is replaced", async () => {
  await using pool = serverPool({ maxAgeMs: 300 });
  const { pid } = await ask(pool, { id: 0 });
  await until(async () => (await ask(pool, { id: 1 })).pid !== pid, "another child served");
  assertEquals(pool.snapshot().recycled, { maxAge: 1 });
});

Deno.test("A child that has grown is replaced after its request", async () => {
  await using pool = serverPool({ maxRssBytes: { soft: 60 << 20 } });
  const { pid } = await ask(pool, { id: 0, alloc: 100 });
  await until(async () => (await ask(pool, { id: 1 })).pid !== pid, "another child served");
  assertEquals([pool.snapshot().recycled, pool.snapshot().failed], [{ rssSoft: 1 }, {}]);
});

Deno.test("A child that has grown far too much is replaced at once", async () => {
  await using pool = serverPool({ maxRssBytes: { hard: 60 << 20 } });
  await failure(pool.request({ id: 0, alloc: 100, hang: 1 }), "ChildExited").catch(() => {});
  await ask(pool, { id: 1, delay: 1 });
  const held = pool.request({ id: 2, alloc: 100, ask: 1 });
  assertEquals((await failure(held, "ChildExited")).phase, "unknown");
  assert(pool.snapshot().recycled.rssHard! >= 1);
});

Deno.test("A child that fails too often is replaced", async () => {
  await using pool = serverPool({ maxFailures: 2, mode: "multiplex" });
  const { pid } = await ask(pool, { id: 0 });
  await failure(pool.request({ id: 1, delay: 300 }, { timeoutMs: 20 }), "RequestTimeout");
  assertEquals((await ask(pool, { id: 2 })).pid, pid);
  await failure(pool.request({ id: 3, mute: 1 }, { timeoutMs: 20 }), "RequestTimeout");
  assertEquals(pool.snapshot().recycled, { maxFailures: 1 });
  assert((await ask(pool, { id: 4 })).pid !== pid);
});

Deno.test("Requests that their callers abort are no failures of the child", async () => {
  await using pool = serverPool({ maxFailures: 1, mode: "multiplex" });
  const { pid } = await ask(pool, { id: 0 });
  await failure(pool.request({ id: 1, mute: 1 }, { signal: AbortSignal.timeout(10) }), "Aborted");
  assertEquals((await ask(pool, { id: 2 })).pid, pid);
});

Deno.test("An idle child that does not answer a ping is replaced", async () => {
  let pings = 0;
  const ping = async (connection: PooledConnection) => {
    pings++;
    await connection.request({ id: "ping" });
  };
  await using pool = serverPool({ ping, pingIntervalMs: 20, pingTimeoutMs: 1000 });
  const { pid } = await ask(pool, { id: 0 });
  await until(() => pings >= 2, "it was asked twice");
  assert(lives(pid));
  Deno.kill(pid, "SIGSTOP");
  await until(() => pool.snapshot().recycled.ping === 1, "it was replaced");
  assert((await ask(pool, { id: 1 })).pid !== pid);
});

Deno.test({
  name: "A ping that never ends does not outlive its child",
  sanitizeOps: true,
  fn: async () => {
    const { promise: pinged, resolve } = Promise.withResolvers<void>();
    const ping = () => (resolve(), new Promise<void>(() => {}));
    const pool = serverPool({ ping, pingIntervalMs: 1, pingTimeoutMs: 60_000, min: 1 });
    await settles(pinged, "a ping");
    await settles(pool.kill(), "the end");
  },
});
