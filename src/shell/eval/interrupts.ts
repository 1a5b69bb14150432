/**
 * Signals to the shell while a program runs.
 *
 * The stages of a pipeline are a process group of their own, so what is sent to the shell reaches them only through it.
 *
 * @module
 */

/** Signals that the foreground gets, with their numbers. */
const FORWARDED = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGTERM: 15 } as const;

/** A signal that is forwarded. */
export type ForwardedSignal = keyof typeof FORWARDED;

/** Listens for the signals that end a program, from its first command on. */
export class Interrupts {
  readonly #listeners = new Map<ForwardedSignal, () => void>();
  #received: ForwardedSignal | null = null;
  #forward: ((signal: ForwardedSignal) => void) | null = null;

  constructor() {
    for (const signal of Object.keys(FORWARDED) as ForwardedSignal[]) {
      const listener = this.#receive.bind(this, signal);
      try {
        Deno.addSignalListener(signal, listener);
        this.#listeners.set(signal, listener);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error; // a system without this signal
      }
    }
  }

  /** `128 + n` when signal n has come, else `null`. */
  get exitCode(): number | null {
    return this.#received === null ? null : 128 + FORWARDED[this.#received];
  }

  /** Until `work` settles, each signal goes to `forward`, once. One that has come before goes there at once. */
  async during<T>(work: Promise<T>, forward: (signal: ForwardedSignal) => void): Promise<T> {
    this.#forward = forward;
    if (this.#received) forward(this.#received);
    try {
      return await work;
    } finally {
      this.#forward = null;
    }
  }

  /** Stops listening. */
  close(): void {
    for (const [signal, listener] of this.#listeners) Deno.removeSignalListener(signal, listener);
    this.#listeners.clear();
  }

  #receive(signal: ForwardedSignal): void {
    if (this.#received) return;
    this.#received = signal;
    this.#forward?.(signal);
  }
}
