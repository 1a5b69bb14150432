/**
 * The figures of `ariash pool bench`, for people.
 *
 * @module
 */

import type { BenchReport, CaseName, RatioName } from "../../pool/bench/mod.ts";
import { type Column, layOut } from "../report/table.ts";

const CASES: Record<CaseName, string> = {
  spawn: "a process for each request",
  serial: "serial, pool",
  plainSerial: "serial, plain Deno.Command",
  pingPong: "serial, C and cat",
  pipelined: "pipelined, pool",
  plainPipelined: "pipelined, plain Deno.Command",
};
const RATIOS: Record<RatioName, string> = {
  serialToSpawn: "serial, against a process for each request",
  serialToPingPong: "serial, against C and cat",
  pipelinedToPlain: "pipelined, against plain Deno.Command",
};
const COLUMNS: readonly Column[] = [
  { head: "way", align: "left" },
  { head: "requests", align: "right" },
  { head: "requests/s", align: "right" },
  { head: "p50 µs", align: "right" },
  { head: "p99 µs", align: "right" },
  { head: "CPU µs", align: "right" },
];
const RATIO_COLUMNS: readonly Column[] = [
  { head: "pool", align: "left" },
  { head: "ratio", align: "right" },
  { head: "at least", align: "right" },
  { head: "", align: "left" },
];

/**
 * Two tables and what they mean.
 *
 * @param report of the run.
 */
export function benchText(report: BenchReport): string {
  const { command, framing, window, requestBytes, rounds } = report;
  return [
    `${command.join(" ")}: ${framing}, ${requestBytes} bytes a request, ${window} at a time where they are pipelined`,
    layOut(COLUMNS, cases(report)),
    layOut(RATIO_COLUMNS, ratios(report)),
    `Medians of ${rounds} alternating rounds. CPU is user and system time for a request, of this program and of the\n` +
    "server together; C and cat move the same bytes and look at none.\n",
  ].join("\n");
}

function cases(report: BenchReport): string[][] {
  return Object.entries(CASES).map(([name, title]) => {
    const { requests, requestsPerSecond, p50Micros, p99Micros, cpuMicros } = report.cases[name as CaseName];
    const micros = [p50Micros, p99Micros, cpuMicros].map((value) => value.toFixed(1));
    return [title, `${requests}`, requestsPerSecond.toFixed(0), ...micros];
  });
}

function ratios(report: BenchReport): string[][] {
  return Object.entries(RATIOS).map(([name, title]) => {
    const { value, required, met } = report.ratios[name as RatioName];
    return [title, `${value.toFixed(2)}x`, `${required}x`, met ? "met" : "missed"];
  });
}
