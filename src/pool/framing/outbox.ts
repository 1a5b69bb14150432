/**
 * Frames on their way out, one after the other in one piece of memory.
 *
 * @module
 */

/** Bytes that it begins with. */
const SMALL = 4096;
/** Bytes that it keeps when it is emptied. */
const KEPT = 256 * 1024;
/** Bytes that a UTF-16 unit has in UTF-8 at the most. */
const MOST_PER_UNIT = 3;
/** Units of a text that the runtime's encoder would be called for longer than it takes to copy them one by one. */
const SHORT = 128;
/** The first that has two bytes. */
const NO_ASCII = 0x80;

const encoder = new TextEncoder();

/** Memory that grows with what is put into it. */
export class Outbox {
  #bytes = new Uint8Array(SMALL);
  #length = 0;

  /** Bytes that are in it. */
  get length(): number {
    return this.#length;
  }

  /** What is in it, valid until something is put into it or taken out. */
  get contents(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Empties it. */
  clear(): void {
    this.#length = 0;
    if (this.#bytes.length > KEPT) this.#bytes = new Uint8Array(SMALL);
  }

  /** Takes everything out that was put in after a moment at which it had a length. */
  cutTo(length: number): void {
    this.#length = length;
  }

  /**
   * Takes bytes out of its midst.
   *
   * @param start of the bytes.
   * @param end of the bytes.
   */
  remove(start: number, end: number): void {
    this.#bytes.copyWithin(start, end, this.#length);
    this.#length -= end - start;
  }

  /** Puts bytes into it. */
  put(bytes: ArrayLike<number>): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Puts one byte into it. */
  putByte(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = byte;
  }

  /** Changes bytes that are in it. */
  change(start: number, bytes: ArrayLike<number>): void {
    this.#bytes.set(bytes, start);
  }

  /** Puts text into it, as UTF-8. */
  putText(text: string): void {
    this.#reserve(text.length * MOST_PER_UNIT);
    if (text.length <= SHORT && this.#putAscii(text)) return;
    this.#length += encoder.encodeInto(text, this.#bytes.subarray(this.#length)).written;
  }

  /** Whether it was nothing but ASCII, and is in it now. */
  #putAscii(text: string): boolean {
    const bytes = this.#bytes;
    const start = this.#length;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit >= NO_ASCII) return false;
      bytes[start + at] = unit;
    }
    this.#length += text.length;
    return true;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.contents);
    this.#bytes = larger;
  }
}
