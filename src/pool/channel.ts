/**
 * The two streams that carry messages to a child and back: one writer, one reader.
 *
 * @module
 */

import type { Drainer, InputStream, RingReader } from "../streams/mod.ts";
import { DecodeError, type FrameDecoder } from "./framing/mod.ts";
import { news } from "./ring_news.ts";

const LINE_FEED = 10;
/** Bytes of a line before the first frame that are looked at. */
const MAX_FIRST_LINE = 64 * 1024;

/** A message on its way out. */
export interface Sending {
  readonly bytes: Uint8Array;
  /** Where it begins among all bytes that were given to the child's input; -1 before. */
  start: number;
  /** Called when it is in the child's pipe, or will never be. */
  readonly done?: () => void;
}

/** Who is told what happens here. */
export interface ChannelOwner {
  /** The child has said something. */
  onBytes(): void;
  /** A message came; it is valid during the call only. */
  onFrame(frame: Uint8Array): void;
  /** What came is no message; nothing follows. */
  onNoFrame(error: DecodeError): void;
  /** The output has ended at the end of a message; nothing follows. */
  onOutputEnd(): void;
  /** Nobody reads the input any more. */
  onInputBroken(): void;
}

/** Frames out, frames in. */
export class Channel {
  readonly #input: InputStream;
  readonly #reader: RingReader;
  readonly #drainer: Drainer;
  readonly #decoder: FrameDecoder;
  readonly #owner: ChannelOwner;
  #batch: Sending[] = [];
  #scheduled = false;
  #writing = false;
  #given = 0;
  #closed = false;
  #resume: (() => void) | null = null;
  #paused = false;
  #taking = false;
  #stopped = false;
  #firstLines: RegExp | null = null;
  #onFirstLine: (() => void) | null = null;
  #seen = new Uint8Array(0);
  bytesIn = 0;

  /**
   * @param input of the child.
   * @param reader of its output.
   * @param drainer of both.
   * @param decoder of its frames.
   * @param owner told of what comes.
   */
  constructor(input: InputStream, reader: RingReader, drainer: Drainer, decoder: FrameDecoder, owner: ChannelOwner) {
    this.#input = input;
    this.#reader = reader;
    this.#drainer = drainer;
    this.#decoder = decoder;
    this.#owner = owner;
  }

  readonly #deliver = (frame: Uint8Array) => {
    if (!this.#stopped) this.#owner.onFrame(frame);
  };

  /** Begins to read. */
  start(): void {
    this.#read();
  }

  /* -- Out -- */

  /** Bytes that are in the child's pipe or were. */
  get bytesOut(): number {
    return this.#input.stats.bytesOut;
  }

