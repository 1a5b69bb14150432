/**
 * What every framing does: frames out of bytes, however the bytes were cut.
 *
 * @module
 */

/** Bytes of what could not be decoded that are kept for an error. */
const SAMPLE = 256;

const encoder = new TextEncoder();

/** What a decoder gives: bytes, or their text where that comes cheaper. */
export type Frame = Uint8Array | string;

/** Takes bytes in, gives frames out. After an error it is of no more use. */
export interface FrameDecoder<F extends Frame = Frame> {
  /**
   * Takes in what was read.
   *
   * @param bytes in any pieces; they may change after the call.
   * @param deliver gets each complete frame; bytes may share memory with `bytes`: they are valid during the call only.
   * @throws {DecodeError} when the bytes are no frames, or a frame is too large. Frames before were delivered.
   */
  push(bytes: Uint8Array, deliver: (frame: F) => void): void;
  /**
   * The stream has ended.
   *
   * @throws {DecodeError} when it ended inside a frame.
   */
  end(): void;
  /** Whether what came last ended with a frame. */
  readonly atBoundary: boolean;
}

/** Bytes that are no frame. */
export class DecodeError extends Error {
  /** `"large"`: more than is accepted; `"malformed"`: anything else. */
  readonly kind: "large" | "malformed";
  /** The first bytes of the matter. */
  readonly sample: Uint8Array;

  /**
   * @param kind of the fault.
   * @param message what is wrong.
   * @param frame that begins with the fault.
   */
  constructor(kind: "large" | "malformed", message: string, frame: Frame) {
    super(message);
    this.name = "DecodeError";
    this.kind = kind;
    this.sample = sampleOf(frame);
  }
}

/**
 * The first bytes of something, in memory of their own.
 *
 * @param frame of any length.
 */
export function sampleOf(frame: Frame): Uint8Array {
  return bytesOf(frame).slice(0, SAMPLE);
}

/**
 * A frame as it came.
 *
 * @param frame from a decoder.
 */
export function bytesOf(frame: Frame): Uint8Array {
  return typeof frame === "string" ? encoder.encode(frame) : frame;
}

/**
 * The error of a frame that is too large.
 *
 * @param size of the frame, as far as it is known.
 * @param limit that it exceeds.
 * @param bytes that it begins with.
 */
export function tooLarge(size: number, limit: number, bytes: Uint8Array): DecodeError {
  return new DecodeError("large", `A frame has ${size} bytes or more, at most ${limit} are accepted`, bytes);
}
