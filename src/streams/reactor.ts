/**
 * A reactor of the library and what lives in it: the exchange of news between the thread that runs it and this isolate.
 *
 * @module
 */

import { native, type Pointer, REACTOR_STATS, Struct, systemError } from "../../ffi/mod.ts";

/**
 * Something that lives in a drainer and is told of its news.
 *
 * @internal
 */
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

const IDS_PER_TAKE = 1024;

/** A reactor that its owner runs itself; {@linkcode Drainer} is one that a thread runs. */
export class Reactor {
  /** The library's object. */
  readonly pointer: Pointer;
  readonly #listeners = new Map<number, NewsListener>();
  readonly #ids = new Uint32Array(IDS_PER_TAKE);
  readonly #idBytes = new Uint8Array(this.#ids.buffer);
  #nextId = 0;

  /** Makes the reactor. */
  constructor() {
    const error = new Int32Array(1);
    const pointer = native().symbols.aria_reactor_create(new Uint8Array(error.buffer));
    if (!pointer) throw systemError(error[0]!, "Cannot start a reactor");
    this.pointer = pointer;
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

  /** Something here is waited for: a reactor with a thread keeps the program from ending. */
  hold(): void {}

  /** Undoes one {@linkcode hold}. */
  release(): void {}

  /** Waits for something that happens here, and holds meanwhile. */
  async holdUntil(happened: Promise<void>): Promise<void> {
    this.hold();
    try {
      await happened;
    } finally {
      this.release();
    }
  }

  /** Tells the listeners that have news. */
  deliver(): void {
    const { symbols } = native();
    for (;;) {
      const count = symbols.aria_reactor_take(this.pointer, this.#idBytes, IDS_PER_TAKE);
      if (count < 0) {
        // So many had news that their ids were not kept: everybody looks.
        for (const listener of [...this.#listeners.values()]) listener.onNews();
        continue;
      }
      for (let i = 0; i < count; i++) this.#listeners.get(this.#ids[i]!)?.onNews();
      if (count < IDS_PER_TAKE) return;
    }
  }

  /**
   * Runs it in this thread until there was news, and delivers them.
   *
   * @param timeoutMs milliseconds at the most; -1 for no limit.
   */
  run(timeoutMs: number): void {
    if (native().symbols.aria_reactor_run(this.pointer, timeoutMs) > 0) this.deliver();
  }

  /** Frees it and all that lives in it; only for one that no thread runs. */
  destroy(): void {
    native().symbols.aria_reactor_destroy(this.pointer);
  }

  /** Figures for people and benchmarks. */
  stats(): DrainerStats {
    const stats = new Struct(REACTOR_STATS);
    native().symbols.aria_reactor_read_stats(this.pointer, stats.bytes);
    const { sources, bytes, wakeups, busyNs } = stats.read();
    return { sources, bytes, wakeups, busyMs: busyNs / 1e6 };
  }
}
