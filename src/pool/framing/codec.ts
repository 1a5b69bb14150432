/**
 * Values to frames and frames to values.
 *
 * @module
 */

import { ContentLengthDecoder } from "./content_length.ts";
import { DecodeError, type FrameDecoder } from "./decoder.ts";
import { LineDecoder } from "./json_lines.ts";
import { LengthPrefixedDecoder } from "./length_prefixed.ts";

/** How frames are told apart. */
export type Framing = "jsonl" | "content-length" | "length-prefixed";

/** What a frame holds. */
export type Payload = "json" | "bytes";

const LINE_FEED = 10;
const OPENING_BRACE = 123;
const OPENING_BRACKET = 91;

const encoder = new TextEncoder();
const strictDecoder = new TextDecoder("utf-8", { fatal: true });

/** The way values travel to a child and back. */
export class Codec {
  readonly #framing: Framing;
  readonly #payload: Payload;

  /**
   * @param framing how frames are told apart.
   * @param payload what they hold.
   */
  constructor(framing: Framing, payload: Payload) {
    this.#framing = framing;
    this.#payload = payload;
  }

  /**
   * A decoder for one child.
   *
   * @param limit bytes of a frame at the most.
   */
  decoder(limit: number): FrameDecoder {
    if (this.#framing === "jsonl") return new LineDecoder(limit);
    if (this.#framing === "content-length") return new ContentLengthDecoder(limit);
    return new LengthPrefixedDecoder(limit);
  }

  /**
   * The frame of a value.
   *
   * @param value that goes to the child.
   * @returns its bytes, the framing's own included.
   * @throws {TypeError} when the value cannot be sent so.
   */
  encode(value: unknown): Uint8Array {
    if (this.#payload === "bytes") return this.#frame(this.#assertBytes(value));
    const text = JSON.stringify(value);
    if (text === undefined) throw new TypeError("Cannot send a value that JSON has no form for");
    return this.#framing === "jsonl" ? encoder.encode(`${text}\n`) : this.#frame(encoder.encode(text));
  }

  #assertBytes(value: unknown): Uint8Array {
    if (!(value instanceof Uint8Array)) throw new TypeError("Cannot send a value that is no Uint8Array as bytes");
    if (this.#framing === "jsonl" && value.includes(LINE_FEED)) {
      throw new TypeError("Cannot send bytes with a line feed as a line");
    }
    return value;
  }

  #frame(body: Uint8Array): Uint8Array {
    if (this.#framing === "jsonl") return joined(body, Uint8Array.of(LINE_FEED));
    if (this.#framing === "content-length") {
      return joined(encoder.encode(`Content-Length: ${body.length}\r\n\r\n`), body);
    }
    const prefix = new Uint8Array(4);
    new DataView(prefix.buffer).setUint32(0, body.length);
    return joined(prefix, body);
  }

  /**
   * The value of a frame.
   *
   * @param frame from a decoder.
   * @returns the value; bytes are in memory of their own.
   * @throws {DecodeError} when it is no JSON.
   */
  decode(frame: Uint8Array): unknown {
    if (this.#payload === "bytes") return frame.slice();
    try {
      return JSON.parse(strictDecoder.decode(frame as Uint8Array<ArrayBuffer>));
    } catch (error) {
      throw new DecodeError("malformed", `A frame is no JSON: ${(error as Error).message}`, frame);
    }
  }
}

/**
 * Whether a line that is no JSON is something that a program says by the way, and no broken frame.
 *
 * @param line that could not be decoded.
 */
export function isNoise(line: Uint8Array): boolean {
  const first = line.find((byte) => byte !== 32 && byte !== 9);
  return first !== OPENING_BRACE && first !== OPENING_BRACKET;
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const whole = new Uint8Array(head.length + tail.length);
  whole.set(head);
  whole.set(tail, head.length);
  return whole;
}
