/**
 * A description of a program to be started.
 *
 * @module
 */

import { closePlan, describePlan, makePlan } from "./fd_plan.ts";
import type { CommandOptions } from "./options.ts";
import type { CommandOutput } from "./output.ts";
import { outputSync } from "./output_sync.ts";
import { PreparedCommand } from "./prepared.ts";
import type { Process } from "./process.ts";

/**
 * A program and how it is to be started. Inert: nothing happens until it is spawned, and it can be spawned many times.
 *
 * It takes every option of `Deno.Command` with the same meaning, and more; see {@linkcode CommandOptions}.
 *
 * @internal
 *
 * @example
 * ```ts
 * import { Command } from "@aria/runtime";
 * import { assertEquals } from "@std/assert";
 *
 * const { code, stdout } = await new Command("echo", { args: ["hello"] }).output();
 * assertEquals(code, 0);
 * assertEquals(new TextDecoder().decode(stdout), "hello\n");
 * ```
 */
export class Command {
  /** The program: a name, looked up in the child's PATH, or a path. */
  readonly program: string;
  /** Its options, as given. */
  readonly options: Readonly<CommandOptions>;

  /**
   * @param program a name, looked up in the child's PATH, or a path.
   * @param options how it is to be started.
   */
  constructor(program: string | URL, options: CommandOptions = {}) {
    this.program = program instanceof URL ? decodeURIComponent(program.pathname) : program;
    this.options = { ...options };
  }

  /**
   * Starts it.
   *
   * @returns the process, at once.
   * @throws {Deno.errors.NotFound} when there is no such program, directory or file; the error has the `program`, the
   * `step` that failed and the system's `code`. Other errors of the system likewise.
   * @throws {TypeError} when an argument holds NUL or a stream is described wrongly; nothing was started.
   */
  spawn(): Process {
    return new PreparedCommand(this.program, this.options).spawn();
  }

  /**
   * Starts it, collects its piped outputs and waits for its end.
   *
   * @param options `max`: bytes kept of each output; what comes after is drained, dropped and counted.
   * @returns the status and the outputs.
   * @throws {Error} as {@linkcode spawn}.
   * @throws {TypeError} when stdin or stddati is `"piped"` or `"direct"`, which nobody could write.
   */
  async output(options: { max?: number } = {}): Promise<CommandOutput> {
    this.#assertNoPipedInput("output");
    return await this.spawn().output(options);
  }

  /**
   * The same, in this thread, which does nothing else meanwhile.
   *
   * @returns the status and the outputs.
   * @throws {Error} as {@linkcode output}.
   * @throws {TypeError} also when an input is a `ReadableStream`, which needs the event loop.
   */
  outputSync(): CommandOutput {
    this.#assertNoPipedInput("outputSync");
    return outputSync(this.program, this.options);
  }

  /**
   * What would stand at its six streams, in words. Files are opened and closed to find out.
   *
   * @returns as `0<null 1>pipe 2>pipe 3>null 4<null 5>null`.
   * @throws {Error} when a file cannot be opened.
   * @throws {TypeError} when a stream is described wrongly.
   */
  describe(): string {
    const plan = makePlan(this.program, this.options);
    closePlan(plan);
    return describePlan(plan);
  }

  #assertNoPipedInput(method: string): void {
    for (const name of ["stdin", "stddati"] as const) {
      if (this.options[name] === "piped" || this.options[name] === "direct") {
        throw new TypeError(`Cannot use ${method}() of "${this.program}": ${name} is piped: use spawn() and write it`);
      }
    }
  }
}
