/**
 * `ariash`, from its arguments to its exit code.
 *
 * Each task is loaded when it is asked for, so that a short script does not wait for what it does not use.
 *
 * @module
 */

import { ownArguments } from "./arguments.ts";
import { type Options, parseOptions, UsageError } from "./options.ts";
import { BROKEN_PIPE_CODE, hasLostErrors, OutputError, printError, printOutput } from "./output.ts";

const ERRORS_LOST = 1;
const USAGE_ERROR = 2;
const INTERNAL_ERROR = 71;

/** What a message says when this process may not do what it has to. */
const MISSING_PERMISSION = /run again with (?:the )?--allow-/;
/** Codes of the library's errors when it is not to be had. */
const MISSING_LIBRARY = /^ARIA_(?:LIBRARY|SOURCES|COMPILER|BUILD)_/;

/**
 * Runs `ariash`; the program's commands get this process's stdin, stdout and stderr.
 *
 * @param args the arguments; default: those of this process
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
export async function main(args?: readonly string[]): Promise<number> {
  using _strays = new Strays();
  const isInteractive = () => Deno.stdin.isTerminal() && Deno.stdout.isTerminal();
  try {
    const exitCode = await act(parseOptions(args ?? ownArguments(), isInteractive));
    return exitCode === 0 && hasLostErrors() ? ERRORS_LOST : exitCode;
  } catch (error) {
    if (error instanceof UsageError) return refuse(error.message, USAGE_ERROR);
    if (!(error instanceof OutputError)) return await internalError(error);
    return error.exitCode === BROKEN_PIPE_CODE ? BROKEN_PIPE_CODE : refuse(error.message, error.exitCode);
  }
}

function refuse(message: string, exitCode: number): number {
  printError(`ariash: ${message}\n`);
  return exitCode;
}

async function act(options: Options): Promise<number> {
  switch (options.action) {
    case "version":
    case "help": {
      const { USAGE, versionLine } = await import("./usage.ts");
      printOutput(options.action === "help" ? USAGE : await versionLine());
      return 0;
    }
    case "doctor":
      return await (await import("./doctor/doctor.ts")).doctor(options.json);
    case "pool":
      return await (await import("./pool.ts")).pool(options.args);
    case "check":
      return await (await import("./check.ts")).checkPrograms(options.programs, options.json);
    case "format":
      return await (await import("./format.ts")).formatPrograms(options.programs, options.how);
    case "tree":
      return await (await import("./tree.ts")).showTree(options.program);
    case "run":
      return await (await import("./script.ts")).runScript(options);
  }
}

/** Errors that nobody waits for end the shell like any other of its own. */
class Strays implements Disposable {
  readonly #end = (event: PromiseRejectionEvent | ErrorEvent) => {
    event.preventDefault();
    internalError("reason" in event ? event.reason : event.error).then((code) => Deno.exit(code));
  };

  constructor() {
    globalThis.addEventListener("unhandledrejection", this.#end);
    globalThis.addEventListener("error", this.#end);
  }

  [Symbol.dispose](): void {
    globalThis.removeEventListener("unhandledrejection", this.#end);
    globalThis.removeEventListener("error", this.#end);
  }
}

/** An error of the shell itself: one line, and where it happened only for those who ask. */
async function internalError(error: unknown): Promise<number> {
  const message = (error instanceof Error ? error.message : String(error)).replaceAll(/\s*\n\s*/g, "; ");
  printError(isMissing(error) ? `ariash: ${message}\n` : await plea(message));
  if (wantsBacktrace() && error instanceof Error) printError(`${error.stack}\n`);
  return INTERNAL_ERROR;
}

/** Whether not the shell is to blame, but what it was given: no permission, no library. */
function isMissing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return MISSING_PERMISSION.test(error.message) || ("code" in error && MISSING_LIBRARY.test(String(error.code)));
}

async function plea(message: string): Promise<string> {
  const name = await import("./usage.ts").then(({ versionName }) => versionName(), () => "ariash");
  return `${name}: internal error: ${message} (please report it with the script to the maintainers of ` +
    "@aria/runtime; ARIASH_BACKTRACE=1 shows where)\n";
}

function wantsBacktrace(): boolean {
  try {
    return Deno.env.get("ARIASH_BACKTRACE") === "1";
  } catch {
    return false; // without the permission nobody can have asked
  }
}
