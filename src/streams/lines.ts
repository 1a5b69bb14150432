/**
 * From bytes to lines and records. Bytes are split at newlines first and decoded then, so a character is never cut,
 * wherever the chunks end.
 *
 * @module
 */

import { concatenate } from "./bytes.ts";

/** A line of telemetry: an object, or what stood there instead. */
export type StreamRecord =
  | { ok: true; value: Record<string, unknown> }
  | { ok: false; text: string; error: string };

const NEWLINE = 10;
/** Bytes decoded at once: large enough that calls cost nothing, small enough to stay in the cache. */
const BLOCK = 128 * 1024;

/** Splits a stream of bytes into lines: `\n` or `\r\n` ends one, the last may go without. */
export class LineSplitter {
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #maxLine: number;
  #rest: Uint8Array[] = [];
  #restLength = 0;
  #overlong = false;

  /** @param maxLine bytes of a line at the most. */
  constructor(maxLine: number) {
    this.#maxLine = maxLine;
  }

  /** Whether the line now begun is longer than allowed; {@linkcode split} says when it has ended. */
  get overlong(): boolean {
    return this.#overlong;
  }

  /**
   * Splits more bytes.
   *
   * @param bytes not kept: what is left of them is copied.
   * @returns how many bytes were used, and the lines they completed; `cut` when that was a line too long.
   */
  split(bytes: Uint8Array): { used: number; lines: string[]; cut?: boolean } {
    if (this.#restLength > 0 || this.#maxLine < BLOCK) return this.#complete(bytes);
    const block = bytes.length > BLOCK ? bytes.subarray(0, BLOCK) : bytes;
    const end = block.lastIndexOf(NEWLINE) + 1;
    if (end === 0) return this.#keep(block);
    const lines = this.#decode(block.subarray(0, end - 1)).split("\n");
    return { used: end, lines: this.#withoutReturns(lines) };
  }

  /** The line that was begun before ends in these bytes, or goes on. */
  #complete(bytes: Uint8Array): { used: number; lines: string[]; cut?: boolean } {
    const end = bytes.indexOf(NEWLINE);
    if (end < 0) return this.#keep(bytes);
    this.#keep(bytes.subarray(0, end));
    const cut = this.#overlong;
    this.#overlong = false;
    return { used: end + 1, lines: this.#withoutReturns([this.#takeRest()]), cut };
  }

  #keep(bytes: Uint8Array): { used: number; lines: string[] } {
    const room = this.#maxLine - this.#restLength;
    if (bytes.length > room) this.#overlong = true;
    const kept = bytes.slice(0, room);
    if (kept.length > 0) this.#rest.push(kept);
    this.#restLength += kept.length;
    return { used: bytes.length, lines: [] };
  }

  #takeRest(): string {
    const text = this.#decode(this.#rest.length === 1 ? this.#rest[0]! : concatenate(this.#rest));
    this.#rest = [];
    this.#restLength = 0;
    return text;
  }

  #decode(bytes: Uint8Array): string {
    return this.#decoder.decode(bytes as Uint8Array<ArrayBuffer>);
  }

  #withoutReturns(lines: string[]): string[] {
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i]!;
      if (line.charCodeAt(line.length - 1) === 13) lines[i] = line.slice(0, -1);
    }
    return lines;
  }

  /** The last line, if it went without a newline. */
  last(): string | undefined {
    return this.#restLength > 0 ? this.#withoutReturns([this.#takeRest()])[0] : undefined;
  }
}

/**
 * Reads a line as a record.
 *
 * @param line of NDJSON.
 * @returns the object, or the text and what is wrong with it.
 */
export function parseRecord(line: string): StreamRecord {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return { ok: true, value: value as Record<string, unknown> };
    }
    return { ok: false, text: line, error: "Not a JSON object" };
  } catch (error) {
    return { ok: false, text: line, error: (error as Error).message };
  }
}
