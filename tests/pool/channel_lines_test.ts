/**
 * Lines as text: the same frames as lines as bytes.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { type Frame, LineDecoder, TextLineDecoder } from "../../src/pool/framing/mod.ts";

const PIECES = ['{"a":1}\n', "\n", " \t\n", "\r\n", "€𝄞\r\n", "\ufeff[]\n", "\r\r\n", "noise", "\n\n1\n", "ü"];
const BROKEN = [Uint8Array.of(0xff), Uint8Array.of(0xe2, 0x82), Uint8Array.of(0xf0, 10)];

function bytesOf(frame: Frame): number[] {
  const bytes = typeof frame === "string" ? new TextEncoder().encode(frame) : frame;
  return [...bytes];
}

/** Everything that a decoder gives, or why it gives no more. */
function framesOf(decoder: LineDecoder | TextLineDecoder, cuts: Uint8Array[]): unknown[] {
  const frames: unknown[] = [];
  try {
    for (const cut of cuts) {
      decoder.push(cut, (frame) => frames.push(withoutMark(bytesOf(frame))));
      frames.push(decoder.atBoundary);
    }
    decoder.end();
  } catch (error) {
    frames.push((error as Error).message);
  }
  return frames;
}

/** A byte order mark is no part of a text, and goes when bytes become one. */
function withoutMark(bytes: number[]): number[] {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.slice(3) : bytes;
}

Deno.test("Text and bytes have the same frames, errors and boundaries, whatever comes and wherever it is cut", () => {
  let state = 1;
  const random = (limit: number) => (state = state * 48271 % 2147483647) % limit;
  const encoder = new TextEncoder();
  for (let round = 0; round < 3000; round++) {
    const parts: number[] = [];
    for (let i = random(12); i >= 0; i--) {
      const broken = random(10) === 0 ? BROKEN[random(BROKEN.length)]! : null;
      parts.push(...broken ?? encoder.encode(PIECES[random(PIECES.length)]));
    }
    const bytes = Uint8Array.from(parts);
    const cuts: Uint8Array[] = [];
    for (let at = 0; at < bytes.length;) {
      const length = 1 + random(bytes.length);
      cuts.push(bytes.subarray(at, at + length));
      at += length;
    }
    const limit = random(4) === 0 ? 4 : 1000;
    assertEquals(framesOf(new TextLineDecoder(limit), cuts), framesOf(new LineDecoder(limit), cuts));
  }
});

Deno.test("Many lines that come at once are text, what is no text stays bytes", () => {
  const kinds: string[] = [];
  const decoder = new TextLineDecoder(100);
  decoder.push(new TextEncoder().encode("1\n2\n"), (frame) => kinds.push(typeof frame));
  decoder.push(Uint8Array.of(0xff, 10), (frame) => kinds.push(typeof frame));
  assertEquals(kinds, ["string", "string", "object"]);
});
