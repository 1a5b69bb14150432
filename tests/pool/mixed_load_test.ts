/**
 * No reply ever reaches the wrong caller, and no caller waits for ever.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { PoolError, type StdioPool } from "../../src/pool/mod.ts";
import { settles } from "../helpers.ts";
import { assertBalanced, descriptors, serverPool, times } from "./kit.ts";
import { limitFor, mixedLoad } from "./mixed_load.ts";

const COUNT = 2000;

for (
  const [mode, ids] of [
    ["exclusive", "own"],
    ["exclusive", "none"],
    ["multiplex", "equal"],
    ["multiplex", "none"],
  ] as const
) {
  Deno.test(`Nobody gets another one's reply: ${mode}, ${ids === "none" ? "no" : ids} ids`, async () => {
    await using pool = serverPool({ mode, max: 4, pingTimeoutMs: 50 });
    const outcome = await settles(mixedLoad(pool, COUNT, ids), "all requests", limitFor(COUNT));
    assertEquals(outcome.wrong, 0);
    assert(outcome.right > COUNT / 2, JSON.stringify(outcome));
    assertBalanced(pool);
    const { queued, inFlight } = pool.snapshot();
    assertEquals([queued, inFlight], [0, 0]);
  });
}

/** What may be done to a pool at any time. */
const DEEDS: ((pool: StdioPool) => Promise<unknown>)[] = [
  (pool) => pool.request({ id: 1, delay: 3 }),
  (pool) => pool.request({ id: 2, mute: 1 }, { timeoutMs: 5 }),
  (pool) => pool.request({ id: 3, exit: 1 }, { idempotent: true }),
  (pool) => pool.request({ id: 4, noise: "{broken" }, { key: "some" }),
  (pool) => pool.request({ id: 5 }, { signal: AbortSignal.timeout(2), priority: 1 }),
  (pool) => pool.request({ id: 6, size: 100_000 }),
  (pool) => pool.notify({ method: "cancel" }, "all"),
  (pool) => pool.reload(),
  (pool) => Promise.resolve(pool.resize({ min: 0, max: 1 + Math.floor(Math.random() * 4) })),
  async (pool) => {
    await using connection = await pool.acquire({ timeoutMs: 20 });
    await connection.send({ id: 7, delay: 2 });
    await connection.receive({ timeoutMs: Math.random() * 4 });
  },
  async (pool) => (await pool.acquire()).recycle(),
];

const ENDS: ((pool: StdioPool) => Promise<void>)[] = [
  (pool) => pool.drain(),
  (pool) => pool.close({ graceMs: 20 }),
  (pool) => pool.kill(),
  (pool) => (pool.drain(), pool.close({ graceMs: 20 })),
];

/** Has all the drainers started that there can be. */
async function bringUp(): Promise<void> {
  await using pool = serverPool({ max: 16 });
  await Promise.all(times(64, (id) => pool.request({ id, delay: 20 })));
}

for (const mode of ["exclusive", "multiplex"] as const) {
  Deno.test(`Whatever is done to a pool, every promise settles and nothing is left: ${mode}`, async () => {
    await bringUp();
    const fds = descriptors().length;
    for (let round = 0; round < 24; round++) {
      const pool = serverPool({ mode, max: 3, min: round % 3, maxQueue: 40, requestTimeoutMs: 50, pingTimeoutMs: 20 });
      const done: Promise<unknown>[] = [];
      for (let i = 0; i < 60; i++) {
        const deed = DEEDS[Math.floor(Math.random() * DEEDS.length)]!(pool);
        deed.catch(() => {}); // it is looked at later
        done.push(deed);
        if (i % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      }
      const end = ENDS[round % ENDS.length]!(pool);
      const results = await settles(Promise.allSettled(done), "all that was done");
      await settles(end, "the end");
      const strange = results.filter((each) => each.status === "rejected" && !(each.reason instanceof PoolError));
      assertEquals(strange, []);
      assertBalanced(pool);
      const { queued, inFlight, children } = pool.snapshot();
      assertEquals([queued, inFlight, children], [0, 0, { starting: 0, idle: 0, busy: 0, ending: 0 }]);
      assertEquals(descriptors().length, fds);
    }
  });
}
