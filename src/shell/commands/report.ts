/**
 * From the reports of a pipeline to those of the shell.
 *
 * @module
 */

import type { EdgeReport, StageReport } from "../../pipeline/mod.ts";
import { STREAMS } from "../types/streams.ts";
import { Failure } from "../values/mod.ts";
import type { Destination } from "./arrange.ts";
import type { Assembly } from "./assemble.ts";
import { type Outcome, shortest } from "./outcome.ts";
import type { Count, EdgeOutcome, RunReport, StageOutcome, Traffic } from "./runner.ts";

type Figures = StageReport["streams"]["stdin"];

/** What `--stats` and `--json` hear of a plan that has ended. */
export function reportOf(assembly: Assembly, outcome: Outcome, at: number, durationMs: number): RunReport {
  const { reports, edges, value } = outcome;
  return {
    at,
    error: value instanceof Failure ? value.error : null,
    stages: reports.map((report, index) => stageOutcome(assembly, report, index)),
    edges: edges.map(edgeOutcome),
    bytes: toCount(edges.at(-1)?.bytes ?? null),
    durationMs,
  };
}

/** Bytes of stddato that nothing was wired to. */
export function drainedBytes({ arrangement }: Assembly, { reports }: Outcome): number {
  let bytes = 0;
  for (const [index, { streams }] of reports.entries()) {
    if (arrangement[index]![STREAMS.indexOf("stddato")]!.kind === "drain") bytes += streams.stddato?.bytesIn ?? 0;
  }
  return bytes;
}

/** A stage with the traffic of the streams that no edge wires. */
function stageOutcome({ plan, arrangement }: Assembly, report: StageReport, index: number): StageOutcome {
  const streams = new Map<number, Traffic>();
  for (const [number, destination] of arrangement[index]!.entries()) {
    if (destination.kind !== "pipe") streams.set(number, trafficOf(destination, report.streams[STREAMS[number]!]));
  }
  const code = report.code.isErr ? "ERR" : Number(report.code.valueOf());
  return { name: plan.stages[index]!.name, code, signal: report.signal, brokenPipe: report.brokenPipe, streams };
}

/** The traffic of a stream: figures where Aria drained or wrote it, else only where it went. */
function trafficOf(destination: Destination, figures: Figures): Traffic {
  if (!figures) {
    const mode = destination.kind === "same" ? `fd>${destination.stream}` : destination.kind;
    return { mode, bytes: null, megabytesPerSecond: null, stalls: null, stalledMs: null, dropped: null };
  }
  const { mode, bytesIn, megabytesPerSecond, stalls, stalledMs, dropped } = figures;
  return { mode, bytes: bytesIn, megabytesPerSecond, stalls, stalledMs, dropped };
}

/** An edge with its traffic; nobody knows anything about a direct one. */
function edgeOutcome({ from, to, plane, mode, bytes, megabytesPerSecond, stalls, stalledMs }: EdgeReport): EdgeOutcome {
  const place = { from, to, plane, mode, bytes: toCount(bytes) };
  if (mode === "direct") return { ...place, megabytesPerSecond: null, stalls: null, stalledMs: null, dropped: null };
  return { ...place, megabytesPerSecond, stalls, stalledMs, dropped: 0 };
}

/** A TBB number as a count of the shell. */
function toCount(number: EdgeReport["bytes"]): Count {
  if (number === null) return null;
  return number.isErr ? "ERR" : shortest(number.valueOf());
}
