/**
 * What a pipeline is worth: its stages, its edges, and one verdict.
 *
 * @module
 */

import type { Process, ProcessStatus } from "../process/mod.ts";
import { type OutputName, STREAM_NAMES, type StreamName, type StreamStats } from "../streams/mod.ts";
import { ERR, Tbb16, Tbb64 } from "../values/mod.ts";
import type { Graph, Plane } from "./graph.ts";
import type { WiredEdge } from "./wiring.ts";

/** What became of one stage. */
export interface StageReport {
  /** The program. */
  name: string;
  /** Its exit code; `ERR` when a signal ended it or it never started. */
  code: Tbb16;
  /** The signal that ended it, as `"SIGKILL"`. */
  signal: string | null;
  /** Whether it ended because nobody read its output any more. */
  brokenPipe: boolean;
  /** All about its end; null when it never started. */
  status: ProcessStatus | null;
  /** Figures of its piped streams. */
  streams: Record<StreamName, StreamStats | null>;
  /** What it wrote to streams that were piped, not wired to another stage, and not read by anybody else. */
  output: Partial<Record<StreamName, Uint8Array>>;
}

/** What went over one edge. */
export interface EdgeReport {
  /** Index of the stage it leads from. */
  from: number;
  /** Indices of the stages it leads to. */
  to: number[];
  /** `"control"`: stdout to stdin; `"data"`: stddato to stddati. */
  plane: Plane;
  /** How bytes were moved. */
  mode: "direct" | "splice" | "copy" | "tee";
  /** Bytes; null on a direct edge, which nobody counts, and `ERR` when a stage at one of its ends failed. */
  bytes: Tbb64 | null;
  /** Bytes that each destination got, in the order of `to`, whatever became of it; empty on a direct edge. */
  delivered: number[];
  /** Bytes per microsecond between the first and the last byte. */
  megabytesPerSecond: number;
  /** Times a destination was full. */
  stalls: number;
  /** Milliseconds spent so. */
  stalledMs: number;
  /** What ended the edge before its source did. */
  error: string | null;
}

/** A pipeline that went well. */
export interface PipelineValue {
  /** Always 0: every stage did well, or was forgiven. */
  code: number;
  /** Bytes over the last edge, where they were counted. */
  bytes: Tbb64 | null;
  /** Every stage, in order. */
  stages: StageReport[];
  /** Every edge, in the order it was made. */
  edges: EdgeReport[];
}

/** Streams of stages that failed on our side, by the index of the stage. */
export type StageFailures = Map<number, { what: "input" | OutputName; error: unknown }>;

/** Why a pipeline was ended from outside. */
export type EndCause = "timeout" | "abort" | null;

/**
 * A pipeline that failed: the leftmost failing stage says why, and the message ends with what that stage last wrote to
 * stderr.
 *
 * @example
 * ```ts
 * import { Command } from "@aria/runtime";
 * import { assertEquals } from "@std/assert";
 *
 * const failing = new Command("sh", { args: ["-c", "exit 4"] });
 * const result = await failing.pipe(new Command("cat")).run();
 * assertEquals(result.err?.message, 'Stage 1 of 2, "sh", failed with exit code 4');
 * assertEquals(result.err?.shellCode, 4);
 * ```
 */
export class PipelineError extends Error {
  /** `"ARIA_STAGE_FAILED"`, `"ARIA_STAGE_NOT_STARTED"`, `"ARIA_TIMEOUT"` or `"ARIA_ABORTED"`. */
  readonly code: string;
  /** Index of the stage, from 0. */
  readonly stage: number;
  /** Its exit code; `ERR` when a signal ended it or it never started. */
  readonly exitCode: Tbb16;
  /** The signal that ended it. */
  readonly signal: string | null;
  /** The number a shell would give: the exit code, 128 and the signal, 127 not found, 126 not executable. */
  readonly shellCode: number;
  /** Every stage. */
  readonly stages: StageReport[];
  /** Every edge. */
  readonly edges: EdgeReport[];

  /** Made by the pipeline, not by users. */
  constructor(
    code: string,
    message: string,
    stage: number,
    reports: { stages: StageReport[]; edges: EdgeReport[] },
    options: { shellCode: number; cause?: unknown },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "PipelineError";
    this.code = code;
    this.stage = stage;
    this.exitCode = reports.stages[stage]!.code;
    this.signal = reports.stages[stage]!.signal;
    this.shellCode = options.shellCode;
    this.stages = reports.stages;
    this.edges = reports.edges;
  }
}

const NO_STREAMS = Object.fromEntries(STREAM_NAMES.map((name) => [name, null])) as Record<StreamName, null>;
const SIGPIPE_CODE = 141;

/**
 * Reports a stage that ran.
 *
 * @param process of the stage.
 * @param status how it ended.
 * @param output what was collected of it.
 * @returns the report.
 */
