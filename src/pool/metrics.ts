/**
 * What a pool has done so far.
 *
 * @module
 */

import { Histogram, type Quantiles } from "./histogram.ts";

/** The figures of a pool at one moment: `submitted = completed + failed + cancelled + queued + inFlight`. */
export interface PoolSnapshot {
  /** Requests, checkouts and messages without a reply that were asked for. */
  submitted: number;
  /** Those that were fulfilled. */
  completed: number;
  /** Those that failed, by the code of the error. */
  failed: Record<string, number>;
  /** Those whose caller aborted them. */
  cancelled: number;
  /** Requests that were given to a second child. */
  retried: number;
  /** Those that wait for a child. */
  queued: number;
  /** Those that a child has. */
  inFlight: number;
  /** Children by what they do. */
  children: { starting: number; idle: number; busy: number; ending: number };
  /** Children that were started. */
  spawned: number;
  /** Requests that went to a child that had served before. */
  reused: number;
  /** Children that left service, by the reason. */
  recycled: Record<string, number>;
  /** Children that ended unasked. */
  crashes: number;
  /** Requests that were not answered in time. */
  timeouts: number;
  /** Lines that were no messages. */
  stray: number;
  /** Replies to nothing. */
  unknownIds: number;
  /** Bytes that came from all children. */
  bytesIn: number;
  /** Bytes that went to all children. */
  bytesOut: number;
  /** Milliseconds from being asked for to being given to a child. */
  waitMs: Quantiles;
  /** Milliseconds from being given to a child to the reply. */
  runMs: Quantiles;
  /** `"open"`: children fail to start, requests are refused. */
  breaker: "closed" | "open";
  /** Of the newest child. */
  generation: number;
  /** The last words on stderr of each child that lives, by its number. */
  stderrTails: Record<number, string>;
}

/** The counters that only grow. */
export class Metrics {
  submitted = 0;
  completed = 0;
  readonly failed: Record<string, number> = {};
  cancelled = 0;
  retried = 0;
  inFlight = 0;
  spawned = 0;
  reused = 0;
  readonly recycled: Record<string, number> = {};
  crashes = 0;
  timeouts = 0;
  stray = 0;
  unknownIds = 0;
  /** Of children that are gone. */
  bytesIn = 0;
  /** Of children that are gone. */
  bytesOut = 0;
  readonly wait = new Histogram();
  readonly run = new Histogram();

  /** A ticket failed for a reason other than its caller's. */
  countFailure(error: unknown): void {
    const { code, name } = error as { code?: string; name?: string };
    count(this.failed, code ?? name ?? "Error");
  }
}

/**
 * Adds one to a named counter.
 *
 * @param counters by name.
 * @param name of the counter.
 */
export function count(counters: Record<string, number>, name: string): void {
  counters[name] = (counters[name] ?? 0) + 1;
}
