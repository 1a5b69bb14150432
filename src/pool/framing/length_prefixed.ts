/**
 * Frames behind their length.
 *
 * @module
 */

import { Body } from "./body.ts";
import { DecodeError, type FrameDecoder, tooLarge } from "./decoder.ts";

const PREFIX = 4;

/** A length of four bytes, the most significant first, then so many bytes. */
export class LengthPrefixedDecoder implements FrameDecoder {
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
      offset = (this.#body ?? this.#prefix).fill(bytes, offset);
      this.#beginBody();
      const frame = this.#body?.complete;
      if (!frame) continue;
      this.#body = null;
      deliver(frame);
    }
  }

  #beginBody(): void {
    const prefix = this.#prefix.complete;
    if (!prefix) return;
    const size = new DataView(prefix.buffer).getUint32(0);
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
