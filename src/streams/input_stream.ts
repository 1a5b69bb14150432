/**
 * What a child reads, for whoever wants to write it.
 *
 * @module
 */

import { native, type Pointer, SPAN, STREAM_OPTIONS, STREAM_STATS, Struct, systemError } from "../../ffi/mod.ts";
import type { NewsListener, Reactor } from "./reactor.ts";
import type { RingReader } from "./ring_reader.ts";
import { readableTimes, type StreamStats } from "./stats.ts";

/** What became of a write. */
export interface WriteResult {
  /** Bytes that are in the child's pipe. */
  written: number;
  /** Nobody reads any more: the child has closed its end or is gone. Not an error, and true for every later write. */
  closed: boolean;
}

const WRITE = 1;
const OPEN = 0;
const FAILED = 2;
const EPIPE_CODE = "EPIPE";
const MAX_CALL = 2 ** 30;

const span = new Struct(SPAN);
const options = new Struct(STREAM_OPTIONS);
const error = new Int32Array(1);
const errorBytes = new Uint8Array(error.buffer);
const waitedNs = new Uint32Array(1);
const waitedBytes = new Uint8Array(waitedNs.buffer);
const encoder = new TextEncoder();

/**
 * One of a child's inputs. Writes are done in their order; each resolves when its bytes are in the kernel's pipe, so
 * that awaiting them is back-pressure.
 *
 * @example Feeding a child
 * ```ts
 * import { Command } from "@aria/runtime";
 * import { assertEquals } from "@std/assert";
 *
 * const child = new Command("cat", { stdin: "piped" }).spawn();
 * await child.stdin.write("hello ");
 * await child.stdin.end("world");
 * assertEquals(await child.stdout.text(), "hello world");
 * await child.wait();
 * ```
 */
export class InputStream implements AsyncDisposable, NewsListener {
  readonly #reactor: Reactor;
  readonly #id: number;
  readonly #what: string;
  readonly #startNs: number;
  readonly #capacity: number;
  #stream: Pointer | null;
  #lastStats: StreamStats | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  #busy = 0;
  #ending = false;
  #broken = false;
  #wake: (() => void) | null = null;
  #writable: WritableStream<Uint8Array> | null = null;

