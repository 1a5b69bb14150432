/**
 * Pools that several parts of a program share.
 *
 * @module
 */

import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { StdioPool } from "../../src/pool/mod.ts";
import { dies, lives } from "../helpers.ts";
import { ask, SERVER } from "./kit.ts";

Deno.test("Equal pools share a child; another environment or identity has its own", async () => {
  const handles = [
    StdioPool.shared({ command: SERVER }, { lingerMs: 0 }),
    StdioPool.shared({ command: SERVER, max: 1 }, { lingerMs: 0 }),
    StdioPool.shared({ command: SERVER, env: { POOL_TEST: "1" } }, { lingerMs: 0 }),
    StdioPool.shared({ command: SERVER }, { identity: "somebody", lingerMs: 0 }),
  ];
  const pids = [];
  for (const handle of handles) pids.push((await ask(handle.pool, { id: 1 })).pid);
  assertEquals(pids[0], pids[1]);
  assertEquals(new Set(pids).size, 3);
  for (const handle of handles) handle.release();
  await Promise.all(pids.map(dies));
});

Deno.test("A shared pool ends after the last of three handles, not before", async () => {
  const options = { command: SERVER, env: { POOL_TEST: "2" } };
  const [first, second, third] = [1, 2, 3].map(() => StdioPool.shared(options, { lingerMs: 0 }));
  const { pid } = await ask(first!.pool, { id: 1 });
  first!.release();
  first!.release();
  second!.release();
  assertThrows(() => first!.pool, TypeError);
  assertEquals((await ask(third!.pool, { id: 2 })).pid, pid);
  assert(lives(pid));
  await third![Symbol.asyncDispose]();
  await dies(pid);
});

Deno.test("A new handle within the time of grace keeps the pool, a later one gets a new one", async () => {
  const options = { command: SERVER, env: { POOL_TEST: "3" } };
  const first = StdioPool.shared(options, { lingerMs: 10_000 });
  const { pid } = await ask(first.pool, { id: 1 });
  first.release();
  const second = StdioPool.shared(options, { lingerMs: 0 });
  assertEquals((await ask(second.pool, { id: 2 })).pid, pid);
  second.release();
  await dies(pid);
  await using third = StdioPool.shared(options, { lingerMs: 0 });
  const next = (await ask(third.pool, { id: 3 })).pid;
  assertNotEquals(next, pid);
  const closed = third.pool.close();
  await using fourth = StdioPool.shared(options, { lingerMs: 0 });
  assertNotEquals((await ask(fourth.pool, { id: 4 })).pid, next);
  await closed;
});
