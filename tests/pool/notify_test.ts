/**
 * Messages that have no reply.
 *
 * @module
 */

import { assertEquals, assertRejects } from "@std/assert";
import { type PoolOptions, StdioPool } from "../../src/pool/mod.ts";
import { Folder, settles, until } from "../helpers.ts";
import { ask, assertBalanced, failure, type Reply, serverPool, times } from "./kit.ts";

/** More than any pipe takes. */
const LARGE = { method: "note", pad: "p".repeat(4 << 20) };

for (const to of ["any", "all"] as const) {
  for (const end of ["drain", "close"] as const) {
    Deno.test(`What is told to ${to} is in the pipe before a child is let go: ${end}`, async () => {
      using folder = new Folder();
      const pool = serverPool();
      await ask(pool, { id: 1 });
      const told = pool.notify({ method: "note", file: folder.file("effect") }, to);
      await settles(pool[end](), "the end");
      await told;
      assertEquals(folder.read("effect"), "x");
      assertBalanced(pool);
    });
  }
}

Deno.test("What is told to all is told to those that live, and has to have a form", async () => {
  using folder = new Folder();
  await using pool = serverPool({ min: 3, max: 3 });
  const [{ pid }] = await Promise.all(times(3, (id) => ask(pool, { id, delay: 20 }))) as [Reply];
  Deno.kill(pid, "SIGKILL");
  await pool.notify({ method: "note", file: folder.file("effect") }, "all");
  await until(() => folder.read("effect") === "xx", "the other two knew");
  await assertRejects(() => pool.notify({ big: 1n }, "all"), TypeError);
  assertBalanced(pool);
});

Deno.test("A message that a pipe does not take at once comes whole", async () => {
  await using pool = serverPool();
  const told = pool.notify(LARGE);
  assertEquals((await ask(pool, { id: 1 })).id, 1);
  await settles(told, "the message");
});

/** A pool whose first child does something of its own, and whose others echo. */
function firstOf(folder: Folder, first: string, options: Partial<PoolOptions> = {}): StdioPool {
  const script = `if mkdir "$0" 2>/dev/null; then ${first}; fi; echo ready; exec cat`;
  return new StdioPool({
    command: "sh",
    args: ["-c", script, folder.file("first")],
    readyLine: /^ready$/,
    ...options,
  });
}

/** Does not read, and says that it does not. */
const DEAF = "exec <&-; echo ready; exec sleep 100";

Deno.test("What a child cannot read goes to another one, for it was not sent", async () => {
  for (const send of ["request", "notify"] as const) {
    using folder = new Folder();
    await using pool = firstOf(folder, DEAF);
    await pool[send]({ id: 1 });
    const { retried, crashes, failed, completed } = pool.snapshot();
    assertEquals([retried, crashes, failed, completed], [1, 1, {}, 1]);
    assertBalanced(pool);
  }
});

Deno.test("What no child can read fails, and says that it was not sent", async () => {
  for (const send of ["request", "notify"] as const) {
    using folder = new Folder();
    await using pool = firstOf(folder, DEAF, { retries: 0 });
    assertEquals((await failure(pool[send]({ id: 1 }), "ChildExited")).phase, "unsent");
  }
});

Deno.test("What may be sent again does not wait for the end of the child that had it", async () => {
  using folder = new Folder();
  await using pool = firstOf(folder, `trap "" TERM; echo ready; read -r line; exec >&-; while :; do sleep 1; done`);
  assertEquals(await pool.request({ id: 1 }, { idempotent: true }), { id: 1 });
  assertEquals(pool.snapshot().children.ending, 1);
  await pool.kill();
});

Deno.test("Killing rejects a message that is not in the pipe", async () => {
  const pool = new StdioPool({ command: "sleep", args: ["100"] });
  const told = failure(pool.notify(LARGE), "Closed");
  const waiting = failure(pool.notify(LARGE), "Closed");
  await until(() => pool.snapshot().bytesOut > 0, "some of it was written");
  await settles(pool.kill(), "the end");
  assertEquals([(await told).phase, (await waiting).phase], ["unknown", "unsent"]);
  assertBalanced(pool);
});

Deno.test("A message that is not taken in time fails, and its child is replaced when it stays silent", async () => {
  const pool = new StdioPool({ command: "sleep", args: ["100"], requestTimeoutMs: 50, pingTimeoutMs: 50 });
  assertEquals((await failure(pool.notify(LARGE), "RequestTimeout")).phase, "unknown");
  await until(() => pool.snapshot().recycled.timeout === 1, "the child was replaced");
  await settles(pool.drain(), "the end");
});
