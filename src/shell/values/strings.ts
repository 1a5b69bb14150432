/**
 * Strings as the language sees them: sequences of code points.
 *
 * A program that goes through a string by index asks for the same string again and again. So the last one that was
 * looked into is remembered: whether its units are its code points, or else its code points one by one.
 *
 * @module
 */

import type { Integer } from "./kinds.ts";

let remembered = "";
/** Null: every unit is a code point of its own. */
let rememberedPoints: readonly string[] | null = null;

/** The code points of a string, or null where its units are just that. */
function pointsOf(text: string): readonly string[] | null {
  if (text !== remembered) {
    rememberedPoints = /[\ud800-\udfff]/.test(text) ? Array.from(text) : null;
    remembered = text;
  }
  return rememberedPoints;
}

/** How many code points there are. */
export function lengthOf(text: string): number {
  return pointsOf(text)?.length ?? text.length;
}

/** The code point at an index from 0, as a string; undefined out of bounds. */
export function characterAt(text: string, index: Integer): string | undefined {
  return (pointsOf(text) ?? text)[Number(index)];
}

/** The code points from one index to another, that one included; neither is below 0. */
export function sliceString(text: string, first: Integer, last: Integer): string {
  const start = Number(first);
  const end = Number(last) + 1;
  const points = pointsOf(text);
  return points === null ? text.slice(start, end) : points.slice(start, end).join("");
}

/** The bytes of a string in UTF-8. */
export function encodeText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The string that bytes are in UTF-8; what is no UTF-8 becomes U+FFFD, and a byte order mark stays. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
