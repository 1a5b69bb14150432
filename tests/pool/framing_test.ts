/**
 * Frames out of bytes, however they are cut.
 *
 * @module
 */

import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  Codec,
  ContentLengthDecoder,
  DecodeError,
  type FrameDecoder,
  type Framing,
  LengthPrefixedDecoder,
  LineDecoder,
  Outbox,
} from "../../src/pool/framing/mod.ts";
import { text } from "../helpers.ts";

const VALUES = [{ text: "plain" }, "€ 𝄞 ü", 0, [], { nested: { "\n": [null] } }];

function framesOf(decoder: FrameDecoder, pieces: Uint8Array[]): string[] {
  const frames: string[] = [];
  for (const piece of pieces)
    decoder.push(piece, (frame) => frames.push(typeof frame === "string" ? frame : text(frame)));
  decoder.end();
  return frames;
}

function bytesOf(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}

for (const framing of ["jsonl", "content-length", "length-prefixed"] as Framing[]) {
  Deno.test(`${framing} gives the same frames wherever two cuts fall`, () => {
    const codec = new Codec(framing, "json");
    const whole = Uint8Array.from(VALUES.flatMap((value) => [...codec.encode(value)]));
    for (let first = 0; first <= whole.length; first++) {
      for (let second = first; second <= whole.length; second += 3) {
        const pieces = [whole.subarray(0, first), whole.subarray(first, second), whole.subarray(second)];
        assertEquals(framesOf(codec.decoder(1000), pieces).map((frame) => JSON.parse(frame)), VALUES);
      }
    }
  });

  Deno.test(`${framing} gives the same frames byte by byte, and knows its boundaries`, () => {
    const codec = new Codec(framing, "json");
    const decoder = codec.decoder(1000);
    let frames = 0;
    for (const value of VALUES) {
      const bytes = codec.encode(value);
      for (let at = 0; at < bytes.length; at++) {
        assertEquals(decoder.atBoundary, at === 0);
        decoder.push(bytes.subarray(at, at + 1), () => frames++);
      }
    }
    assert(decoder.atBoundary);
    assertEquals(frames, VALUES.length);
  });

  Deno.test(`${framing} refuses an end inside a frame`, () => {
    const codec = new Codec(framing, "json");
    const bytes = codec.encode({ a: 1 });
    for (let length = 1; length < bytes.length; length++) {
      const decoder = codec.decoder(1000);
      decoder.push(bytes.subarray(0, length), () => {});
      assertEquals(assertThrows(() => decoder.end(), DecodeError).kind, "malformed");
    }
  });

  Deno.test(`${framing} takes a frame of the largest size and refuses one byte more`, () => {
    const codec = new Codec(framing, "bytes");
    const frame = new Uint8Array(100).fill(65);
    assertEquals(framesOf(codec.decoder(100), [codec.encode(frame)]), [text(frame)]);
    const error = assertThrows(() => framesOf(codec.decoder(99), [codec.encode(frame)]), DecodeError);
    assertEquals(error.kind, "large");
  });
}

Deno.test("The size of a frame is its own, whatever is put before it while its value makes its JSON", () => {
  for (const framing of ["jsonl", "content-length", "length-prefixed"] as Framing[]) {
    const codec = new Codec(framing, "json");
    const outbox = new Outbox();
    let inner = 0;
    const value = { toJSON: () => (inner = codec.encodeTo("inner", outbox), "outer") };
    const outer = codec.encodeTo(value, outbox);
    assertEquals(outbox.length, inner + outer);
    assertEquals(framesOf(codec.decoder(100), [outbox.contents]), ['"inner"', '"outer"']);
  }
});

Deno.test("A line that is too long is refused before its end comes", () => {
  const decoder = new LineDecoder(10);
  decoder.push(bytesOf("12345"), () => {});
  assertEquals(assertThrows(() => decoder.push(bytesOf("6789012"), () => {}), DecodeError).kind, "large");
});

Deno.test("Lines may end with a carriage return, and blank ones are passed over", () => {
  assertEquals(framesOf(new LineDecoder(100), [bytesOf("1\r\n\r\n\n  \n2\n")]), ["1", "2"]);
});

Deno.test("Headers have any case and any company", () => {
  const bytes = bytesOf("X-A: b\r\nCONTENT-length:  5 \r\nContent-Type: x; y=z\r\n\r\n\u00fc\u00fca");
  assertEquals(framesOf(new ContentLengthDecoder(100), [bytes]), ["\u00fc\u00fca"]);
});

for (const header of ["nonsense\r\n", "Content-Length: x\r\n", "Content-Length: -1\r\n", "A: b\r\n\r\n"]) {
  Deno.test(`${JSON.stringify(header)} is no header of a frame`, () => {
    const decoder = new ContentLengthDecoder(100);
    const error = assertThrows(() => decoder.push(bytesOf(header), () => {}), DecodeError);
    assertEquals([error.kind, text(error.sample)], ["malformed", header]);
  });
}

Deno.test("Headers without an end are refused", () => {
  const decoder = new ContentLengthDecoder(100);
  assertThrows(() => decoder.push(new Uint8Array(17_000).fill(65), () => {}), DecodeError);
});

Deno.test("A frame that no memory holds is refused also where there is no limit", () => {
  const decoder = new ContentLengthDecoder(Infinity);
  const header = bytesOf("Content-Length: 999999999999999\r\n\r\n");
  const error = assertThrows(() => decoder.push(header, () => {}), DecodeError);
  assertEquals([error.kind, error.sample], ["large", header]);
});

Deno.test("Frames behind a length may be empty", () => {
  assertEquals(framesOf(new LengthPrefixedDecoder(9), [Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1, 65)]), ["", "A"]);
});

Deno.test("Bytes that are not UTF-8 are no JSON", () => {
  const codec = new Codec("jsonl", "json");
  assertThrows(() => codec.decode(Uint8Array.of(34, 255, 34)), DecodeError);
});

Deno.test("What has no form in JSON, or holds the end of a line, cannot be sent", () => {
  assertThrows(() => new Codec("jsonl", "json").encode(undefined), TypeError);
  assertThrows(() => new Codec("jsonl", "bytes").encode(Uint8Array.of(10)), TypeError);
  assertThrows(() => new Codec("jsonl", "bytes").encode("text"), TypeError);
});
