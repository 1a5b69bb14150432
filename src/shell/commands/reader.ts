/**
 * An output of a process in the hands of the program.
 *
 * @module
 */

import type { DirectOutput, OutputStream } from "../../streams/mod.ts";
import { ErrorValue, Failure } from "../values/mod.ts";
import type { ReaderValue } from "./runner.ts";

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
const DIRECT_BYTES = 64 * 1024;

/** Runs something that can take long, so that signals reach the process meanwhile. */
export type Waiting = <T>(work: Promise<T>) => Promise<T>;

/** Bytes as they come; null at the end. Between two steps nobody has a hold on the stream. */
export type ByteSource = () => Promise<Uint8Array | null>;

/** The bytes of a drained output. */
export function drainedBytes(output: OutputStream): ByteSource {
  return async () => {
    for await (const chunk of output) return chunk;
    return null;
  };
}

/** The bytes of an output that nobody drains; it is closed at its end. */
export function directBytes(output: DirectOutput): ByteSource {
  const buffer = new Uint8Array(DIRECT_BYTES);
  let hasEnded = false;
  return async () => {
    while (!hasEnded) {
      const count = output.read(buffer);
      if (count === null) await output.ready();
      else if (count > 0) return buffer.slice(0, count);
      else hasEnded = true;
    }
    output.close();
    return null;
  };
}

/** Reads lines, bytes or all the rest, in any order. Text that is not UTF-8 has U+FFFD where it is not. */
export class Reader implements ReaderValue {
  readonly #source: ByteSource;
  readonly #waiting: Waiting;
  readonly #at: number;
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  /** What has come and was not given out. */
  #rest: Uint8Array = new Uint8Array();

  /**
   * @param source of the bytes
   * @param waiting is told of every wait
   * @param at the place that failures name
   */
  constructor(source: ByteSource, waiting: Waiting, at: number) {
    this.#source = source;
    this.#waiting = waiting;
    this.#at = at;
  }

  read_line(): Promise<string | null | Failure> {
    return this.#attempt(() => this.#line());
  }

  read_all(): Promise<string | Failure> {
    return this.#attempt(async () => {
      const parts = [this.#take(this.#rest.length)];
      for (let part = await this.#source(); part; part = await this.#source()) parts.push(part);
      return this.#decoder.decode(await new Blob(parts as BlobPart[]).arrayBuffer());
    });
  }

  read_bytes(count: number | bigint): Promise<Uint8Array | Failure> {
    return this.#attempt(async () => {
      if (this.#rest.length === 0 && count > 0) await this.#more();
      return this.#take(Math.min(Number(count), this.#rest.length));
    });
  }

  async *lines(): AsyncGenerator<string> {
    for (;;) {
      const line = await this.read_line();
      if (line instanceof Failure) throw line;
      if (line === null) return;
      yield line;
    }
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T | Failure> {
    try {
      return await this.#waiting(work());
    } catch (error) {
      return new Failure(new ErrorValue(1, error instanceof Error ? error.message : String(error), "io"), this.#at);
    }
  }

  async #line(): Promise<string | null> {
    let searched = 0;
    let end = this.#rest.indexOf(NEWLINE);
    while (end < 0) {
      searched = this.#rest.length;
      if (!await this.#more()) return searched > 0 ? this.#text(searched) : null;
      end = this.#rest.indexOf(NEWLINE, searched);
    }
    const line = this.#text(end);
    this.#take(1);
    return line;
  }

  /** The next `length` bytes as a line, without a carriage return at its end. */
  #text(length: number): string {
    const bytes = this.#take(length);
    return this.#decoder.decode(bytes.at(-1) === CARRIAGE_RETURN ? bytes.subarray(0, -1) : bytes);
  }

  #take(length: number): Uint8Array {
    const taken = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return taken;
  }

  /** Gets more bytes; false at the end. */
  async #more(): Promise<boolean> {
    const part = await this.#source();
    if (!part) return false;
    const joined = new Uint8Array(this.#rest.length + part.length);
    joined.set(this.#rest);
    joined.set(part, this.#rest.length);
    this.#rest = joined;
    return true;
  }
}

/** Stands for an output that goes elsewhere. */
export function noReader(failure: Failure): ReaderValue {
  const refuse = () => Promise.resolve(failure);
  return {
    read_line: refuse,
    read_all: refuse,
    read_bytes: refuse,
    lines: () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(failure) }) }),
  };
}
