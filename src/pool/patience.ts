/**
 * How long it pays to wait for the reply of one child before doing anything else.
 *
 * @module
 */

/** Waits in vain, one after the other, that are borne each time: the first one after a while often is. */
const TRIES = 4;
/** Requests that pass without a wait at the most. */
const MOST_SKIPPED = 1023;

/** Learns from what became of each wait: a child that answers slowly costs next to nothing. */
export class Patience {
  readonly #limitUs: number;
  #triesLeft = TRIES;
  /** Requests that pass without a wait after the next tries in vain. */
  #skips = 1;
  #skipsLeft = 0;

  /** @param limitUs microseconds of a wait at the most; 0 is never. */
  constructor(limitUs: number) {
    this.#limitUs = limitUs;
  }

  /** Microseconds that the next reply may be waited for. To be asked once for each request. */
  next(): number {
    if (this.#skipsLeft === 0) return this.#limitUs;
    this.#skipsLeft--;
    return 0;
  }

  /**
   * What became of a wait.
   *
   * @param cameInTime whether the reply came.
   */
  learn(cameInTime: boolean): void {
    if (cameInTime) this.#skips = Math.ceil(this.#skips / 2);
    else if (--this.#triesLeft > 0) return;
    else {
      this.#skipsLeft = this.#skips;
      this.#skips = Math.min(this.#skips * 2 + 1, MOST_SKIPPED);
    }
    this.#triesLeft = TRIES;
  }
}
