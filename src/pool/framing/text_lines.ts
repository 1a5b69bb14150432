/**
 * One frame of text per line.
 *
 * @module
 */

import type { Frame, FrameDecoder } from "./decoder.ts";
import { LineDecoder } from "./json_lines.ts";

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * The same frames as those of a {@linkcode LineDecoder}: text, where many lines come whole, since one piece of text is
 * made of them faster than many. What is no UTF-8 is delivered as bytes.
 */
export class TextLineDecoder implements FrameDecoder {
  readonly #limit: number;
  readonly #lines: LineDecoder;

  /** @param limit bytes of a line at the most, its end not counted. */
  constructor(limit: number) {
    this.#limit = limit;
    this.#lines = new LineDecoder(limit);
  }

  /** @inheritdoc */
  get atBoundary(): boolean {
    return this.#lines.atBoundary;
  }

  /** @inheritdoc */
  push(bytes: Uint8Array, deliver: (frame: Frame) => void): void {
    const start = this.atBoundary ? 0 : bytes.indexOf(LINE_FEED) + 1;
    const end = bytes.lastIndexOf(LINE_FEED) + 1;
    const hasLines = end > start && end - start <= this.#limit;
    const text = hasLines ? textOf(bytes.subarray(start, end)) : null;
    if (text === null) return this.#lines.push(bytes, deliver);
    if (start > 0) this.#lines.push(bytes.subarray(0, start), deliver);
    deliverLines(text, deliver);
    if (end < bytes.length) this.#lines.push(bytes.subarray(end), deliver);
  }

  /** @inheritdoc */
  end(): void {
    this.#lines.end();
  }
}

/** Null where it is no UTF-8. */
function textOf(lines: Uint8Array): string | null {
  try {
    return decoder.decode(lines as Uint8Array<ArrayBuffer>);
  } catch {
    return null;
  }
}

function deliverLines(text: string, deliver: (line: string) => void): void {
  let start = 0;
  for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
    const line = text.slice(start, text.charCodeAt(end - 1) === CARRIAGE_RETURN ? end - 1 : end);
    start = end + 1;
    if (!isBlank(line)) deliver(line);
  }
}

function isBlank(line: string): boolean {
  return line.charCodeAt(0) > 32 ? false : /^[ \t]*$/.test(line);
}
