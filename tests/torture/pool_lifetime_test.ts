/**
 * Pools that come and go, and commands that fail for long.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { Folder, settles } from "../helpers.ts";
import { ask, assertFlat, event, says, serverPool, times } from "../pool/kit.ts";

Deno.test("A thousand pools that were opened, used and closed leave nothing", async () => {
  assertFlat(await says(["pools"], 120_000));
});

Deno.test("A checkout keeps nothing of the messages that it sent", async () => {
  assertFlat(await says(["sends"]), 48 << 20);
});

Deno.test("A command that fails ten times and then works is found to work", async () => {
  using folder = new Folder();
  const args = ["count", folder.file("starts"), "10"];
  await using pool = serverPool({ args, max: 2, init: async (connection) => void await connection.request({ id: 0 }) });
  let failures = 0;
  pool.addEventListener("starterror", () => failures++);
  const closed = new Promise((resolve) => pool.addEventListener("breakerclose", resolve));
  const opened = event(pool, "breakeropen");
  await Promise.allSettled(times(10, (id) => pool.request({ id })));
  while (pool.snapshot().breaker === "closed") await pool.request({ id: 1 }).catch(() => {});
  await opened;
  await settles(closed, "a start that works", 90_000);
  assertEquals(failures, 10);
  const replies = await Promise.all(times(2, (id) => ask(pool, { id, delay: 50 })));
  assertEquals(new Set(replies.map(({ pid }) => pid)).size, 2);
});
