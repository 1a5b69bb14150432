/**
 * Signals that running code can see without returning to the event loop.
 *
 * @module
 */

import { native, signalNumber } from "./library.ts";
import { addressOf, memoryAt } from "./pointers.ts";

/** One counter for each signal, and one for all; as many again for those that the kernel sent. */
const COUNTERS = 65;

/** Signals that are counted, until it is closed. */
export interface InterruptCounters extends Disposable {
  /** Element n counts signal n, element 0 all of them. It changes by itself: read it, never write it. */
  readonly counters: Uint32Array;
  /** Element n counts those of signal n that the kernel sent, as for a key at the terminal. */
  readonly typed: Uint32Array;
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
  const counters = new Uint32Array(memoryAt(addressOf(symbols.aria_interrupts()), 2 * COUNTERS * 4));
  return {
    counters: counters.subarray(0, COUNTERS),
    typed: counters.subarray(COUNTERS),
    watched,
    [Symbol.dispose]() {
      for (const signal of watched) symbols.aria_interrupts_forget(signalNumber(signal));
    },
  };
}
