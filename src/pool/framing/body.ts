/**
 * A frame whose size is known before its bytes.
 *
 * @module
 */

/** Gathers the bytes of one frame. */
export class Body {
  readonly #bytes: Uint8Array;
  #length = 0;

  /** @param size of the frame, in bytes. */
  constructor(size: number) {
    this.#bytes = new Uint8Array(size);
  }

  /**
   * Takes what belongs to it.
   *
   * @param bytes that came.
   * @param from where its bytes begin in them.
   * @returns where they end.
   */
  fill(bytes: Uint8Array, from: number): number {
    const part = bytes.subarray(from, from + this.#bytes.length - this.#length);
    this.#bytes.set(part, this.#length);
    this.#length += part.length;
    return from + part.length;
  }

  /** The frame, once it is complete. */
  get complete(): Uint8Array | null {
    return this.#length === this.#bytes.length ? this.#bytes : null;
  }

  /** What has come of it. */
  get part(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}
