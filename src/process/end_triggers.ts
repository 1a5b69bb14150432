/**
 * What ends a process from outside, by the options of its command: time and an `AbortSignal`.
 *
 * @module
 */

import type { CommandOptions } from "./options.ts";
import { startTimer } from "./timer.ts";

/** Armed when the process starts, disarmed when it has ended. */
export class EndTriggers {
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort: () => void;
  readonly #stopTimer: () => void;

  /**
   * @param options of the command: `timeout` and `signal`.
   * @param end called with the reason.
   */
  constructor(options: CommandOptions, end: (cause: "timeout" | "abort") => void) {
    this.#signal = options.signal;
    this.#onAbort = () => end("abort");
    this.#signal?.addEventListener("abort", this.#onAbort, { once: true });
    this.#stopTimer = startTimer(options.timeout ?? Infinity, () => end("timeout"));
  }

  /** The process has ended. */
  disarm(): void {
    this.#stopTimer();
    this.#signal?.removeEventListener("abort", this.#onAbort);
  }
}
