/**
 * Requests: who gets which reply, in which order, and from whom.
 *
 * @module
 */

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { StdioPool } from "../../src/pool/mod.ts";
import { Folder, settles, until } from "../helpers.ts";
import { ask, assertBalanced, event, failure, onceInFive, type Reply, SERVER, serverPool, times } from "./kit.ts";

Deno.test("10,000 requests are answered by one child", async () => {
  await using pool = serverPool();
  const pids = new Set<number>();
  for (let id = 0; id < 10_000; id++) {
    const reply = await ask(pool, { id });
    assertEquals(reply.id, id);
    pids.add(reply.pid);
  }
  assertEquals(pids.size, 1);
  assertEquals(pool.snapshot().spawned, 1);
});

Deno.test("100 requests take less than a tenth of 100 processes", async () => {
  await using pool = serverPool();
  await ask(pool, {});
  await onceInFive(async () => {
    const begun = performance.now();
    for (let i = 0; i < 100; i++) await askProcess();
    const spawned = performance.now();
    for (let i = 0; i < 100; i++) await ask(pool, {});
    const [spawning, asking] = [spawned - begun, performance.now() - spawned];
    assert(asking < spawning / 10, `${asking} ms against ${spawning} ms`);
  });
});

/** The same request to a process of its own. */
async function askProcess(): Promise<void> {
  const process = new Deno.Command(SERVER, { stdin: "piped", stdout: "piped" }).spawn();
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode("{}\n"));
  await writer.close();
  await process.output();
}

Deno.test("Replies of 64 KiB to 200 requests at once arrive whole over one child", async () => {
  await using pool = serverPool({ mode: "multiplex" });
  const replies = await Promise.all(times(200, (id) => ask(pool, { id: `r${id}`, size: 65_536 })));
  assertEquals(replies.map(({ id }) => id), times(200, (id) => `r${id}`));
  assert(replies.every(({ pad }) => pad === "p".repeat(65_536)));
  assertEquals(pool.snapshot().spawned, 1);
});

Deno.test("Ten first requests at once share one spawn", async () => {
  await using pool = serverPool();
  const replies = await Promise.all(times(10, (id) => ask(pool, { id })));
  assertEquals(new Set(replies.map(({ pid }) => pid)).size, 1);
  assertEquals(pool.snapshot().spawned, 1);
});

Deno.test("A pool grows and shrinks under load without a failure", async () => {
  await using pool = serverPool();
  const busy = () => Promise.all(times(12, (id) => ask(pool, { id, delay: 10 })));
  const first = busy();
  pool.resize({ max: 4 });
  const second = busy();
  assertEquals(new Set([...await first, ...await second].map(({ pid }) => pid)).size, 4);
  const third = busy();
  pool.resize({ max: 1 });
  await third;
  const { children, failed } = pool.snapshot();
  assertEquals([children.idle + children.busy, failed], [1, {}]);
  assertThrows(() => pool.resize({ min: 3 }), RangeError);
});

Deno.test("A pool that shrinks while children start has no more than it may when they are ready", async () => {
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  await using pool = serverPool({ max: 4, init: () => ready });
  const replies = times(8, (id) => ask(pool, { id, delay: 5 }));
  assertEquals(pool.snapshot().children.starting, 4);
  pool.resize({ max: 1 });
  resolve();
  assertEquals((await Promise.all(replies)).map(({ id }) => id), times(8, (id) => id));
  const { idle, busy } = pool.snapshot().children;
  assertEquals([idle + busy, pool.snapshot().failed], [1, {}]);
});

Deno.test("A slow request does not delay a short one in multiplex mode", async () => {
  await using pool = serverPool({ mode: "multiplex" });
  const order: string[] = [];
  const slow = ask(pool, { id: 1, delay: 400 }).then(() => order.push("slow"));
  const short = ask(pool, { id: 2 }).then(() => order.push("short"));
  await Promise.all([slow, short]);
  assertEquals(order, ["short", "slow"]);
});

Deno.test("A reply has the id of its request, in its type, or none", async () => {
  await using pool = serverPool({ mode: "multiplex" });
  const ids = ["7", 7, null, { a: 1 }];
  const replies = await Promise.all([...ids.map((id) => ask(pool, { id })), ask(pool, {})]);
  assertEquals(replies.slice(0, 4).map(({ id }) => id), ids);
  assert(!("id" in replies[4]!));
  await assertRejects(() => pool.request([1]), TypeError);
  await assertRejects(() => pool.request({ big: 1n }), TypeError);
  assertBalanced(pool);
});

