/**
 * `ariash --check`: is anything wrong with these programs?
 *
 * @module
 */

import type { JsonDiagnostic } from "../report/json.ts";
import { checkLoaded, entriesOf, unreadEntry } from "./diagnostics.ts";
import { LoadError, Programs } from "./load.ts";
import type { ProgramSource } from "./options.ts";
import { printError, printOutput } from "./output.ts";

/** Exit code of a program that has an error. */
const BAD_PROGRAM = 2;

/**
 * Checks every program, each one's diagnostics on stderr; with `json` they are also one line of JSON on stdout,
 * `{"ok", "diagnostics": […]}`.
 *
 * @returns the exit code: 0 when nothing is wrong with any, else that of the last that is wrong
 */
export async function checkPrograms(programs: readonly ProgramSource[], json: boolean): Promise<number> {
  let exitCode = 0;
  const entries: JsonDiagnostic[] = [];
  for (const program of programs) {
    const found = await checkProgram(program);
    entries.push(...found.entries);
    exitCode = found.exitCode || exitCode;
  }
  if (json) printOutput(`${JSON.stringify({ ok: exitCode === 0, diagnostics: entries })}\n`);
  return exitCode;
}

async function checkProgram(program: ProgramSource): Promise<{ exitCode: number; entries: JsonDiagnostic[] }> {
  try {
    const programs = new Programs();
    const checked = checkLoaded(await programs.load(program), programs);
    return { exitCode: checked.errors > 0 ? BAD_PROGRAM : 0, entries: entriesOf(checked) };
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    printError(`ariash: ${error.message}\n`);
    return { exitCode: error.exitCode, entries: [unreadEntry(error)] };
  }
}
