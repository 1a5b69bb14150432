/**
 * How pools end, and what they leave behind.
 *
 * @module
 */

import { assert, assertEquals, assertThrows } from "@std/assert";
import { StdioPool } from "../../src/pool/mod.ts";
import { childrenOf, dies, killQuietly, lives, settles, threads, until, zombies } from "../helpers.ts";
import { ask, assertBalanced, descriptors, event, failure, program, says, SERVER, serverPool, times } from "./kit.ts";

Deno.test("A program that forgot its pool ends by itself, and so do the children", async () => {
  const pid = Number(await says(["idle"]));
  await dies(pid);
});

Deno.test("A program waits for a pending request", async () => {
  await dies(Number(await says(["pending"])));
  assertEquals(await says(["starting"]), "SpawnFailed");
});

Deno.test("A program does not wait for children that are warmed up, nor for pings", async () => {
  assertEquals(await says(["warming"]), "not waited for");
});

Deno.test("A program waits for a checkout, but not for one whose child is gone", async () => {
  assertEquals(await says(["held"]), "given back");
  assertEquals(await says(["bereft"]), "its child is gone");
});

Deno.test("A failure that nobody looks at is no unhandled rejection", async () => {
  assertEquals(await says(["unheeded"]), "fine");
});

Deno.test("A checkout that is forgotten costs its child, and no capacity", async () => {
  assertEquals(await says(["forgotten"]), "another child");
});

Deno.test("When the owner is killed, no child is left after a second", async () => {
  const process = program(["forever"]).spawn();
  const reader = process.stdout.getReader();
  const { value } = await settles(reader.read(), "the children's numbers");
  const pids = new TextDecoder().decode(value).trim().split(" ").map(Number);
  assertEquals(pids.map(lives), [true, true, true]);
  process.kill("SIGKILL");
  const before = performance.now();
  await Promise.all(pids.map(dies));
  assert(performance.now() - before < 1000, "they died too late");
  await Promise.all([reader.cancel(), process.stderr.cancel(), process.status]);
});

Deno.test("Draining finishes what waits and refuses what is new", async () => {
  const pool = serverPool();
  const requests = times(10, (id) => ask(pool, { id, delay: 5 }));
  const drained = pool.drain();
  await failure(pool.request({ id: 11 }), "Closed");
  assertEquals((await Promise.all(requests)).map(({ id }) => id), times(10, (id) => id));
  await settles(drained, "the drain");
  assertBalanced(pool);
  assertEquals(pool.snapshot().children, { starting: 0, idle: 0, busy: 0, ending: 0 });
});

Deno.test("Closing rejects what waits, finishes what is under way, and is the same every time", async () => {
  const pool = serverPool();
  const [first, ...rest] = times(5, (id) => ask(pool, { id, delay: 50 }));
  const closed = pool.close();
  assertEquals(pool.close(), closed);
  for (const request of rest) assertEquals((await failure(request, "Closed")).phase, "unsent");
  assertEquals((await first!).id, 0);
  await settles(closed, "the end");
  await failure(pool.acquire(), "Closed");
});

Deno.test("Closing rejects what takes longer than the grace", async () => {
  const pool = serverPool();
  const { pid } = await ask(pool, { id: 0 });
  const request = failure(pool.request({ id: 1, delay: 60_000 }), "Closed");
  await settles(pool.close({ graceMs: 50 }), "the end");
  assertEquals((await request).phase, "unknown");
  assert(!lives(pid));
});

Deno.test("A second close may shorten the grace, and does not lengthen it", async () => {
  const pool = serverPool();
  await ask(pool, { id: 0 });
  const request = failure(pool.request({ id: 1, mute: 1 }), "Closed");
  pool.close({ graceMs: 60_000 });
  pool.close({ graceMs: 30 });
  await settles(pool.close({ graceMs: 60_000 }), "the end");
  await request;
});

Deno.test("A time that is none closes nothing", async () => {
  await using pool = serverPool();
  for (const graceMs of [NaN, -1]) assertThrows(() => pool.close({ graceMs }), RangeError, `graceMs is ${graceMs}`);
  assertEquals((await ask(pool, { id: 1 })).id, 1);
});

Deno.test("Closing waits for a checkout, and takes it away after the grace", async () => {
  const pool = serverPool();
  const connection = await pool.acquire();
  const closed = pool.close({ graceMs: 10_000 });
  assertEquals((await connection.request({ id: 1 }) as { id: number }).id, 1);
  await connection[Symbol.asyncDispose]();
  await settles(closed, "the end");
  const other = serverPool();
  const kept = await other.acquire();
  const waiting = failure(kept.receive({ timeoutMs: 0 }), "Closed");
  await settles(other.close({ graceMs: 20 }), "the end");
  await waiting;
});

Deno.test("Killing cuts a drain short", async () => {
  const pool = serverPool({ max: 2 });
  const { pid } = await ask(pool, { id: 0 });
  const requests = times(4, () => failure(pool.request({ hang: 1 }), "Closed"));
  const drained = pool.drain();
  await settles(pool.kill(), "the kill");
  await settles(drained, "the drain");
  await Promise.all(requests);
  assert(!lives(pid));
  assertEquals(zombies(), 0);
});

