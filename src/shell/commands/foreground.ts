/**
 * What commands need of whoever hears the signals that come to the shell.
 *
 * @module
 */

/** A plan that runs, as signals see it. */
export interface SignalGroup {
  /** What is typed at the terminal is meant for it: when it has ended, it is seen what that was for the shell. */
  readonly holdsTerminal: boolean;
  /** Sends all of it a signal that came to the shell; one that has ended is no error. */
  signal(name: Deno.Signal, isTyped: boolean): void;
  /** Ends all of it at once. */
  kill(): void;
}

/** Hands signals on to whatever the program waits for. */
export interface Foreground {
  /** Aborted when the program must end. */
  readonly ending: AbortSignal;
  /** Until `work` settles, signals go to `group`. Several can be under way at once: each gets every signal. */
  during<T>(work: Promise<T>, group: SignalGroup): Promise<T>;
  /** A stage has died of a signal that was typed at the terminal: it was meant for the shell as well. */
  typed(signal: "SIGINT" | "SIGQUIT"): void;
}
