/**
 * Many deadlines on one timer.
 *
 * Most requests of a pool have the same time limit, so those of one length expire in the order they were set: each
 * length has a queue of its own, and only the first of each queue matters.
 *
 * @module
 */

import { startTimer } from "../process/mod.ts";

/** Queues that stay when they are empty. */
const QUEUES_KEPT = 16;

/** One deadline that was set. */
export interface Deadline {
  readonly ms: number;
  readonly at: number;
  readonly expire: () => void;
}

/** Sets, takes back and keeps deadlines; none of them keeps the program from ending. */
export class Deadlines {
  readonly #queues = new Map<number, Set<Deadline>>();
  #armedFor = Infinity;
  #stopTimer: (() => void) | null = null;

  /**
   * Sets one.
   *
   * @param ms milliseconds from now.
   * @param expire called when it has passed.
   * @param now on the clock of `performance.now()`.
   * @returns what {@linkcode remove} takes.
   */
  add(ms: number, expire: () => void, now: number = performance.now()): Deadline {
    const deadline = { ms, at: now + ms, expire };
    let queue = this.#queues.get(ms);
    if (!queue) this.#queues.set(ms, queue = new Set());
    queue.add(deadline);
    if (deadline.at < this.#armedFor) this.#arm(deadline.at);
    return deadline;
  }

  /**
   * Takes one back. The timer stays, and so do a few empty queues: most are used again.
   *
   * @param deadline from {@linkcode add}.
   */
  remove(deadline: Deadline): void {
    const queue = this.#queues.get(deadline.ms);
    if (queue?.delete(deadline) && queue.size === 0 && this.#queues.size > QUEUES_KEPT)
      this.#queues.delete(deadline.ms);
  }

  /** Forgets all. */
  stop(): void {
    this.#queues.clear();
    this.#disarm();
  }

  #arm(at: number): void {
    this.#disarm();
    this.#armedFor = at;
    this.#stopTimer = startTimer(Math.max(0, Math.ceil(at - performance.now())), () => this.#run());
  }

  #disarm(): void {
    this.#stopTimer?.();
    this.#stopTimer = null;
    this.#armedFor = Infinity;
  }

  #run(): void {
    this.#disarm();
    const now = performance.now();
    const due: Deadline[] = [];
    let next = Infinity;
    for (const [ms, queue] of this.#queues) {
      for (const deadline of queue) {
        if (deadline.at > now) {
          next = Math.min(next, deadline.at);
          break;
        }
        queue.delete(deadline);
        due.push(deadline);
      }
      if (queue.size === 0) this.#queues.delete(ms);
    }
    if (next !== Infinity) this.#arm(next);
    for (const { expire } of due) expire();
  }
}
