/**
 * Drainers: the few threads that move the bytes of all streams, and how their news reach this isolate.
 *
 * A drainer is a reactor (in C) run by a worker. Everything that happens to a stream, an edge or a process happens there;
 * this side is told only when it asked to be, once for a whole batch, and then looks at what is ready.
 *
 * @module
 */

import { type DrainerThread, native, type Pointer, REACTOR_STATS, startDrainerThread, Struct, systemError } from "../../ffi/mod.ts";

/** Something that lives in a drainer and is told of its news. */
export interface NewsListener {
  /** There may be bytes, room, or an end. Called from the event loop, never from inside another call. */
  onNews(): void;
}

/** Figures of one drainer. */
export interface DrainerStats {
  /** Streams, edges and processes it has now. */
  sources: number;
  /** Bytes moved in its life. */
  bytes: number;
  /** Returns from the kernel's wait. */
  wakeups: number;
  /** Milliseconds in which it did not wait. */
  busyMs: number;
}

/** Sources in all drainers before another drainer is started, each. */
const SOURCES_PER_DRAINER = 32;
const IDS_PER_TAKE = 1024;

/** One thread and what lives in it. */
export class Drainer {
  /** The reactor, for the functions of the library that take one. */
  readonly reactor: Pointer;
  readonly #thread: DrainerThread;
  readonly #listeners = new Map<number, NewsListener>();
  readonly #ids = new Uint32Array(IDS_PER_TAKE);
  readonly #idBytes = new Uint8Array(this.#ids.buffer);
  #nextId = 0;
  #holds = 0;

  /** Starts the thread. */
  constructor() {
    const { symbols, path } = native();
    const error = new Int32Array(1);
    const reactor = symbols.aria_reactor_create(new Uint8Array(error.buffer));
    if (!reactor) throw systemError(error[0]!, "Cannot start a drainer");
    this.reactor = reactor;
    this.#thread = startDrainerThread(path, reactor);
    this.#listen();
  }

  /** How many things live here. */
  get size(): number {
    return this.#listeners.size;
  }

  /**
   * Takes in a listener.
   *
   * @param listener to be told of news.
   * @returns the id under which the library reports them.
   */
  add(listener: NewsListener): number {
    do this.#nextId = (this.#nextId + 1) >>> 0; while (this.#listeners.has(this.#nextId));
    this.#listeners.set(this.#nextId, listener);
    return this.#nextId;
  }

  /**
   * Forgets a listener.
   *
   * @param id under which it was taken in.
   */
  remove(id: number): void {
    this.#listeners.delete(id);
  }

  /** Keeps the program from ending until {@linkcode release}. */
  hold(): void {
    if (this.#holds++ === 0) this.#thread.ref();
  }

  /** Undoes one {@linkcode hold}. */
  release(): void {
    if (--this.#holds === 0) this.#thread.unref();
  }

  /** Figures for people and benchmarks. */
  stats(): DrainerStats {
    const stats = new Struct(REACTOR_STATS);
    native().symbols.aria_reactor_read_stats(this.reactor, stats.bytes);
    const { sources, bytes, wakeups, busyNs } = stats.read();
    return { sources, bytes, wakeups, busyMs: busyNs / 1e6 };
  }

  async #listen(): Promise<never> {
    for (;;) {
      const news = this.#thread.news();
      if (news) await news;
      this.#deliver();
    }
  }

  #deliver(): void {
    const { symbols } = native();
    for (;;) {
      const count = symbols.aria_reactor_take(this.reactor, this.#idBytes, IDS_PER_TAKE);
      if (count < 0) {
        // So many had news that their ids were not kept: everybody looks.
        for (const listener of [...this.#listeners.values()]) listener.onNews();
        continue;
      }
      for (let i = 0; i < count; i++) this.#listeners.get(this.#ids[i]!)?.onNews();
      if (count < IDS_PER_TAKE) return;
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
  const crowded = !best || best.size >= SOURCES_PER_DRAINER;
  if (crowded && drainers.length < (navigator.hardwareConcurrency || 1)) drainers.push(best = new Drainer());
  return best!;
}

/**
 * Figures of every drainer that runs.
 *
 * @returns one entry each, in the order they were started.
 */
export function drainerStats(): DrainerStats[] {
  return drainers.map((drainer) => drainer.stats());
}
