/**
 * Plans that run while the program goes on.
 *
 * @module
 */

import type { Code } from "../syntax/codes.ts";
import { Failure } from "../values/mod.ts";
import { subjectOf } from "./outcome.ts";
import type { RunningPlan } from "./running_plan.ts";
import { withinMs } from "./within.ts";

/** How long what still runs at the end has to end by itself after its SIGHUP. */
const HANGUP_MS = 1000;

/** Tells the user of something that is amiss at a place, as a diagnostic of this code. */
export type Warn = (code: Code, message: string, at: number) => void;

interface Job {
  readonly running: RunningPlan;
  /** Somebody has waited for it, or has ended it. */
  isHeeded: boolean;
}

/** What was started and not waited for. */
export class Jobs {
  readonly #warn: Warn;
  readonly #jobs = new Set<Job>();
  readonly #hungUp = new Set<RunningPlan>();
  #isClosing = false;

  /** @param warn tells the user */
  constructor(warn: Warn) {
    this.#warn = warn;
  }

  /**
   * Takes in what was started. If it fails, it is named at the end.
   *
   * @returns what tells that somebody looks after it: then it is not named
   */
  add(running: RunningPlan): () => void {
    const job: Job = { running, isHeeded: false };
    this.#jobs.add(job);
    const forget = () => void (this.#isClosing || this.#jobs.delete(job));
    running.outcome.then(({ value }) => {
      if (job.isHeeded || !(value instanceof Failure)) forget();
    });
    return () => {
      job.isHeeded = true;
      if (running.hasEnded) forget();
    };
  }

  /** Names what has failed, and ends what still runs: SIGHUP, and SIGKILL for what is left after a second. */
  async close(): Promise<void> {
    const ended = [...this.#jobs].filter(({ running }) => running.hasEnded);
    const left = [...this.#jobs].filter(({ running }) => !running.hasEnded);
    this.#isClosing = true;
    for (const job of ended) await this.#nameFailure(job);
    for (const { running } of left) {
      this.#hungUp.add(running);
      running.send("SIGHUP");
      running.send("SIGCONT"); // a stopped one has to run to end
    }
    if (left.length > 0) await withinMs(Promise.all(left.map(({ running }) => running.outcome)), HANGUP_MS);
    for (const { running } of left) {
      if (running.hasEnded) continue;
      running.kill();
      const { plan } = running.assembly;
      const last = plan.stages.length - 1;
      this.#warn("ARIA-401", `${subjectOf(plan, last)} still ran at the end and was killed`, plan.stages[last]!.at);
    }
    for (const job of left) await this.#nameFailure(job);
    this.#jobs.clear();
  }

  /** Waits for its end. What our own signals have ended has not failed. */
  async #nameFailure({ running, isHeeded }: Job): Promise<void> {
    const { value } = await running.outcome;
    if (isHeeded || !(value instanceof Failure)) return;
    if (this.#hungUp.has(running) && value.error.kind === "signal") return;
    this.#warn("ARIA-400", `${value.error.message}, in the background`, value.at);
  }
}
