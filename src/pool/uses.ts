/**
 * How much a child was used, and how long it has not been.
 *
 * @module
 */

import type { CompleteOptions } from "./options.ts";

/** Most by which an age limit is shortened, so that children that began together do not go together. */
const JITTER = 0.1;

/** The order of last uses, over all children. */
let clock = 0;

/** Counts the uses of one child. */
export class Uses {
  /** Requests that it was given. */
  requests = 0;
  /** Those that it replied to. */
  served = 0;
  /** Requests that failed on it. */
  failures = 0;
  /** When it was used last, among all uses of all children. */
  lastUsed = ++clock;
  /** Since when it has been idle, on the clock of `performance.now()`. */
  idleSince = performance.now();
  readonly #bornAt = performance.now();
  readonly #maxAgeMs: number;
  /** A use of this length makes the idle time count from anew. */
  readonly #longUseMs: number;
  #firstIdleAt = this.idleSince;
  #pingedAt = -Infinity;
  #inUse = 0;
  #busySince = 0;

  /** @param options of the pool. */
  constructor({ maxAgeMs, idleTtlMs, maxIdleMs }: CompleteOptions) {
    this.#maxAgeMs = maxAgeMs * (1 - JITTER * Math.random());
    this.#longUseMs = idleTtlMs || maxIdleMs;
  }

  /** It can be used from now on: its preparation was no time in which nobody wanted it. */
  ready(now: number = performance.now()): void {
    this.idleSince = this.#firstIdleAt = now;
  }

  /** It got something to do. */
  begin(now: number = performance.now()): void {
    this.lastUsed = ++clock;
    if (this.#inUse++ === 0) this.#busySince = now;
  }

  /** It has done it. */
  end(now: number = performance.now()): void {
    if (--this.#inUse > 0) return;
    this.idleSince = now;
    if (this.idleSince - this.#busySince >= this.#longUseMs) this.#firstIdleAt = this.idleSince;
  }

  /** Milliseconds since it had something to do. */
  get idleMs(): number {
    return performance.now() - this.idleSince;
  }

  /** Milliseconds since it was idle first, short uses included. */
  get cappedIdleMs(): number {
    return performance.now() - this.#firstIdleAt;
  }

  /** It was asked whether it is well, which is no use. */
  pinged(): void {
    this.#pingedAt = performance.now();
  }

  /** Milliseconds since it was asked. */
  get sincePingMs(): number {
    return performance.now() - this.#pingedAt;
  }

  /** Whether its time is over. */
  get isOld(): boolean {
    return performance.now() - this.#bornAt >= this.#maxAgeMs;
  }
}
