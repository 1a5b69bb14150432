/**
 * Measures Aria and others side by side, in one run, on one machine.
 *
 * ```sh
 * deno task bench                # everything; writes the tables of docs/performance.md and README.md
 * deno task bench drain spawn    # only these groups; prints, and writes bench/results/latest.json
 * deno task bench drain --again  # the same, and puts them into what is published, with their own date
 * deno task bench --quick        # small sizes: does it run?
 * deno task bench --rounds 9     # more rounds (5)
 * deno task bench --list         # the names of the groups
 * deno task bench --tables       # the tables again, from docs/performance.json
 * ```
 *
 * Every contender is a program of its own that runs once per round, and the rounds alternate: A B C, A B C, …. It
 * measures inside, so that the start of an interpreter is not in the figures, and does a small part of the work
 * beforehand. What is published are medians: of a complete run at full size, and of groups measured again since.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { build } from "../ffi/build.ts";
import { evaluate } from "./evaluate.ts";
import { describeMachine } from "./machine.ts";
import type { Contender, ContenderResult, Group, GroupResult, Sample, Setting } from "./model.ts";
import { nativeProgram } from "./native.ts";
import { compiledPrograms, findProgram } from "./programs.ts";
import { type Report, textTable, writeTables } from "./report.ts";
import { installRivals, type Rivals } from "./rivals.ts";
import { collect, drain } from "./suites/drain.ts";
import { direct, splice, tee } from "./suites/edges.ts";
import { language } from "./suites/language.ts";
import { lines, small } from "./suites/lines.ts";
import { pool } from "./suites/pool.ts";
import { many, memory, soak } from "./suites/scale.ts";
import { script } from "./suites/script.ts";
import { check, pipes, start } from "./suites/shell.ts";
import { large, spawn } from "./suites/spawn.ts";

const GROUPS = [
  drain,
  collect,
  lines,
  small,
  direct,
  splice,
  tee,
  spawn,
  large,
  many,
  memory,
  soak,
  pool,
  start,
  check,
  script,
  pipes,
  language,
];
const ROUNDS = 5;
const QUICK_ROUNDS = 2;
const RUN_MS_MAX = 180_000;
const FOLDER = import.meta.dirname ?? ".";
const OFFICIAL = `${FOLDER}/../docs/performance.json`;
/** A copy of the library, so that a whole run measures the same one, whoever builds another meanwhile. */
const LIBRARY = `${FOLDER}/../build/bench/libaria_io.so`;

const OPTIONS = "--again, --list, --quick, --rounds N, --tables";

if (import.meta.main) {
  try {
    Deno.exit(await main(Deno.args));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    console.error(`error: ${error.message}`);
    Deno.exit(2);
  }
}

async function main(args: string[]): Promise<number> {
  const options = parseArgs(args, {
    boolean: ["quick", "list", "tables", "again"],
    string: ["rounds"],
    unknown(argument: string, name?: string) {
      if (name) throw new RangeError(`Unknown option "${argument}" (known: ${OPTIONS})`);
    },
  });
  if (options.list) {
    console.log(GROUPS.map((group) => group.name).join("\n"));
    return 0;
  }
  if (options.tables) {
    await writeTables(JSON.parse(Deno.readTextFileSync(OFFICIAL)));
    return 0;
  }
  const quick = options.quick === true;
  const rounds = Number(options.rounds ?? (quick ? QUICK_ROUNDS : ROUNDS));
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new RangeError(`Cannot run "${options.rounds}" rounds: give a number from 1`);
  const names: string[] = options._.map(String);
  const unknown = names.find((name) => !GROUPS.some((group) => group.name === name));
  if (unknown !== undefined) {
    throw new RangeError(
      `Cannot measure "${unknown}": there is no such group (known: ${GROUPS.map((it) => it.name).join(", ")})`,
    );
  }
  const report = await run(names, quick, rounds);
  save(report, `${FOLDER}/results/latest.json`);
  const failures = report.groups.flatMap((group) => group.contenders).filter((contender) => contender.failure !== null);
  if (!quick && (names.length === 0 || options.again)) {
    if (failures.length > 0) console.error("notice: nothing published, because contenders failed");
    else await publish(names.length === 0 ? report : withAgain(JSON.parse(Deno.readTextFileSync(OFFICIAL)), report));
  }
  return failures.length > 0 ? 1 : 0;
}