Deno.test("A full queue refuses at once, and tells when to stop and when to go on", async () => {
  await using pool = serverPool({ maxQueue: 4 });
  const requests = times(3, (id) => ask(pool, { id, delay: 20 }));
  assertEquals(pool.needsDrain, true);
  requests.push(...times(2, (id) => ask(pool, { id: id + 3 })));
  const refused = await failure(pool.request({ id: 9 }), "QueueFull");
  assertEquals(refused.phase, "unsent");
  const told = event(pool, "drained");
  await pool.drained;
  assertEquals(pool.needsDrain, false);
  await told;
  assertEquals((await Promise.all(requests)).map(({ id }) => id), [0, 1, 2, 3, 4]);
  assertBalanced(pool);
});

Deno.test("Higher priorities leave the queue first, and equal ones in their order", async () => {
  await using pool = serverPool();
  const order: unknown[] = [];
  const send = (id: number, priority: number) => ask(pool, { id }, { priority }).then((reply) => order.push(reply.id));
  await Promise.all([send(0, 0), send(1, 0), send(2, 5), send(3, 0), send(4, 5), send(5, -1)]);
  assertEquals(order, [0, 2, 4, 1, 3, 5]);
});

Deno.test("Requests of one key have one child started, however many they are", async () => {
  await using pool = serverPool({ max: 4 });
  const pids = (await Promise.all(times(10, (id) => ask(pool, { id, delay: 1 }, { key: "one" })))).map(({ pid }) =>
    pid
  );
  assertEquals([new Set(pids).size, pool.snapshot().spawned], [1, 1]);
});

Deno.test("The next request goes to the child that was used last, or to the one that was not for longest", async () => {
  for (const childOrder of ["warm", "even"] as const) {
    await using pool = serverPool({ max: 3, min: 3, childOrder });
    await Promise.all(times(3, (id) => ask(pool, { id, delay: 20 })));
    const pids = new Set<number>();
    for (let id = 0; id < 9; id++) pids.add((await ask(pool, { id })).pid);
    assertEquals(pids.size, childOrder === "warm" ? 1 : 3);
  }
});

Deno.test("Another child is started when each has as many requests as it may have", async () => {
  await using pool = serverPool({ mode: "multiplex", max: 2, maxInFlight: 3 });
  const counts = new Map<number, number>();
  for (const { pid } of await Promise.all(times(6, (id) => ask(pool, { id, delay: 50 })))) {
    counts.set(pid, (counts.get(pid) ?? 0) + 1);
  }
  assertEquals([...counts.values()], [3, 3]);
});

Deno.test("Requests larger than any pipe arrive whole, many at a time", async () => {
  await using pool = serverPool({ mode: "multiplex" });
  const said = times(20, (id) => `${id} ${"€".repeat(id * 20_000)}`);
  const replies = await Promise.all(said.map((echo, id) => ask(pool, { id, echo })));
  replies.forEach(({ id, echo }) => assert((echo as { echo: string }).echo === said[id as number]));
});

Deno.test("Equal keys go to the same child", async () => {
  await using pool = serverPool({ min: 3, max: 3 });
  const pids = new Map<string, Set<number>>();
  await Promise.all(times(60, async (id) => {
    const key = `k${id % 3}`;
    const { pid } = await ask(pool, { id, delay: 2 }, { key });
    pids.set(key, (pids.get(key) ?? new Set()).add(pid));
  }));
  assertEquals([...pids.values()].map((each) => each.size), [1, 1, 1]);
});

Deno.test("What is aborted while it waits never reaches the child", async () => {
  using folder = new Folder();
  await using pool = serverPool();
  const busy = ask(pool, { id: 1, delay: 50 });
  const aborter = new AbortController();
  const waiting = pool.request({ id: 2, file: folder.file("effect") }, { signal: aborter.signal });
  aborter.abort("enough");
  const error = await failure(waiting, "Aborted");
  assertEquals([error.phase, error.cause], ["unsent", "enough"]);
  await busy;
  await ask(pool, { id: 3 });
  assertEquals(folder.read("effect"), null);
  assertEquals((await failure(pool.request({}, { signal: aborter.signal }), "Aborted")).phase, "unsent");
  assertEquals(pool.snapshot().cancelled, 2);
  assertBalanced(pool);
});

Deno.test("What is aborted in the turn that it was asked for in never reaches the child", async () => {
  using folder = new Folder();
  for (const mode of ["exclusive", "multiplex"] as const) {
    await using pool = serverPool({ mode });
    const { pid } = await ask(pool, { id: 0 });
    const aborter = new AbortController();
    const aborted = failure(
      pool.request({ id: 1, file: folder.file("effect") }, { signal: aborter.signal }),
      "Aborted",
    );
    const kept = ask(pool, { id: 2 });
    aborter.abort();
    assertEquals((await aborted).phase, "unsent");
    assertEquals([(await kept).id, (await ask(pool, { id: 1 })).pid], [2, pid]);
    assertEquals(folder.read("effect"), null);
  }
});