Deno.test("Closing waits for children that are starting", async () => {
  const pool = serverPool({ min: 2, max: 2, init: () => new Promise(() => {}) });
  await until(() => pool.snapshot().children.starting === 2, "both are starting");
  await settles(pool.close(), "the end");
  assertEquals(pool.snapshot().children, { starting: 0, idle: 0, busy: 0, ending: 0 });
});

Deno.test("The end of one pool does not touch another", async () => {
  await using first = serverPool();
  const second = serverPool();
  const { pid } = await ask(first, { id: 1 });
  await ask(second, { id: 1 });
  await second.kill();
  assertEquals((await ask(first, { id: 2 })).pid, pid);
});

Deno.test("The end of one child's output is seen at once, and each child has only its own streams", async () => {
  await using pool = serverPool({ min: 2, max: 2 });
  const [first, second] = await Promise.all(times(2, (id) => ask(pool, { id, delay: 30 })));
  const own = /^0 1 2 3 4 5$/;
  assert(own.test(first!.fds) && own.test(second!.fds), first!.fds);
  const before = performance.now();
  await failure(pool.request({ id: 3, close: 1, hang: 1 }), "ChildExited");
  assert(performance.now() - before < 1000);
});

/** Answers one request and does not care about its input any more. */
const STAYS = 'read -r line; echo "$line"; exec sleep 100';

Deno.test("A child that does not end with its input is told to, and then made to, and so is its group", async () => {
  for (const [script, signal] of [[STAYS, "SIGTERM"], [`trap "" TERM; sleep 100 & ${STAYS}`, "SIGKILL"]] as const) {
    const pool = serverPool({ command: "sh", args: ["-c", script] });
    await pool.request({ id: 1 });
    const ended = event<{ reason: string; status: { signal: string } }>(pool, "childend");
    await settles(pool.close(), "the end");
    const { reason, status } = await ended;
    assertEquals([reason, status.signal], ["close", signal]);
  }
});

Deno.test("No more children are on their way out than may serve", async () => {
  const script = `trap "" TERM; ${STAYS}`;
  const pool = serverPool({ command: "sh", args: ["-c", script], maxRequests: 1 });
  let most = 0;
  pool.addEventListener("childstart", () => most = Math.max(most, pool.snapshot().children.ending));
  for (let id = 0; id < 5; id++) await pool.request({ id });
  await settles(pool.kill(), "the end");
  assertEquals([most, pool.snapshot().spawned], [1, 5]);
});

Deno.test("Events tell what happens to children", async () => {
  const told: string[] = [];
  const pool = serverPool({ pingTimeoutMs: 20, maxRequests: 2 });
  for (const name of ["childstart", "childend", "starterror", "timeout", "breakeropen", "breakerclose"]) {
    pool.addEventListener(name, (event) => {
      const { generation, reason } = (event as CustomEvent<{ generation: number; reason?: string }>).detail;
      told.push([name, generation, reason].join(" ").trim());
    });
  }
  await ask(pool, { id: 1 });
  await ask(pool, { id: 2 });
  await failure(pool.request({ id: 3, mute: 1 }, { timeoutMs: 30 }), "RequestTimeout");
  await until(() => told.length === 5, "both children were gone");
  await pool.close();
  told.sort();
  assertEquals(told, [
    "childend 1 maxRequests",
    "childend 2 timeout",
    "childstart 1",
    "childstart 2",
    "timeout 2",
  ]);
});

Deno.test("Pools that were opened, used and closed leave nothing", async () => {
  const use = async () => {
    await using pool = new StdioPool({ command: SERVER, max: 2 });
    await Promise.all(times(2, (id) => ask(pool, { id })));
  };
  await use();
  const fds = descriptors().length;
  const [before, children] = [threads(), childrenOf(Deno.pid).length];
  for (let i = 0; i < 50; i++) {
    await use();
    assertEquals([descriptors().length, childrenOf(Deno.pid).length], [fds, children]);
  }
  assert(threads() <= before + 2, `${threads()} threads, there were ${before}`);
});

Deno.test("The end does not wait for somebody who left the group and holds the streams", async () => {
  const fds = descriptors().length;
  const sleep = `sleep 100.${Deno.pid}`;
  const script = `setsid ${sleep} & while read -r line; do echo "$line"; done`;
  const pool = serverPool({ command: "sh", args: ["-c", script] });
  const sleepers = () => pidsOf(sleep);
  await ask(pool, { id: 1 });
  try {
    await until(() => sleepers().length === 1, "it left the group");
    await settles(pool.close(), "the end");
    assertEquals(descriptors().length, fds);
  } finally {
    sleepers().forEach(killQuietly);
  }
});

/** Processes that run a command. */
function pidsOf(command: string): number[] {
  return [...Deno.readDirSync("/proc")].map(({ name }) => Number(name)).filter((pid) => {
    try {
      return Deno.readTextFileSync(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim() === command;
    } catch {
      return false;
    }
  });
}
