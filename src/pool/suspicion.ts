/**
 * Children that did not reply in time.
 *
 * @module
 */

import type { PooledChild } from "./child.ts";
import { clock } from "./clock.ts";
import type { Deadlines } from "./deadlines.ts";
import type { Tell } from "./events.ts";
import { endedError } from "./failures.ts";

/** Gives such a child nothing more until it says something, and ends it when it does not. */
export class Suspicion {
  readonly #silenceMs: number;
  readonly #deadlines: Deadlines;
  readonly #tell: Tell;

  /**
   * @param silenceMs milliseconds of silence that end a child.
   * @param deadlines of the pool.
   * @param tell tells events.
   */
  constructor(silenceMs: number, deadlines: Deadlines, tell: Tell) {
    this.#silenceMs = silenceMs;
    this.#deadlines = deadlines;
    this.#tell = tell;
  }

  /** It falls on a child. */
  fallOn(child: PooledChild): void {
    const { pid, generation } = child;
    this.#tell("timeout", { pid, generation });
    if (child.suspendedAt !== null || (child.state !== "serving" && child.state !== "retiring")) return;
    const at = child.suspendedAt = clock.now();
    this.#deadlines.add(this.#silenceMs, () => {
      if (child.suspendedAt !== at || child.state === "ending" || child.state === "gone") return;
      child.end("timeout", (phase) => endedError(child, "because it fell silent", phase));
    });
  }
}
