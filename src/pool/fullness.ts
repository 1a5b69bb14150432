/**
 * How full a queue is, for those who fill it.
 *
 * @module
 */

import type { Queue } from "./queue.ts";

/** Tells callers when to stop for a while, and when to go on. */
export class Fullness {
  readonly #queue: Queue;
  readonly #halfFull: number;
  readonly #onDrained: () => void;
  #wasHalfFull = false;
  #isEmpty = true;
  #drained = Promise.withResolvers<void>();

  /**
   * @param queue that is looked at.
   * @param maxQueue how many may wait.
   * @param onDrained called when the queue was half full or more and is empty.
   */
  constructor(queue: Queue, maxQueue: number, onDrained: () => void) {
    this.#queue = queue;
    this.#halfFull = Math.max(1, maxQueue / 2);
    this.#onDrained = onDrained;
    this.#drained.resolve();
  }

  /** Whether callers should wait until the queue is empty. */
  get needsDrain(): boolean {
    return this.#queue.size >= this.#halfFull;
  }

  /** Settles when nobody waits. */
  get drained(): Promise<void> {
    return this.#drained.promise;
  }

  /** The queue has changed. */
  look(): void {
    if (this.needsDrain) this.#wasHalfFull = true;
    if (this.#isEmpty === (this.#queue.size === 0)) return;
    this.#isEmpty = !this.#isEmpty;
    if (!this.#isEmpty) this.#drained = Promise.withResolvers();
    else this.#emptied();
  }

  #emptied(): void {
    this.#drained.resolve();
    if (!this.#wasHalfFull) return;
    this.#wasHalfFull = false;
    this.#onDrained();
  }
}
