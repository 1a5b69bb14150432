/**
 * What `--stats` prints after a script.
 *
 * @module
 */

import { StatsReport } from "../report/stats.ts";
import { printError } from "./output.ts";
import { describePlace } from "./places.ts";
import type { ScriptOutcome } from "./script.ts";

/** Prints the table of everything that ran. */
export function printStats(outcome: ScriptOutcome): void {
  printError(statsOf(outcome).format());
}

/** The figures of everything that ran. */
export function statsOf({ reports, places }: ScriptOutcome): StatsReport {
  const stats = new StatsReport();
  for (const report of reports) stats.add(describePlace(places, report.at), report);
  return stats;
}
