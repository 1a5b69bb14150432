/**
 * A program that uses pools, for tests that need a whole process of their own: `program.ts SCENE`.
 *
 * @module
 */

import { ask, serverPool } from "./kit.ts";

/** What it does; then it forgets all about its pool. */
const SCENES: Record<string, () => Promise<void>> = {
  /** It made requests. */
  idle: async () => {
    const pool = serverPool({ min: 2, max: 2, ping: () => Promise.resolve(), pingIntervalMs: 1000 });
    const { pid } = await ask(pool, { id: 1 });
    console.log(pid);
  },
  /** A request is pending. */
  pending: async () => {
    const pool = serverPool({ mode: "multiplex" });
    await ask(pool, {});
    ask(pool, { delay: 300 }).then(({ pid }) => console.log(pid));
  },
  /** A request waits for a child that starts again and again. */
  starting: async () => {
    const pool = serverPool({ command: "no-such-server", retries: 2 });
    pool.request({}).catch(({ code }) => console.log(code));
    await Promise.resolve();
  },
  /** A failed request that nobody looks at. */
  unheeded: async () => {
    const pool = serverPool({ retries: 0 });
    pool.request({ exit: 3 });
    await pool.request({ id: 1 });
    console.log("fine");
  },
  /** A checkout that is forgotten without being given back. */
  forgotten: async () => {
    const { gc } = globalThis as unknown as { gc: () => void };
    await using pool = serverPool();
    const { pid } = await ask(pool, { id: 1 });
    await pool.acquire();
    while (pool.snapshot().recycled.forgotten !== 1) {
      gc();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const next = await ask(pool, { id: 2 });
    console.log(next.pid === pid ? "the same child" : "another child");
  },
  /** It works until it is killed. */
  forever: async () => {
    const pool = serverPool({ min: 3, max: 3 });
    const replies = await Promise.all([1, 2, 3].map((id) => ask(pool, { id, delay: 30 })));
    console.log(replies.map(({ pid }) => pid).join(" "));
    await pool.request({ hang: 1 });
  },
};

if (import.meta.main) await SCENES[Deno.args[0]!]!();
