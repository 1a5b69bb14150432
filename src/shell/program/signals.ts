/**
 * Signals to `ariash` while a program runs: who gets them, and what the program is told.
 *
 * The stages of a pipeline are a process group of their own, so what is sent to the shell reaches them only through it.
 *
 * @module
 */

/** Signals that end a program, with their numbers; the foreground gets them first. */
const ENDING: Readonly<Record<string, number>> = { HUP: 1, INT: 2, QUIT: 3, TERM: 15 };

/** Those of them that a key at the terminal sends. A terminal that is gone sends SIGHUP, which is for everybody. */
const OF_KEYS: ReadonlySet<string> = new Set(["INT", "QUIT"]);

/** How long the foreground has to end after a signal that ends the program, before it is killed. */
const GRACE_MS = 2000;

/** Counts signals where code that is too busy to listen can see them. */
export interface SignalCounts extends Disposable {
  /** Element n counts signal n, element 0 all of them. */
  readonly counters: Uint32Array;
  /** Element n counts those of signal n that were typed at the terminal. */
  readonly typed: Uint32Array;
  /** Those of the wanted signals that are counted; this process was started to ignore the others. */
  readonly watched: readonly string[];
}

/** What is needed of the system. */
export interface SignalSystem {
  /** Counts signals from now on, in place of their default effect. */
  watchInterrupts(names: readonly string[]): SignalCounts;
  /** The number of a signal. */
  signalNumber(name: string): number;
}

/** A command or pipeline that runs in the foreground. */
export interface ForegroundGroup {
  /** What is typed at the terminal is meant for it, and it is for its end to tell what that meant for the shell. */
  readonly holdsTerminal: boolean;
  /** Sends all of it a signal, as `"SIGINT"`, that came to the shell; one that has ended is no error. */
  signal(name: Deno.Signal, isTyped: boolean): void;
  /** Ends all of it at once. */
  kill(): void;
}

/** What a program is told of signals. */
export interface Taken {
  /** `128 + n`: the program must end by signal n or, if it is ending, at once. */
  readonly exitCode: number | null;
  /** Signals that the program has a function for, each once, however often it came; without `SIG`. */
  readonly names: readonly string[];
}

/** A signal that is listened to. */
interface Watch {
  readonly number: number;
  readonly counts: SignalCounts;
  readonly listener: () => void;
  /** How many had come when it was looked at last, and how many of them were typed. */
  seen: number;
  typedSeen: number;
}

/** Listens for the signals that end a program, and for those it has functions for, until it is disposed. */
export class Signals implements Disposable {
  /** Element 0 changes with every signal: busy code compares it, and calls {@linkcode Signals.take} then. */
  readonly counters: Uint32Array;
  readonly #system: SignalSystem;
  readonly #watches = new Map<string, Watch>();
  readonly #ignored: readonly Deno.Signal[];
  readonly #handled = new Set<string>();
  readonly #due = new Set<string>();
  readonly #groups = new Map<ForegroundGroup, ReturnType<typeof setTimeout> | null>();
  readonly #ending = new AbortController();
  #news = Promise.withResolvers<void>();
  /** The signal that ends the program. */
  #end: string | null = null;
  /** Whether the program has to be told of it, or told again. */
  #untold = false;

