/**
 * A way of asking a server: what is measured, made ready before the clock runs.
 *
 * @module
 */

import { clock } from "../clock.ts";

/** Asks one server in one way. */
export interface Way extends AsyncDisposable {
  /**
   * Makes requests.
   *
   * @param count how many.
   * @returns how long each took, in milliseconds.
   * @throws {Error} when one is not answered.
   */
  ask(count: number): Promise<Float64Array>;
  /** Milliseconds of processor time that the server has used so far. */
  serverCpuMs(): number;
}

/**
 * Makes requests, so many at a time, each as soon as there is room.
 *
 * @param count how many in all.
 * @param window how many at a time.
 * @param request makes one.
 * @returns how long each took, in milliseconds.
 */
export async function inWindow(count: number, window: number, request: () => Promise<unknown>): Promise<Float64Array> {
  const took = new Float64Array(count);
  let next = 0;
  async function askInTurn(): Promise<void> {
    while (next < count) {
      const at = next++;
      const begin = clock.now();
      await request();
      took[at] = clock.now() - begin;
    }
  }
  await Promise.all(Array.from({ length: Math.min(window, count) }, askInTurn));
  return took;
}
