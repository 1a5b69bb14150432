/**
 * Giving out lines one by one that come many at a time, and knowing how many were given.
 *
 * @module
 */

import type { LineSplitter } from "./lines.ts";

/** Lines that were there at once, and how many of them the reader has been given. */
export interface LineBatch {
  lines: string[];
  /** The one line is longer than allowed and was cut. */
  cut: boolean;
  given: number;
}

/** Splits a view block by block; `end` is where in the view the block's lines end. */
export function* splitView(
  splitter: LineSplitter,
  view: Uint8Array,
): Generator<{ lines: string[]; cut: boolean; end: number }> {
  for (let end = 0; end < view.length;) {
    const { used, lines, cut = false } = splitter.split(end === 0 ? view : view.subarray(end));
    end += used;
    yield { lines, cut, end };
  }
}

/** Yields a batch; when the reader leaves there, says how many of its lines were given. */
export async function* leaveRest(batch: LineBatch, left: (given: number) => void): AsyncGenerator<LineBatch> {
  let finished = false;
  try {
    yield batch;
    finished = true;
  } finally {
    if (!finished) left(batch.given);
  }
}

const NEWLINE = 10;

/** Where `count` lines end that begin at `offset`. */
export function endOfLines(view: Uint8Array, offset: number, count: number): number {
  for (let line = 0; line < count; line++) offset = view.indexOf(NEWLINE, offset) + 1;
  return offset;
}

/**
 * Gives out what comes in batches one by one: a resolved promise each costs less than half a step of a generator, and a
 * line is little more than that.
 */
export class LineIterator<T> implements AsyncIterableIterator<T> {
  readonly #batches: AsyncGenerator<LineBatch>;
  readonly #convert: (line: string, cut: boolean) => T | undefined;
  readonly #plain: boolean;
  #batch: LineBatch = { lines: [], cut: false, given: 0 };
  #asked = 0;
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param batches of lines.
   * @param convert what is given out for a line; undefined passes it over. Without it, the lines themselves are given.
   */
  constructor(batches: AsyncGenerator<LineBatch>, convert?: (line: string, cut: boolean) => T | undefined) {
    this.#batches = batches;
    this.#plain = convert === undefined;
    this.#convert = convert ?? ((line) => line as T);
  }

  next(): Promise<IteratorResult<T>> {
    if (this.#asked > 0) return this.#ask();
    const batch = this.#batch;
    if (this.#plain && batch.given < batch.lines.length) {
      return Promise.resolve({ done: false, value: batch.lines[batch.given++] as T });
    }
    const value = this.#take();
    if (value !== undefined) return Promise.resolve({ done: false, value });
    return this.#ask();
  }

  /** Steps that were asked for before the last one came are served in their order. */
  #ask(): Promise<IteratorResult<T>> {
    this.#asked++;
    const step = this.#last.then(() => this.#nextBatch()).finally(() => this.#asked--);
    this.#last = step.catch(() => {});
    return step;
  }

  #take(): T | undefined {
    const batch = this.#batch;
    while (batch.given < batch.lines.length) {
      const value = this.#convert(batch.lines[batch.given++]!, batch.cut);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  async #nextBatch(): Promise<IteratorResult<T>> {
    for (;;) {
      const value = this.#take();
      if (value !== undefined) return { done: false, value };
      const step = await this.#batches.next();
      if (step.done) return { done: true, value: undefined };
      this.#batch = step.value;
    }
  }

  async return(): Promise<IteratorResult<T>> {
    await this.#batches.return(undefined);
    this.#batch = { lines: [], cut: false, given: 0 };
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
