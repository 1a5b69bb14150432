/**
 * Frames behind their length.
 *
 * @module
 */

import { Body } from "./body.ts";
import { DecodeError, type FrameDecoder, tooLarge } from "./decoder.ts";

const PREFIX = 4;

/** A length of four bytes, the most significant first, then so many bytes. */
export class LengthPrefixedDecoder implements FrameDecoder<Uint8Array> {
  readonly #limit: number;
  #prefix = new Body(PREFIX);
  #body: Body | null = null;

  /** @param limit bytes of a frame at the most, its length not counted. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @inheritdoc */
  get atBoundary(): boolean {
    return this.#body === null && this.#prefix.part.length === 0;
  }

  /** @inheritdoc */
  push(bytes: Uint8Array, deliver: (frame: Uint8Array) => void): void {
    let offset = 0;
    while (offset < bytes.length) {
      const end = this.atBoundary ? this.#deliverWhole(bytes, offset, deliver) : offset;
      offset = end > offset ? end : this.#push(bytes, offset, deliver);
    }
  }

  /**
   * A frame that is there whole, as most are.
   *
   * @returns where it ends; where it begins, when it is none.
   */
  #deliverWhole(bytes: Uint8Array, offset: number, deliver: (frame: Uint8Array) => void): number {
    const start = offset + PREFIX;
    const size = start <= bytes.length ? sizeAt(bytes, offset) : Infinity;
    if (size > this.#limit || start + size > bytes.length) return offset;
    deliver(bytes.subarray(start, start + size));
    return start + size;
  }

  /** A piece of any other frame. */
  #push(bytes: Uint8Array, offset: number, deliver: (frame: Uint8Array) => void): number {
    const end = (this.#body ?? this.#prefix).fill(bytes, offset);
    this.#beginBody();
    const frame = this.#body?.complete;
    if (!frame) return end;
    this.#body = null;
    deliver(frame);
    return end;
  }

  #beginBody(): void {
    const prefix = this.#prefix.complete;
    if (!prefix) return;
    const size = sizeAt(prefix, 0);
    if (size > this.#limit) throw tooLarge(size, this.#limit, prefix);
    this.#prefix = new Body(PREFIX);
    this.#body = new Body(size);
  }

  /** @inheritdoc */
  end(): void {
    if (this.atBoundary) return;
    throw new DecodeError("malformed", "The output ended inside a frame", (this.#body ?? this.#prefix).part);
  }
}

function sizeAt(bytes: Uint8Array, offset: number): number {
  const low = bytes[offset + 1]! << 16 | bytes[offset + 2]! << 8 | bytes[offset + 3]!;
  return bytes[offset]! * 2 ** 24 + low;
}
