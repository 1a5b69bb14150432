/**
 * What commands need of whoever hears the signals that come to the shell.
 *
 * @module
 */

/** A plan that runs, as signals see it. */
export interface SignalGroup {
  /** Sends all of it a signal; one that has ended is no error. */
  signal(name: Deno.Signal): void;
  /** Ends all of it at once. */
  kill(): void;
}

/** Hands signals on to whatever the program waits for. */
export interface Foreground {
  /** Until `work` settles, signals go to `group`. Several can be under way at once: each gets every signal. */
  during<T>(work: Promise<T>, group: SignalGroup): Promise<T>;
  /** A stage has died of a signal that was typed at the terminal: it was meant for the shell as well. */
  typed(signal: "SIGINT" | "SIGQUIT"): void;
}
