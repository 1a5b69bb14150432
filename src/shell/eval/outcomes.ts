/**
 * From the reports of a pipeline to what the shell says about it.
 *
 * @module
 */

import type { EdgeReport, PipelineError, StageReport } from "../../pipeline/mod.ts";
import { STREAMS } from "../check/streams.ts";
import type { StageStreams } from "./assemble.ts";
import type { CommandPlan } from "./plan.ts";
import type { Count, EdgeOutcome, RunFailure, StageOutcome, Traffic } from "./runner.ts";

/** Why a pipeline failed, in the words that follow the stage's name. */
export function describeFailure(error: PipelineError): RunFailure {
  const stage = error.stages[error.stage]!;
  return { stage: error.stage, reason: reasonOf(stage, error.cause), exitCode: error.shellCode };
}

function reasonOf({ name, status }: StageReport, cause: unknown): string {
  if (!status) {
    const text = cause instanceof Error ? cause.message : String(cause);
    return `could not be started: ${text.replace(`Cannot spawn "${name}": `, "")}`;
  }
  if (status.signal) return `was ended by ${status.signal}${status.coreDumped ? " (core dumped)" : ""}`;
  return `failed with exit code ${status.code}`;
}

/** Each stage with the traffic of the streams that no edge wires. */
export function stageOutcomes(
  plan: CommandPlan,
  stages: readonly StageReport[],
  wired: readonly StageStreams[],
): StageOutcome[] {
  return stages.map((stage, index) => {
    const { name: shown } = plan.stages[index]!;
    const streams = new Map<number, Traffic>();
    for (const [number, name] of STREAMS.entries()) {
      const destination = wired[index]![name];
      if (destination !== undefined) streams.set(number, trafficOf(destination, stage.streams[name]));
    }
    const code = stage.code.isErr ? "ERR" : Number(stage.code.valueOf());
    return { name: shown, code, signal: stage.signal, brokenPipe: stage.brokenPipe, streams };
  });
}

/** The traffic of a stream: figures where Aria drained it, else only where it went. */
function trafficOf(destination: StageStreams[keyof StageStreams], stats: StageReport["streams"]["stdin"]): Traffic {
  if (!stats) {
    const mode = typeof destination === "string" ? destination : "file";
    return { mode, bytes: null, megabytesPerSecond: null, stalls: null, stalledMs: null, dropped: null };
  }
  const { mode, bytesIn, megabytesPerSecond, stalls, stalledMs, dropped } = stats;
  return { mode, bytes: bytesIn, megabytesPerSecond, stalls, stalledMs, dropped };
}

/** Each edge with its traffic; nobody knows anything about a direct one. */
export function edgeOutcomes(edges: readonly EdgeReport[]): EdgeOutcome[] {
  return edges.map(({ from, to, plane, mode, bytes, megabytesPerSecond, stalls, stalledMs }) => {
    const place = { from, to, plane, mode, bytes: toCount(bytes) };
    if (mode === "direct") return { ...place, megabytesPerSecond: null, stalls: null, stalledMs: null, dropped: null };
    return { ...place, megabytesPerSecond, stalls, stalledMs, dropped: 0 };
  });
}

/** A TBB number as a count of the shell. */
export function toCount(number: EdgeReport["bytes"]): Count {
  if (number === null) return null;
  return number.isErr ? "ERR" : number.valueOf();
}
