/**
 * The six streams of a program and what is usual for each.
 *
 * @module
 */

/** The name of one of a program's six streams. */
export type StreamName = "stdin" | "stdout" | "stderr" | "stddbg" | "stddati" | "stddato";

/** The streams a program reads. */
export type InputName = "stdin" | "stddati";

/** The streams a program writes. */
export type OutputName = Exclude<StreamName, InputName>;

/** The six names; the index is the number of the descriptor. */
export const STREAM_NAMES: readonly StreamName[] = ["stdin", "stdout", "stderr", "stddbg", "stddati", "stddato"];

/** The streams a program reads, in the order of their numbers. */
export const INPUT_NAMES: readonly InputName[] = ["stdin", "stddati"];

/** The streams a program writes, in the order of their numbers. */
export const OUTPUT_NAMES: readonly OutputName[] = ["stdout", "stderr", "stddbg", "stddato"];

/** What happens when the ring of an output is full: see {@linkcode BufferOptions.overflow}. */
export type Overflow = "block" | "drop-oldest" | "drop-newest" | "fail";

/** The memory between a child and its reader. */
export interface BufferOptions {
  /**
   * Bytes of the ring, a power of two from 64 KiB to 1 GiB. Memory is used as it is filled. For an input: bytes that
   * may be queued behind its pipe.
   *
   * @default {1048576}
   */
  capacity?: number;
  /**
   * What a full ring means: `"block"` lets the child wait, `"drop-oldest"` and `"drop-newest"` drop bytes and count
   * them, `"fail"` makes reading fail (ENOBUFS) while the child goes on. Inputs have no policy: their writer waits.
   *
   * @default {"block"}, for stddbg `"drop-oldest"`
   */
  overflow?: Overflow;
  /**
   * Bytes kept of a stream that nobody reads while somebody waits for the process's end; what comes after is dropped
   * and counted, so that the child never hangs. Only where `overflow` is `"block"`: the other policies never let it
   * wait.
   *
   * @default {134217728}
   */
  highWater?: number;
}

const KIB = 1024;
const MIB = 1024 * KIB;

/** The usual {@linkcode BufferOptions} of a stream. */
export function defaultBuffer(name: StreamName): Required<BufferOptions> {
  return { capacity: MIB, overflow: name === "stddbg" ? "drop-oldest" : "block", highWater: 128 * MIB };
}

/** The size that is asked for a stream's kernel pipe, in bytes. */
export function defaultPipeSize(name: StreamName): number {
  return name === "stdout" || name === "stddati" || name === "stddato" ? MIB : 64 * KIB;
}

/**
 * Completes and checks buffer options.
 *
 * @param name of the stream.
 * @param options given by the caller.
 * @returns all of them.
 * @throws {RangeError} when the capacity is not a power of two from 64 KiB to 1 GiB, or highWater is not positive.
 */
export function completeBuffer(name: StreamName, options: BufferOptions = {}): Required<BufferOptions> {
  const { capacity, overflow, highWater } = { ...defaultBuffer(name), ...options };
  if (!Number.isInteger(Math.log2(capacity)) || capacity < 64 * KIB || capacity > 1024 * MIB) {
    throw new RangeError(
      `Cannot use buffer.${name}.capacity ${capacity}: it must be a power of two from 65536 to 1073741824`,
    );
  }
  if (!(highWater > 0)) throw new RangeError(`Cannot use buffer.${name}.highWater ${highWater}: it must be positive`);
  if (!["block", "drop-oldest", "drop-newest", "fail"].includes(overflow)) {
    throw new TypeError(`Cannot use buffer.${name}.overflow ${JSON.stringify(overflow)}: no such policy`);
  }
  return { capacity, overflow, highWater };
}
