/**
 * The tables: for the terminal, for `docs/performance.md` and for the README.
 *
 * Both files hold them between two markers; everything outside belongs to people.
 *
 * @module
 */

import { spread } from "./evaluate.ts";
import { type Machine, machineLine } from "./machine.ts";
import { type ContenderResult, DISTURBED, type GroupResult, type Measure, median, type RowResult } from "./model.ts";

/** One run of the benchmarks; what `docs/performance.json` holds. */
export interface Report {
  /** When it began. */
  date: string;
  quick: boolean;
  rounds: number;
  machine: Machine;
  /** Rivals that are left out, and why. */
  missing: Record<string, string>;
  groups: GroupResult[];
}

const BEGIN = "<!-- bench:begin -->";
const END = "<!-- bench:end -->";
const ROOT = `${import.meta.dirname}/..`;
const HEAD = ["Work", "Ours", "Against", "Theirs", "Ratio", "Must be", ""];

/** Writes the tables of a complete run into every file that has the markers; makes `docs/performance.md` if need be. */
export async function writeTables(report: Report): Promise<void> {
  const detailed = `${ROOT}/docs/performance.md`;
  replace(detailed, details(report), await readIfThere(detailed) ?? `# Performance\n\n${BEGIN}\n${END}\n`);
  const readme = `${ROOT}/README.md`;
  const text = await readIfThere(readme);
  if (text?.includes(BEGIN)) replace(readme, summary(report), text);
}

/** One group's rows for a terminal. */
export function textTable(group: GroupResult): string {
  return `${group.title}\n${align(group.rows.map(cells)).map((row) => "  " + row.join("  ").trimEnd()).join("\n")}\n`;
}

function summary(report: Report): string {
  const rows = report.groups.flatMap((group) => group.rows).filter((row) => row.target !== null);
  return [
    markdownTable(HEAD, rows.map(cells)),
    `Medians of ${report.rounds} alternating rounds on ${machineLine(report.machine)}, ${report.date.slice(0, 10)}.` +
    footnote(rows),
  ].join("\n\n");
}

function details(report: Report): string {
  const parts = [machineSection(report)];
  for (const group of report.groups) {
    const again = group.measuredAgain ? ` Measured again on ${group.measuredAgain}.` : "";
    parts.push(`### ${group.title}`, group.note + again, markdownTable(HEAD, group.rows.map(cells)));
    parts.push(
      markdownTable(
        ["Contender", "Median", "Fastest", "Slowest", "CPU, own", "CPU, children"],
        group.contenders.map(run),
      ),
    );
  }
  const mark = footnote(report.groups.flatMap((group) => group.rows)).trim();
  if (mark !== "") parts.push(mark);
  return parts.join("\n\n");
}

function machineSection(report: Report): string {
  const { machine } = report;
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`).join(", ");
  const missing = Object.entries(report.missing).map(([name, reason]) => ` ${name} is left out: ${reason}.`).join("");
  return `Measured on ${report.date.slice(0, 10)} on ${machineLine(machine)}; pipes of up to ` +
    `${
      machine.pipeMaxBytes / 1024
    } KiB, ${machine.pipeUserPagesSoft} pages of pipes per user, ${machine.openFiles} open files, ` +
    `load ${machine.load.map((it) => it.toFixed(2)).join(" ")} at the start; ${versions}.${missing} Medians of ` +
    `${report.rounds} alternating rounds. CPU is user and system time.`;
}

/** A row of the main table. */
function cells(row: RowResult): string[] {
  const { measure, target, value } = row;
  const isFact = measure.kind === "fact";
  const shown = value === null ? "failed" : isFact ? "–" : `${value.toFixed(2)}×`;
  const bound = target === null
    ? "–"
    : `${target.at === "least" ? "≥" : "≤"} ${target.value}${isFact ? ` ${measure.unit}` : "×"}`;
  const met = row.met === null ? "" : row.met ? "met" : "**missed**";
  return [
    row.work + aspect(measure),
    written(measure, row.ourFigure),
    row.against ?? "–",
    written(measure, row.theirFigure),
    shown,
    bound,
    (met + (row.disturbed ? " ~" : "")).trim(),
  ];
}

/** What of the work a row looks at, where that is not its speed. */
function aspect(measure: Measure): string {
  if (measure.kind === "cpu") return measure.per ? ", CPU of each" : ", CPU per byte";
  return measure.kind === "own-cpu" ? ", own CPU per byte" : "";
}

/** A contender's rounds. */
function run(contender: ContenderResult): string[] {
  const { samples } = contender;
  if (samples.length === 0) return [contender.title, contender.failure ?? "not run", "", "", "", ""];
  const seconds = samples.map((sample) => sample.seconds);
  return [
    contender.title + (spread(contender) > DISTURBED ? " ~" : ""),
    time(median(seconds)),
    time(Math.min(...seconds)),
    time(Math.max(...seconds)),
    time(median(samples.map((sample) => sample.cpu.self))),
    time(median(samples.map((sample) => sample.cpu.children))),
  ];
}

function footnote(rows: RowResult[]): string {
  if (!rows.some((row) => row.disturbed)) return "";
  return ` ~ marks what was disturbed: the slowest round took more than ${DISTURBED} times the fastest.`;
}

/** A figure in the unit that people read. */
function written(measure: Measure, value: number | null): string {
  if (value === null || !Number.isFinite(value)) return "–";
  switch (measure.kind) {
    case "speed":
      if (measure.unit === "bytes") return `${(value / 1e9).toFixed(2)} GB/s`;
      if (value >= 1e5) return `${(value / 1e6).toFixed(2)} M/s`;
      return value >= 1e4 ? `${(value / 1e3).toFixed(1)} k/s` : `${value.toPrecision(3)} /s`;
    case "time":
      return time(value);
    case "cpu":
    case "own-cpu":
      if (measure.kind === "cpu" && measure.per) return time(value);
      return `${(value * 1e9).toFixed(3)} s/GB`;
    case "fact":
      return `${Number(value.toFixed(1))} ${measure.unit}`;
  }
}

function time(seconds: number): string {
  if (seconds >= 1) return `${seconds.toFixed(2)} s`;
  if (seconds >= 1e-3) return `${(seconds * 1e3).toFixed(seconds >= 0.1 ? 0 : 2)} ms`;
  const isSmall = seconds > 0 && seconds < 1e-5;
  return `${(seconds * 1e6).toFixed(isSmall ? 2 : 0)} µs`;
}

function markdownTable(head: string[], rows: string[][]): string {
  const escaped = rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const [title = [], ...body] = align([head, ...escaped]);
  const rule = title.map((cell) => "-".repeat(cell.length));
  return [title, rule, ...body].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

/** Pads every column to its widest cell. */
function align(rows: string[][]): string[][] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)));
}

function replace(path: string, generated: string, text: string): void {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin < 0 || end < begin)
    throw new Error(`Cannot write the table into "${path}": "${BEGIN}" and "${END}" are not there`);
  const whole = `${text.slice(0, begin)}${BEGIN}\n\n${generated}\n\n${text.slice(end)}`;
  Deno.writeTextFileSync(path, whole);
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
