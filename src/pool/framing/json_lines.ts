/**
 * One frame per line.
 *
 * @module
 */

import { DecodeError, type FrameDecoder, tooLarge } from "./decoder.ts";

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** Frames that end with LF; a CR before it and blank lines are passed over. */
export class LineDecoder implements FrameDecoder<Uint8Array> {
  readonly #limit: number;
  #parts: Uint8Array[] = [];
  #length = 0;

  /** @param limit bytes of a line at the most, its end not counted. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @inheritdoc */
  get atBoundary(): boolean {
    return this.#length === 0;
  }

  /** @inheritdoc */
  push(bytes: Uint8Array, deliver: (frame: Uint8Array) => void): void {
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
      const rest = bytes.subarray(start, end);
      start = end + 1;
      const line = withoutReturn(this.#length > 0 ? this.#join(rest) : rest);
      if (line.length > this.#limit) throw tooLarge(line.length, this.#limit, line);
      if (!isBlank(line)) deliver(line);
    }
    if (start < bytes.length) this.#keep(bytes.subarray(start));
  }

  /** @inheritdoc */
  end(): void {
    if (this.#length === 0) return;
    throw new DecodeError("malformed", "The output ended inside a line", this.#join(new Uint8Array(0)));
  }

  /** A line that cannot fit any more is refused before it is kept; its end may be a CR, which does not count. */
  #keep(part: Uint8Array): void {
    const length = this.#length + part.length;
    if (length > this.#limit + 1) throw tooLarge(length, this.#limit, this.#parts[0] ?? part);
    this.#parts.push(part.slice());
    this.#length = length;
  }

  #join(last: Uint8Array): Uint8Array {
    const line = new Uint8Array(this.#length + last.length);
    let offset = 0;
    for (const part of this.#parts) {
      line.set(part, offset);
      offset += part.length;
    }
    line.set(last, offset);
    this.#parts = [];
    this.#length = 0;
    return line;
  }
}

function withoutReturn(line: Uint8Array): Uint8Array {
  return line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
}

function isBlank(line: Uint8Array): boolean {
  for (const byte of line) if (byte !== 32 && byte !== 9) return false;
  return true;
}
