/**
 * Runs plans by pipelines of the module: the shell has no process machinery of its own.
 *
 * @module
 */

import { PipelineError, type PipelineValue, type RunningPipeline, type StageReport } from "../../pipeline/mod.ts";
import type { CommandOptions } from "../../process/mod.ts";
import { Err, type Result } from "../../values/mod.ts";
import { assemble, stageStreams } from "./assemble.ts";
import { type ForwardedSignal, Interrupts } from "./interrupts.ts";
import { describeFailure, edgeOutcomes, stageOutcomes, toCount } from "./outcomes.ts";
import type { CommandPlan } from "./plan.ts";
import type { CommandRunner, RunOutcome } from "./runner.ts";

/** How pipelines are run. */
export interface PipelineRunnerOptions {
  /** Counts the bytes of every edge; otherwise edges are direct. */
  readonly count: boolean;
  /** A stage that ends by a broken pipe is a failure. */
  readonly strictPipe: boolean;
}

/** How long a pipeline has to end after a signal to the shell, before it is killed. */
const SIGNAL_GRACE_MS = 2000;

/** Runs one pipeline at a time, in the foreground. */
export class PipelineRunner implements CommandRunner {
  readonly #options: PipelineRunnerOptions;
  readonly #interrupts = new Interrupts();
  /** On a terminal the stages share the shell's process group: only the foreground group may read the terminal. */
  readonly #onTerminal = Deno.stdin.isTerminal() || Deno.stdout.isTerminal();
  #discarded = 0;

  constructor(options: PipelineRunnerOptions) {
    this.#options = options;
  }

  /** Bytes of stddato that nothing was wired to, so far. */
  get discardedBytes(): number {
    return this.#discarded;
  }

  /** Stops listening for signals. */
  close(): void {
    this.#interrupts.close();
  }

  /** Runs a plan to its end. */
  async run(plan: CommandPlan): Promise<RunOutcome> {
    const startedAt = performance.now();
    const wired = stageStreams(plan);
    const options = wired.map((streams, index) => ({ ...streams, ...this.#ties(index) }));
    const result = await this.#result(plan, options);
    const { stages, edges } = result.ok ? result.val : result.err;
    for (const [index, { streams }] of stages.entries()) {
      if (wired[index]!.stddato === "piped") this.#discarded += streams.stddato?.bytesIn ?? 0;
    }
    return {
      failure: result.ok ? null : describeFailure(result.err),
      interruptedWith: this.#interrupts.exitCode ?? this.#typedSignal(stages),
      stages: stageOutcomes(plan, stages, wired),
      edges: edgeOutcomes(edges),
      bytes: toCount(edges.at(-1)?.bytes ?? null),
      durationMs: performance.now() - startedAt,
    };
  }

  /** What ties a stage to the shell: the first leads the pipeline's group, which dies with the shell. */
  #ties(index: number): CommandOptions {
    if (this.#onTerminal) return { group: "inherit" };
    return index === 0 ? { parentDeath: "kill" } : {};
  }

  async #result(plan: CommandPlan, options: readonly CommandOptions[]): Promise<Result<PipelineValue, PipelineError>> {
    const { count, strictPipe } = this.#options;
    let running: RunningPipeline;
    try {
      running = await assemble(plan, options, count).spawn({ strictPipe });
    } catch (error) {
      if (error instanceof PipelineError) return new Err(error);
      throw error;
    }
    for (const [index, process] of running.processes.entries()) {
      if (options[index]!.stddato === "piped") await process.stddato.cancel();
    }
    return await this.#interrupts.during(running.result, this.#forward.bind(this, running));
  }

  /** On a terminal a stage that died of Ctrl+C or Ctrl+\ died of what was typed to the shell as well. */
  #typedSignal(stages: readonly StageReport[]): number | null {
    if (!this.#onTerminal) return null;
    const typed = stages.find(({ signal }) => signal === "SIGINT" || signal === "SIGQUIT");
    return typed?.status?.code ?? null;
  }

  /** Hands a signal of the shell to the pipeline, and kills what has not ended after the grace. */
  #forward(running: RunningPipeline, signal: ForwardedSignal): void {
    const fromTerminal = this.#onTerminal && (signal === "SIGINT" || signal === "SIGQUIT");
    if (!fromTerminal) signalAll(running, signal);
    const timer = setTimeout(signalAll, SIGNAL_GRACE_MS, running, "SIGKILL");
    running.result.then(() => clearTimeout(timer));
  }
}

/** Sends a signal to the pipeline's group, or to each stage that is in the shell's; one that has ended is no error. */
function signalAll(running: RunningPipeline, signal: Deno.Signal): void {
  try {
    running.kill(signal);
  } catch {
    for (const process of running.processes) {
      try {
        process.kill(signal);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
      }
    }
  }
}
