/**
 * The report of `--stats`: what went through every stream and edge, and what every pipeline was worth.
 *
 * @module
 */

import { STREAMS } from "../check/streams.ts";
import type { Count, EdgeOutcome, RunOutcome, StageOutcome, Traffic } from "../eval/runner.ts";
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

/**
 * Gathers outcomes by the place of their statement; {@linkcode StatsReport.format} is the table.
 *
 * A stage's streams that have the same row share it. Whatever is not known is `-`, never 0.
 */
export class StatsReport {
  readonly #runs = new Map<string, RunOutcome[]>();

  /** Adds what ran at `where`. */
  add(where: string, outcome: RunOutcome): void {
    const runs = this.#runs.get(where);
    if (runs) runs.push(outcome);
    else this.#runs.set(where, [outcome]);
  }

  /** The table and a line for every pipeline's result; empty when nothing ran. */
  format(): string {
    if (this.#runs.size === 0) return "";
    const rows: string[][] = [];
    const results: string[] = [];
    for (const [where, outcomes] of this.#runs) {
      let place = where;
      for (const [what, traffics] of rowsOf(outcomes)) {
        rows.push([place, what, String(traffics.length), ...cells(traffics)]);
        place = "";
      }
      results.push(...outcomes.map((outcome) => `${where}  ${resultLine(outcome)}\n`));
    }
    return `${layOut(COLUMNS, rows)}\n${results.join("")}`;
  }
}

/** The rows of one place: every run's traffic under the row's name. */
function rowsOf(outcomes: readonly RunOutcome[]): Map<string, Traffic[]> {
  const rows = new Map<string, Traffic[]>();
  for (const outcome of outcomes) {
    for (const [index, stage] of outcome.stages.entries()) {
      for (const [what, traffic] of stageRows(index + 1, stage)) addTo(rows, what, traffic);
      for (const edge of outcome.edges) if (edge.from === index) addTo(rows, edgeName(edge), edge);
    }
  }
  return rows;
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
    const key = cells([traffic]).join();
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

/** The cells from `mode` on, summed over the runs. */
function cells(traffics: readonly Traffic[]): string[] {
  const modes = [...new Set(traffics.map((traffic) => traffic.mode))].join("+");
  return [
    modes,
    count(traffics.map((traffic) => traffic.bytes).reduce(add)),
    traffics.length === 1 ? speed(traffics[0]!) : "-",
    count(traffics.map((traffic) => traffic.stalls).reduce(addKnown)),
    milliseconds(traffics.map((traffic) => traffic.stalledMs).reduce(addKnown)),
    count(traffics.map((traffic) => traffic.dropped).reduce(addKnown)),
  ];
}

/** The speed, where there was time to have one: over less than a millisecond it says nothing. */
function speed({ bytes, megabytesPerSecond }: Traffic): string {
  if (!megabytesPerSecond || bytes === null || bytes === "ERR") return "-";
  const microseconds = Number(bytes) / megabytesPerSecond;
  return microseconds < SPEED_SPAN_MIN_US ? "-" : megabytesPerSecond.toFixed(1);
}

function add(a: Count, b: Count): Count {
  if (a === "ERR" || b === "ERR") return "ERR";
  if (a === null || b === null) return null;
  return BigInt(a) + BigInt(b);
}

function addKnown(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}

function count(value: Count): string {
  return value === null ? "-" : String(value);
}

function milliseconds(value: number | null): string {
  return value === null ? "-" : value.toFixed(1);
}

/** `ok in 12 ms, 256 bytes: gen 0, pack 0`; a failure names the stage it is about. */
function resultLine(outcome: RunOutcome): string {
  const stages = outcome.stages.map((stage) => {
    const end = stage.signal ?? String(stage.code);
    return `${stage.name} ${end}${stage.brokenPipe ? " (broken pipe)" : ""}`;
  }).join(", ");
  const state = outcome.failure ? `failed at stage ${outcome.failure.stage + 1}` : "ok";
  const bytes = outcome.bytes === null ? "" : `, ${outcome.bytes} bytes`;
  return `${state} in ${outcome.durationMs.toFixed(0)} ms${bytes}: ${stages}`;
}