export function reportStage(process: Process, status: ProcessStatus, output: StageReport["output"]): StageReport {
  return {
    name: process.program,
    code: status.signal ? Tbb16.of(ERR) : Tbb16.of(status.code),
    signal: status.signal,
    brokenPipe: status.signal === "SIGPIPE" || status.code === SIGPIPE_CODE,
    status,
    streams: process.stats(),
    output,
  };
}

/**
 * Reports a stage that never ran.
 *
 * @param name of its program.
 * @returns the report, its code `ERR`.
 */
export function reportUnstarted(name: string): StageReport {
  return {
    name,
    code: Tbb16.of(ERR),
    signal: null,
    brokenPipe: false,
    status: null,
    streams: { ...NO_STREAMS },
    output: {},
  };
}

/**
 * Judges each stage: it did well when it exited with 0, or when it was ended by a broken pipe and everything it wrote
 * to did well.
 *
 * @param graph of the pipeline.
 * @param stages as reported.
 * @param strict whether a broken pipe is never forgiven.
 * @param failures of streams: their stages did not do well, however they ended.
 * @returns a verdict for each.
 */
export function judge(
  graph: Graph,
  stages: StageReport[],
  strict: boolean,
  failures: StageFailures,
): boolean[] {
  const good: boolean[] = new Array(stages.length);
  for (let index = stages.length - 1; index >= 0; index--) {
    const stage = stages[index]!;
    const targets = graph.edges.filter((edge) => edge.from === index).flatMap((edge) => edge.to);
    const forgiven = !strict && stage.brokenPipe && targets.length > 0 && targets.every((target) => good[target]);
    good[index] = !failures.has(index) && (stage.status?.success === true || forgiven);
  }
  return good;
}

/**
 * Reports an edge.
 *
 * @param wired the edge.
 * @param good the verdict on each stage.
 * @returns the report, its bytes `ERR` when a stage at one of its ends did not do well.
 */
export function reportEdge({ description, edge }: WiredEdge, good: boolean[]): EdgeReport {
  const { from, to, plane } = description;
  if (!edge) {
    const none = { bytes: null, delivered: [], megabytesPerSecond: 0, stalls: 0, stalledMs: 0, error: null };
    return { from, to, plane, mode: "direct", ...none };
  }
  const { mode, bytesIn, delivered, megabytesPerSecond, stalls, stalledMs, error } = edge.stats;
  const broken = (error as { code?: string } | null)?.code === "EPIPE";
  const failed = (error && !broken) || ![from, ...to].every((index) => good[index]);
  return {
    from,
    to,
    plane,
    mode,
    bytes: failed ? Tbb64.of(ERR) : Tbb64.of(bytesIn),
    delivered: delivered.slice(0, to.length),
    megabytesPerSecond,
    stalls,
    stalledMs,
    error: error ? error.message : null,
  };
}

/**
 * The number that a shell gives a program that could not be started.
 *
 * @param error of the spawn.
 * @returns 127 when there is no such program, 126 when it cannot be executed, 1 for any other step.
 */
export function startFailureCode(error: unknown): number {
  const { code, step } = error as { code?: string; step?: string };
  if (step !== "exec") return 1;
  return code === "ENOENT" ? 127 : 126;
}

/**
 * Says why a pipeline failed.
 *
 * @param reports of its stages and edges.
 * @param stage the leftmost that failed.
 * @param cause why it was ended from outside.
 * @param stream that failed, if one did.
 * @returns the error, whose message ends with the last 2 KiB of what that stage wrote to stderr.
 */
export function failure(
  reports: { stages: StageReport[]; edges: EdgeReport[] },
  stage: number,
  cause: EndCause,
  stream?: { what: string; error: unknown },
): PipelineError {
  const { status, output } = reports.stages[stage]!;
  const place = placeOf(reports.stages, stage);
  const ended = `${status!.success ? "ended" : "failed"} with exit code ${status!.code}`;
  const end = status!.signal ? `was ended by ${status!.signal}` : ended;
  const why = cause === "timeout" ? "timed out: " : cause === "abort" ? "was aborted: " : "";
  const input = stream ? `: its ${stream.what} failed: ${messageOf(stream.error)}` : "";
  const message = `${place} ${why}${end}${input}${tail(output.stderr)}`;
  const code = { timeout: "ARIA_TIMEOUT", abort: "ARIA_ABORTED", none: "ARIA_STAGE_FAILED" }[cause ?? "none"];
  return new PipelineError(code, message, stage, reports, { shellCode: status!.code || 1, cause: stream?.error });
}

/** Which stage it was, in words. */
function placeOf(stages: StageReport[], stage: number): string {
  const name = `"${stages[stage]!.name}"`;
  return stages.length > 1 ? `Stage ${stage + 1} of ${stages.length}, ${name},` : name;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const TAIL_BYTES = 2048;

/** The end of what a stage had to say for itself. */
function tail(stderr: Uint8Array | undefined): string {
  if (!stderr || stderr.length === 0) return "";
  const text = new TextDecoder().decode(stderr.subarray(-TAIL_BYTES)).trimEnd();
  return `\n${stderr.length > TAIL_BYTES ? "…" : ""}${text}`;
}
