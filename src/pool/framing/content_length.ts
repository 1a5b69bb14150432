/**
 * Frames behind header lines, as language servers speak.
 *
 * @module
 */

import { DecodeError } from "./decoder.ts";
import { SizedDecoder } from "./sized.ts";

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
export class ContentLengthDecoder extends SizedDecoder {
  #line: number[] = [];
  #size: number | null = null;

  /** Where the usual header stands alone. */
  protected override deliverWhole(
    bytes: Uint8Array,
    offset: number,
    deliver: (frame: Uint8Array) => void,
  ): number {
    for (let i = 0; i < USUAL.length; i++) if (bytes[offset + i] !== USUAL[i]) return offset;
    let at = offset + USUAL.length;
    let size = 0;
    while (isDigit(bytes[at]!) && size <= this.limit) size = size * 10 + bytes[at++]! - ZERO;
    for (let i = 0; i < BLANK_LINE.length; i++) if (bytes[at + i] !== BLANK_LINE[i]) return offset;
    const start = at + BLANK_LINE.length;
    const isWhole = isDigit(bytes[at - 1]!) && size <= this.limit && start + size <= bytes.length;
    if (!isWhole) return offset;
    deliver(bytes.subarray(start, start + size));
    return start + size;
  }

  /** @inheritdoc */
  protected override sizeAfter(byte: number): number | null {
    if (this.head.length > MAX_HEADERS) throw this.#malformed(`Headers have more than ${MAX_HEADERS} bytes`);
    if (byte === LINE_FEED) return this.#endLine();
    this.#line.push(byte);
    return null;
  }

  #endLine(): number | null {
    if (this.#line.at(-1) === CARRIAGE_RETURN) this.#line.pop();
    const line = decoder.decode(Uint8Array.from(this.#line));
    this.#line = [];
    if (line === "") return this.#endHeaders();
    this.#readHeader(line);
    return null;
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
    this.assertFits(this.#size);
  }

  #endHeaders(): number {
    const size = this.#size;
    if (size === null) throw this.#malformed("The headers have no content length");
    this.#size = null;
    return size;
  }

  #malformed(message: string): DecodeError {
    return new DecodeError("malformed", message, this.headBytes);
  }
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}
