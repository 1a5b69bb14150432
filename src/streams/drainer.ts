/**
 * Drainers: the few threads that move the bytes of all streams, and how their news reach this isolate.
 *
 * A drainer is a reactor (in C) run by a worker. Everything that happens to a stream, an edge or a process happens
 * there; this side is told only when it asked to be, once for a whole batch, and then looks at what is ready.
 *
 * @module
 */

import { type DrainerThread, native, startDrainerThread } from "../../ffi/mod.ts";
import { duplicateHandle } from "./pipe_end.ts";
import { type DrainerStats, type NewsListener, Reactor } from "./reactor.ts";

/** Sources in a drainer before another one is started. */
const SOURCES_PER_DRAINER = 32;
/** Descriptors that a thread of the runtime opens, and some to spare. */
const DESCRIPTORS_OF_THREAD = 28;
/** Descriptors that must be free for another thread: it opens its own at its leisure, while spawns go on. */
const FREE_DESCRIPTORS = 512;

/** So long a call waits in vain for children that are waited for; then they are not short-lived, and a thread pays. */
const PATIENCE_MS = 200;
/** The same where nobody waits: a call keeps the program from ending. */
const IDLE_PATIENCE_MS = 10;

/** A reactor and the thread that runs it. */
export class Drainer extends Reactor {
  readonly #starting: () => void;
  readonly #started = Promise.withResolvers<void>();
  #thread: DrainerThread | undefined;
  #threadWanted: boolean;
  #wake: (() => void) | undefined;
  #holds = 0;
  #isInCall = false;

  /**
   * Starts the thread, or only what stands for it at first.
   *
   * @param starting called just before the thread starts.
   * @param byCalls whether the reactor runs by calls at first; see {@linkcode startByCalls}.
   */
  constructor(starting: () => void, byCalls: boolean) {
    super();
    this.#starting = starting;
    this.#threadWanted = !byCalls;
    this.#listen();
  }

  /** Takes in a listener; see `Reactor.add`. */
  override add(listener: NewsListener): number {
    const id = super.add(listener);
    this.#wake?.();
    return id;
  }

  /** Keeps the program from ending until {@linkcode release}. */
  override hold(): void {
    if (this.#holds++ === 0) this.#thread?.ref();
  }

  /** Undoes one {@linkcode hold}. */
  override release(): void {
    if (--this.#holds === 0) this.#thread?.unref();
  }

  /** Has the thread started, if there is none yet; resolves when there is. */
  wantThread(): Promise<void> {
    this.#threadWanted = true;
    this.#wake?.();
    if (this.#isInCall) native().symbols.aria_reactor_interrupt(this.pointer);
    return this.#started.promise;
  }

  async #listen(): Promise<never> {
    if (!this.#threadWanted) await this.#runByCalls();
    const thread = startDrainerThread(native().path, this.pointer, this.#starting);
    this.#thread = thread;
    if (this.#holds > 0) thread.ref();
    this.#started.resolve();
    for (;;) {
      const news = thread.news();
      if (news) await news;
      this.deliver();
    }
  }

  /** Runs the reactor on the runtime's pool of threads, a few milliseconds at a time, until a thread is wanted. */
  async #runByCalls(): Promise<void> {
    while (!this.#threadWanted) {
      if (this.size === 0) {
        await new Promise<void>((resolve) => this.#wake = resolve);
        continue;
      }
      const isWaitedFor = this.#holds > 0;
      this.#isInCall = true;
      const patience = isWaitedFor ? PATIENCE_MS : IDLE_PATIENCE_MS;
      const count = await native().symbols.aria_reactor_run_waiting(this.pointer, patience);
      this.#isInCall = false;
      // In vain: a thread pays; also if nobody waits, since a call would keep the program from ending.
      if (count === 0 && (isWaitedFor || this.#holds === 0)) return;
      this.deliver();
    }
  }
}

const drainers: Drainer[] = [];
let firstByCalls = false;

/**
 * Has the first drainer run by calls on the runtime's pool of threads instead of a worker, until one of them has waited
 * in vain or {@linkcode wantThreads} is called. A worker takes some 20 ms of two cores to start, and more where the
 * children need them; a program that starts short-lived children and only waits for each does without. Nothing is
 * drained while JavaScript is busy, so whoever works while children run must call `wantThreads`.
 *
 * @internal
 */
export function startByCalls(): void {
  firstByCalls = true;
}

/**
 * Undoes {@linkcode startByCalls}: from now on every drainer has a thread.
 *
 * @returns resolves when those that run have theirs.
 * @internal
 */
export async function wantThreads(): Promise<void> {
  firstByCalls = false;
  await Promise.all(drainers.map((drainer) => drainer.wantThread()));
}

/**
 * The drainer for a new process: the one with the least to do, or a new one, up to one per core, when all have much.
 *
 * @returns the drainer.
 */
export function pickDrainer(): Drainer {
  let best = drainers[0];
  for (const drainer of drainers) if (drainer.size < best!.size) best = drainer;
  const wanted = !best || (best.size >= SOURCES_PER_DRAINER && drainers.length < cores());
  const release = wanted ? reserveDescriptors() : null;
  if (release) drainers.push(best = new Drainer(release, firstByCalls && drainers.length === 0));
  return best!;
}

function cores(): number {
  return navigator.hardwareConcurrency || 1;
}

/**
 * Descriptors for a thread that is about to start, kept from everybody else until it does: the runtime does not survive
 * starting one without.
 *
 * @returns what gives them back; null when too few are free. The first drainer is started in any case, since nothing
 * can be done without one, and has what there is.
 */
function reserveDescriptors(): (() => void) | null {
  const first = drainers.length === 0;
  const copies: bigint[] = [];
  const keep = (count: number) => {
    for (const copy of copies.splice(count)) native().symbols.aria_close(copy);
  };
  try {
    const wanted = first ? DESCRIPTORS_OF_THREAD : FREE_DESCRIPTORS;
    while (copies.length < wanted) copies.push(duplicateHandle(0n));
  } catch {
    if (!first) {
      keep(0);
      return null;
    }
  }
  keep(DESCRIPTORS_OF_THREAD);
  return () => keep(0);
}

/**
 * Figures of every drainer that runs.
 *
 * @returns one entry each, in the order they were started.
 */
export function drainerStats(): DrainerStats[] {
  return drainers.map((drainer) => drainer.stats());
}
