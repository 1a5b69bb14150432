/**
 * Frames whose size is told before their bytes.
 *
 * @module
 */

import { DecodeError, type FrameDecoder, tooLarge } from "./decoder.ts";

/** Takes frames that are there whole from where they are, and gathers the others. What tells the size is its head. */
export abstract class SizedDecoder implements FrameDecoder<Uint8Array> {
  /** Bytes of a frame at the most, its head not counted. */
  protected readonly limit: number;
  /** What has come of the next frame's head. */
  protected head: number[] = [];
  #body: Uint8Array | null = null;
  /** Bytes of the body that have come. */
  #length = 0;

  /** @param limit bytes of a frame at the most, its head not counted. */
  constructor(limit: number) {
    this.limit = limit;
  }

  /**
   * Delivers a frame that is there whole, as most are.
   *
   * @returns where it ends; where it begins, when it is none.
   */
  protected abstract deliverWhole(bytes: Uint8Array, offset: number, deliver: (frame: Uint8Array) => void): number;

  /**
   * A byte was added to the head.
   *
   * @returns the size of the frame; null when that is not known yet.
   * @throws {DecodeError} when it is no head.
   */
  protected abstract sizeAfter(byte: number): number | null;

  /** @inheritdoc */
  get atBoundary(): boolean {
    return this.#body === null && this.head.length === 0;
  }

  /** @inheritdoc */
  push(bytes: Uint8Array, deliver: (frame: Uint8Array) => void): void {
    let offset = 0;
    while (offset < bytes.length) {
      const end = this.atBoundary ? this.deliverWhole(bytes, offset, deliver) : offset;
      offset = end > offset ? end : this.#take(bytes, offset);
      if (this.#body?.length === this.#length) deliver(this.#finish());
    }
  }

  /** Takes a piece of a frame; tells where it ends. */
  #take(bytes: Uint8Array, offset: number): number {
    if (this.#body) return this.#fill(this.#body, bytes, offset);
    const byte = bytes[offset]!;
    this.head.push(byte);
    const size = this.sizeAfter(byte);
    if (size !== null) this.#begin(size);
    return offset + 1;
  }

  #fill(body: Uint8Array, bytes: Uint8Array, offset: number): number {
    const part = bytes.subarray(offset, offset + body.length - this.#length);
    body.set(part, this.#length);
    this.#length += part.length;
    return offset + part.length;
  }

  #begin(size: number): void {
    this.assertFits(size);
    this.#body = this.#reserve(size);
    this.#length = 0;
    this.head = [];
  }

  /** Without a limit there is still that of the memory. */
  #reserve(size: number): Uint8Array {
    try {
      return new Uint8Array(size);
    } catch (error) {
      throw new DecodeError("large", `A frame of ${size} bytes: ${(error as Error).message}`, this.headBytes);
    }
  }

  /**
   * Refuses a frame before it comes.
   *
   * @throws {DecodeError} when it is too large.
   */
  protected assertFits(size: number): void {
    if (size > this.limit) throw tooLarge(size, this.limit, this.headBytes);
  }

  #finish(): Uint8Array {
    const frame = this.#body!;
    this.#body = null;
    return frame;
  }

  /** @inheritdoc */
  end(): void {
    if (this.atBoundary) return;
    const sample = this.#body?.subarray(0, this.#length) ?? this.headBytes;
    throw new DecodeError("malformed", "The output ended inside a frame", sample);
  }

  /** The head as it came. */
  protected get headBytes(): Uint8Array {
    return Uint8Array.from(this.head);
  }
}
