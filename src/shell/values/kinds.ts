/**
 * The values that JavaScript has no type for; see the table in `types/types.ts` for all others.
 *
 * @module
 */

import type { Type } from "../types/types.ts";

/** An integer of 64 bits: a number up to ±(2^53 - 1), beyond it a bigint, never a bigint for what a number holds. */
export type Integer = number | bigint;

/** A TBB number. */
export type Tbb = Integer | StickyError;

/** `ERR`, the sticky error of TBB numbers; it knows where it was born. */
export class StickyError {
  readonly #origin: string | (() => string);

  /** @param origin the operation or literal and its place, in words: `127 + 1 at job.aria:3:9`, made when asked for */
  constructor(origin: string | (() => string)) {
    this.#origin = origin;
  }

  /** Where it was born, in words. */
  get origin(): string {
    return typeof this.#origin === "string" ? this.#origin : this.#origin();
  }

  /** `ERR` */
  toString(): string {
    return "ERR";
  }
}

/** How a stage ended, as the language sees it (the record `stage`). */
export interface StageValue {
  readonly name: string;
  readonly code: number | StickyError;
  readonly signal: string | null;
  readonly broken_pipe: boolean;
}

/** What is behind `r.err`. */
export class ErrorValue {
  /**
   * @param code what it compares equal to, and what a program that it stops exits with when that is 1 to 255
   * @param message what it prints as
   * @param kind `fail`; of commands `exit`, `signal`, `start`, `timeout`, `abort`, `redirect`, `no_match`; of functions
   * `io`, `parse`, `range`, `broken_pipe`
   * @param details of a command: the failing stage, all stages, the signal's name without `SIG`
   */
  constructor(
    readonly code: number | bigint | StickyError,
    readonly message: string,
    readonly kind: string,
    readonly details: {
      readonly stage?: number;
      readonly stages?: readonly StageValue[];
      readonly signal?: string | null;
      /** Exit code of a program that it stops; default: `code` if that is 1 to 255, else 1. */
      readonly exitCode?: number;
      /** Nothing has failed but that the reader of the shell's own stdout, where a stage wrote, is gone. */
      readonly isUnread?: boolean;
      /** The tail of what the failing stage wrote to a captured stderr. */
      readonly stderr?: string;
      /** How to mend it, where that is known. */
      readonly help?: string;
    } = {},
  ) {}
}

/** A result that failed. */
export class Failure {
  /** @param at where it came from: an index into the program's places, -1 when unknown */
  constructor(readonly error: ErrorValue, readonly at: number) {}
}

/** A value of a type that JavaScript cannot tell, where any type can stand (`dyn`). */
export class Boxed {
  constructor(readonly type: Type, readonly value: unknown) {}
}

/** `start..end` as a value; `end` is the last number itself, whatever was written, and below `start` it is empty. */
export class RangeValue {
  constructor(readonly start: number | bigint, readonly end: number | bigint) {}
}
