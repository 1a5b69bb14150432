/**
 * Children that somebody has alone.
 *
 * @module
 */

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { PooledConnection } from "../../src/pool/mod.ts";
import { dies } from "../helpers.ts";
import { ask, assertBalanced, failure, type Reply, serverPool, times } from "./kit.ts";

Deno.test("A second checkout waits for the end of the first, and gets the same child", async () => {
  await using pool = serverPool();
  let isFree = false;
  const first = await pool.acquire();
  const second = pool.acquire().then(async (connection) => {
    assert(isFree);
    await using _ = connection;
    return connection.pid;
  });
  assertEquals((await first.request({ id: 1 }) as Reply).pid, first.pid);
  isFree = true;
  await first[Symbol.asyncDispose]();
  await first[Symbol.asyncDispose]();
  assertEquals(await second, first.pid);
  await assertRejects(() => first.request({}), TypeError);
  await assertRejects(() => first.send({}), TypeError);
  await assertRejects(() => first.receive(), TypeError);
  assertBalanced(pool);
});

Deno.test("A checkout that waits too long fails on time", async () => {
  await using pool = serverPool();
  await using _connection = await pool.acquire();
  const before = performance.now();
  await failure(pool.acquire({ timeoutMs: 50 }), "AcquireTimeout");
  assert(performance.now() - before >= 49);
  await failure(pool.acquire({ signal: AbortSignal.abort() }), "Aborted");
});

Deno.test("Messages go out and come in one by one", async () => {
  await using pool = serverPool();
  await using connection = await pool.acquire();
  for (let id = 0; id < 3; id++) await connection.send({ id });
  for (let id = 0; id < 3; id++) assertEquals((await connection.receive() as Reply).id, id);
  await failure(connection.receive({ timeoutMs: 20 }), "RequestTimeout");
});

Deno.test("A message of the child's own is no reply: what is owed stays owed", async () => {
  await using pool = serverPool();
  const connection = await pool.acquire();
  await connection.send({ id: 1, mute: 1, noise: "{'method':'note'}" });
  assertEquals(await connection.receive(), { method: "note" });
  await connection[Symbol.asyncDispose]();
  assertEquals(pool.snapshot().recycled, { unread: 1 });
});

Deno.test("A message without an id owes one reply, a notification none", async () => {
  await using pool = serverPool();
  const connection = await pool.acquire();
  await connection.send({ method: "note" });
  await connection.send({ echo: 1 });
  assertEquals((await connection.receive() as Reply).echo, { echo: 1 });
  await connection[Symbol.asyncDispose]();
  assertEquals((await ask(pool, { id: 1 })).pid, connection.pid);
});

const USES: [what: string, reason: string, use: (connection: PooledConnection) => unknown][] = [
  ["a reply unread", "unread", (connection) => connection.send({ id: 1 })],
  ["a request outstanding", "unread", (connection) => void connection.request({ id: 1, mute: 1 }).catch(() => {})],
  ["a wish to be rid of it", "mine", (connection) => connection.recycle("mine")],
];

for (const [what, reason, use] of USES) {
  Deno.test(`A connection that is given back with ${what} costs its child`, async () => {
    await using pool = serverPool();
    const connection = await pool.acquire();
    await use(connection);
    await connection[Symbol.asyncDispose]();
    assert((await ask(pool, { id: 2 })).pid !== connection.pid);
    assertEquals(pool.snapshot().recycled, { [reason]: 1 });
  });
}

Deno.test("Nothing else goes to a child that somebody has", async () => {
  await using pool = serverPool({ mode: "multiplex", max: 2 });
  const connection = await pool.acquire();
  const replies = await Promise.all(times(20, (id) => ask(pool, { id })));
  assert(replies.every(({ pid }) => pid !== connection.pid));
  await pool.notify({ method: "cancel" }, "all");
  assertEquals((await ask(pool, { id: 1 })).cancelled, 1);
  assertEquals((await connection.request({ id: 1 }) as Reply).cancelled, 0);
  await connection[Symbol.asyncDispose]();
});

Deno.test("The end of the child ends what the borrower waits for", async () => {
  await using pool = serverPool();
  await using connection = await pool.acquire();
  const waiting = failure(connection.receive(), "ChildExited");
  await connection.send({ exit: 5 });
  assertEquals((await waiting).exitCode, 5);
  await failure(connection.request({ id: 1 }), "ChildExited");
  await failure(connection.send({ id: 1 }), "ChildExited");
});

Deno.test("What is sent while the child ends fails, too", async () => {
  await using pool = serverPool();
  await using connection = await pool.acquire();
  Deno.kill(connection.pid, "SIGKILL");
  await dies(connection.pid);
  const sent = await Promise.allSettled(times(3, (id) => connection.send({ id })));
  assert(sent.some(({ status }) => status === "rejected"));
  await failure(connection.send({ id: 4 }), "ChildExited");
});

Deno.test("A connection can be ended once, and given back as often as one likes", async () => {
  await using pool = serverPool();
  const connection = await pool.acquire();
  connection.recycle();
  await connection[Symbol.asyncDispose]();
  assertThrows(() => connection.recycle(), TypeError);
  assertEquals(pool.snapshot().recycled, { asked: 1 });
});

Deno.test("Only one call receives at a time", async () => {
  await using pool = serverPool();
  await using connection = await pool.acquire();
  const first = connection.receive();
  await assertRejects(() => connection.receive(), TypeError);
  await connection.send({ id: 1 });
  assertEquals((await first as Reply).id, 1);
});

Deno.test("A borrower that does not receive holds up the child, and loses nothing", async () => {
  await using pool = serverPool();
  await using connection = await pool.acquire();
  for (let id = 0; id < 300; id++) await connection.send({ id, size: 100 });
  for (let id = 0; id < 300; id++) assertEquals((await connection.receive() as Reply).id, id);
});
