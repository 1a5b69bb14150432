/**
 * Checks a program and, if nothing is wrong with it, runs it.
 *
 * @module
 */

import type { Loaded } from "../check/checker.ts";
import { generate, runGenerated } from "../eval/mod.ts";
import { formatAt } from "../syntax/diagnostics.ts";
import { checkLoaded } from "./diagnostics.ts";
import { printFailure } from "./failure.ts";
import { type Guest, ScriptHost } from "./host.ts";
import type { Programs } from "./load.ts";
import type { RunOptions } from "./options.ts";
import { printError } from "./output.ts";
import { describePlace } from "./places.ts";
import type { ScriptOutcome } from "./script.ts";

/** Exit code of a program that has an error. */
const BAD_PROGRAM = 2;

/** Runs a program that has been read, if its check finds no error. What there is to say is on stderr. */
export async function checkAndRun(
  main: Loaded,
  programs: Programs,
  options: RunOptions,
): Promise<Omit<ScriptOutcome, "unread">> {
  const checked = checkLoaded(main, programs);
  if (checked.errors > 0) return { exitCode: BAD_PROGRAM, checked, ending: null, reports: [], places: [] };
  const generated = generate(checked.program, { keepValue: options.json });
  const { places, isBrief } = generated;
  const guest: Guest = {
    arg0: main.source.name,
    isBrief,
    place: (at) => describePlace(places, at),
    warning: (code, message, at) => formatAt(places[at], { severity: "warning", code, message }),
  };
  const host = await ScriptHost.make(options, guest);
  const ending = await runGenerated(generated, host);
  if (ending.failure) printFailure(ending.failure, "error");
  await host.close();
  if (host.discardedBytes > 0 && host.settings.stddato_notice) {
    printError(`ariash: stddato: ${host.discardedBytes} bytes discarded (wire it with |* or 5>)\n`);
  }
  return { exitCode: ending.exitCode, checked, ending, reports: host.reports, places };
}
