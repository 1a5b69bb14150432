/**
 * What ends a process from outside, by the options of its command: time and an `AbortSignal`.
 *
 * @module
 */

import type { CommandOptions } from "./options.ts";

/** Armed when the process starts, disarmed when it has ended. */
export class EndTriggers {
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort: () => void;
  readonly #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param options of the command: `timeout` and `signal`.
   * @param end called with the reason.
   */
  constructor(options: CommandOptions, end: (cause: "timeout" | "abort") => void) {
    this.#signal = options.signal;
    this.#onAbort = () => end("abort");
    this.#signal?.addEventListener("abort", this.#onAbort, { once: true });
    if (options.timeout === undefined) return;
    this.#timer = setTimeout(() => end("timeout"), options.timeout);
    unrefTimer(this.#timer); // the process itself keeps the program, if it is to
  }

  /** The process has ended. */
  disarm(): void {
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener("abort", this.#onAbort);
  }
}

/** Lets the program end although a timer is set: a number, or an object, depending on the version of Deno. */
function unrefTimer(timer: ReturnType<typeof setTimeout>): void {
  const handle = timer as unknown as number | { unref(): void };
  if (typeof handle === "number") Deno.unrefTimer(handle);
  else handle.unref();
}