for (const mode of ["exclusive", "multiplex"] as const) {
  Deno.test(`What is aborted in flight rejects at once, and its late reply reaches nobody: ${mode}`, async () => {
    await using pool = serverPool({ mode });
    const { pid } = await ask(pool, { id: 0 });
    const aborter = new AbortController();
    const aborted = failure(pool.request({ id: 1, delay: 300 }, { signal: aborter.signal }), "Aborted");
    setTimeout(() => aborter.abort(), 10);
    assertEquals((await aborted).phase, "unknown");
    const replies = await Promise.all(times(5, (id) => ask(pool, { id: id + 2, delay: 30 })));
    assertEquals(replies.map((reply) => [reply.id, reply.pid]), times(5, (id) => [id + 2, pid]));
    assertEquals(pool.snapshot().unknownIds, 0);
  });
}

Deno.test("Without ids, a child whose reply nobody waits for is replaced", async () => {
  await using pool = serverPool();
  const { pid } = await ask(pool, {});
  await failure(pool.request({ delay: 300 }, { signal: AbortSignal.timeout(10) }), "Aborted");
  const next = await ask(pool, { echo: 1 });
  assert(next.pid !== pid);
  assertEquals(next.echo, { echo: 1 });
  assertEquals(pool.snapshot().recycled, { abandoned: 1 });
});

Deno.test("A reply too many, which came before the next request was sent, is not taken for its reply", async () => {
  for (const values of [[1, 2, 3], times(3, (n) => ({ id: 1, n }))]) {
    const args = ["-c", `while read -r line; do printf '%s\\n%s\\n' "$line" "$line"; done`];
    await using pool = new StdioPool({ command: "sh", args });
    assertEquals(await Promise.all(values.map((value) => pool.request(value))), values);
  }
});

Deno.test("An id that a late reply could come under is not used again on the same child", async () => {
  await using pool = serverPool();
  const { pid } = await ask(pool, { id: 1 });
  await failure(pool.request({ id: 1, mute: 1 }, { signal: AbortSignal.timeout(10) }), "Aborted");
  assert((await ask(pool, { id: 1 })).pid !== pid);
});

Deno.test("A request with an effect is executed at most once, and twice only if it may be", async () => {
  using folder = new Folder();
  await using pool = serverPool({ max: 2 });
  for (const end of [{ exit: 3 }, { kill: 9 }, { close: 1, hang: 1 }]) {
    const once = folder.file("once");
    const error = await failure(pool.request({ id: 1, file: once, ...end }), "ChildExited");
    assertEquals([error.phase, folder.read("once")], ["unknown", "x"]);
    const twice = folder.file("twice");
    await failure(pool.request({ id: 1, file: twice, ...end }, { idempotent: true }), "ChildExited");
    assertEquals(folder.read("twice"), "xx");
    Deno.removeSync(once);
    Deno.removeSync(twice);
  }
  assertEquals(pool.snapshot().retried, 3);
  assertBalanced(pool);
});

Deno.test("A request is sent again as often as the pool allows", async () => {
  for (const retries of [0, 3]) {
    using folder = new Folder();
    await using pool = serverPool({ retries });
    const request = pool.request({ id: 1, file: folder.file("effect"), exit: 1 }, { idempotent: true });
    await failure(request, "ChildExited");
    assertEquals(folder.read("effect")?.length, 1 + retries);
  }
});

Deno.test("A request that may have been executed says so also when it ends in the queue", async () => {
  let starts = 0;
  const init = () => starts++ === 0 ? Promise.resolve() : new Promise<void>(() => {});
  await using pool = serverPool({ init });
  const aborter = new AbortController();
  const options = { idempotent: true, signal: aborter.signal };
  const aborted = failure(pool.request({ id: 1, exit: 1 }, options), "Aborted");
  await until(() => pool.snapshot().retried === 1, "it was queued again");
  aborter.abort();
  assertEquals((await aborted).phase, "unknown");
  await pool.kill();
});

Deno.test("The end of a child fails its own requests, with its status and last words, and no others", async () => {
  await using pool = serverPool({ mode: "multiplex", max: 2, maxInFlight: 2, retries: 0 });
  const [first, second, third, last] = await Promise.allSettled([
    pool.request({ id: 1, delay: 500 }),
    pool.request({ id: 2, log: 400, exit: 3, delay: 20 }),
    pool.request({ id: 3, delay: 50 }),
    pool.request({ id: 4 }),
  ]);
  for (const { reason } of [first, second] as PromiseRejectedResult[]) {
    assertEquals([reason.code, reason.exitCode, reason.signal, reason.phase], ["ChildExited", 3, null, "unknown"]);
    assert(reason.stderrTail.length >= 400);
  }
  assertEquals([third!.status, last!.status], ["fulfilled", "fulfilled"]);
});

