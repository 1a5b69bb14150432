/**
 * The figures that every stream keeps.
 *
 * @module
 */

import { native, type Pointer, STREAM_STATS, Struct } from "../../ffi/mod.ts";

/** How the bytes of a stream are moved. */
export type StreamMode = "direct" | "splice" | "copy" | "tee" | "drain";

/** What went through a stream, counted by the drainer that moves its bytes. */
export interface StreamStats {
  /** How its bytes are moved: `"drain"` by a drainer through a ring. */
  mode: StreamMode;
  /** Bytes that came in: from the child for an output, from the caller for an input. */
  bytesIn: number;
  /** Bytes that went out: to the reader for an output, into the child's pipe for an input. */
  bytesOut: number;
  /** Reads or writes that moved bytes. */
  operations: number;
  /** Times the ring (of an output) or the pipe (of an input) was full. */
  stalls: number;
  /** Milliseconds spent so; a stall that still lasts is not in it. */
  stalledMs: number;
  /** Bytes dropped: by the overflow policy, beyond a limit, or because nobody wanted them. */
  dropped: number;
  /** Whether a limit (`max`, `highWater`) cut what was collected while the stream was open. */
  truncated: boolean;
  /** Milliseconds from the process's start to its first byte; null before it. */
  firstByteMs: number | null;
  /** Milliseconds from the process's start to its last byte; null before the first. */
  lastByteMs: number | null;
  /** Bytes per microsecond between the first and the last byte; 0 when there is no such time. */
  megabytesPerSecond: number;
}

/** Nanosecond times of the library's clock. */
export interface ByteTimes {
  startNs: number;
  firstByteNs: number;
  lastByteNs: number;
}

/**
 * Turns the library's times into those that people read.
 *
 * @param times of the library's clock.
 * @param bytes moved between the first and the last.
 * @returns the fields of {@linkcode StreamStats} that follow.
 */
export function readableTimes(
  times: ByteTimes,
  bytes: number,
): Pick<StreamStats, "firstByteMs" | "lastByteMs" | "megabytesPerSecond"> {
  const { startNs, firstByteNs, lastByteNs } = times;
  if (!firstByteNs) return { firstByteMs: null, lastByteMs: null, megabytesPerSecond: 0 };
  const spanNs = lastByteNs - firstByteNs;
  return {
    firstByteMs: (firstByteNs - startNs) / 1e6,
    lastByteMs: (lastByteNs - startNs) / 1e6,
    megabytesPerSecond: spanNs > 0 ? bytes * 1e3 / spanNs : 0,
  };
}

/** The library's figures of a stream. */
export type StreamFigures = Record<keyof typeof STREAM_STATS.offsets, number>;

/**
 * Reads the library's figures of a stream.
 *
 * @param stream of the library.
 */
export function readFigures(stream: Pointer): StreamFigures {
  const stats = new Struct(STREAM_STATS);
  native().symbols.aria_stream_read_stats(stream, stats.bytes);
  return stats.read();
}

/**
 * The figures of a drained output.
 *
 * @param figures of the library.
 * @param startNs when the process was started.
 * @param here bytes that have left the library and were dropped on this side, or wait here for a reader.
 */
export function drainedStats(
  figures: StreamFigures,
  startNs: number,
  here: { dropped: number; unread: number },
): StreamStats {
  const { bytesIn, bytesOut, operations, stalls, stalledNs, dropped, truncated, firstByteNs, lastByteNs } = figures;
  return {
    mode: "drain",
    bytesIn,
    bytesOut: bytesOut - here.dropped - here.unread,
    operations,
    stalls,
    stalledMs: stalledNs / 1e6,
    dropped: dropped + here.dropped,
    truncated: truncated === 1,
    ...readableTimes({ startNs, firstByteNs, lastByteNs }, bytesIn),
  };
}