  /** Listens for the signals that end a program from now on. */
  constructor(system: SignalSystem) {
    this.#system = system;
    const { counters, watched } = this.#watch(Object.keys(ENDING));
    this.counters = counters;
    this.#ignored = Object.keys(ENDING).filter((name) => !watched.includes(name)).map(signalOf);
    // With the first listener for any signal the runtime takes over others too, and ends by those nobody listens to.
    for (const signal of this.#ignored) Deno.addSignalListener(signal, ignore);
  }

  /** Aborted when the program must end. */
  get ending(): AbortSignal {
    return this.#ending.signal;
  }

  /** Whether the program must end and has not been told so. */
  get mustEnd(): boolean {
    this.#look();
    return this.#untold;
  }

  /** Resolves when the next signal comes. */
  get news(): Promise<void> {
    return this.#news.promise;
  }

  /** What has come since it was asked last. */
  take(): Taken {
    this.#look();
    const exitCode = this.#untold ? 128 + ENDING[this.#end!]! : null;
    const names = [...this.#due];
    this.#untold = false;
    this.#due.clear();
    return { exitCode, names };
  }

  /** Gives a signal, without `SIG`, to a function of the program, or back its effect. */
  handle(name: string, isHandled: boolean): void {
    if (isHandled) this.#handled.add(name);
    else this.#handled.delete(name);
    if (name in ENDING) return;
    if (isHandled && !this.#watches.has(name)) this.#watch([name]);
    if (!isHandled) this.#forget(name);
  }

  /**
   * Until `work` settles, signals go to `group`. One that ends the program, and that the program has not been told of,
   * goes there at once.
   */
  async during<T>(work: Promise<T>, group: ForegroundGroup): Promise<T> {
    this.#groups.set(group, null);
    if (this.#untold) {
      group.signal(signalOf(this.#end!), false);
      this.#limit(this.#end!, group);
    }
    try {
      return await work;
    } finally {
      this.#look(); // what was typed for the group must not look as if it had come behind it
      const timer = this.#groups.get(group);
      if (timer) clearTimeout(timer);
      this.#groups.delete(group);
    }
  }

  /** A stage has died of a signal that was typed at the terminal, where the shell was not hit: it counts as come. */
  typed(signal: "SIGINT" | "SIGQUIT"): void {
    this.#look();
    const name = signal.slice(3);
    if (this.#end !== name) this.#come(name);
  }

  /** Gives every signal back its effect. */
  [Symbol.dispose](): void {
    for (const name of [...this.#watches.keys()]) this.#forget(name);
    for (const signal of this.#ignored) Deno.removeSignalListener(signal, ignore);
  }

  #watch(names: readonly string[]): SignalCounts {
    const counts = this.#system.watchInterrupts(names);
    for (const name of counts.watched) {
      const number = this.#system.signalNumber(name);
      const [seen, typedSeen] = [counts.counters[number]!, counts.typed[number]!];
      const watch: Watch = { number, counts, listener: () => this.#look(), seen, typedSeen };
      Deno.addSignalListener(signalOf(name), watch.listener);
      this.#watches.set(name, watch);
    }
    return counts;
  }

  #forget(name: string): void {
    const watch = this.#watches.get(name);
    if (!watch) return;
    this.#watches.delete(name);
    Deno.removeSignalListener(signalOf(name), watch.listener);
    if (![...this.#watches.values()].some(({ counts }) => counts === watch.counts)) watch.counts[Symbol.dispose]();
  }

  /** Looks what has come. The program may look before the event loop has told us, or after. */
  #look(): void {
    for (const [name, watch] of this.#watches) {
      const { number, counts: { counters, typed } } = watch;
      const [count, typedCount] = [counters[number]!, typed[number]!];
      if (count === watch.seen) continue;
      const came = count - watch.seen;
      const typedCame = Math.min(came, typedCount - watch.typedSeen); // one more may just be coming
      const isTyped = OF_KEYS.has(name) && came === typedCame;
      watch.seen = count;
      watch.typedSeen += typedCame;
      const groups = name in ENDING ? [...this.#groups.keys()] : [];
      for (const group of groups) group.signal(signalOf(name), isTyped);
      const isLeft = isTyped && groups.some(({ holdsTerminal }) => holdsTerminal);
      if (!isLeft || this.#handled.has(name)) this.#come(name);
      for (const group of groups) this.#limit(name, group);
    }
  }

  /** A signal has come; what is typed while a group holds the terminal only if that says so at its end. */
  #come(name: string): void {
    if (this.#handled.has(name)) {
      this.#due.add(name);
    } else if (this.#end === null) {
      this.#end = name;
      this.#untold = true;
      this.#ending.abort();
    } else if (this.#end === name) {
      this.#untold = true;
    }
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }

  /** A group that was sent the signal that ends the program has so long to end. */
  #limit(name: string, group: ForegroundGroup): void {
    if (name !== this.#end || this.#groups.get(group) !== null) return;
    this.#groups.set(group, setTimeout(() => group.kill(), GRACE_MS));
  }
}

function signalOf(name: string): Deno.Signal {
  return `SIG${name}` as Deno.Signal;
}

function ignore(): void {}
