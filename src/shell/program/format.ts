/**
 * `ariash --fmt`: programs in canonical format.
 *
 * @module
 */

import { canonicalText } from "../syntax/canonical.ts";
import { quoteName } from "../syntax/quote.ts";
import { LoadError, Programs } from "./load.ts";
import type { ProgramSource } from "./options.ts";
import { printError, printOutput } from "./output.ts";
import { systemReason } from "./system_reason.ts";

const NOT_CANONICAL = 1;
const NOT_WRITTEN = 126;
/** Exit code of a program that has an error. */
const BAD_PROGRAM = 2;

const LEFT = "is left as it is: formatted, it would be another program (help: put its comments on lines of their own)";

/** What is done with a formatted program. */
export type FormatMode = "print" | "write" | "check";

/**
 * Formats every program: prints it, writes it where it was, or names it when it is not canonical. One with a syntax
 * error is left as it is, and so, with a warning, is one that could not be formatted without changing what it does.
 *
 * @returns the exit code: the largest of 0, 1 for one that is not canonical, and 2 or more for one that cannot be read
 */
export async function formatPrograms(programs: readonly ProgramSource[], how: FormatMode): Promise<number> {
  let exitCode = 0;
  for (const program of programs) exitCode = Math.max(exitCode, await formatProgram(program, how));
  return exitCode;
}

async function formatProgram(program: ProgramSource, how: FormatMode): Promise<number> {
  const programs = new Programs();
  try {
    const { source, parsed } = await programs.load(program);
    if (parsed.diagnostics.count > 0) {
      printError(parsed.diagnostics.format(source));
      return BAD_PROGRAM;
    }
    const canonical = canonicalText(parsed, source, (printed) => programs.parseAs(source, printed));
    if (canonical === null) printError(`ariash: ${quoteName(source.name)} ${LEFT}\n`);
    const text = canonical ?? source.text;
    const isCanonical = text === source.text;
    if (how === "print" || (how === "write" && program.kind !== "file")) printOutput(text);
    else if (!isCanonical && how === "check") printOutput(`${source.name}\n`);
    else if (!isCanonical && program.kind === "file") replace(program.path, text);
    return how === "check" && !isCanonical ? NOT_CANONICAL : 0;
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    printError(`ariash: ${error.message}\n`);
    return error.exitCode;
  }
}

/** Puts a whole new file in the place of the old one, with the old one's mode; a link stays a link. */
function replace(path: string, text: string): void {
  const { isFile, mode } = Deno.statSync(path);
  if (!isFile) throw new LoadError(`cannot write ${quoteName(path)}: it is no file`, path, NOT_WRITTEN);
  const real = Deno.realPathSync(path);
  const temporary = `${real}.${Deno.pid}.tmp`;
  try {
    Deno.writeTextFileSync(temporary, text, { createNew: true, mode: 0o600 });
    if (mode !== null) Deno.chmodSync(temporary, mode & 0o7777);
    Deno.renameSync(temporary, real);
  } catch (error) {
    removeIfThere(temporary);
    throw new LoadError(`cannot write ${quoteName(path)}: ${systemReason(error)}`, path, NOT_WRITTEN);
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
