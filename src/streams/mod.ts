/**
 * Streams: how bytes come out of processes, go into them, and pass between them.
 *
 * @module
 */

export { DirectInput, DirectOutput } from "./direct.ts";
export { Drainer, drainerStats, pickDrainer, startByCalls, wantThreads } from "./drainer.ts";
export { Edge, type EdgeMode, type EdgeStats } from "./edge.ts";
export { InputStream, type WriteResult } from "./input_stream.ts";
export type { StreamRecord } from "./lines.ts";
export {
  type BufferOptions,
  completeBuffer,
  defaultPipeSize,
  INPUT_NAMES,
  type InputName,
  OUTPUT_NAMES,
  type OutputName,
  type Overflow,
  STREAM_NAMES,
  type StreamName,
} from "./names.ts";
export { type CollectOptions, type LineOptions, OutputStream } from "./output_stream.ts";
export { duplicateHandle, type Pipe, pipe, PipeEnd } from "./pipe_end.ts";
export type { FileTarget } from "./pipe_to.ts";
export { type DrainerStats, type NewsListener, Reactor } from "./reactor.ts";
export { RingReader } from "./ring_reader.ts";
export type { StreamMode, StreamStats } from "./stats.ts";
