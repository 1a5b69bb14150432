/**
 * Checks one program and runs it.
 *
 * Only what a program needs is loaded: no process machinery before its first command, no report without `--stats`.
 *
 * @module
 */

import { check, PREDECLARED } from "../check/checker.ts";
import { type Ending, evaluate } from "../eval/evaluator.ts";
import { LazyRunner } from "../eval/lazy_runner.ts";
import type { RunOutcome } from "../eval/runner.ts";
import { formatDiagnostic } from "../syntax/diagnostics.ts";
import { parse, type Parsed } from "../syntax/parser.ts";
import type { Source, Span } from "../syntax/source.ts";
import { loadProgram } from "./load.ts";
import type { Options, ProgramSource } from "./options.ts";
import { printError } from "./output.ts";

/** Exit code of a program that has an error. */
const BAD_PROGRAM = 2;

/** Checks every program; each one's errors on stderr. Returns the exit code. */
export async function checkPrograms(programs: readonly ProgramSource[]): Promise<number> {
  let exitCode = 0;
  for (const program of programs) {
    if (!readChecked(await loadProgram(program))) exitCode = BAD_PROGRAM;
  }
  return exitCode;
}

/** Checks a program and, if nothing is wrong with it, runs it. Returns the exit code. */
export async function runProgram(options: Options): Promise<number> {
  const source = await loadProgram(options.source);
  const parsed = readChecked(source);
  if (!parsed) return BAD_PROGRAM;
  const runs: Array<[Span, RunOutcome]> = [];
  const runner = new LazyRunner({ count: options.stats === "count", strictPipe: options.strictPipe });
  let ending: Ending;
  try {
    ending = await evaluate(parsed.program, {
      runner,
      predeclared: { ARGS: [...options.rest], ARG0: source.name },
      onRun: options.stats ? (span, outcome) => runs.push([span, outcome]) : undefined,
    });
  } finally {
    runner.close();
  }
  if (ending.failure) printError(formatDiagnostic(source, ending.failure));
  const discarded = runner.discardedBytes;
  if (discarded > 0) printError(`ariash: stddato: ${discarded} bytes discarded (wire it with |* or 5>)\n`);
  if (runs.length > 0) await printStats(source, runs);
  return ending.exitCode;
}

/** Reads and checks; prints what is wrong and returns nothing then. */
function readChecked(source: Source): Parsed | undefined {
  const parsed = parse(source, Object.keys(PREDECLARED));
  check(parsed, source);
  if (parsed.diagnostics.count === 0) return parsed;
  printError(parsed.diagnostics.format(source));
  return undefined;
}

async function printStats(source: Source, runs: ReadonlyArray<[Span, RunOutcome]>): Promise<void> {
  const { StatsReport } = await import("../report/stats.ts");
  const report = new StatsReport();
  for (const [span, outcome] of runs) report.add(source.where(span.start), outcome);
  printError(report.format());
}