  /**
   * Made by `Command`, not by users.
   *
   * @param reactor that writes what the pipe does not take at once.
   * @param handle of our end, which becomes the drainer's.
   * @param capacity bytes that may be queued.
   * @param what it is, for errors: `stdin of "cat"`.
   * @param startNs when the process was started.
   */
  constructor(reactor: Reactor, handle: bigint, capacity: number, what: string, startNs: number) {
    this.#reactor = reactor;
    this.#what = what;
    this.#startNs = startNs;
    this.#capacity = capacity;
    this.#id = reactor.add(this);
    options.set("id", this.#id);
    options.set("direction", WRITE);
    options.set("capacity", capacity);
    this.#stream = native().symbols.aria_stream_open(
      reactor.pointer,
      handle,
      options.bytes,
      errorBytes,
    );
    if (!this.#stream) {
      reactor.remove(this.#id);
      throw systemError(error[0]!, `Cannot write ${what}`);
    }
  }

  /** Its figures, at any time. */
  get stats(): StreamStats {
    if (!this.#stream) return this.#lastStats!;
    const stats = new Struct(STREAM_STATS);
    native().symbols.aria_stream_read_stats(this.#stream, stats.bytes);
    const { bytesIn, bytesOut, operations, stalls, stalledNs, firstByteNs, lastByteNs } = stats.read();
    return {
      mode: "drain",
      bytesIn,
      bytesOut,
      operations,
      stalls,
      stalledMs: stalledNs / 1e6,
      dropped: 0,
      truncated: false,
      ...readableTimes({ startNs: this.#startNs, firstByteNs, lastByteNs }, bytesOut),
    };
  }

  /**
   * Writes, after whatever was written before.
   *
   * @param data bytes, which must not change before the promise settles, or text, written as UTF-8.
   * @returns when all of it is in the pipe, or nobody reads any more.
   * @throws {TypeError} after {@linkcode end} or {@linkcode close}.
   */
  write(data: Uint8Array | string): Promise<WriteResult> {
    if (this.#ending) return Promise.reject(new TypeError(`Cannot write ${this.#what}: it was ended`));
    const bytes = bytesOf(data);
    return this.#enqueue(() => this.#write(bytes));
  }

  /**
   * Writes and waits for an answer in one call of the library, the only one that makes the isolate wait: for so short a
   * time that a wake-up would take longer. Where the answer came, the next one is to be had the same way, and
   * `answers` is to be released when none is wanted.
   *
   * @param bytes fewer than the stream's capacity; none only waits.
   * @param answers of the same process: what came is seen there.
   * @param waitUs microseconds at the most; 0 only looks, and `answers` is to be released in any case.
   * @returns nanoseconds that it waited; null, with nothing written, when writes are under way or it is closed.
   * @ignore
   */
  exchange(bytes: Uint8Array<ArrayBuffer>, answers: RingReader, waitUs: number): number | null {
    if (this.#busy > 0 || this.#ending || this.#broken || !this.#stream || !answers.open) return null;
    const written = answers.exchange(this.#stream, bytes, waitUs, waitedBytes);
    if (written < 0) return null;
    if (written < bytes.length) this.#enqueue(() => this.#writeRest(bytes.slice(written), 0));
    return waitedNs[0]!;
  }

  /**
   * Writes a last value, if there is one, and closes: the child reads to its end.
   *
   * @param value bytes or text.
   * @returns when the value is in the pipe and the pipe is closed.
   * @throws {TypeError} with a value, after {@linkcode end} or {@linkcode close}.
   */
  async end(value?: Uint8Array | string): Promise<WriteResult> {
    const last = value === undefined ? undefined : this.write(value);
    const [result] = await Promise.all([last, this.close()]);
    return result ?? { written: 0, closed: this.#broken };
  }

  /** Closes when everything written is in the pipe. Closing twice is no error. */
  close(): Promise<void> {
    if (this.#ending) return this.#queue.then(() => {});
    this.#ending = true;
    return this.#enqueue(() => this.#finish());
  }

  /** The input as a web stream; closing it closes the input, and a reader that is gone makes its writes fail. */
  get writable(): WritableStream<Uint8Array> {
    return this.#writable ??= new WritableStream({
      write: async (chunk, controller) => {
        const bytes = bytesOf(chunk); // streams of strings are piped here as well
        const { written, closed } = await this.write(bytes);
        if (!closed || written === bytes.length) return; // who has all of it may leave
        controller.error(new Deno.errors.BrokenPipe(`Cannot write ${this.#what}: nobody reads it`));
      },
      close: () => this.close(),
      abort: () => this.#abandon(),
    });
  }

  /** Closes at once; what is queued and not yet in the pipe is lost. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#abandon();
    return Promise.resolve();
  }

  #enqueue<T>(work: () => T | Promise<T>): Promise<T> {
    this.#busy++;
    const done = this.#busy === 1 ? new Promise<T>((resolve) => resolve(work())) : this.#queue.then(work);
    const settled = () => void this.#busy--;
    this.#queue = done.then(settled, settled);
    return done;
  }

  /** Nothing here waits while the pipe takes what it is given. */
  #write(bytes: Uint8Array): WriteResult | Promise<WriteResult> {
    const count = this.#queueBytes(bytes, 0);
    if (this.#broken || !this.#stream) return this.#outcome(count);
    if (count === bytes.length && native().symbols.aria_stream_flush(this.#stream)) {
      return this.#outcome(count);
    }
    return this.#writeRest(bytes, count);
  }

  /** Hands over as much as there is room for. */
  #queueBytes(bytes: Uint8Array, offset: number): number {
    let count = offset;
    while (this.#stream && !this.#broken && count < bytes.length) {
      const rest = bytes.subarray(count, count + MAX_CALL) as Uint8Array<ArrayBuffer>;
      const taken = native().symbols.aria_stream_write(this.#stream, rest, rest.length);
      if (taken === 0) break;
      if (taken < 0) this.#fail(taken);
      else count += taken;
    }
    return count;
  }

  async #writeRest(bytes: Uint8Array, count: number): Promise<WriteResult> {
    const { symbols } = native();
    while (this.#stream && !this.#broken && count < bytes.length) {
      if (!symbols.aria_stream_wait(this.#stream)) await this.#news();
      count = this.#queueBytes(bytes, count);
    }
    while (this.#stream && !this.#broken && !symbols.aria_stream_flush(this.#stream)) await this.#news();
    return this.#outcome(count);
  }

  /** What of `count` queued bytes has reached the pipe. */
  #outcome(count: number): WriteResult {
    this.#look();
    return { written: Math.max(0, count - this.#queued), closed: this.#broken || !this.#stream };
  }

  /** Bytes that were queued and are not in the pipe. */
  #queued = 0;

  /** Looks at the library's stream; one that nobody reads any more is let go at once. */
  #look(): void {
    if (!this.#stream) return;
    native().symbols.aria_stream_peek(this.#stream, span.bytes);
    this.#queued = this.#capacity - span.get("length");
    if (span.get("state") !== FAILED) return;
    this.#broken = true;
    this.#letGo();
  }

  /** A reader that is gone is a value; anything else is an error. */
  #fail(errno: number): void {
    const error = systemError(errno, `Cannot write ${this.#what}`);
    this.#broken = true;
    if (error.code !== EPIPE_CODE) throw error;
  }

  async #finish(): Promise<void> {
    const { symbols } = native();
    if (!this.#stream) return;
    symbols.aria_stream_end(this.#stream);
    while (this.#stream && !this.#broken) {
      symbols.aria_stream_peek(this.#stream, span.bytes);
      if (span.get("state") !== OPEN) break;
      await this.#news();
    }
    this.#abandon();
  }

  #news(): Promise<void> {
    this.#reactor.hold();
    return new Promise((resolve) => this.#wake = resolve);
  }

  /** The drainer has news. */
  onNews(): void {
    this.#look();
    const wake = this.#wake;
    if (!wake) return;
    this.#wake = null;
    this.#reactor.release();
    wake();
  }

  #abandon(): void {
    this.#ending = true;
    this.#look();
    this.#letGo();
    this.onNews();
  }

  #letGo(): void {
    if (!this.#stream) return;
    this.#lastStats = this.stats;
    native().symbols.aria_stream_close(this.#stream);
    this.#stream = null;
    this.#reactor.remove(this.#id);
  }
}

/** Text as UTF-8. */
function bytesOf(data: Uint8Array | string): Uint8Array {
  return typeof data === "string" ? encoder.encode(data) : data;
}