async function publish(report: Report): Promise<void> {
  save(report, OFFICIAL);
  await writeTables(report);
}

/** What was published, with the groups of a later run in place of its own. */
function withAgain(published: Report, { date, groups }: Report): Report {
  const again = new Map(groups.map((group) => [group.name, { ...group, measuredAgain: date }]));
  return { ...published, groups: published.groups.map((group) => again.get(group.name) ?? group) };
}

async function run(names: string[], quick: boolean, rounds: number): Promise<Report> {
  const rivals = await installRivals();
  Deno.copyFileSync(await build(), LIBRARY);
  for (const [name, reason] of Object.entries(rivals.missing)) console.error(`notice: ${name} is left out: ${reason}`);
  const report: Report = {
    date: new Date().toISOString(),
    quick,
    rounds,
    machine: await describeMachine(rivals.versions),
    missing: rivals.missing,
    groups: [],
  };
  if ((report.machine.load[0] ?? 0) > report.machine.cores / 2) {
    console.error(
      `notice: the machine is busy (load ${report.machine.load[0]?.toFixed(2)}): figures will be disturbed`,
    );
  }
  const setting = makeSetting(quick, rivals);
  for (const make of GROUPS) {
    if (names.length > 0 && !names.includes(make.name)) continue;
    const group = await measureGroup(make(setting), rounds);
    report.groups.push(group);
    console.log(textTable(group));
  }
  return report;
}

function makeSetting(quick: boolean, rivals: Rivals): Setting {
  return {
    quick,
    native: nativeProgram,
    deno: (name, task, v8Flags = []) => [
      Deno.execPath(),
      "run",
      "-A",
      ...(v8Flags.length > 0 ? [`--v8-flags=${v8Flags.join(",")}`] : []),
      `${FOLDER}/contenders/${name}.ts`,
      JSON.stringify(task),
    ],
    ariash: () => [Deno.execPath(), "run", "-A", `${FOLDER}/../cli.ts`],
    compiled: () => compiledPrograms(),
    find: (program) => findProgram(program) ?? program,
    missing: (program) => findProgram(program) === null ? `"${program}" is not installed` : null,
    rival: (name, task) => rivals.command(name, task),
  };
}

async function measureGroup(group: Group, rounds: number): Promise<GroupResult> {
  const contenders: ContenderResult[] = group.contenders.map(({ id, title }) => ({
    id,
    title,
    samples: [],
    failure: null,
  }));
  for (let round = 0; round < rounds; round++) {
    for (const [index, contender] of group.contenders.entries()) {
      const result = contenders[index];
      if (result === undefined || result.failure !== null || round >= (contender.rounds ?? rounds)) continue;
      try {
        result.samples.push(await measureOnce(contender));
      } catch (error) {
        result.failure = error instanceof Error ? error.message : String(error);
        console.error(`error: ${group.name}, ${contender.title}: ${result.failure}`);
      }
    }
  }
  const rows = group.rows.map((row) => evaluate(row, contenders));
  return { name: group.name, title: group.title, note: group.note, contenders, rows };
}

async function measureOnce(contender: Contender): Promise<Sample> {
  const [program = "", ...args] = contender.command;
  const signal = AbortSignal.timeout(RUN_MS_MAX);
  const output = await new Deno.Command(program, {
    args,
    env: { NO_COLOR: "1", ARIA_IO_LIBRARY: LIBRARY },
    stdin: "null",
    signal,
  }).output();
  const errors = new TextDecoder().decode(output.stderr).trim();
  if (signal.aborted) throw new Error(`"${program}" was stopped after ${RUN_MS_MAX / 1000} s`);
  if (!output.success) throw new Error(`"${program}" ended with code ${output.code}: ${errors}`);
  return JSON.parse(new TextDecoder().decode(output.stdout));
}

function save(report: Report, path: string): void {
  Deno.mkdirSync(path.replace(/\/[^/]*$/, ""), { recursive: true });
  Deno.writeTextFileSync(path, JSON.stringify(report, null, 2) + "\n");
}
