/**
 * The looks that a pool takes at its children from time to time.
 *
 * @module
 */

import { startTimer } from "../process/mod.ts";
import type { PooledChild } from "./child.ts";
import { Connection, Lease, type Lender } from "./connection.ts";
import type { Crew } from "./crew.ts";
import { within } from "./ending.ts";
import { endedError } from "./failures.ts";
import type { CompleteOptions } from "./options.ts";

const LONGEST_PAUSE_MS = 1000;
const SHORTEST_PAUSE_MS = 5;
/** A time limit is noticed at most so much of itself too late. */
const LOOKS_PER_LIMIT = 10;
/** Milliseconds between two looks at the memory of children. */
const MEMORY_PAUSE_MS = 100;

/** Ends children that are too old, idle for too long, too large, or unwell. */
export class Care {
  readonly #options: CompleteOptions;
  readonly #crew: Crew;
  readonly #lender: Lender;
  readonly #pauseMs: number;
  #stopTimer: (() => void) | null = null;

  /**
   * @param options of the pool.
   * @param crew to be looked at.
   * @param lender of the connection that `ping` gets.
   */
  constructor(options: CompleteOptions, crew: Crew, lender: Lender) {
    this.#options = options;
    this.#crew = crew;
    this.#lender = lender;
    const { idleTtlMs, maxIdleMs, maxAgeMs, pingIntervalMs, maxRssBytes } = options;
    const limits = [idleTtlMs, maxIdleMs, maxAgeMs, pingIntervalMs].filter((ms) => ms > 0);
    const shortest = Math.min(...limits) / LOOKS_PER_LIMIT;
    const wanted = maxRssBytes ? Math.min(shortest, MEMORY_PAUSE_MS) : shortest;
    this.#pauseMs = Math.min(Math.max(wanted, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS);
  }

  /** Looks from now on, as long as there are children. */
  start(): void {
    this.#stopTimer ??= startTimer(this.#pauseMs, () => {
      this.#stopTimer = null;
      for (const child of this.#crew.serving) this.#look(child);
      if (this.#crew.serving.size > 0) this.start();
    });
  }

  /** Looks no more. */
  stop(): void {
    this.#stopTimer?.();
    this.#stopTimer = null;
  }

  #look(child: PooledChild): void {
    const { uses } = child;
    this.#weigh(child);
    if (child.state !== "serving") return;
    if (uses.isOld) child.retire("maxAge");
    else if (!child.isBusy) this.#lookAtIdle(child);
  }

  #lookAtIdle(child: PooledChild): void {
    const { idleTtlMs, maxIdleMs, pingIntervalMs } = this.#options;
    const { uses } = child;
    const isSpare = this.#crew.starting.size + this.#crew.serving.size > this.#crew.min;
    if (uses.cappedIdleMs >= maxIdleMs) child.retire("maxIdle");
    else if (isSpare && idleTtlMs > 0 && uses.idleMs >= idleTtlMs) child.retire("idleTtl");
    else if (pingIntervalMs > 0 && Math.min(uses.idleMs, uses.sincePingMs) >= pingIntervalMs) this.#ping(child);
  }

  #weigh(child: PooledChild): void {
    const limits = this.#options.maxRssBytes;
    if (!limits) return;
    const bytes = residentBytes(child.pid);
    if (bytes >= (limits.hard ?? Infinity)) {
      child.end("rssHard", (phase) => endedError(child, "because of its memory", phase));
    } else if (bytes >= (limits.soft ?? Infinity)) child.retire("rssSoft");
  }

  async #ping(child: PooledChild): Promise<void> {
    const lease = new Lease(child, this.#lender, false, false);
    let isWell = false;
    const answer = this.#ask(lease).then((answered) => isWell = answered);
    await within(this.#options.pingTimeoutMs, Promise.race([answer, lease.failed]));
    child.uses.pinged();
    if (isWell) return lease.end(null);
    child.end("ping", (phase) => endedError(child, "because it did not answer a ping", phase));
    lease.end("ping");
  }

  /** Whether it answers; never rejects. */
  async #ask(lease: Lease): Promise<boolean> {
    try {
      await this.#options.ping!(new Connection(lease));
      await lease.quiesce();
      return true;
    } catch {
      return false;
    }
  }
}

/** Resident memory of a process; 0 where the system does not tell. */
function residentBytes(pid: number): number {
  try {
    const [, kibibytes] = /^VmRSS:\s*(\d+) kB$/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`)) ?? [];
    return Number(kibibytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}
