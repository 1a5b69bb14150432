/**
 * An edge that Aria stands in the middle of: bytes from one process to others, moved by the drainer inside the kernel
 * where it can, and counted.
 *
 * @module
 */

import { EDGE_STATS, native, type Pointer, Struct, type SystemError, systemError } from "../../ffi/mod.ts";
import type { NewsListener, Reactor } from "./reactor.ts";
import { readableTimes } from "./stats.ts";

/** How an edge moves bytes: `"tee"` is splice with several destinations. */
export type EdgeMode = "splice" | "copy" | "tee";

/** Figures of an edge. */
export interface EdgeStats {
  /** How it moves bytes. */
  mode: EdgeMode;
  /** Bytes taken from the source. */
  bytesIn: number;
  /** Bytes that each destination has got. */
  delivered: number[];
  /** Moves. */
  operations: number;
  /** Times a destination was full. */
  stalls: number;
  /** Milliseconds spent so. */
  stalledMs: number;
  /** Bytes per microsecond between the first and the last byte. */
  megabytesPerSecond: number;
  /** Whether it has ended. */
  ended: boolean;
  /** Destinations that stopped reading before the source's end. */
  broken: number[];
  /** What ended it, other than the source's end; EPIPE when nobody read any more. */
  error: SystemError | null;
}

const MODES: EdgeMode[] = ["splice", "splice", "copy", "tee"];
const REQUESTS = { auto: 0, splice: 1, copy: 2 };

/** One edge in a drainer. */
export class Edge implements NewsListener {
  /** Settles when the source has ended or nobody reads any more. Never rejects. */
  readonly done: Promise<EdgeStats>;
  readonly #reactor: Reactor;
  readonly #id: number;
  readonly #count: number;
  #edge: Pointer | null;
  #last: EdgeStats | null = null;
  #settle!: (stats: EdgeStats) => void;

  /**
   * @param reactor that moves the bytes.
   * @param from a handle to read; the edge owns it from now on.
   * @param to handles to write, likewise.
   * @param mode `"copy"` to go through user space.
   */
  constructor(reactor: Reactor, from: bigint, to: readonly bigint[], mode: "auto" | "splice" | "copy") {
    this.#reactor = reactor;
    this.#count = to.length;
    this.#id = reactor.add(this);
    const handles = new Uint8Array(BigInt64Array.from(to).buffer);
    const error = new Int32Array(1);
    this.#edge = native().symbols.aria_edge_open(
      reactor.pointer,
      this.#id,
      from,
      handles,
      to.length,
      REQUESTS[mode],
      new Uint8Array(error.buffer),
    );
    if (!this.#edge) {
      reactor.remove(this.#id);
      throw systemError(error[0]!, "Cannot connect the stages of a pipeline");
    }
    reactor.hold();
    this.done = new Promise((resolve) => this.#settle = resolve);
  }

  /** Its figures, at any time. */
  get stats(): EdgeStats {
    if (!this.#edge) return this.#last!;
    const { symbols } = native();
    const stats = new Struct(EDGE_STATS);
    symbols.aria_edge_read_stats(this.#edge, stats.bytes);
    const { bytesIn, operations, stalls, stalledNs, firstByteNs, lastByteNs, ended, mode, error, broken } = stats
      .read();
    const destinations = Array.from({ length: this.#count }, (_, index) => index);
    return {
      mode: MODES[mode]!,
      bytesIn,
      delivered: destinations.map((index) => Number(symbols.aria_edge_delivered(this.#edge!, index))),
      operations,
      stalls,
      stalledMs: stalledNs / 1e6,
      megabytesPerSecond: readableTimes({ startNs: 0, firstByteNs, lastByteNs }, bytesIn).megabytesPerSecond,
      ended: ended === 1,
      broken: destinations.filter((index) => broken & (1 << index)),
      error: error ? systemError(error, "Cannot move bytes between the stages of a pipeline") : null,
    };
  }

  /** The drainer has news: it has ended. */
  onNews(): void {
    if (this.stats.ended) this.close();
  }

  /** Lets go; an edge that has not ended is cut. */
  close(): void {
    if (!this.#edge) return;
    this.#last = this.stats;
    native().symbols.aria_edge_close(this.#edge);
    this.#edge = null;
    this.#reactor.remove(this.#id);
    this.#reactor.release();
    this.#settle(this.#last);
  }
}
