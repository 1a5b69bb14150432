/**
 * This side of a drained stream: the bytes in the ring, seen where they are, and the wait for more.
 *
 * @module
 */

import {
  native,
  type Pointer,
  SPAN,
  STREAM_OPTIONS,
  STREAM_STATS,
  Struct,
  type SystemError,
  systemError,
} from "../../ffi/mod.ts";
import { concatenate } from "./bytes.ts";
import { Mapping } from "./mapping.ts";
import type { BufferOptions, Overflow } from "./names.ts";
import type { NewsListener, Reactor } from "./reactor.ts";
import { drainedStats, readFigures, type StreamFigures, type StreamStats } from "./stats.ts";

const READ = 0;
const OPEN = 0;
const FAILED = 2;
const COLLECT_ALL = 0;
const COLLECT_UNTIL_READ = 1;
const OVERFLOW: Record<Overflow, number> = { "block": 0, "drop-oldest": 1, "drop-newest": 2, "fail": 3 };
/** More than any array can hold: no limit. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

/** Streams that ended with bytes nobody ever read keep them until the reader itself is forgotten. */
const forgotten = new FinalizationRegistry<Pointer>((stream) => native().symbols.aria_stream_close(stream));

/** Filled and read at once, so one is enough for all. */
const span = new Struct(SPAN);
const options = new Struct(STREAM_OPTIONS);
const error = new Int32Array(1);
const errorBytes = new Uint8Array(error.buffer);
const readGap = new BigUint64Array(1);
const readGapBytes = new Uint8Array(readGap.buffer);

/** Reads one stream of a drainer. There is one reader at a time; {@linkcode OutputStream} sees to that. */
export class RingReader implements NewsListener {
  /** Settles when the stream has ended for its reader: the last byte is in the ring. Never rejects. */
  readonly ended: Promise<void>;
  /** Bytes that can be read now, as of the last {@linkcode peek}. */
  length = 0;
  /** Bytes dropped before them that no reader has been told of. */
  gap = 0;
  /** Whether more may come. */
  open = true;
  /** What went wrong, if anything. */
  error: SystemError | null = null;
  /** Whether somebody reads at this moment, and may hold a view. */
  inUse = false;

  readonly #reactor: Reactor;
  readonly #id: number;
  readonly #what: string;
  readonly #startNs: number;
  readonly #copies: boolean;
  #stream: Pointer | null;
  readonly #mapping = new Mapping();
  #position = 0;
  #wake: (() => void) | null = null;
  #markEnded!: () => void;
  #over = false;
  #returned: Uint8Array<ArrayBuffer> | null = null;
  #unwanted = false;
  #droppedHere = 0;
  #lastFigures: StreamFigures | null = null;

