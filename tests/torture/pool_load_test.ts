/**
 * Pools under a long load: 100,000 requests of which many go wrong, a million that do not, and a thousand that log
 * megabytes.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { settles } from "../helpers.ts";
import { ask, assertBalanced, assertFlat, says, serverPool, times } from "../pool/kit.ts";
import { limitFor, mixedLoad } from "../pool/mixed_load.ts";

const COUNT = 100_000;

for (const mode of ["exclusive", "multiplex"] as const) {
  Deno.test(`Of ${COUNT} requests nobody gets another one's reply: ${mode}`, async () => {
    await using pool = serverPool({ mode, max: 4, pingTimeoutMs: 50 });
    const outcome = await settles(
      mixedLoad(pool, COUNT, mode === "exclusive" ? "own" : "equal"),
      "all requests",
      limitFor(COUNT),
    );
    assertEquals(outcome.wrong, 0);
    assert(outcome.right > COUNT / 2, JSON.stringify(outcome));
    assertBalanced(pool);
  });
}

for (const mode of ["exclusive", "multiplex"] as const) {
  Deno.test(`A million requests leave memory, descriptors and threads as they were: ${mode}`, async () => {
    assertFlat(await says(["often", mode], limitFor(COUNT)));
  });
}

Deno.test("A thousand requests with a megabyte in each log, and the tail stays small", async () => {
  await using pool = serverPool({ mode: "multiplex" });
  for (let round = 0; round < 10; round++) {
    await Promise.all(times(100, (id) => ask(pool, { id, log: 1 << 20, debug: 1 << 20 })));
  }
  const { stderrTails, spawned } = pool.snapshot();
  assertEquals([Object.values(stderrTails).map(({ length }) => length), spawned], [[8192], 1]);
});

Deno.test("A reply of 64 MiB arrives whole", async () => {
  await using pool = serverPool();
  const { pad } = await ask(pool, { id: 1, size: 64 << 20 });
  assert(pad === "p".repeat(64 << 20));
});
