/**
 * `ariash`, from its arguments to its exit code.
 *
 * Each task is loaded when it is asked for, so that a short script does not wait for what it does not use.
 *
 * @module
 */

import { ownArguments } from "./arguments.ts";
import { type Options, parseOptions, UsageError } from "./options.ts";
import { printError, printOutput } from "./output.ts";

const USAGE_ERROR = 2;
const INTERNAL_ERROR = 71;

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
  try {
    return await act(parseOptions(args ?? ownArguments(), () => Deno.stdin.isTerminal() && Deno.stdout.isTerminal()));
  } catch (error) {
    if (!(error instanceof UsageError)) return await internalError(error);
    printError(`ariash: ${error.message}\n`);
    return USAGE_ERROR;
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
    case "doctor":
      return await (await import("./doctor/doctor.ts")).doctor(options.json);
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
  const { version } = await import("./usage.ts");
  const message = (error instanceof Error ? error.message : String(error)).replaceAll(/\s*\n\s*/g, "; ");
  printError(
    `ariash ${await version()}: internal error: ${message} (please report it with the script to the maintainers of ` +
      "@aria/runtime; ARIASH_BACKTRACE=1 shows where)\n",
  );
  if (Deno.env.get("ARIASH_BACKTRACE") === "1" && error instanceof Error) printError(`${error.stack}\n`);
  return INTERNAL_ERROR;
}
