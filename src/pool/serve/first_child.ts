/**
 * A child that nobody has asked for.
 *
 * @module
 */

import type { PoolEvents } from "../events.ts";
import { closedError } from "../failures.ts";
import type { StdioPool } from "../stdio_pool.ts";

/**
 * Has a first child started, and waits until it serves; from then on as many are kept warm as are wanted.
 *
 * @param pool that has no child.
 * @param min children that are to be warm.
 * @param ending aborted when nobody waits for it any more.
 * @throws {PoolError} `SpawnFailed`, or `Closed`; then the pool keeps none warm.
 */
export async function startFirstChild(pool: StdioPool, min: number, ending: AbortSignal): Promise<void> {
  const settled = new AbortController();
  const options = { once: true, signal: settled.signal };
  try {
    await new Promise<void>((resolve, reject) => {
      const fail = (event: Event) => reject((event as CustomEvent<PoolEvents["starterror"]>).detail.error);
      pool.addEventListener("childstart", () => resolve(), options);
      pool.addEventListener("starterror", fail, options);
      ending.addEventListener("abort", () => reject(closedError("unsent")), options);
      pool.resize({ min: Math.max(1, min) });
    });
    pool.resize({ min });
  } catch (error) {
    pool.resize({ min: 0 });
    throw error;
  } finally {
    settled.abort();
  }
}
