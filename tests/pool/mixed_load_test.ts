/**
 * No reply ever reaches the wrong caller.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { settles } from "../helpers.ts";
import { assertBalanced, serverPool } from "./kit.ts";
import { limitFor, mixedLoad } from "./mixed_load.ts";

const COUNT = 2000;

for (
  const [mode, ids] of [
    ["exclusive", "own"],
    ["exclusive", "none"],
    ["multiplex", "equal"],
    ["multiplex", "none"],
  ] as const
) {
  Deno.test(`Nobody gets another one's reply: ${mode}, ${ids === "none" ? "no" : ids} ids`, async () => {
    await using pool = serverPool({ mode, max: 4, pingTimeoutMs: 50 });
    const outcome = await settles(mixedLoad(pool, COUNT, ids), "all requests", limitFor(COUNT));
    assertEquals(outcome.wrong, 0);
    assert(outcome.right > COUNT / 2, JSON.stringify(outcome));
    assertBalanced(pool);
    const { queued, inFlight } = pool.snapshot();
    assertEquals([queued, inFlight], [0, 0]);
  });
}
