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
const DESCRIPTORS_PER_THREAD = 24;

/** A reactor and the thread that runs it. */
export class Drainer extends Reactor {
  readonly #thread: DrainerThread;
  #holds = 0;

  /** Starts the thread. */
  constructor() {
    super();
    this.#thread = startDrainerThread(native().path, this.pointer);
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
  if (!best) drainers.push(best = new Drainer());
  else if (best.size >= SOURCES_PER_DRAINER && drainers.length < cores() && hasDescriptors()) {
    drainers.push(best = new Drainer());
  }
  return best;
}

function cores(): number {
  return navigator.hardwareConcurrency || 1;
}

/** Whether there are descriptors left for another thread: the runtime does not survive starting one without. */
function hasDescriptors(): boolean {
  const copies: bigint[] = [];
  try {
    while (copies.length < DESCRIPTORS_PER_THREAD) copies.push(duplicateHandle(0n));
    return true;
  } catch {
    return false;
  } finally {
    for (const copy of copies) native().symbols.aria_close(copy);
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
