/**
 * What comes in between: signals, waits, and what was deferred.
 *
 * @module
 */

import { Failure } from "../values/mod.ts";
import type { SignalSource } from "./host.ts";
import type { Stops } from "./stops.ts";

type Deferred = () => unknown;

/** Of one running program: `S` in generated code. */
export class Flow {
  /** How many signals came; busy code compares it with {@linkcode Flow.seen}. */
  readonly signals: Uint32Array;
  /** How many of them have been looked at. */
  readonly seen = new Uint32Array(1);
  readonly #source: SignalSource | null;
  readonly #stops: Stops;
  readonly #handlers = new Map<string, () => unknown>();
  /** Signals whose functions are to be called as soon as that can be waited for. */
  readonly #due = new Set<string>();
  #isInterrupted = false;
  /** The program was told again to end while it was ending: what is still deferred is left. */
  #isAbandoned = false;

  constructor(source: SignalSource | null, stops: Stops) {
    this.#source = source;
    this.#stops = stops;
    this.signals = source?.counters ?? new Uint32Array(1);
  }

  /** Has a function called when a signal comes; null: the signal has its usual effect. */
  onSignal(name: string, action: (() => unknown) | null): void {
    if (action) this.#handlers.set(name, action);
    else this.#handlers.delete(name);
    this.#source?.handle(name, action !== null);
  }

  /** Ends the program if a signal says so. */
  poll(): void {
    this.seen[0] = this.signals[0]!;
    const { exitCode, names } = this.#source?.take() ?? NOTHING;
    for (const name of names) this.#due.add(name);
    if (exitCode === null) return;
    this.#isAbandoned = this.#isInterrupted;
    this.#isInterrupted = true;
    this.#stops.interrupt(exitCode);
  }

  /** The same where functions for signals can be called. */
  async pollLater(): Promise<void> {
    this.poll();
    for (const name of this.#due) {
      this.#due.delete(name);
      const outcome = await this.#handlers.get(name)?.();
      if (outcome instanceof Failure) this.#stops.notTaken(outcome, outcome.at);
    }
  }

  /** Waits for something outside the program. Functions for signals are called meanwhile. */
  async after<T>(work: Promise<T>): Promise<T> {
    let isDone = this.#handlers.size === 0;
    const done = isDone ? null : work.finally(() => isDone = true);
    while (!isDone) {
      await Promise.race([done, this.#source?.news]);
      await this.pollLater();
    }
    return await this.afterCommand(work);
  }

  /** Waits for a command. It gets the signals itself, and functions for them are called when it has ended. */
  async afterCommand<T>(work: Promise<T>): Promise<T> {
    const value = await work;
    await this.pollLater();
    return value;
  }

  /** Does what was deferred, the last first. What goes wrong in one does not keep the others from being done. */
  leave(deferred: readonly Deferred[]): void {
    const errors: unknown[] = [];
    for (const action of deferred.toReversed()) {
      if (this.#isAbandoned) break;
      try {
        action();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }

  /** The same where they can wait. */
  async leaveLater(deferred: readonly Deferred[]): Promise<void> {
    const errors: unknown[] = [];
    for (const action of deferred.toReversed()) {
      if (this.#isAbandoned) break;
      try {
        await action();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}

const NOTHING = { exitCode: null, names: [] };
