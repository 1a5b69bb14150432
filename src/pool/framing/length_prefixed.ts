/**
 * Frames behind their length.
 *
 * @module
 */

import { SizedDecoder } from "./sized.ts";

const PREFIX = 4;

/** A length of four bytes, the most significant first, then so many bytes. */
export class LengthPrefixedDecoder extends SizedDecoder {
  /** @inheritdoc */
  protected override deliverWhole(
    bytes: Uint8Array,
    offset: number,
    deliver: (frame: Uint8Array) => void,
  ): number {
    const start = offset + PREFIX;
    const size = start <= bytes.length ? sizeAt(bytes, offset) : Infinity;
    if (size > this.limit || start + size > bytes.length) return offset;
    deliver(bytes.subarray(start, start + size));
    return start + size;
  }

  /** @inheritdoc */
  protected override sizeAfter(): number | null {
    return this.head.length === PREFIX ? sizeAt(this.head, 0) : null;
  }
}

function sizeAt(bytes: ArrayLike<number>, offset: number): number {
  const low = bytes[offset + 1]! << 16 | bytes[offset + 2]! << 8 | bytes[offset + 3]!;
  return bytes[offset]! * 2 ** 24 + low;
}
