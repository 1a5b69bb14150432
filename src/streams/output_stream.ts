/**
 * What a child writes, for whoever wants to read it.
 *
 * @module
 */

import type { InputStream } from "./input_stream.ts";
import { endOfLines, leaveRest, type LineBatch, LineIterator, splitView } from "./line_iterator.ts";
import { LineSplitter, parseRecord, type StreamRecord } from "./lines.ts";
import type { BufferOptions } from "./names.ts";
import { type FileTarget, pipeToFile, pipeToWritable } from "./pipe_to.ts";
import type { RingReader } from "./ring_reader.ts";
import type { StreamStats } from "./stats.ts";

/** Options of the methods that collect everything. */
export interface CollectOptions {
  /**
   * Bytes to keep; what comes after is read, dropped and counted, and {@linkcode OutputStream.truncated} is set.
   *
   * @default {Infinity}
   */
  max?: number;
}

/** Options of the methods that split into lines. */
export interface LineOptions {
  /**
   * Bytes of a line at the most, its end not counted.
   *
   * @default {16777216}
   */
  maxLine?: number;
}

const CHUNK = 1024 * 1024;
const MAX_LINE = 16 * 1024 * 1024;

/**
 * One of a child's outputs. It is drained from the start into a ring, by another thread, whether anybody reads or not;
 * what a full ring means is told by its {@linkcode BufferOptions}.
 *
 * One reader at a time; a second one gets a `TypeError` until the first has come to its end or has left. A reader that
 * leaves (`break`) leaves what it was not given for the next.
 *
 * @example Reading lines as they come
 * ```ts
 * import { Command } from "@aria/runtime";
 * import { assertEquals } from "@std/assert";
 *
 * const child = new Command("seq", { args: ["3"] }).spawn();
 * let sum = 0;
 * for await (const line of child.stdout.lines()) sum += Number(line);
 * await child.wait();
 * assertEquals(sum, 6);
 * ```
 */
export class OutputStream implements AsyncIterable<Uint8Array<ArrayBuffer>>, AsyncDisposable {
  readonly #reader: RingReader;
  readonly #highWater: number;
  readonly #keeps: boolean;
  readonly #what: string;
  #readable: ReadableStream<Uint8Array<ArrayBuffer>> | null = null;
  #locked = false;
  #kept = false;
  #awaited = false;
  #collected = false;
  #cut = false;
  /** @ignore Called when somebody begins to read: the process's other outputs must not hold it either. */
  onRead: (() => void) | null = null;

  /**
   * Made by `Command`, not by users.
   *
   * @param reader of its ring.
   * @param buffer its options, complete.
   * @param what it is, for errors: `stdout of "gcc"`.
   */
  constructor(reader: RingReader, buffer: Required<BufferOptions>, what: string) {
    this.#reader = reader;
    this.#highWater = buffer.highWater;
    this.#keeps = buffer.overflow === "block";
    this.#what = what;
  }

  /** Its figures, at any time. */
  get stats(): StreamStats {
    return this.#reader.stats();
  }

  /**
   * Bytes that were dropped by the overflow policy before those that a reader gets next, and that no call has told of.
   *
   * @returns their number; 0 from then on, until more are dropped.
   */
  takeGap(): number {
    const { gap } = this.#reader;
    this.#reader.gap = 0;
    return gap;
  }

  /** Whether a reader has it at this moment. */
  get locked(): boolean {
    return this.#locked;
  }

  /**
   * Everything, as bytes.
   *
   * @param options how much to keep.
   * @returns all bytes that no reader has taken before.
   * @throws {TypeError} when somebody else is reading.
   * @throws {Error} of the operating system; ENOBUFS where the overflow policy is `"fail"` and the ring was full.
   */
  async bytes(options: CollectOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    this.#lock(true);
    try {
      return await this.#collect(options.max ?? Infinity);
    } finally {
      this.#unlock();
    }
  }

  /**
   * Everything, as text.
   *
   * @param options how much to keep, in bytes.
   * @returns the text; bytes that are not UTF-8 become U+FFFD.
   * @throws {TypeError} when somebody else is reading.
   */
  async text(options: CollectOptions = {}): Promise<string> {
    const bytes = await this.bytes(options);
    return new TextDecoder().decode(bytes);
  }

