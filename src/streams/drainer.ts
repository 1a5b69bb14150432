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
import { type DrainerStats, Reactor } from "./reactor.ts";

/** Sources in a drainer before another one is started. */
const SOURCES_PER_DRAINER = 32;
/** Descriptors that must be free for another thread: it opens some 20, at its leisure, and spawns go on meanwhile. */
const DESCRIPTORS_PER_THREAD = 64;

/** A reactor and the thread that runs it. */
export class Drainer extends Reactor {
  readonly #thread: DrainerThread;
  #holds = 0;

  /**
   * Starts the thread.
   *
   * @param starting called just before it starts.
   */
  constructor(starting: () => void) {
    super();
    this.#thread = startDrainerThread(native().path, this.pointer, starting);
    this.#listen();
  }

  /** Keeps the program from ending until {@linkcode release}. */
  override hold(): void {
    if (this.#holds++ === 0) this.#thread.ref();
  }

  /** Undoes one {@linkcode hold}. */
  override release(): void {
    if (--this.#holds === 0) this.#thread.unref();
  }

  async #listen(): Promise<never> {
    for (;;) {
      const news = this.#thread.news();
      if (news) await news;
      this.deliver();
    }
  }
}

const drainers: Drainer[] = [];

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
  if (release) drainers.push(best = new Drainer(release));
  else if (!best) drainers.push(best = new Drainer(() => {}));
  return best!;
}

function cores(): number {
  return navigator.hardwareConcurrency || 1;
}

/**
 * Descriptors for a thread that is about to start, kept from everybody else until it does: the runtime does not survive
 * starting one without. The first drainer is started in any case, since nothing can be done without one.
 *
 * @returns what gives them back; null when there are not so many.
 */
function reserveDescriptors(): (() => void) | null {
  const copies: bigint[] = [];
  const release = () => {
    for (const copy of copies.splice(0)) native().symbols.aria_close(copy);
  };
  try {
    while (copies.length < DESCRIPTORS_PER_THREAD) copies.push(duplicateHandle(0n));
    return release;
  } catch {
    release();
    return null;
  }
}

/**
 * Figures of every drainer that runs.
 *
 * @returns one entry each, in the order they were started.
 */
export function drainerStats(): DrainerStats[] {
  return drainers.map((drainer) => drainer.stats());
}
