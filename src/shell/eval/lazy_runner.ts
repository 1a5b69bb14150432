/**
 * A runner that loads the process machinery with the first command.
 *
 * @module
 */

import type { PipelineRunner, PipelineRunnerOptions } from "./pipeline_runner.ts";
import type { CommandPlan } from "./plan.ts";
import type { CommandRunner, RunOutcome } from "./runner.ts";

/** Stands for a {@linkcode PipelineRunner} that is made when it is first needed. */
export class LazyRunner implements CommandRunner {
  readonly #options: PipelineRunnerOptions;
  #runner: PipelineRunner | undefined;

  constructor(options: PipelineRunnerOptions) {
    this.#options = options;
  }

  async run(plan: CommandPlan): Promise<RunOutcome> {
    if (!this.#runner) {
      const { PipelineRunner } = await import("./pipeline_runner.ts");
      this.#runner = new PipelineRunner(this.#options);
    }
    return await this.#runner.run(plan);
  }

  /** Bytes of stddato that nothing was wired to, so far. */
  get discardedBytes(): number {
    return this.#runner?.discardedBytes ?? 0;
  }

  /** Lets go of what the runner holds; it runs nothing more. */
  close(): void {
    this.#runner?.close();
  }
}
