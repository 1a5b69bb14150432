/**
 * Broken programs, for minutes, and a bound on the memory that reading them leaves behind. `ARIA_FUZZ_SEED=N` repeats a
 * run; `ARIA_FUZZ_SECONDS=N` makes it shorter or longer.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { residentBytes } from "../helpers.ts";
import { fuzz } from "../shell/syntax/fuzz.ts";

const SEED = Number(Deno.env.get("ARIA_FUZZ_SEED") ?? Date.now() % 2 ** 32);
const SECONDS = Number(Deno.env.get("ARIA_FUZZ_SECONDS") ?? 180);
/** Each run has a thread of its own, and so a heap of its own. */
const RUNS = 6;
const GROWTH_MAX = 300 * 2 ** 20;

Deno.test("broken programs are read, printed and checked for minutes, and leave no memory behind", async () => {
  console.log(`ARIA_FUZZ_SEED=${SEED}`);
  let count = 0;
  const left: string[] = [];
  let before = 0;
  for (let run = 0; run < RUNS; run++) {
    const outcome = await fuzz({ seed: SEED + run, count: Infinity, milliseconds: SECONDS * 1000 / RUNS });
    count += outcome.count;
    left.push(...outcome.left);
    // The first run loads everything.
    if (run === 0) before = residentBytes();
  }
  const growth = residentBytes() - before;
  console.log(`${count} texts, ${Math.round(growth / 2 ** 20)} MiB more than after the first run`);
  assert(growth < GROWTH_MAX, `${growth} bytes more than after the first run`);
  assertEquals(left, [], "These cannot be printed: add them to the corpus");
});
