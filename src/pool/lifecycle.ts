/**
 * How a pool ends.
 *
 * @module
 */

import { startTimer } from "../process/mod.ts";
import { clock } from "./clock.ts";
import type { Core, Stage } from "./core.ts";
import { closedError } from "./failures.ts";

const STAGES: readonly Stage[] = ["open", "draining", "closing", "ended"];

/** Ends a pool softly, firmly or at once; a harder way may follow a softer one. */
export class Lifecycle {
  readonly #core: Core;
  readonly #finished = Promise.withResolvers<void>();
  #stopTimer: (() => void) | null = null;
  #cutOffAt = Infinity;
  #isFinished = false;

  /** @param core of the pool. */
  constructor(core: Core) {
    this.#core = core;
    core.onProgress = () => this.#advance();
  }

  /** Takes nothing new, finishes what it has. */
  drain(): Promise<void> {
    return this.#enter("draining");
  }

  /**
   * Rejects what waits, and after the grace what is under way. Of several graces the one that ends first counts.
   *
   * @param graceMs milliseconds.
   */
  close(graceMs: number): Promise<void> {
    const { crew } = this.#core;
    const finished = this.#enter("closing");
    if (this.#core.stage !== "closing") return finished;
    this.#cutOffIn(graceMs);
    this.#core.refuseQueued();
    for (const child of crew.starting) child.end("close", closedError);
    this.#advance();
    return finished;
  }

  /** Rejects everything and kills the children. */
  kill(): Promise<void> {
    const finished = this.#enter("ended");
    if (this.#isFinished) return finished;
    this.#core.refuseQueued();
    for (const child of this.#core.crew.all) child.kill();
    this.#core.crew.endAll("kill");
    this.#advance();
    return finished;
  }

  #enter(stage: Stage): Promise<void> {
    const { keepAlive } = this.#core;
    if (this.#core.stage === "open") {
      keepAlive.hold();
      this.#finished.promise.then(() => keepAlive.release());
    }
    if (STAGES.indexOf(stage) > STAGES.indexOf(this.#core.stage)) this.#core.stage = stage;
    this.#advance();
    return this.#finished.promise;
  }

  #cutOffIn(graceMs: number): void {
    const at = clock.now() + graceMs;
    if (at >= this.#cutOffAt) return;
    this.#cutOffAt = at;
    this.#stopTimer?.();
    this.#stopTimer = startTimer(graceMs, () => this.#cutOff());
  }

  #cutOff(): void {
    this.#core.stage = "ended";
    this.#core.crew.endAll("close");
  }

  /** Goes on as far as possible. */
  #advance(): void {
    const { stage, queue, crew } = this.#core;
    if (stage === "open" || this.#isFinished) return;
    if (queue.size === 0) crew.endIdle("close");
    if (!crew.isEmpty || queue.size > 0) return;
    this.#isFinished = true;
    this.#core.stage = "ended";
    this.#stopTimer?.();
    this.#core.stop();
    this.#finished.resolve();
  }
}
