/**
 * Pools that several parts of a program share.
 *
 * @module
 */

import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { type PoolOptions, StdioPool } from "../../src/pool/mod.ts";
import { dies, Folder, lives } from "../helpers.ts";
import { ask, SERVER } from "./kit.ts";

const NOW = { lingerMs: 0 };

Deno.test("Equal pools share a child", async () => {
  await using first = StdioPool.shared({ command: SERVER }, NOW);
  const { pid } = await ask(first.pool, { id: 1 });
  const equal: Partial<PoolOptions>[] = [
    {},
    { max: 3 },
    { args: [], framing: "jsonl", channel: "std", mode: "exclusive", cwd: Deno.cwd() },
    { clearEnv: true, env: Deno.env.toObject() },
  ];
  for (const options of equal) {
    await using other = StdioPool.shared({ command: SERVER, ...options }, NOW);
    assertEquals((await ask(other.pool, { id: 1 })).pid, pid);
  }
});

Deno.test("A pool that differs in what its children are, or whose, has children of its own", async () => {
  using folder = new Folder();
  const different: [options: Partial<PoolOptions>, identity?: string][] = [
    [{}],
    [{}, "somebody"],
    [{}, "somebody else"],
    [{ env: { POOL_TEST: "1" } }],
    [{ clearEnv: true }],
    [{ args: ["text", "hello"] }],
    [{ cwd: folder.path }],
    [{ mode: "multiplex" }],
    [{ args: ["content-length"], framing: "content-length" }],
    [{ args: ["data"], channel: "data" }],
  ];
  await using handles = new AsyncDisposableStack();
  const pids = new Set<number>();
  for (const [options, identity] of different) {
    const handle = handles.use(StdioPool.shared({ command: SERVER, ...options }, { ...NOW, identity }));
    pids.add((await ask(handle.pool, { id: 1 })).pid);
  }
  assertEquals(pids.size, different.length);
});

Deno.test("Later children of a shared pool get the environment of the first, whatever becomes of ours", async () => {
  const options = { command: "sh", args: ["-c", 'read -r x; echo "[\\"$POOL_TEST\\"]"'], maxRequests: 1 };
  Deno.env.set("POOL_TEST", "then");
  await using first = StdioPool.shared(options, NOW);
  Deno.env.delete("POOL_TEST");
  await using second = StdioPool.shared(options, NOW);
  assert(first.pool !== second.pool);
  assertEquals([await first.pool.request(0), await second.pool.request(0)], [["then"], [""]]);
});

Deno.test("A shared pool ends after the last of three handles, not before", async () => {
  const options = { command: SERVER, env: { POOL_TEST: "2" } };
  const [first, second, third] = [1, 2, 3].map(() => StdioPool.shared(options, NOW));
  const { pid } = await ask(first!.pool, { id: 1 });
  first!.release();
  first!.release();
  second!.release();
  assertThrows(() => first!.pool, TypeError);
  assertEquals((await ask(third!.pool, { id: 2 })).pid, pid);
  assert(lives(pid));
  await third![Symbol.asyncDispose]();
  await third![Symbol.asyncDispose]();
  assert(!lives(pid));
});

Deno.test("A new handle within the time of grace keeps the pool, a later one gets a new one", async () => {
  const options = { command: SERVER, env: { POOL_TEST: "3" } };
  const first = StdioPool.shared(options, { lingerMs: 10_000 });
  const { pid } = await ask(first.pool, { id: 1 });
  first.release();
  const second = StdioPool.shared(options, { lingerMs: 1 });
  assertEquals((await ask(second.pool, { id: 2 })).pid, pid);
  const { pool } = second;
  second.release();
  await dies(pid);
  await pool.close();
  await using third = StdioPool.shared(options, NOW);
  const next = (await ask(third.pool, { id: 3 })).pid;
  assertNotEquals(next, pid);
  const closed = third.pool.close();
  await using fourth = StdioPool.shared(options, NOW);
  assertNotEquals((await ask(fourth.pool, { id: 4 })).pid, next);
  await closed;
});

Deno.test("Options that no pool can have are refused, also where there is a pool already", () => {
  const wrong = { command: SERVER, maximum: 3 } as PoolOptions;
  assertThrows(() => StdioPool.shared(wrong), TypeError);
  assertThrows(() => StdioPool.shared({ command: SERVER }, { lingerMs: -1 }), RangeError);
});
