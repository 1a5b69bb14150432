/**
 * Floats as text.
 *
 * @module
 */

/**
 * The shortest text that reads back as the same float, always one of a float: `5.0`, `0.1`, `1e+21`, `-0.0`, `inf`,
 * `-inf`, `nan`.
 *
 * @param bits 32 or 64: the nearest float of 32 bits to 0.1 is `0.1` among those of its kind
 */
export function formatFloat(value: number, bits: 32 | 64 = 64): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0.0";
  const text = bits === 64 ? String(value) : shortestOf32(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** Nine digits tell every float of 32 bits from its neighbours. */
function shortestOf32(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return String(rounded);
  }
  return String(Number(value.toPrecision(9)));
}
