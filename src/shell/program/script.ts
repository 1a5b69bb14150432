/**
 * Runs a script, from its text to its exit code.
 *
 * @module
 */

import type { Checked } from "../check/checker.ts";
import type { Place } from "../check/tree.ts";
import type { RunReport } from "../commands/runner.ts";
import type { Ending } from "../eval/mod.ts";
import { LoadError, Programs } from "./load.ts";
import type { RunOptions } from "./options.ts";
import { printError } from "./output.ts";

/** How a script went, as far as it went. */
export interface ScriptOutcome {
  readonly exitCode: number;
  /** Why it could not be read. */
  readonly unread: LoadError | null;
  /** What was found before it ran. */
  readonly checked: Checked | null;
  /** How it ended, if it ran. */
  readonly ending: Ending | null;
  readonly reports: readonly RunReport[];
  /** What the reports' numbers stand for. */
  readonly places: readonly Place[];
}

const NOTHING: ScriptOutcome = { exitCode: 0, unread: null, checked: null, ending: null, reports: [], places: [] };

/**
 * Loads, checks and runs a script. What is wrong with it, what stopped it, and what was asked for about it is on
 * stderr.
 *
 * @returns the exit code
 */
export async function runScript(options: RunOptions): Promise<number> {
  const startedAt = performance.now();
  const outcome = await attempt(options);
  if (options.stats && outcome.reports.length > 0) {
    const { printStats } = await import("./stats.ts");
    printStats(outcome);
  }
  if (options.json) {
    const { writeSummary } = await import("./summary.ts");
    await writeSummary(outcome, performance.now() - startedAt);
  }
  return outcome.exitCode;
}

async function attempt(options: RunOptions): Promise<ScriptOutcome> {
  try {
    const programs = new Programs();
    const main = await programs.load(options.program);
    const { program, diagnostics } = main.parsed;
    if (program.body.length === 0 && diagnostics.list().length === 0) return NOTHING;
    const { checkAndRun } = await import("./run.ts");
    return { ...NOTHING, ...await checkAndRun(main, programs, options) };
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    printError(`ariash: ${error.message}\n`);
    return { ...NOTHING, exitCode: error.exitCode, unread: error };
  }
}