  /**
   * Sends a frame; all frames of a turn go out in one write.
   *
   * @param bytes of the frame.
   * @param done called when it is in the pipe, or will never be.
   */
  send(bytes: Uint8Array, done?: () => void): Sending {
    const sending: Sending = { bytes, start: -1, done };
    this.#batch.push(sending);
    if (!this.#scheduled && !this.#writing) {
      this.#scheduled = true;
      queueMicrotask(() => this.#write());
    }
    return sending;
  }

  /**
   * Takes a frame back.
   *
   * @param sending from {@linkcode send}.
   * @returns whether it had not left.
   */
  withdraw(sending: Sending): boolean {
    const index = this.#batch.indexOf(sending);
    if (index < 0) return false;
    this.#batch.splice(index, 1);
    return true;
  }

  /**
   * Whether any byte of a frame is in the child's pipe; final once the input is closed.
   *
   * @param sending from {@linkcode send}.
   */
  hasSent(sending: Sending): boolean {
    return sending.start >= 0 && sending.start < this.bytesOut;
  }

  async #write(): Promise<void> {
    this.#scheduled = false;
    this.#writing = true;
    while (this.#batch.length > 0 && !this.#closed) {
      const batch = this.#batch;
      this.#batch = [];
      const bytes = this.#give(batch);
      const { closed } = await this.#input.write(bytes).catch(() => ({ closed: true }));
      for (const { done } of batch) done?.();
      if (closed && !this.#closed) this.#owner.onInputBroken();
      if (closed) break;
    }
    this.#writing = false;
  }

  #give(batch: Sending[]): Uint8Array {
    const start = this.#given;
    for (const sending of batch) {
      sending.start = this.#given;
      this.#given += sending.bytes.length;
    }
    if (batch.length === 1) return batch[0]!.bytes;
    const joined = new Uint8Array(this.#given - start);
    for (const sending of batch) joined.set(sending.bytes, sending.start - start);
    return joined;
  }

  /** Closes the child's input; what has not been written never will be. */
  closeInput(): void {
    if (this.#closed) return;
    this.#closed = true;
    const batch = this.#batch;
    this.#batch = [];
    this.#input[Symbol.asyncDispose]();
    for (const { done } of batch) done?.();
  }

  /* -- In -- */

  /** Whether everything that came was a whole frame and was delivered. */
  get atBoundary(): boolean {
    this.#reader.peek();
    return this.#decoder.atBoundary && this.#reader.length === 0;
  }

  /** Reads no more until {@linkcode resume}; the child waits when its pipe is full. */
  pause(): void {
    this.#paused = true;
  }

  /** Undoes {@linkcode pause}. */
  resume(): void {
    this.#paused = false;
    this.#resume?.();
    this.#resume = null;
  }

  /** Wants no more: what comes is drained and dropped. */
  stopReading(): void {
    this.#stopped = true;
    if (!this.#taking) this.#reader.cancel();
    this.resume();
  }

  /** Whether the output has not ended, as far as is known without asking the system. */
  get isOpen(): boolean {
    this.#reader.peek();
    return this.#reader.open;
  }

  /**
   * Passes over the lines before the first frame.
   *
   * @param line that is the last of them.
   */
  skipTo(line: RegExp): Promise<void> {
    this.#firstLines = line;
    return new Promise((resolve) => this.#onFirstLine = resolve);
  }

  async #read(): Promise<void> {
    const reader = this.#reader;
    for (;;) {
      reader.peek();
      if (reader.length > 0 && !this.#take()) return;
      if (reader.length > 0) continue;
      if (!reader.open) break;
      await news(reader, this.#drainer);
      if (this.#paused) await new Promise<void>((resolve) => this.#resume = resolve);
    }
    try {
      this.#decoder.end();
    } catch (error) {
      if (error instanceof DecodeError) return this.#owner.onNoFrame(error);
      throw error;
    }
    this.#owner.onOutputEnd();
  }

  /** Decodes all there is; false when nothing more is wanted. */
  #take(): boolean {
    const view = this.#reader.view();
    this.bytesIn += view.length;
    this.#taking = true;
    const error = this.#decode(view);
    this.#taking = false;
    if (error) this.#owner.onNoFrame(error);
    else if (!this.#stopped) this.#reader.consume(view.length);
    if (this.#stopped) this.#reader.cancel();
    return !this.#stopped;
  }

  #decode(view: Uint8Array): DecodeError | null {
    this.#owner.onBytes();
    try {
      const frames = this.#firstLines ? this.#passLines(view) : view;
      if (frames.length > 0) this.#decoder.push(frames, this.#deliver);
      return null;
    } catch (error) {
      if (error instanceof DecodeError) return error;
      throw error;
    }
  }

  /** What follows the line that was waited for. */
  #passLines(bytes: Uint8Array): Uint8Array {
    const all = new Uint8Array(this.#seen.length + bytes.length);
    all.set(this.#seen);
    all.set(bytes, this.#seen.length);
    let start = 0;
    for (let end = all.indexOf(LINE_FEED); end >= 0; end = all.indexOf(LINE_FEED, start)) {
      const line = new TextDecoder().decode(all.subarray(start, end)).replace(/\r$/, "");
      start = end + 1;
      this.#firstLines!.lastIndex = 0;
      if (!this.#firstLines!.test(line)) continue;
      this.#firstLines = null;
      this.#seen = new Uint8Array(0);
      this.#onFirstLine?.();
      return all.subarray(start);
    }
    this.#seen = all.slice(Math.max(start, all.length - MAX_FIRST_LINE));
    return new Uint8Array(0);
  }
}
