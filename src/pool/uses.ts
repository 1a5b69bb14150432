/**
 * How much a child was used, and how long it has not been.
 *
 * @module
 */

import { clock } from "./clock.ts";
import type { CompleteOptions } from "./options.ts";

/** Most by which an age limit is shortened, so that children that began together do not go together. */
const JITTER = 0.1;

/** Uses so far, of all children. */
let allUses = 0;

/** Counts the uses of one child. */
export class Uses {
  /** Requests that it was given. */
  requests = 0;
  /** Those that it replied to. */
  served = 0;
  /** Requests that failed on it. */
  failures = 0;
  /** When it was used last, among all uses of all children. */
  lastUsed = ++allUses;
  /** Since when it has been idle, of the clock of pools. */
  idleSince = clock.now();
  readonly #bornAt = clock.now();
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
  ready(now: number = clock.now()): void {
    this.idleSince = this.#firstIdleAt = now;
  }

  /** It got something to do. */
  begin(now: number = clock.now()): void {
    this.lastUsed = ++allUses;
    if (this.#inUse++ === 0) this.#busySince = now;
  }

  /** It has done it. */
  end(now: number = clock.now()): void {
    if (--this.#inUse > 0) return;
    this.idleSince = now;
    if (this.idleSince - this.#busySince >= this.#longUseMs) this.#firstIdleAt = this.idleSince;
  }

  /** Milliseconds since it had something to do. */
  get idleMs(): number {
    return clock.now() - this.idleSince;
  }

  /** Milliseconds since it was idle first, short uses included. */
  get cappedIdleMs(): number {
    return clock.now() - this.#firstIdleAt;
  }

  /** It was asked whether it is well, which is no use. */
  pinged(): void {
    this.#pingedAt = clock.now();
  }

  /** Milliseconds since it was asked. */
  get sincePingMs(): number {
    return clock.now() - this.#pingedAt;
  }

  /** Whether its time is over. */
  get isOld(): boolean {
    return clock.now() - this.#bornAt >= this.#maxAgeMs;
  }
}
