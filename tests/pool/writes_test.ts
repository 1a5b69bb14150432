/**
 * How requests reach the pipe of a child.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { InputStream } from "../../src/streams/mod.ts";
import { Folder } from "../helpers.ts";
import { ask, failure, serverPool, times } from "./kit.ts";

/** How many writes something takes. */
async function writesOf(work: () => Promise<unknown>): Promise<number> {
  let writes = 0;
  const { write } = InputStream.prototype;
  InputStream.prototype.write = function (data) {
    writes++;
    return write.call(this, data);
  };
  try {
    await work();
  } finally {
    InputStream.prototype.write = write;
  }
  return writes;
}

Deno.test("What is asked for in one turn goes out in one write", async () => {
  await using pool = serverPool({ mode: "multiplex" });
  await ask(pool, { id: 0 });
  assertEquals(await writesOf(() => Promise.all(times(50, (id) => ask(pool, { id })))), 1);
});

Deno.test("What is asked for during a write goes out together after it, and no two messages mix", async () => {
  await using pool = serverPool({ mode: "multiplex" });
  await ask(pool, { id: 0 });
  const writes = await writesOf(async () => {
    const large = ask(pool, { id: 1, pad: "p".repeat(4 << 20) });
    await Promise.resolve(); // the write begins
    const others: Promise<unknown>[] = [];
    for (let id = 2; id < 20; id++) {
      others.push(ask(pool, { id }));
      await Promise.resolve();
    }
    await Promise.all([large, ...others]);
  });
  assertEquals(writes, 2);
  assertEquals([pool.snapshot().spawned, pool.snapshot().failed], [1, {}]);
});

Deno.test("A message that sends another one while it is encoded is counted by itself", async () => {
  using folder = new Folder();
  await using pool = serverPool({ mode: "multiplex" });
  const others: Promise<unknown>[] = [];
  const value = { toJSON: () => void others.push(pool.request({ id: 2, pad: "p".repeat(5000) })) };
  await pool.request({ id: 1, value });
  await Promise.all(others);
  const { phase } = await failure(pool.request({ id: 3, file: folder.file("effect"), exit: 1 }), "ChildExited");
  assertEquals([phase, folder.read("effect")?.length], ["unknown", 1]);
});
