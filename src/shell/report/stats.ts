/**
 * The report of `--stats`: what went through every stream and edge, and what every pipeline was worth.
 *
 * @module
 */

import type { Count, EdgeOutcome, RunReport, StageOutcome, Traffic } from "../commands/runner.ts";
import { STREAMS } from "../types/streams.ts";
import { type Column, layOut } from "./table.ts";

const COLUMNS: readonly Column[] = [
  { head: "where", align: "left" },
  { head: "what", align: "left" },
  { head: "runs", align: "right" },
  { head: "mode", align: "left" },
  { head: "bytes", align: "right" },
  { head: "MB/s", align: "right" },
  { head: "stalls", align: "right" },
  { head: "stalled ms", align: "right" },
  { head: "dropped", align: "right" },
];

/** Between its first and last byte a stream takes at least this long to have a speed. */
const SPEED_SPAN_MIN_US = 1000;

/** A row of the table as data; what is not known is null, never 0. */
export interface StatsRow extends Traffic {
  readonly where: string;
  /** `1 gen stdout`, `1.5>2.4` */
  readonly what: string;
  readonly runs: number;
}

/**
 * Gathers reports by the place of their statement; {@linkcode StatsReport.format} is the table.
 *
 * A stage's streams that have the same row share it. Whatever is not known is `-`, never 0.
 */
export class StatsReport {
  readonly #runs = new Map<string, RunReport[]>();

  /** Adds what ran at `where`. */
  add(where: string, report: RunReport): void {
    const runs = this.#runs.get(where);
    if (runs) runs.push(report);
    else this.#runs.set(where, [report]);
  }

  /** The rows of the table. */
  rows(): StatsRow[] {
    return [...this.#runs].flatMap(([where, reports]) => rowsOf(reports).map((row) => ({ where, ...row })));
  }

  /** The table and a line for every pipeline's result; empty when nothing ran. */
  format(): string {
    if (this.#runs.size === 0) return "";
    let last = "";
    const rows = this.rows().map((row) => {
      const where = row.where === last ? "" : row.where;
      last = row.where;
      return [where, row.what, String(row.runs), ...cells(row)];
    });
    const results = [...this.#runs].flatMap(([where, reports]) =>
      reports.map((report) => `${where}  ${resultLine(report)}\n`)
    );
    return `${layOut(COLUMNS, rows)}\n${results.join("")}`;
  }
}

/** The rows of one place, every run's traffic summed under the row's name. */
function rowsOf(reports: readonly RunReport[]): Omit<StatsRow, "where">[] {
  const traffics = new Map<string, Traffic[]>();
  for (const report of reports) {
    for (const [index, stage] of report.stages.entries()) {
      for (const [what, traffic] of stageRows(index + 1, stage)) addTo(traffics, what, traffic);
      for (const edge of report.edges) if (edge.from === index) addTo(traffics, edgeName(edge), edge);
    }
  }
  return [...traffics].map(([what, each]) => ({ what, runs: each.length, ...sumOf(each) }));
}

function addTo(rows: Map<string, Traffic[]>, what: string, traffic: Traffic): void {
  const row = rows.get(what);
  if (row) row.push(traffic);
  else rows.set(what, [traffic]);
}

/** `1 gen stdin, stderr`: the streams of a stage, those with the same cells together. */
function stageRows(number: number, stage: StageOutcome): Array<[string, Traffic]> {
  const groups = new Map<string, { names: string[]; traffic: Traffic }>();
  for (const [stream, traffic] of stage.streams) {
    const key = cells(traffic).join();
    const group = groups.get(key);
    if (group) group.names.push(STREAMS[stream]!);
    else groups.set(key, { names: [STREAMS[stream]!], traffic });
  }
  return [...groups.values()].map(({ names, traffic }) => [`${number} ${stage.name} ${names.join(", ")}`, traffic]);
}

/** `1.5>2.4`, `1.5>2.4,3.4`: stages from 1, with their streams' numbers. */
function edgeName(edge: EdgeOutcome): string {
  const [output, input] = edge.plane === "data" ? [5, 4] : [1, 0];
  return `${edge.from + 1}.${output}>${edge.to.map((stage) => `${stage + 1}.${input}`).join(",")}`;
}

/** The traffic of several runs as one; several have no common speed. */
function sumOf(traffics: readonly Traffic[]): Traffic {
  return {
    mode: [...new Set(traffics.map((traffic) => traffic.mode))].join("+"),
    bytes: traffics.map((traffic) => traffic.bytes).reduce(add),
    megabytesPerSecond: traffics.length === 1 ? speedOf(traffics[0]!) : null,
    stalls: traffics.map((traffic) => traffic.stalls).reduce(addKnown),
    stalledMs: traffics.map((traffic) => traffic.stalledMs).reduce(addKnown),
    dropped: traffics.map((traffic) => traffic.dropped).reduce(addKnown),
  };
}

/** The cells from `mode` on. */
function cells(traffic: Traffic): string[] {
  return [
    traffic.mode,
    count(traffic.bytes),
    decimal(speedOf(traffic)),
    count(traffic.stalls),
    decimal(traffic.stalledMs),
    count(traffic.dropped),
  ];
}

/** The speed, where there was time to have one: over less than a millisecond it says nothing. */
function speedOf({ bytes, megabytesPerSecond }: Traffic): number | null {
  if (!megabytesPerSecond || bytes === null || bytes === "ERR") return null;
  return Number(bytes) / megabytesPerSecond < SPEED_SPAN_MIN_US ? null : megabytesPerSecond;
}

function add(a: Count, b: Count): Count {
  if (a === "ERR" || b === "ERR") return "ERR";
  if (a === null || b === null) return null;
  const sum = BigInt(a) + BigInt(b);
  return Number.isSafeInteger(Number(sum)) ? Number(sum) : sum;
}

function addKnown(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}

function count(value: Count): string {
  return value === null ? "-" : String(value);
}

function decimal(value: number | null): string {
  return value === null ? "-" : value.toFixed(1);
}

/** `ok in 12 ms, 256 bytes: gen 0, pack 0`; a failure names the stage it is about. */
function resultLine(report: RunReport): string {
  const stages = report.stages.map((stage) => {
    const end = stage.signal ?? String(stage.code);
    return `${stage.name} ${end}${stage.brokenPipe ? " (broken pipe)" : ""}`;
  }).join(", ");
  const state = report.error ? `failed at stage ${(report.error.details.stage ?? 0) + 1}` : "ok";
  const bytes = report.bytes === null ? "" : `, ${report.bytes} bytes`;
  return `${state} in ${report.durationMs.toFixed(0)} ms${bytes}: ${stages}`;
}
