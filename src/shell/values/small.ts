/**
 * Integers of 8, 16 and 32 bits, which are JavaScript numbers: an operation is the operator of JavaScript and then the
 * wrap of its type. A wrap also cuts off the fraction of a quotient and turns -0 into 0.
 *
 * Only a product of 32 bits must be taken by `Math.imul`, since `*` would lose its low bits.
 *
 * @module
 */

/** To int8. */
export function wrapInt8(value: number): number {
  return value << 24 >> 24;
}

/** To int16. */
export function wrapInt16(value: number): number {
  return value << 16 >> 16;
}

/** To int32. */
export function wrapInt32(value: number): number {
  return value | 0;
}

/** To uint8. */
export function wrapUint8(value: number): number {
  return value & 0xff;
}

/** To uint16. */
export function wrapUint16(value: number): number {
  return value & 0xffff;
}

/** To uint32. */
export function wrapUint32(value: number): number {
  return value >>> 0;
}

/** `value << count`, to be wrapped. A large count shifts everything out, a negative one shifts the other way. */
export function shiftLeftSmall(value: number, count: number): number {
  if (count >= 32) return 0;
  return count >= 0 ? value << count : shiftRightSmall(value, -count);
}

/** `value >> count`, to be wrapped: the sign stays. Counts as in {@linkcode shiftLeftSmall}. */
export function shiftRightSmall(value: number, count: number): number {
  if (count < 0) return shiftLeftSmall(value, -count);
  if (value < 0) return value >> Math.min(count, 31);
  return count >= 32 ? 0 : value >>> count;
}
