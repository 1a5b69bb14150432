/**
 * `ariash`, from its arguments to its exit code.
 *
 * @module
 */

import { type Options, parseOptions, UsageError } from "./options.ts";
import { printError, printOutput } from "./output.ts";

const USAGE_ERROR = 2;
const INTERNAL_ERROR = 71;

/**
 * Runs `ariash` with these arguments; the program's commands get this process's stdin, stdout and stderr.
 *
 * Children find the `deno` that runs this shell at the end of their `PATH`, where their `PATH` has none.
 *
 * @returns the exit code; errors are on stderr
 *
 * @example
 * ```ts
 * import { main } from "../mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(await main(["-c", ";"]), 0);
 * ```
 */
export async function main(args: readonly string[]): Promise<number> {
  try {
    return await act(parseOptions(args));
  } catch (error) {
    if (error instanceof UsageError) {
      printError(`ariash: ${error.message}\n`);
      return USAGE_ERROR;
    }
    return await unexpectedEnd(error);
  }
}

async function act(options: Options): Promise<number> {
  switch (options.action) {
    case "version":
    case "help": {
      const { USAGE, versionLine } = await import("./usage.ts");
      printOutput(options.action === "help" ? USAGE : await versionLine());
      return 0;
    }
    case "check": {
      const { checkPrograms } = await import("./run_program.ts");
      const others = options.rest.map((path) => ({ kind: "file", path }) as const);
      return await checkPrograms(options.source.kind === "code" ? [options.source] : [options.source, ...others]);
    }
    case "run": {
      if (options.source.kind === "none" && Deno.stdin.isTerminal() && Deno.stdout.isTerminal()) {
        throw new UsageError("the interactive shell is not in this build; name a file, or give code with '-c'");
      }
      offerDeno();
      const { runProgram } = await import("./run_program.ts");
      return await runProgram(options);
    }
  }
}

/**
 * Puts the directory of the running `deno` at the end of PATH. A script that starts `deno` then works where deno was
 * started by its path, and nothing that PATH already finds is hidden.
 */
function offerDeno(): void {
  const executable = Deno.execPath();
  const slash = Math.max(executable.lastIndexOf("/"), executable.lastIndexOf("\\"));
  if (!/^deno(\.exe)?$/.test(executable.slice(slash + 1))) return;
  const directory = executable.slice(0, slash);
  const separator = executable.includes("\\") ? ";" : ":";
  const path = Deno.env.get("PATH");
  if (path?.split(separator).includes(directory)) return;
  Deno.env.set("PATH", path ? `${path}${separator}${directory}` : directory);
}

/** A program that could not be read, or an error of the shell itself. */
async function unexpectedEnd(error: unknown): Promise<number> {
  const { LoadError } = await import("./load.ts");
  if (error instanceof LoadError) {
    printError(`ariash: ${error.message}\n`);
    return error.exitCode;
  }
  const { default: manifest } = await import("../../../deno.json", { with: { type: "json" } });
  const message = error instanceof Error ? error.message : String(error);
  printError(`ariash ${manifest.version}: internal error: ${message} (ARIASH_BACKTRACE=1 shows where)\n`);
  if (Deno.env.get("ARIASH_BACKTRACE") === "1" && error instanceof Error) printError(`${error.stack}\n`);
  return INTERNAL_ERROR;
}
