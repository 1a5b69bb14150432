/**
 * Signals that running code can see without returning to the event loop.
 *
 * @module
 */

import { native, signalNumber } from "./library.ts";
import { addressOf, memoryAt } from "./pointers.ts";

/** Length of the counters: one for each signal, and the sum. */
const COUNTERS = 65;

/** Signals that are counted, until it is closed. */
export interface InterruptCounters extends Disposable {
  /** Element n counts signal n, element 0 all of them. It changes by itself: read it, never write it. */
  readonly counters: Uint32Array;
  /** Those of the signals that are counted: not what this process was started to ignore. */
  readonly watched: readonly string[];
}

/**
 * Counts signals from now on. They lose their default effect; listeners of `Deno.addSignalListener` hear them as
 * before. A signal that this process was started to ignore stays ignored.
 *
 * @param signals their names, as `"SIGINT"` or `"INT"`.
 * @returns the counters; disposing it gives the signals back their effect.
 * @throws {TypeError} when there is no such signal.
 */
export function watchInterrupts(signals: readonly string[]): InterruptCounters {
  const { symbols } = native();
  const watched = signals.filter((signal) => symbols.aria_interrupts_watch(signalNumber(signal)) === 0);
  return {
    counters: new Uint32Array(memoryAt(addressOf(symbols.aria_interrupts()), COUNTERS * 4)),
    watched,
    [Symbol.dispose]() {
      for (const signal of watched) symbols.aria_interrupts_forget(signalNumber(signal));
    },
  };
}