  /**
   * @param reactor that is to drain it.
   * @param handle of our end, which becomes the drainer's.
   * @param buffer its options, complete.
   * @param what it is, for errors: `stdout of "gcc"`.
   * @param startNs when the process was started.
   */
  constructor(reactor: Reactor, handle: bigint, buffer: Required<BufferOptions>, what: string, startNs: number) {
    this.#reactor = reactor;
    this.#what = what;
    this.#startNs = startNs;
    this.#copies = buffer.overflow === "drop-oldest";
    this.#id = reactor.add(this);
    options.set("id", this.#id);
    options.set("direction", READ);
    options.set("overflow", OVERFLOW[buffer.overflow]);
    options.set("capacity", buffer.capacity);
    this.#stream = native().symbols.aria_stream_open(
      reactor.pointer,
      handle,
      options.bytes,
      errorBytes,
    );
    if (!this.#stream) {
      reactor.remove(this.#id);
      throw systemError(error[0]!, `Cannot drain ${what}`);
    }
    forgotten.register(this, this.#stream, this);
    this.ended = new Promise((resolve) => this.#markEnded = resolve);
  }

  /** Looks at what is there: sets `length`, `gap`, `open` and `error`. */
  peek(): void {
    if (this.#stream) native().symbols.aria_stream_peek(this.#stream, span.bytes);
    this.#see();
  }

  /** The same after `InputStream.exchange`, which calls this; once bytes came, the drainer waits for a release. */
  exchange(input: Pointer, bytes: Uint8Array<ArrayBuffer>, waitUs: number, waitedNs: Uint8Array<ArrayBuffer>): number {
    if (!this.#stream) return 0;
    const { symbols } = native();
    const stream = this.#stream;
    const written = symbols.aria_stream_exchange(input, bytes, bytes.length, stream, waitUs, span.bytes, waitedNs);
    this.#see();
    return written;
  }

  /** Lets the drainer go on after {@linkcode exchange}. */
  release(): void {
    if (this.#stream) native().symbols.aria_stream_release(this.#stream);
  }

  #see(): void {
    this.length = 0;
    if (this.#stream) this.#look();
    if (this.#returned) this.length = this.#returned.length;
    if (!this.open) this.#wakeReader(); // the news of the end may find nobody listening any more
  }

  #look(): void {
    this.length = span.get("length");
    this.gap += span.get("gap");
    if (this.#unwanted) this.#drop();
    if (this.length > 0) {
      this.#position = span.get("position");
      this.#mapping.move(span.address("base"), span.get("mapped"));
    }
    const state = span.get("state");
    if (state !== OPEN && this.open) this.#end(state);
    if (span.get("over") && !this.#over) this.#leaveReactor();
    if (this.#over && this.length === 0) this.close();
  }

  #end(state: number): void {
    this.open = false;
    if (state === FAILED) this.error = systemError(span.get("error"), `Cannot read ${this.#what}`);
    this.#markEnded();
  }

  /** The pipe is at its end: nothing can come any more, and the drainer needs us no longer. */
  #leaveReactor(): void {
    this.#over = true;
    this.#reactor.remove(this.#id);
  }

  /**
   * The bytes of the last {@linkcode peek}, where they are.
   *
   * @param max bytes at the most.
   * @returns a view, valid until the next call of any method.
   */
  view(max: number = this.length): Uint8Array<ArrayBuffer> {
    const length = Math.min(max, this.length);
    if (length === 0) return new Uint8Array(0);
    if (this.#returned) return this.#returned.subarray(0, length);
    if (this.#copies) throw new TypeError("Cannot view bytes that may be dropped: use take()");
    return new Uint8Array(this.#mapping.buffer, this.#position, length);
  }

  /**
   * Releases bytes at the front.
   *
   * @param length how many.
   */
  consume(length: number): void {
    if (this.#returned) {
      this.#returned = length < this.#returned.length ? this.#returned.subarray(length) : null;
      this.length -= length;
      return;
    }
    if (this.#stream && length > 0) native().symbols.aria_stream_consume(this.#stream, BigInt(length));
    this.length -= length;
    this.#position += length;
  }

  /**
   * Copies bytes out and releases them.
   *
   * @param max bytes at the most.
   * @returns an array of its own.
   */
  take(max: number): Uint8Array<ArrayBuffer> {
    if (!this.#copies || this.#returned) {
      const copy = this.view(max).slice();
      this.consume(copy.length);
      return copy;
    }
    const bytes = new Uint8Array(Math.min(max, this.length));
    return bytes.subarray(0, this.takeInto(bytes)) as Uint8Array<ArrayBuffer>;
  }

  /**
   * Copies bytes into a buffer and releases them.
   *
   * @param into the buffer.
   * @returns how many were copied.
   */
  takeInto(into: Uint8Array): number {
    if (this.#returned) {
      const part = this.view(into.length);
      into.set(part);
      this.consume(part.length);
      return part.length;
    }
    if (!this.#stream) return 0;
    const count = native().symbols.aria_stream_read(
      this.#stream,
      into as Uint8Array<ArrayBuffer>,
      into.length,
      readGapBytes,
    );
    this.gap += Number(readGap[0]);
    this.length = Math.max(0, this.length - count);
    this.#position += count;
    return count;
  }

  /**
   * Gives back bytes that were taken and not used: they come first again.
   *
   * @param bytes of the last {@linkcode take}.
   */
  giveBack(bytes: Uint8Array<ArrayBuffer>): void {
    if (bytes.length > 0) this.#returned = bytes;
    this.length = 0;
  }

  /** Whether views are to be had, or only copies, because the policy may drop bytes at any time. */
  get copies(): boolean {
    return this.#copies;
  }

  /**
   * Waits for bytes or the end.
   *
   * @returns undefined when there is something to do at once.
   */
  wait(): Promise<void> | undefined {
    if (this.#returned || !this.#stream || native().symbols.aria_stream_wait(this.#stream)) return undefined;
    this.#reactor.hold();
    return new Promise((resolve) => this.#wake = resolve);
  }

  /** The drainer has news. */
  onNews(): void {
    this.peek();
    this.settle();
    this.#wakeReader();
  }

  /** Waits for the end alone, and keeps the program from ending meanwhile. */
  async waitForEnd(): Promise<void> {
    this.peek();
    if (!this.open) return;
    await this.#reactor.holdUntil(this.ended);
  }

  #wakeReader(): void {
    const wake = this.#wake;
    if (!wake) return;
    this.#wake = null;
    this.#reactor.release();
    wake();
  }

  /** At the pipe's end, what nobody reads yet is taken here, so that the library's memory need not wait for it. */
  settle(): void {
    if (!this.#over || this.inUse || !this.#stream) return;
    const rest = this.takeAll();
    this.close();
    this.giveBack(rest);
  }

  /**
   * Keeps every byte from now on, in memory that grows, and waits for the end alone.
   *
   * @param limit bytes to keep; what comes after is dropped and counted.
   */
  collectAll(limit: number = NO_LIMIT): void {
    this.#collect(limit, COLLECT_ALL);
  }

  /**
   * The same for a stream that nobody reads yet: a reader that comes calls {@linkcode attach}.
   *
   * @param limit bytes to keep.
   */
  collectUntilRead(limit: number): void {
    this.#collect(limit, COLLECT_UNTIL_READ);
  }

  #collect(limit: number, how: number): void {
    if (!this.#stream || !this.open) return;
    this.#mapping.forget();
    this.length = 0; // the bytes move: where they were seen last is no place to read any more
    native().symbols.aria_stream_collect(this.#stream, BigInt(Math.min(limit, NO_LIMIT)), how);
  }

  /** A reader has come after {@linkcode collectUntilRead}. */
  attach(): void {
    if (this.#stream && this.open) native().symbols.aria_stream_attach(this.#stream);
  }

  /** Ends the stream for its reader; what comes from now on is drained and dropped. */
  discard(): void {
    if (this.#stream && this.open) native().symbols.aria_stream_discard(this.#stream);
  }

  /** The same, and what has come and was not read is dropped, too. */
  cancel(): void {
    this.discard();
    this.#unwanted = true;
    this.#droppedHere += this.#returned?.length ?? 0;
    this.#returned = null;
    this.peek();
  }

  /** Counts bytes that were taken and that nobody gets. */
  countDropped(bytes: number): void {
    this.#droppedHere += bytes;
  }

  #drop(): void {
    this.#droppedHere += this.length;
    this.consume(this.length);
  }

  /**
   * Everything that is there, in one array. Large contents are moved, not copied.
   *
   * @returns an array of its own.
   */
  takeAll(): Uint8Array<ArrayBuffer> {
    const parts: Uint8Array<ArrayBuffer>[] = this.#returned ? [this.#returned.slice()] : [];
    this.#returned = null;
    this.length = 0;
    for (this.peek(); this.length > 0; this.peek()) {
      const part = new Uint8Array(this.length);
      this.#mapping.forget();
      native().symbols.aria_stream_take(this.#stream, part, BigInt(part.length));
      parts.push(part);
    }
    return parts.length === 1 ? parts[0]! : concatenate(parts);
  }

  /**
   * How long, in milliseconds, the child has had nothing to say, and whether our ring keeps it from saying more.
   *
   * @returns both; idle is 0 while bytes are coming.
   */
  idle(): { idleMs: number; stalled: boolean } {
    if (!this.#stream) return { idleMs: Infinity, stalled: false };
    const stats = new Struct(STREAM_STATS);
    native().symbols.aria_stream_read_stats(this.#stream, stats.bytes);
    const since = stats.get("waitingSinceNs");
    const now = Number(native().symbols.aria_now_ns());
    return { idleMs: since ? (now - since) / 1e6 : 0, stalled: stats.get("stalled") === 1 };
  }

  /** Its figures. */
  stats(): StreamStats {
    const figures = this.#stream ? readFigures(this.#stream) : this.#lastFigures!;
    return drainedStats(figures, this.#startNs, {
      dropped: this.#droppedHere,
      unread: this.#returned?.length ?? 0,
    });
  }

  /** Frees the memory; the pipe is closed, if it is not at its end already. */
  close(): void {
    if (!this.#stream) return;
    this.#lastFigures = readFigures(this.#stream);
    this.#mapping.forget();
    forgotten.unregister(this);
    native().symbols.aria_stream_close(this.#stream);
    this.#stream = null;
    if (!this.#over) this.#leaveReactor();
    if (this.open) {
      this.open = false;
      this.#markEnded();
    }
    this.#wakeReader();
  }
}
