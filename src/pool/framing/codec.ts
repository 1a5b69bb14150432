/**
 * Values to frames and frames to values.
 *
 * @module
 */

import { ContentLengthDecoder } from "./content_length.ts";
import { bytesOf, DecodeError, type Frame, type FrameDecoder } from "./decoder.ts";
import { LineDecoder } from "./json_lines.ts";
import { LengthPrefixedDecoder } from "./length_prefixed.ts";
import { Outbox } from "./outbox.ts";
import { TextLineDecoder } from "./text_lines.ts";

/** How frames are told apart. */
export type Framing = "jsonl" | "content-length" | "length-prefixed";

/** What a frame holds. */
export type Payload = "json" | "bytes";

const LINE_FEED = 10;
const OPENING_BRACE = 123;
const OPENING_BRACKET = 91;
/** What stands for bytes that are no text. */
const REPLACEMENT = "\ufffd";

const scratch = new Outbox();
const decoder = new TextDecoder();
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
    if (this.#framing === "jsonl")
      return this.#payload === "json"
        ? new TextLineDecoder(limit)
        : new LineDecoder(limit);
    if (this.#framing === "content-length") return new ContentLengthDecoder(limit);
    return new LengthPrefixedDecoder(limit);
  }

  /**
   * The frame of a value.
   *
   * @param value that goes to the child.
   * @returns its bytes, the framing's own included, in memory of their own.
   * @throws {TypeError} when the value cannot be sent so.
   */
  encode(value: unknown): Uint8Array {
    scratch.clear();
    this.encodeTo(value, scratch);
    return scratch.contents.slice();
  }

  /**
   * The same, behind other frames.
   *
   * @param value that goes to the child.
   * @param outbox that gets the frame; after an error it is as before.
   * @returns bytes of the frame: a value that makes its own JSON may send others meanwhile, whose frames come first.
   * @throws {TypeError} when the value cannot be sent so.
   */
  encodeTo(value: unknown, outbox: Outbox): number {
    const frame = this.#payload === "bytes" ? this.#assertBytes(value) : textFor(value);
    const before = outbox.length;
    if (typeof frame !== "string") this.#putBytes(frame, outbox);
    else if (this.#framing === "jsonl") putBeforeLineFeed(frame, outbox);
    else if (this.#framing === "content-length") putBehindHeader(frame, outbox);
    else putBehindLength(frame, outbox);
    return outbox.length - before;
  }

  #assertBytes(value: unknown): Uint8Array {
    if (!(value instanceof Uint8Array)) throw new TypeError("Cannot send a value that is no Uint8Array as bytes");
    if (this.#framing === "jsonl" && value.includes(LINE_FEED)) {
      throw new TypeError("Cannot send bytes with a line feed as a line");
    }
    return value;
  }

  #putBytes(bytes: Uint8Array, outbox: Outbox): void {
    if (this.#framing === "content-length") outbox.putText(headerOf(bytes.length));
    if (this.#framing === "length-prefixed") outbox.put(bigEndian(bytes.length));
    outbox.put(bytes);
    if (this.#framing === "jsonl") outbox.putByte(LINE_FEED);
  }

  /**
   * The value of a frame.
   *
   * @param frame from a decoder.
   * @returns the value; bytes are in memory of their own.
   * @throws {DecodeError} when it is no JSON.
   */
  decode(frame: Frame): unknown {
    if (this.#payload === "bytes") return bytesOf(frame).slice();
    try {
      return JSON.parse(typeof frame === "string" ? frame : textOf(frame as Uint8Array<ArrayBuffer>));
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
export function isNoise(line: Frame): boolean {
  const first = bytesOf(line).find((byte) => byte !== 32 && byte !== 9);
  return first !== OPENING_BRACE && first !== OPENING_BRACKET;
}

function textFor(value: unknown): string {
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError("Cannot send a value that JSON has no form for");
  return text;
}

/** The strict decoder takes twice as long, so it is asked only where something may be wrong. */
function textOf(bytes: Uint8Array<ArrayBuffer>): string {
  const text = decoder.decode(bytes);
  return text.includes(REPLACEMENT) ? strictDecoder.decode(bytes) : text;
}

/** The line feed by itself: joined to the text it would have the text copied once more. */
function putBeforeLineFeed(text: string, outbox: Outbox): void {
  outbox.putText(text);
  outbox.putByte(LINE_FEED);
}

/** Most texts have as many bytes as units, so they are encoded once. */
function putBehindHeader(text: string, outbox: Outbox): void {
  const start = outbox.length;
  const header = headerOf(text.length);
  outbox.putText(header + text);
  const length = outbox.length - start - header.length;
  if (length === text.length) return;
  outbox.cutTo(start);
  outbox.putText(headerOf(length) + text);
}

function headerOf(length: number): string {
  return `Content-Length: ${length}\r\n\r\n`;
}

function putBehindLength(text: string, outbox: Outbox): void {
  const start = outbox.length;
  outbox.put([0, 0, 0, 0]);
  outbox.putText(text);
  outbox.change(start, bigEndian(outbox.length - start - 4));
}

function bigEndian(length: number): number[] {
  return [length >>> 24, length >>> 16 & 255, length >>> 8 & 255, length & 255];
}
