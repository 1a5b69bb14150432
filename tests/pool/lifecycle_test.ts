/**
 * How pools end, and what they leave behind.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { StdioPool } from "../../src/pool/mod.ts";
import { childrenOf, dies, fdsComeBackTo, lives, openFds, settles, threads, until, zombies } from "../helpers.ts";
import { ask, assertBalanced, failure, SERVER, serverPool, times } from "./kit.ts";

const PROGRAM = new URL("./program.ts", import.meta.url).pathname;

function program(scene: string): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", "--v8-flags=--expose-gc", PROGRAM, scene],
    stdout: "piped",
    stderr: "piped",
  });
}

async function says(scene: string): Promise<string> {
  const { code, stdout, stderr } = await settles(program(scene).output(), "the program's end");
  const text = new TextDecoder();
  assertEquals([code, text.decode(stderr)], [0, ""]);
  return text.decode(stdout).trim();
}

Deno.test("A program that forgot its pool ends by itself, and so do the children", async () => {
  const pid = Number(await says("idle"));
  await dies(pid);
});

Deno.test("A program waits for a pending request", async () => {
  await dies(Number(await says("pending")));
  assertEquals(await says("starting"), "SpawnFailed");
});

Deno.test("A failure that nobody looks at is no unhandled rejection", async () => {
  assertEquals(await says("unheeded"), "fine");
});

Deno.test("A checkout that is forgotten costs its child, and no capacity", async () => {
  assertEquals(await says("forgotten"), "another child");
});

Deno.test("When the owner is killed, no child is left after a second", async () => {
  const process = program("forever").spawn();
  const reader = process.stdout.getReader();
  const { value } = await settles(reader.read(), "the children's numbers");
  const pids = new TextDecoder().decode(value).trim().split(" ").map(Number);
  assertEquals(pids.map(lives), [true, true, true]);
  process.kill("SIGKILL");
  const before = performance.now();
  await Promise.all(pids.map(dies));
  assert(performance.now() - before < 1000);
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

Deno.test("Pools that were opened, used and closed leave nothing", async () => {
  const use = async () => {
    await using pool = new StdioPool({ command: SERVER, max: 2 });
    await Promise.all(times(2, (id) => ask(pool, { id })));
  };
  await use();
  const fds = openFds();
  const [before, children] = [threads(), childrenOf(Deno.pid).length];
  for (let i = 0; i < 50; i++) await use();
  await fdsComeBackTo(fds);
  assertEquals(zombies(), 0);
  assert(threads() <= before + 2, `${threads()} threads, there were ${before}`);
  assertEquals(childrenOf(Deno.pid).length, children);
});