  /**
   * Everything, parsed as JSON.
   *
   * @typeParam T what the caller knows the value to be.
   * @returns the value.
   * @throws {SyntaxError} when it is not JSON.
   * @throws {TypeError} when somebody else is reading.
   */
  async json<T = unknown>(): Promise<T> {
    return JSON.parse(await this.text()) as T;
  }

  async #collect(max: number): Promise<Uint8Array<ArrayBuffer>> {
    const reader = this.#reader;
    reader.peek();
    if (reader.open) {
      this.#collected = true;
      reader.collectAll(max);
      await reader.waitForEnd();
    }
    const all = reader.takeAll();
    if (reader.error) {
      reader.giveBack(all); // for a reader that takes what there is
      throw reader.error;
    }
    if (all.length <= max) return all;
    this.#cut = true;
    reader.countDropped(all.length - max);
    return all.slice(0, max);
  }

  /** Whether a limit cut what was there: `max` of {@linkcode bytes} and {@linkcode text}, or `highWater`. */
  get truncated(): boolean {
    return this.#cut || this.#reader.stats().truncated;
  }

  /**
   * The lines, as they come: `\n` or `\r\n` ends one, the last may go without.
   *
   * @param options how long a line may be.
   * @returns the lines without their ends; bytes that are not UTF-8 become U+FFFD.
   * @throws {RangeError} in the iteration, when a line is longer than `maxLine`.
   */
  lines(options: LineOptions = {}): AsyncIterableIterator<string> {
    const maxLine = options.maxLine ?? MAX_LINE;
    const tooLong = () =>
      new RangeError(`Cannot read a line of ${this.#what}: it is longer than maxLine, ${maxLine} bytes`);
    return new LineIterator(this.#batches(maxLine, tooLong));
  }

  /**
   * The records of a stream of NDJSON (stddbg), as they come. A line that is no JSON object, or is longer than
   * `maxLine`, is a record with `ok: false` and its text. Empty lines are passed over.
   *
   * @param options how long a line may be.
   * @returns the records.
   * @throws {TypeError} in the iteration, when somebody else is reading.
   */
  records(options: LineOptions = {}): AsyncIterableIterator<StreamRecord> {
    const maxLine = options.maxLine ?? MAX_LINE;
    const convert = (line: string, cut: boolean): StreamRecord | undefined => {
      if (cut) return { ok: false, text: line, error: `Longer than maxLine, ${maxLine} bytes` };
      return line === "" ? undefined : parseRecord(line);
    };
    return new LineIterator(this.#batches(maxLine), convert);
  }

  /** The lines in batches, each as many as were there. What a reader that leaves has not been given stays unread. */
  async *#batches(maxLine: number, tooLong?: () => Error): AsyncGenerator<LineBatch> {
    const reader = this.#reader;
    const splitter = new LineSplitter(maxLine);
    this.#lock();
    try {
      while (await this.#some()) {
        const view = reader.copies ? reader.take(CHUNK) : reader.view(CHUNK);
        let used = 0;
        try {
          for (const step of splitView(splitter, view)) {
            if ((splitter.overlong || step.cut) && tooLong) throw tooLong();
            const batch = { lines: step.lines, cut: step.cut, given: 0 };
            if (step.lines.length > 0) yield* leaveRest(batch, (given) => used = endOfLines(view, used, given));
            used = step.end;
          }
        } finally {
          if (reader.copies) reader.giveBack(view.subarray(used));
          else reader.consume(used);
        }
      }
      const cut = splitter.overlong;
      const last = splitter.last();
      if (last !== undefined) yield { lines: [last], cut, given: 0 };
    } finally {
      this.#unlock();
    }
  }

  /**
   * The bytes where they are, without a copy: each view is valid until the next step of the iteration; afterwards it
   * may show other bytes, or none. Never transfer its buffer. Where the overflow policy is `"drop-oldest"`, copies are
   * given.
   *
   * @returns the views, each as much as there is at that moment.
   * @throws {TypeError} in the iteration, when somebody else is reading.
   */
  views(): AsyncIterableIterator<Uint8Array<ArrayBuffer>> {
    return this.#spans(Infinity);
  }

  /**
   * The bytes in arrays of their own, as they come, at most 1 MiB each.
   *
   * @throws {TypeError} in the iteration, when somebody else is reading.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    this.#lock();
    try {
      while (await this.#some()) yield this.#reader.take(CHUNK);
    } finally {
      this.#unlock();
    }
  }

  /** Borrowed views, at most `max` bytes each; one that the consumer left is released all the same. */
  async *#spans(max: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const reader = this.#reader;
    this.#lock();
    try {
      while (await this.#some()) {
        if (reader.copies) {
          yield reader.take(Math.min(max, CHUNK));
          continue;
        }
        const view = reader.view(max);
        const length = view.length;
        try {
          yield view;
        } finally {
          reader.consume(length);
        }
      }
    } finally {
      this.#unlock();
    }
  }

  /** Waits until there are bytes; false at the end. */
  async #some(): Promise<boolean> {
    const reader = this.#reader;
    for (;;) {
      if (reader.length === 0) reader.peek();
      if (reader.length > 0) return true;
      if (reader.error) throw reader.error;
      if (!reader.open) return false;
      await reader.wait();
      reader.peek();
    }
  }

  /**
   * The bytes as a web stream of bytes; "bring your own buffer" readers are served. Cancelling it is {@linkcode
   * cancel}. To get it is to read: nobody else can until it has ended, and what is not read from it holds the child, as
   * with any reader that stops.
   *
   * @throws {TypeError} when somebody else is reading.
   */
  get readable(): ReadableStream<Uint8Array<ArrayBuffer>> {
    if (this.#readable) return this.#readable;
    this.#lock();
    return this.#readable = new ReadableStream({
      type: "bytes",
      pull: async (controller) => {
        if (!await this.#some()) {
          controller.close();
          controller.byobRequest?.respond(0);
          this.#unlock();
          return;
        }
        const request = controller.byobRequest;
        if (request?.view) request.respond(this.#reader.takeInto(request.view as Uint8Array<ArrayBuffer>));
        else controller.enqueue(this.#reader.take(CHUNK));
      },
      cancel: () => this.#reader.cancel(),
    }, { highWaterMark: 0 });
  }

  /**
   * Sends everything to a child's input, a file, or a web stream, and ends it.
   *
   * @param destination where to; a file is opened by Deno, with its permissions.
   * @returns how many bytes arrived. When a child's input is closed by its reader, the rest is drained and dropped.
   * @throws {TypeError} when somebody else is reading.
   */
  async pipeTo(destination: InputStream | FileTarget | WritableStream<Uint8Array>): Promise<number> {
    if (destination instanceof WritableStream) return await pipeToWritable(this.readable, destination);
    if ("path" in destination) return await pipeToFile(this.views(), destination);
    let count = 0;
    for await (const view of this.views()) {
      const { written, closed } = await destination.write(view);
      count += written;
      if (!closed) continue;
      this.#reader.cancel();
      return count;
    }
    await destination.close();
    return count;
  }

  /**
   * Wants no more: what comes is drained and dropped, so that the child neither waits nor sees a broken pipe.
   *
   * @throws {TypeError} when somebody is reading.
   */
  cancel(): Promise<void> {
    if (this.#locked) return Promise.reject(this.#lockedError());
    this.#reader.cancel();
    return Promise.resolve();
  }

  /** The same as {@linkcode cancel}, for `await using`; a reader that is left has no say. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#reader.cancel();
    return Promise.resolve();
  }

  /** @ignore Somebody waits for the process: a stream that nobody reads must not hold it. */
  keepUnread(): void {
    this.#awaited = true;
    if (this.#locked || this.#kept || this.#collected || !this.#keeps) return;
    this.#kept = true;
    this.#reader.collectUntilRead(this.#highWater);
  }

  /** @ignore The ring behind it, for the process. */
  get reader(): RingReader {
    return this.#reader;
  }

  #lock(collecting = false): void {
    if (this.#locked) throw this.#lockedError();
    this.onRead?.();
    this.#locked = this.#reader.inUse = true;
    if (!this.#kept) return;
    this.#kept = false;
    if (!collecting) this.#reader.attach();
  }

  #unlock(): void {
    this.#locked = this.#reader.inUse = false;
    this.#reader.settle();
    if (this.#awaited) this.keepUnread();
  }

  #lockedError(): TypeError {
    return new TypeError(`Cannot read ${this.#what}: it is being read already`);
  }
}
