/**
 * The memory of a stream as this isolate sees it.
 *
 * @module
 */

import { memoryAt } from "../../ffi/mod.ts";

/** Memory of the library that may move, and that must not be looked at once it has. */
export class Mapping {
  #base = 0n;
  #length = 0;
  #buffer: ArrayBuffer | null = null;

  /**
   * Tells where it is now.
   *
   * @param base its address.
   * @param length in bytes.
   */
  move(base: bigint, length: number): void {
    if (length === this.#length && base === this.#base) return;
    this.forget();
    this.#base = base;
    this.#length = length;
  }

  /** What stands there: made when it is first looked at, since it counts as garbage of its size. */
  get buffer(): ArrayBuffer {
    if (this.#buffer?.byteLength === this.#length) return this.#buffer;
    return this.#buffer = memoryAt(this.#base, this.#length);
  }

  /** Makes stale views empty instead of pointing to memory that is gone. */
  forget(): void {
    if (this.#buffer?.byteLength === this.#length) this.#buffer.transfer();
    this.#buffer = null;
  }
}
