/**
 * Frames behind header lines, as language servers speak.
 *
 * @module
 */

import { Body } from "./body.ts";
import { DecodeError, type FrameDecoder, tooLarge } from "./decoder.ts";

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
/** Bytes of all headers of a frame: more is no header. */
const MAX_HEADERS = 16 * 1024;

const ZERO = 48;
const NINE = 57;
const USUAL = new TextEncoder().encode("Content-Length: ");
const BLANK_LINE = [CARRIAGE_RETURN, LINE_FEED, CARRIAGE_RETURN, LINE_FEED];

const decoder = new TextDecoder("latin1");

/** `Content-Length: N` in any case, other headers ignored, an empty line, N bytes. */
export class ContentLengthDecoder implements FrameDecoder<Uint8Array> {
  readonly #limit: number;
  #line: number[] = [];
  #headers: number[] = [];
  #size: number | null = null;
  #body: Body | null = null;

  /** @param limit bytes of a frame at the most, its headers not counted. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @inheritdoc */
  get atBoundary(): boolean {
    return this.#body === null && this.#headers.length === 0;
  }

  /** @inheritdoc */
  push(bytes: Uint8Array, deliver: (frame: Uint8Array) => void): void {
    let offset = 0;
    while (offset < bytes.length) {
      const end = this.atBoundary ? this.#deliverWhole(bytes, offset, deliver) : offset;
      offset = end > offset ? end : this.#push(bytes, offset, deliver);
    }
  }

  /**
   * A frame that is there whole behind the usual header alone, as most are.
   *
   * @returns where it ends; where it begins, when it is none.
   */
  #deliverWhole(bytes: Uint8Array, offset: number, deliver: (frame: Uint8Array) => void): number {
    for (let i = 0; i < USUAL.length; i++) if (bytes[offset + i] !== USUAL[i]) return offset;
    let at = offset + USUAL.length;
    let size = 0;
    while (isDigit(bytes[at]!) && size <= this.#limit) size = size * 10 + bytes[at++]! - ZERO;
    for (let i = 0; i < BLANK_LINE.length; i++) if (bytes[at + i] !== BLANK_LINE[i]) return offset;
    const start = at + BLANK_LINE.length;
    const isWhole = isDigit(bytes[at - 1]!) && size <= this.#limit && start + size <= bytes.length;
    if (!isWhole) return offset;
    deliver(bytes.subarray(start, start + size));
    return start + size;
  }

  /** A piece of any other frame. */
  #push(bytes: Uint8Array, offset: number, deliver: (frame: Uint8Array) => void): number {
    let end = offset + 1;
    if (this.#body) end = this.#body.fill(bytes, offset);
    else this.#header(bytes[offset]!);
    const frame = this.#body?.complete;
    if (!frame) return end;
    this.#body = null;
    deliver(frame);
    return end;
  }

  /** @inheritdoc */
  end(): void {
    if (this.atBoundary) return;
    const sample = this.#body?.part ?? Uint8Array.from(this.#headers);
    throw new DecodeError("malformed", "The output ended inside a frame", sample);
  }

  #header(byte: number): void {
    this.#headers.push(byte);
    if (this.#headers.length > MAX_HEADERS) throw this.#malformed(`Headers have more than ${MAX_HEADERS} bytes`);
    if (byte !== LINE_FEED) return void this.#line.push(byte);
    if (this.#line.at(-1) === CARRIAGE_RETURN) this.#line.pop();
    const line = decoder.decode(Uint8Array.from(this.#line));
    this.#line = [];
    if (line === "") this.#beginBody();
    else this.#readHeader(line);
  }

  #readHeader(line: string): void {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(0, colon)).trim();
    // A blank in the name is the request line of a browser, "POST /a:b HTTP/1.1", whose headers look like ours.
    if (name === "" || /\s/.test(name)) throw this.#malformed("A header has no name and colon");
    if (name.toLowerCase() !== "content-length") return;
    const value = line.slice(colon + 1).trim();
    if (!/^\d{1,15}$/.test(value)) throw this.#malformed("The content length is no number");
    this.#size = Number(value);
    if (this.#size > this.#limit) throw tooLarge(this.#size, this.#limit, Uint8Array.from(this.#headers));
  }

  #beginBody(): void {
    if (this.#size === null) throw this.#malformed("The headers have no content length");
    this.#body = new Body(this.#size);
    this.#size = null;
    this.#headers = [];
  }

  #malformed(message: string): DecodeError {
    return new DecodeError("malformed", message, Uint8Array.from(this.#headers));
  }
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}
