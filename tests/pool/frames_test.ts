/**
 * What children say beside their replies, and instead of them.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import type { Framing } from "../../src/pool/mod.ts";
import { settles, text } from "../helpers.ts";
import { ask, event, failure, serverPool, times } from "./kit.ts";

Deno.test("A child may log a megabyte to each log with every request", async () => {
  await using pool = serverPool({ mode: "multiplex" });
  const before = Deno.memoryUsage().rss;
  for (let round = 0; round < 4; round++) {
    await Promise.all(times(25, (id) => ask(pool, { id, log: 1 << 20, debug: 1 << 20 })));
  }
  const { stderrTails, completed } = pool.snapshot();
  assertEquals(completed, 100);
  assertEquals(Object.values(stderrTails).map(({ length }) => length), [8192]);
  assert(Deno.memoryUsage().rss - before < 64 << 20);
});

for (const [log, word] of [["stderr", "log"], ["stddbg", "debug"]] as const) {
  Deno.test(`The lines of ${log} can be had`, async () => {
    const lines: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const onLine = (_pid: number, line: string) => {
      lines.push(line);
      if (lines.length === 50) resolve();
    };
    await using pool = serverPool({ [log]: { onLine } });
    await ask(pool, { id: 1, [word]: 4000 });
    pool.snapshot();
    await settles(promise, "all lines");
    assertEquals(lines, times(50, () => "l".repeat(79)));
  });
}

Deno.test("Noise before and between messages is counted and passed over", async () => {
  await using pool = serverPool({}, "text Welcome!");
  const told = event<{ sample: Uint8Array }>(pool, "stray");
  for (let id = 0; id < 5; id++) assertEquals((await ask(pool, { id, noise: "warning: 'x'" })).id, id);
  assertEquals(text((await told).sample), "Welcome!");
  assertEquals(pool.snapshot().stray, 6);
  assertEquals(pool.snapshot().recycled, {});
});

Deno.test("A message that is broken fails the request with a sample, and the child is replaced", async () => {
  await using pool = serverPool({ retries: 0 });
  const { pid } = await ask(pool, { id: 0 });
  const error = await failure(pool.request({ id: 1, noise: "{'id':1,'res" }), "FrameError");
  assertEquals([text(error.sample!), error.pid, error.phase], [`{"id":1,"res`, pid, "unknown"]);
  assert((await ask(pool, { id: 2 })).pid !== pid);
  assertEquals(pool.snapshot().recycled, { frame: 1 });
});

Deno.test("Where noise is not expected, the first of it replaces the child", async () => {
  await using pool = serverPool({ stray: "recycle", retries: 0 });
  const error = await failure(pool.request({ id: 1, noise: "warning" }), "FrameError");
  assertEquals(text(error.sample!), "warning");
  assertEquals(pool.snapshot().stray, 0);
});

Deno.test("A message without an end is an error, and no shorter message", async () => {
  for (const framing of ["jsonl", "content-length", "length-prefixed"] as Framing[]) {
    const script = {
      "jsonl": "12",
      "content-length": "Content-Length: 9\r\n\r\n12",
      "length-prefixed": "\0\0\0\x0912",
    };
    const args = [
      "-c",
      `read -r -n 1 x; printf '${JSON.stringify(script[framing]).slice(1, -1)}'`.replace(/\\u00/g, "\\x"),
    ];
    await using pool = serverPool({ command: "bash", args, framing, retries: 0 });
    const error = await failure(pool.request({ id: 1 }), "FrameError");
    assert(text(error.sample!).endsWith("12") || text(error.sample!).startsWith("Content"));
  }
});

for (const framing of ["content-length", "length-prefixed"] as Framing[]) {
  Deno.test(`A server may speak in ${framing}, with large messages and text of all kinds`, async () => {
    await using pool = serverPool({ framing, mode: "multiplex" }, framing);
    const said = "€ 𝄞 \n ü".repeat(100);
    const replies = await Promise.all(times(20, (id) => ask(pool, { id, size: 100_000 * (id % 2), echo: said })));
    replies.forEach((reply, id) => {
      assertEquals([reply.id, reply.pad.length], [id, 100_000 * (id % 2)]);
      assertEquals((reply.echo as { echo: string }).echo, said);
    });
  });
}

Deno.test("A large reply arrives whole; one above the limit is refused and its child replaced", async () => {
  await using pool = serverPool({ maxFrameBytes: 8 << 20, retries: 0 });
  assertEquals((await ask(pool, { id: 1, size: 8_000_000 })).pad.length, 8_000_000);
  const before = Deno.memoryUsage().rss;
  const error = await failure(pool.request({ id: 2, size: 200 << 20 }), "FrameTooLarge");
  assert(Deno.memoryUsage().rss - before < 64 << 20);
  assertEquals((await ask(pool, { id: 3 })).id, 3);
  assertEquals([error.phase, pool.snapshot().recycled], ["unknown", { frame: 1 }]);
});

for (const mode of ["exclusive", "multiplex"] as const) {
  Deno.test(`Replies under strange and repeated ids are counted, and the right ones arrive: ${mode}`, async () => {
    await using pool = serverPool({ mode });
    for (let id = 0; id < 5; id++) {
      assertEquals((await ask(pool, { id, twice: 1, wrong: 1 })).id, id);
      assertEquals((await ask(pool, { id: `${id}` })).id, `${id}`);
    }
    assertEquals([pool.snapshot().unknownIds, pool.snapshot().recycled], [10, {}]);
  });
}

Deno.test("With its own channel for messages a server may print what it likes", async () => {
  await using pool = serverPool({ channel: "data" }, "data");
  const args = ["-c", 'yes noise & while read -r line <&4; do echo "$line" >&5; done; kill %1'];
  await using flooding = serverPool({ channel: "data", command: "bash", args });
  for (let id = 0; id < 50; id++) {
    assertEquals((await ask(pool, { id, log: 100_000 })).id, id);
    assertEquals(await flooding.request({ id }), { id });
  }
  assertEquals([pool.snapshot().stray, flooding.snapshot().stray], [0, 0]);
});
