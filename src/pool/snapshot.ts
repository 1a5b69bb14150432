/**
 * All figures of a pool, at one moment.
 *
 * @module
 */

import type { PooledChild } from "./child.ts";
import type { Core } from "./core.ts";
import type { PoolSnapshot } from "./metrics.ts";

/**
 * Reads the figures.
 *
 * @param core of the pool.
 */
export function takeSnapshot({ metrics, queue, crew }: Core): PoolSnapshot {
  const { submitted, completed, cancelled, retried, inFlight, spawned, reused, crashes, timeouts } = metrics;
  const { stray, unknownIds, wait, run } = metrics;
  const children = crew.all;
  const busy = [...crew.serving].filter((child) => child.isBusy).length;
  const idle = crew.serving.size - busy;
  return {
    submitted,
    completed,
    failed: { ...metrics.failed },
    cancelled,
    retried,
    queued: queue.size,
    inFlight,
    children: { starting: crew.starting.size, idle, busy, ending: crew.ending.size },
    spawned,
    reused,
    recycled: { ...metrics.recycled },
    crashes,
    timeouts,
    stray,
    unknownIds,
    bytesIn: total(metrics.bytesIn, children, "bytesIn"),
    bytesOut: total(metrics.bytesOut, children, "bytesOut"),
    waitMs: wait.quantiles(),
    runMs: run.quantiles(),
    breaker: crew.breaker.isOpen ? "open" : "closed",
    generation: crew.generation,
    stderrTails: Object.fromEntries(children.map(({ pid, stderr }) => [pid, stderr.tail])),
  };
}

function total(before: number, children: PooledChild[], name: "bytesIn" | "bytesOut"): number {
  return children.reduce((sum, { traffic }) => sum + traffic[name], before);
}
