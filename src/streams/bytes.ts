/**
 * Arrays of bytes.
 *
 * @module
 */

/**
 * Joins arrays.
 *
 * @param parts in their order.
 * @returns one array with all their bytes.
 */
export function concatenate(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
