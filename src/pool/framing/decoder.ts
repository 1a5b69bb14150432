/**
 * What every framing does: frames out of bytes, however the bytes were cut.
 *
 * @module
 */

/** Bytes of what could not be decoded that are kept for an error. */
const SAMPLE = 256;

/** Takes bytes in, gives frames out. After an error it is of no more use. */
export interface FrameDecoder {
  /**
   * Takes in what was read.
   *
   * @param bytes in any pieces; they may change after the call.
   * @param deliver gets each complete frame, which may share memory with `bytes`: it is valid during the call only.
   * @throws {DecodeError} when the bytes are no frames, or a frame is too large. Frames before were delivered.
   */
  push(bytes: Uint8Array, deliver: (frame: Uint8Array) => void): void;
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
   * @param bytes that begin with the fault.
   */
  constructor(kind: "large" | "malformed", message: string, bytes: Uint8Array) {
    super(message);
    this.name = "DecodeError";
    this.kind = kind;
    this.sample = sampleOf(bytes);
  }
}

/**
 * The first bytes of something, in memory of their own.
 *
 * @param bytes of any number.
 */
export function sampleOf(bytes: Uint8Array): Uint8Array {
  return bytes.slice(0, SAMPLE);
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