Deno.test("A request that times out does so on time", async () => {
  await using pool = serverPool({ requestTimeoutMs: 300 });
  await onceInFive(async () => {
    await ask(pool, { id: 0 });
    const before = performance.now();
    const error = await failure(pool.request({ id: 1, mute: 1 }), "RequestTimeout");
    const took = performance.now() - before;
    assertEquals(error.phase, "unknown");
    assert(took >= 299 && took < 330, `${took} ms`);
  });
  assert(pool.snapshot().timeouts > 0);
});

Deno.test("What waits too long for a child fails, and nothing of it is sent", async () => {
  using folder = new Folder();
  await using pool = serverPool({ acquireTimeoutMs: 20 });
  const busy = ask(pool, { id: 1, delay: 300 });
  const options = { file: folder.file("effect") };
  assertEquals((await failure(pool.request({ id: 2, ...options }), "AcquireTimeout")).phase, "unsent");
  const total = pool.request({ id: 3, ...options }, { timeoutMs: 10 });
  assertEquals((await failure(total, "RequestTimeout")).phase, "unsent");
  assertEquals((await ask(pool, { id: 5 }, { timeoutMs: 0 })).id, 5);
  await busy;
  await ask(pool, { id: 4 });
  assertEquals(folder.read("effect"), null);
});

Deno.test("The figures add up under errors, aborts and timeouts", async () => {
  await using pool = serverPool({ max: 3, mode: "multiplex", requestTimeoutMs: 40, pingTimeoutMs: 50 });
  const kinds = [{}, { delay: 5 }, { mute: 1 }, { exit: 1 }, { twice: 1 }, { size: 9000 }];
  const looks = setInterval(() => assertBalanced(pool), 1);
  await Promise.allSettled(times(300, (id) => {
    const signal = id % 7 === 0 ? AbortSignal.timeout(id % 20) : undefined;
    return pool.request({ id, ...kinds[id % kinds.length] }, { signal });
  }));
  clearInterval(looks);
  assertBalanced(pool);
  const { queued, inFlight, waitMs, runMs } = pool.snapshot();
  assertEquals([queued, inFlight], [0, 0]);
  for (const { p50, p99, p999, max } of [waitMs, runMs]) assert(p50 <= p99 && p99 <= p999 && p999 <= max);
});

Deno.test("Options that are unknown or cannot work together are refused", () => {
  const wrong: Record<string, unknown>[] = [
    { maximum: 3 },
    { mode: "multiplex", payload: "bytes" },
    { framing: "xml" },
    { framing: "length-prefixed", stray: "skip" },
    { pingIntervalMs: 10 },
    { stderr: { tail: 10 } },
    { maxRssBytes: { limit: 10 } },
    { init: true },
    { readyLine: "ready" },
    { args: "-u" },
  ];
  for (const options of wrong) assertThrows(() => new StdioPool({ command: "cat", ...options }), TypeError);
  assertThrows(() => serverPool({ min: 2 }), RangeError);
  assertThrows(() => serverPool({ max: 0 }), RangeError);
  assertThrows(() => serverPool({ requestTimeoutMs: -1 }), RangeError);
  assertThrows(() => serverPool({ maxRssBytes: { soft: 2, hard: 1 } }), RangeError);
  assertThrows(() => serverPool({ stderr: { tailBytes: Infinity } }), RangeError);
});

Deno.test("Options of a request that make no sense are refused, and nothing is sent", async () => {
  await using pool = serverPool();
  await assertRejects(() => pool.request({ id: 1 }, { timeoutMs: -1 }), RangeError);
  await assertRejects(() => pool.request({ id: 1 }, { timeoutMs: NaN }), RangeError);
  await assertRejects(() => pool.request({ id: 1 }, { priority: NaN }), RangeError);
  assertEquals([pool.snapshot().spawned, pool.snapshot().failed], [0, { RangeError: 3 }]);
  assertBalanced(pool);
});

Deno.test("Bytes go out and come back as they are", async () => {
  await using pool = new StdioPool({ command: "cat", framing: "length-prefixed", payload: "bytes" });
  const bytes = crypto.getRandomValues(new Uint8Array(60_000));
  assertEquals(await pool.request(bytes), bytes);
  assertEquals(await pool.request(new Uint8Array(0)), new Uint8Array(0));
});

Deno.test("A listener that throws does not disturb the pool", async () => {
  await using pool = serverPool();
  pool.addEventListener("childstart", () => {
    throw new Error("listener");
  });
  assertEquals((await settles(pool.request({ id: 1 }), "the reply") as Reply).id, 1);
});

Deno.test("An id that is an object is none: the next message is the reply", async () => {
  await using pool = serverPool({ command: "cat" });
  for (const id of [{ of: 1 }, [1], null]) assertEquals(await pool.request({ id }, { timeoutMs: 5000 }), { id });
});
