/**
 * The end of a process's group, which may outlive the process that leads it.
 *
 * @module
 */

import type { Process } from "./process.ts";

/** Milliseconds between two looks at a group whose leader has ended: nothing tells when its last member does. */
const LOOK_MS = 10;

/** A group on its way to its end: SIGTERM to all, and SIGKILL to whoever is left after the grace. */
export class GroupEnding {
  /** Settles when nobody is left, or the rest was killed. */
  readonly done: Promise<void>;
  #deadline: number;

  /**
   * Sends SIGTERM.
   *
   * @param process that leads the group.
   * @param graceMs milliseconds.
   */
  constructor(process: Process, graceMs: number) {
    this.#deadline = performance.now() + graceMs;
    this.done = this.#run(process);
  }

  /**
   * Somebody else wants its end: the earlier deadline counts.
   *
   * @param graceMs milliseconds from now.
   */
  hasten(graceMs: number): void {
    this.#deadline = Math.min(this.#deadline, performance.now() + graceMs);
  }

  async #run(process: Process): Promise<void> {
    if (!process.tryKill("SIGTERM", true)) return;
    while (process.groupLives) {
      const left = this.#deadline - performance.now();
      if (left <= 0) return void process.tryKill("SIGKILL", true);
      await pause(Math.max(1, Math.min(LOOK_MS, left)));
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Processes that have ended and whose groups live on: their handles are kept, to reach the group. */
const lingering = new Set<Process>();

/**
 * Lets go of an ended process, and of those before it whose groups have ended since.
 *
 * @param process that has ended.
 */
export function letGoOrLinger(process: Process): void {
  sweepLingering();
  if (!process.letGo()) lingering.add(process);
}

/** Lets go of the processes whose groups have ended since they did. */
export function sweepLingering(): void {
  for (const process of lingering) if (process.letGo()) lingering.delete(process);
}
