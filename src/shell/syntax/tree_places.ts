/**
 * Lines and columns of many places in one text.
 *
 * @module
 */

import type { Span } from "./source.ts";
import type { Location } from "./tree.ts";

/** Finds lines and columns at the same cost wherever they are, however long a line is. */
export class Places {
  readonly #lineStarts: number[] = [0];
  /** The code points before each offset; null where each is one unit, as is usual. */
  readonly #codePoints: Uint32Array | null;

  constructor(text: string) {
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#lineStarts.push(at + 1);
    this.#codePoints = /[\ud800-\udbff][\udc00-\udfff]/.test(text) ? countCodePoints(text) : null;
  }

  /** From where to where a span reaches. */
  of({ start, end }: Span): Location {
    const [line, col] = this.#place(start);
    const [endLine, endCol] = this.#place(end);
    return { line, col, endLine, endCol };
  }

  #place(offset: number): [line: number, column: number] {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#lineStarts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return [low + 1, this.#count(offset) - this.#count(this.#lineStarts[low]!) + 1];
  }

  #count(offset: number): number {
    return this.#codePoints ? this.#codePoints[offset]! : offset;
  }
}

function countCodePoints(text: string): Uint32Array {
  const counts = new Uint32Array(text.length + 1);
  let at = 0;
  let count = 0;
  for (const character of text) {
    counts[at] = count++;
    // The second half of a character counts as its end.
    if (character.length > 1) counts[at + 1] = count;
    at += character.length;
  }
  counts[at] = count;
  return counts;
}
