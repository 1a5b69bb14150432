/**
 * What the evaluator needs of whatever runs commands, and what it hears back.
 *
 * @module
 */

import type { CommandPlan } from "./plan.ts";

/** Carries out plans, one at a time. */
export interface CommandRunner {
  /** Starts every stage, waits for all, and tells how it went. A failing command is an outcome, not an exception. */
  run(plan: CommandPlan): Promise<RunOutcome>;
}

/** How a command or pipeline went. */
export interface RunOutcome {
  /** `null` when it succeeded. */
  readonly failure: RunFailure | null;
  /** `128 + n` when signal n came to the shell, which ends the program; else `null`. */
  readonly interruptedWith: number | null;
  readonly stages: readonly StageOutcome[];
  readonly edges: readonly EdgeOutcome[];
  /** Bytes of the last edge: `null` where nobody counted them, `"ERR"` after a failure. */
  readonly bytes: Count;
  readonly durationMs: number;
}

/** Why it failed: its leftmost failing stage. */
export interface RunFailure {
  /** Counts from 0. */
  readonly stage: number;
  /** Behind the stage's name: `failed with exit code 3`, `could not be started: …`. */
  readonly reason: string;
  /** What `ariash` exits with: the exit code, 128+n for signal n, 127 not found, 126 not executable. */
  readonly exitCode: number;
}

/** A number that may be unknown (`null`) or falsified by a failure (`"ERR"`). */
export type Count = number | bigint | null | "ERR";

/** How one stage ended. */
export interface StageOutcome {
  /** The variable the stage was named by, else its program. */
  readonly name: string;
  readonly code: number | "ERR";
  readonly signal: string | null;
  readonly brokenPipe: boolean;
  /** Streams that no edge wires, by number. */
  readonly streams: ReadonlyMap<number, Traffic>;
}

/** How one edge went. */
export interface EdgeOutcome extends Traffic {
  readonly from: number;
  readonly to: readonly number[];
  readonly plane: "control" | "data";
}

/** What went through one stream or edge; `null` is not known. */
export interface Traffic {
  /** `direct`, `splice`, `tee`, `copy`, `drain`, `file`, `inherit` or `null`. */
  readonly mode: string;
  readonly bytes: Count;
  readonly megabytesPerSecond: number | null;
  readonly stalls: number | null;
  readonly stalledMs: number | null;
  readonly dropped: number | null;
}
