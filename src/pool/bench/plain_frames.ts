/**
 * Frames by the shortest way: lines are cut out of text, as programs do that know no other framing.
 *
 * @module
 */

import { Codec, type FrameDecoder, type Framing } from "../framing/mod.ts";

const encoder = new TextEncoder();

/** Messages of one child to and from bytes. */
export class PlainFrames {
  readonly #framing: Framing;
  readonly #codec: Codec;
  readonly #decoder: FrameDecoder;
  readonly #text = new TextDecoder();
  #rest = "";

  /** @param framing how messages are told apart. */
  constructor(framing: Framing) {
    this.#framing = framing;
    this.#codec = new Codec(framing, "json");
    this.#decoder = this.#codec.decoder(Infinity);
  }

  /**
   * All messages in one piece.
   *
   * @param values to send.
   */
  encode(values: unknown[]): Uint8Array {
    if (this.#framing === "jsonl") return encoder.encode(values.map((value) => `${JSON.stringify(value)}\n`).join(""));
    const frames = values.map((value) => this.#codec.encode(value));
    const whole = new Uint8Array(frames.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const frame of frames) {
      whole.set(frame, at);
      at += frame.length;
    }
    return whole;
  }

  /**
   * The messages that are complete now.
   *
   * @param bytes that came.
   * @throws {SyntaxError} when one is no JSON.
   */
  decode(bytes: Uint8Array): unknown[] {
    if (this.#framing === "jsonl") return this.#lines(bytes).map((line) => JSON.parse(line));
    const values: unknown[] = [];
    this.#decoder.push(bytes, (frame) => values.push(this.#codec.decode(frame)));
    return values;
  }

  /** What does not begin as an object is said by the way. */
  #lines(bytes: Uint8Array): string[] {
    const lines = (this.#rest + this.#text.decode(bytes, { stream: true })).split("\n");
    this.#rest = lines.pop()!;
    return lines.filter((line) => line.startsWith("{"));
  }
}
