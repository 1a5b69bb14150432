/**
 * What a running program needs of whatever runs commands, and what it hears back.
 *
 * @module
 */

import type { ErrorValue, Failure, StageValue, StickyError } from "../values/mod.ts";
import type { CommandPlan } from "./plan.ts";

/** Settings that a program can change while it runs. */
export interface Settings {
  errexit: boolean;
  strict_pipe: boolean;
  sticky_errors: boolean;
  stddato_notice: boolean;
  trace: boolean;
}

/**
 * Carries out plans. A command that fails is a `Failure`, not an exception; `at` is an index into the program's places.
 */
export interface CommandRunner {
  /** Starts every stage and waits for all, in the foreground. */
  run(plan: CommandPlan, at: number): Promise<RunValue | Failure>;
  /** The same, its unwired outputs collected. */
  capture(plan: CommandPlan, at: number): Promise<CapturedValue | Failure>;
  /** Starts a single command and lets it run. */
  spawn(plan: CommandPlan, at: number): Promise<ProcessValue | Failure>;
  /** Starts a pipeline in the background. */
  background(plan: CommandPlan, at: number): Promise<Failure | null>;
  /** Lines of stdout as they come, without line breaks. When the command failed, the end throws its `Failure`. */
  lines(plan: CommandPlan, at: number): AsyncIterable<string>;
  /** Records of stddbg as they come, as `dyn` values. */
  events(plan: CommandPlan, at: number): AsyncIterable<unknown>;
  /** Number of the last foreground command: 0, its exit code, 128 + n, 127, 126. */
  readonly status: number;
  /** Process id of the last stage started in the background, or null. */
  readonly lastPid: number | null;
}

/** The record `run`. */
export interface RunValue {
  readonly code: number;
  readonly bytes: number | bigint | StickyError | null;
  readonly stages: readonly StageValue[];
}

/** The record `captured`. */
export interface CapturedValue {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly stddbg: string;
  readonly stddato: Uint8Array;
  /** stdout without one trailing newline. */
  text(): string;
}

/** A process that was started by `spawn`. Methods that can fail give a `Failure` instead of their value. */
export interface ProcessValue {
  readonly pid: number;
  readonly stdin: WriterValue;
  readonly stddati: WriterValue;
  readonly stdout: ReaderValue;
  readonly stderr: ReaderValue;
  readonly stddbg: ReaderValue;
  readonly stddato: ReaderValue;
  wait(): Promise<RunValue | Failure>;
  /** By the signal's name, with or without `SIG`. */
  kill(signal: string): null | Failure;
  is_alive(): boolean;
}

/** An input of a process. */
export interface WriterValue {
  write(value: string | Uint8Array): Promise<null | Failure>;
  close(): Promise<null | Failure>;
}

/** An output of a process. */
export interface ReaderValue {
  /** The next line without its line break; null at the end. */
  read_line(): Promise<string | null | Failure>;
  read_all(): Promise<string | Failure>;
  /** Up to so many bytes; empty at the end. */
  read_bytes(count: number | bigint): Promise<Uint8Array | Failure>;
  lines(): AsyncIterable<string>;
}

/** What `--stats` and `--json` hear of everything that ran. */
export interface RunReport {
  /** Where, as an index into the program's places. */
  readonly at: number;
  readonly error: ErrorValue | null;
  readonly stages: readonly StageOutcome[];
  readonly edges: readonly EdgeOutcome[];
  /** Bytes of the last edge: `null` where nobody counted them, `"ERR"` after a failure. */
  readonly bytes: Count;
  readonly durationMs: number;
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
