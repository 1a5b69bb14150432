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

const decoder = new TextDecoder("latin1");

/** `Content-Length: N` in any case, other headers ignored, an empty line, N bytes. */
export class ContentLengthDecoder implements FrameDecoder {
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
      if (this.#body) offset = this.#body.fill(bytes, offset);
      else this.#header(bytes[offset++]!);
      const frame = this.#body?.complete;
      if (!frame) continue;
      this.#body = null;
      deliver(frame);
    }
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
    if (colon < 1) throw this.#malformed("A header has no name and colon");
    if (line.slice(0, colon).trim().toLowerCase() !== "content-length") return;
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
