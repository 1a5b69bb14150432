/**
 * How eagerly children are started while they fail to start.
 *
 * @module
 */

import { clock } from "./clock.ts";

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 10_000;
const FAILURES_TO_OPEN = 5;

/**
 * Waits longer after each failure, and after five in a row refuses requests until a child is ready. Only a request that
 * was served ends the waiting: a child that starts and dies is no success, and what older children do tells nothing.
 */
export class Breaker {
  #failures = 0;
  #retryAt = 0;
  #open = false;
  #cause: unknown = null;
  /** Of the newest child at the last failure. */
  #generation = 0;

  /** Whether requests are to be refused. */
  get isOpen(): boolean {
    return this.#open;
  }

  /** Whether the last attempt failed. */
  get isTroubled(): boolean {
    return this.#failures > 0;
  }

  /** The last failure. */
  get cause(): unknown {
    return this.#cause;
  }

  /** Milliseconds until the next attempt may be made. */
  get waitMs(): number {
    return Math.max(0, this.#retryAt - clock.now());
  }

  /**
   * A child could not be started, or ended before it served.
   *
   * @param cause what went wrong.
   * @param generation of the newest child.
   * @returns whether this was the failure that opened it.
   */
  failed(cause: unknown, generation: number): boolean {
    const delay = Math.min(FIRST_DELAY_MS * 2 ** this.#failures, LONGEST_DELAY_MS);
    const wasOpen = this.#open;
    this.#failures++;
    this.#cause = cause;
    this.#generation = generation;
    this.#retryAt = clock.now() + delay;
    this.#open = this.#failures >= FAILURES_TO_OPEN;
    return this.#open && !wasOpen;
  }

  /**
   * A child is ready.
   *
   * @returns whether it was open.
   */
  ready(): boolean {
    const wasOpen = this.#open;
    this.#open = false;
    return wasOpen;
  }

  /**
   * A request was served.
   *
   * @param generation of the child that did.
   */
  served(generation: number): void {
    if (generation <= this.#generation) return;
    this.#failures = 0;
    this.#retryAt = 0;
    this.#cause = null;
  }
}
