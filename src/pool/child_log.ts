/**
 * What a child says beside its replies.
 *
 * @module
 */

import type { Drainer, RingReader } from "../streams/mod.ts";
import { news } from "./ring_news.ts";

const CHUNK = 64 * 1024;
/** A line without an end is told in pieces of this many bytes. */
const LINE_MAX = 64 * 1024;
const LINE_FEED = 10;

const decoder = new TextDecoder();

/**
 * Keeps the last bytes of a log. Nobody is woken while the child logs: the ring drops what is old, and its rest is
 * looked at when somebody asks.
 */
export class ChildLog {
  readonly #reader: RingReader;
  readonly #tail: Uint8Array;
  readonly #onLine: ((line: string) => void) | undefined;
  #length = 0;
  #line: Uint8Array[] = [];
  #lineLength = 0;
  #lines: string[] = [];

  /**
   * @param reader of the log's ring.
   * @param drainer that fills it.
   * @param tailBytes to keep.
   * @param onLine gets each line, if anybody wants them.
   */
  constructor(reader: RingReader, drainer: Drainer, tailBytes: number, onLine?: (line: string) => void) {
    this.#reader = reader;
    this.#tail = new Uint8Array(tailBytes);
    this.#onLine = onLine;
    if (onLine) this.#follow(drainer);
  }

  /** Its last words. */
  get tail(): string {
    this.take();
    return decoder.decode(this.#tail.subarray(0, this.#length));
  }

  /** Settles at its end. */
  get ended(): Promise<void> {
    return this.#reader.ended;
  }

  /** Takes in what has come and would be lost when the log is closed. */
  take(): void {
    const reader = this.#reader;
    for (reader.peek(); reader.length > 0; reader.peek()) {
      const bytes = reader.take(CHUNK);
      this.#keep(bytes);
      if (this.#onLine) this.#split(bytes);
    }
  }

  #keep(bytes: Uint8Array): void {
    const size = this.#tail.length;
    const part = bytes.subarray(Math.max(0, bytes.length - size));
    const kept = Math.min(this.#length, size - part.length);
    this.#tail.copyWithin(0, this.#length - kept, this.#length);
    this.#tail.set(part, kept);
    this.#length = kept + part.length;
  }

  async #follow(drainer: Drainer): Promise<void> {
    this.take();
    while (this.#reader.open) {
      await news(this.#reader, drainer);
      this.take();
    }
    if (this.#lineLength > 0) this.#cut();
  }

  #split(bytes: Uint8Array): void {
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
      this.#line.push(bytes.subarray(start, end));
      this.#cut();
      start = end + 1;
    }
    if (start === bytes.length) return;
    this.#line.push(bytes.subarray(start));
    this.#lineLength += bytes.length - start;
    if (this.#lineLength >= LINE_MAX) this.#cut();
  }

  #cut(): void {
    const parts = this.#line;
    this.#line = [];
    this.#lineLength = 0;
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let offset = 0;
    for (const part of parts) {
      whole.set(part, offset);
      offset += part.length;
    }
    this.#lines.push(decoder.decode(whole).replace(/\r$/, ""));
    if (this.#lines.length === 1) queueMicrotask(() => this.#handOver());
  }

  /** A listener may do anything to the pool, which may be in the middle of something when it looks at a log. */
  #handOver(): void {
    const lines = this.#lines;
    this.#lines = [];
    for (const line of lines) {
      try {
        this.#onLine?.(line);
      } catch {
        // A listener that fails must not end the log, nor the program.
      }
    }
  }
}
