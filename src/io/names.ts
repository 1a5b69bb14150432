/**
 * The names of the six streams and what a write to one answers.
 *
 * @module
 */

/** The name of one of the six streams. */
export type IoStreamName = "stdin" | "stdout" | "stderr" | "stddbg" | "stddati" | "stddato";

/** The six names; the index of each is its number. */
export const IO_STREAM_NAMES: readonly IoStreamName[] = ["stdin", "stdout", "stderr", "stddbg", "stddati", "stddato"];

/** What came of a write. */
export interface IoWriteResult {
  /** Bytes taken. */
  written: number;
  /** Nobody reads any more: whatever else is written is lost, and no exception is raised. */
  closed: boolean;
}

/** Text becomes UTF-8; bytes stay what they are. */
export function toBytes(data: Uint8Array | string): Uint8Array {
  return typeof data === "string" ? new TextEncoder().encode(data) : data;
}
