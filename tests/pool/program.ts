/**
 * A program that uses pools, for tests that need a whole process of their own: `program.ts SCENE ARGUMENT`.
 *
 * @module
 */

import { JsonRpcPool, type PooledConnection, type StdioPool } from "../../src/pool/mod.ts";
import { childrenOf, residentBytes, threads, zombies } from "../helpers.ts";
import { ask, descriptors, serverPool, times } from "./kit.ts";

const { gc } = globalThis as unknown as { gc: () => void };

/** What it does; then it forgets all about its pool. */
const SCENES: Record<string, (word: string) => Promise<void>> = {
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
  /** Children that will never be ready, and one that does not answer its ping. */
  warming: async () => {
    const never = async (connection: PooledConnection) => void await connection.request({ id: 1, mute: 1 });
    serverPool({ min: 2, max: 2, init: never });
    const pool = serverPool({ ping: never, pingIntervalMs: 1, pingTimeoutMs: 60_000 });
    await ask(pool, { id: 1 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    console.log("not waited for");
  },
  /** Somebody has a child alone, for a while. */
  held: async () => {
    const connection = await serverPool().acquire();
    const timer = setTimeout(() => {
      console.log("given back");
      connection[Symbol.asyncDispose]();
    }, 50);
    Deno.unrefTimer(timer);
  },
  /** The same for ever, but the child ends. */
  bereft: async () => {
    const pool = serverPool();
    const connection = await pool.acquire();
    Deno.kill(connection.pid, "SIGKILL");
    Object.assign(globalThis, { connection });
    console.log("its child is gone");
  },
  /** Failures of all kinds that nobody looks at. */
  unheeded: async () => {
    const pool = serverPool({ retries: 0 });
    pool.request({ exit: 3 });
    await pool.request({ id: 1 });
    await failAll(pool);
    await pool.close();
    pool.request({ id: 1 });
    pool.acquire();
    pool.notify({ id: 1 });
    pool.notify({ id: 1 }, "all");
    const rpc = new JsonRpcPool({ command: "no-such-server", retries: 0 });
    rpc.call("any");
    await rpc.notify("any").catch(() => {});
    rpc.notify("any");
    await rpc.pool.close();
    console.log("fine");
  },
  /** A checkout that is forgotten without being given back. */
  forgotten: async () => {
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
  /** It asks very often, and tells how much more it holds than after as many before. */
  often: async (mode) => {
    await using pool = serverPool({ mode: mode as "exclusive" | "multiplex" });
    const askOften = async (count: number) => {
      for (let sent = 0; sent < count; sent += 100) await Promise.all(times(100, (id) => ask(pool, { id })));
    };
    await tellGrowth(() => askOften(1_000_000), () => askOften(1_000_000));
  },
  /** The same with pools that it opens, uses and closes. */
  pools: async () => {
    const use = async () => {
      await using pool = serverPool({ max: 2 });
      await Promise.all(times(2, (id) => ask(pool, { id })));
    };
    const useOften = async () => {
      await use();
      const before = descriptors();
      for (let i = 0; i < 1000; i++) {
        await use();
        const now = descriptors();
        if (now.length !== before.length) throw new Error(`Open is ${now.join(" ")}, it was ${before.join(" ")}`);
      }
    };
    await tellGrowth(useOften, useOften);
  },
  /** Somebody has a child alone, and tells it something very often. */
  sends: async () => {
    await using pool = serverPool({ command: "sh", args: ["-c", "cat > /dev/null"] });
    await using connection = await pool.acquire();
    const sendOften = async () => {
      for (let i = 0; i < 300_000; i++) await connection.send({ method: "note" });
    };
    await tellGrowth(sendOften, sendOften);
  },
  /** It works until it is killed. */
  forever: async () => {
    const pool = serverPool({ min: 3, max: 3 });
    const replies = await Promise.all([1, 2, 3].map((id) => ask(pool, { id, delay: 30 })));
    console.log(replies.map(({ pid }) => pid).join(" "));
    await pool.request({ hang: 1 });
  },
};

/** Everything that one can fail to do with a child alone. */
async function failAll(pool: StdioPool): Promise<void> {
  const connection = await pool.acquire();
  connection.request(1n);
  connection.send(1n);
  connection.receive({ timeoutMs: 1 });
  connection.receive();
  Deno.kill(connection.pid, "SIGKILL");
  await connection.receive({ timeoutMs: 0 }).catch(() => {});
  connection.request({ id: 1 });
  connection.send({ id: 1 });
  connection.receive();
  await connection[Symbol.asyncDispose]();
  connection.request({ id: 1 });
  connection.send({ id: 1 });
  connection.receive();
}

/** Tells what a long work has left behind, after one that brought everything up. */
async function tellGrowth(warmUp: () => Promise<void>, work: () => Promise<void>): Promise<void> {
  const look = async () => {
    for (let i = 0; i < 3; i++) {
      gc();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const { heapUsed } = Deno.memoryUsage();
    const rest = [descriptors().length, threads(), childrenOf(Deno.pid).length, zombies()];
    return { resident: residentBytes(), objects: heapUsed, rest };
  };
  bringUpSignals();
  await warmUp();
  const before = await look();
  await work();
  const after = await look();
  console.log(JSON.stringify({
    resident: after.resident - before.resident,
    objects: after.objects - before.objects,
    rest: after.rest.map((now, index) => now - before.rest[index]!),
  }));
}

/** The runtime opens what it has for signals at the first use of one, or else half a second after its start. */
function bringUpSignals(): void {
  const ignore = () => {};
  Deno.addSignalListener("SIGUSR2", ignore);
  Deno.removeSignalListener("SIGUSR2", ignore);
}

if (import.meta.main) await SCENES[Deno.args[0]!]!(Deno.args[1]!);
