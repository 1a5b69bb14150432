/**
 * A command that can be the beginning of a pipeline.
 *
 * @module
 */

import { Command as ProcessCommand } from "../process/mod.ts";
import type { EdgeOptions } from "./graph.ts";
import { graphOf, type Next, Pipeline } from "./pipeline.ts";

/**
 * A program and how it is to be started. Inert: nothing happens until it is spawned or run, and it can be used many
 * times.
 *
 * It takes every option of `Deno.Command` with the same meaning, and more; see `CommandOptions`. Beside what is below
 * it has
 *
 * - `program` and `options`, as they were given;
 * - `spawn()`: starts it and returns the `Process`, at once; throws a `SystemError` that names the step;
 * - `output({ max })`: starts it, collects its piped outputs and waits;
 * - `outputSync()`: the same in this thread, which does nothing else meanwhile;
 * - `describe()`: what would stand at its six streams, in words.
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
export class Command extends ProcessCommand {
  /**
   * Connects its stdout with stdin of the next.
   *
   * @param next a command or pipeline, or up to 16: each gets every byte, and the slowest sets the pace.
   * @param options of the edge.
   * @returns the pipeline.
   * @throws {TypeError} when a stream is wired twice, or there are more than 16 readers, a tap being one.
   */
  pipe(next: Next | Next[], options: EdgeOptions = {}): Pipeline {
    return this.#pipeline().pipe(next, options);
  }

  /**
   * Connects its stddato with stddati of the next.
   *
   * @param next as for {@linkcode pipe}.
   * @param options of the edge.
   * @returns the pipeline.
   * @throws {TypeError} when a stream is wired twice, or there are more than 16 readers, a tap being one.
   */
  pipeData(next: Next | Next[], options: EdgeOptions = {}): Pipeline {
    return this.#pipeline().pipeData(next, options);
  }

  /**
   * Connects both: stdout with stdin and stddato with stddati.
   *
   * @param next as for {@linkcode pipe}.
   * @param options of the edges.
   * @returns the pipeline.
   * @throws {TypeError} when a stream is wired twice, or there are more than 16 readers, a tap being one.
   */
  pipeBoth(next: Next | Next[], options: EdgeOptions = {}): Pipeline {
    return this.#pipeline().pipeBoth(next, options);
  }

  /** The pipeline of this one stage. */
  #pipeline(): Pipeline {
    return new Pipeline(graphOf(this));
  }
}
