/**
 * Runs plans by pipelines of the module: the shell has no process machinery of its own.
 *
 * @module
 */

import { type EdgeReport, Pipeline, type PipelineError, type RunningPipeline, type StageReport } from "../../pipeline/mod.ts";
import { Command, type CommandOptions } from "../../process/mod.ts";
import type { StreamStats } from "../../streams/mod.ts";
import { isInput, PIPE_STREAMS, STREAMS } from "../check/streams.ts";
import { type ForwardedSignal, Interrupts } from "./interrupts.ts";
import type { CommandPlan, StagePlan } from "./plan.ts";
import type { CommandRunner, Count, EdgeOutcome, RunFailure, RunOutcome, StageOutcome, Traffic } from "./runner.ts";

/** How pipelines are run. */
export interface PipelineRunnerOptions {
  /** Counts the bytes of every edge; otherwise edges are direct. */
  readonly count: boolean;
  /** A stage that ends by a broken pipe is a failure. */
  readonly strictPipe: boolean;
}

/** How long a pipeline has to end after a signal to the shell, before it is killed. */
const SIGNAL_GRACE_MS = 2000;
