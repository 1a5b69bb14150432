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
/** Descriptors that a thread of the runtime opens, and some to spare. */
const DESCRIPTORS_OF_THREAD = 28;
/** Descriptors that must be free for another thread: it opens its own at its leisure, while spawns go on. */
const FREE_DESCRIPTORS = 512;

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
