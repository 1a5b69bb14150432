/**
 * Numbers out of text that came from outside.
 *
 * @module
 */

import { integerOf } from "./convert.ts";
import type { Integer } from "./kinds.ts";

const INTEGER = /^([+-]?)(0x[0-9a-f]+(?:_[0-9a-f]+)*|0o[0-7]+(?:_[0-7]+)*|0b[01]+(?:_[01]+)*|\d+(?:_\d+)*)$/i;
const FLOAT = /^[+-]?(?:\d+(?:_\d+)*(?:\.\d+(?:_\d+)*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const NAMED_FLOATS: Readonly<Record<string, number>> = { inf: Infinity, "+inf": Infinity, "-inf": -Infinity, nan: NaN };

/**
 * The integer that a text is, of any size: decimal or with `0x`, `0o`, `0b`, a sign, `_` between digits, blanks around.
 * Null when it is something else.
 */
export function readInteger(text: string): Integer | null {
  const match = INTEGER.exec(text.trim());
  if (match === null) return null;
  const magnitude = BigInt(match[2]!.replaceAll("_", ""));
  return integerOf(match[1] === "-" ? -magnitude : magnitude);
}

/** The float that a text is: `3`, `2.5e-3`, `inf`, `-inf`, `nan`, blanks around. Null when it is something else. */
export function readFloat(text: string): number | null {
  const trimmed = text.trim();
  const named = NAMED_FLOATS[trimmed.toLowerCase()];
  if (named !== undefined) return named;
  return FLOAT.test(trimmed) ? Number(trimmed.replaceAll("_", "")) : null;
}
