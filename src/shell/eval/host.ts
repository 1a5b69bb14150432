/**
 * What a running program needs of the shell around it, and how it ends.
 *
 * @module
 */

import type { Place } from "../check/tree.ts";
import type { CommandRunner, Settings } from "../commands/runner.ts";
import type { Code } from "../syntax/codes.ts";
import type { Type } from "../types/types.ts";
import type { ErrorValue, Failure } from "../values/mod.ts";

/** The shell around a running program. */
export interface Host {
  /** What carries out commands, made when the first one runs. */
  runner(): Promise<CommandRunner>;
  /** Settings, which the program may change. */
  readonly settings: Settings;
  /** Arguments of the program: `ARGS`. */
  readonly args: readonly string[];
  /** The program as it was called: `ARG0`. */
  readonly arg0: string;
  /** Signals to the shell; null: none are heard of. */
  readonly signals: SignalSource | null;
  /** Writes all of a text to stdout. Gives a failure of kind `broken_pipe` when its reader is gone. */
  print(text: string): null | Failure;
  /** Says a line on stderr. */
  warn(line: string): void;
  /** Hears of a failure that nobody took, where `errexit` is off and the program goes on. */
  passedOver?(failure: EndingFailure): void;
}

/** Signals as they come. */
export interface SignalSource {
  /** The first element grows with every signal, in the midst of busy code too. */
  readonly counters: Uint32Array;
  /**
   * What has come since the last call: an exit code when the program must end, and once more when it is ending and must
   * leave its deferred statements too; names without `SIG` for those that a function was given for.
   */
  take(): { readonly exitCode: number | null; readonly names: readonly string[] };
  /** Whether the program takes a signal of this name by itself. */
  handle(name: string, isHandled: boolean): void;
  /** Aborted when the program must end. */
  readonly ending: AbortSignal;
  /** Resolves when the next signal comes. */
  readonly news: Promise<void>;
}

/** How a program ended. */
export interface Ending {
  readonly exitCode: number;
  /** What stopped it; null: it came to its end, left by `exit`, or a signal ended it. */
  readonly failure: EndingFailure | null;
  /** Number of the last foreground command: `STATUS`. */
  readonly status: number;
  /** Of the last statement at the top level, where values were to be kept and it had one. */
  readonly value?: TypedValue;
}

/** A value and its type. */
export interface TypedValue {
  readonly type: Type;
  readonly value: unknown;
}

/** Why a program was stopped. */
export interface EndingFailure {
  readonly place: Place | null;
  readonly message: string;
  readonly code: Code;
  /** How to mend it, where that is known. */
  readonly help?: string;
  /** The failure that nobody took. */
  readonly error?: ErrorValue;
  /** The end of what the failing stage wrote to a captured stderr. */
  readonly stderrTail?: string;
}
