/**
 * What `ariash` itself writes, whole and in order, to whatever its streams are.
 *
 * @module
 */

import { visible } from "../syntax/visible.ts";

/** A stream of this process that is written to. */
interface Writable {
  writeSync(bytes: Uint8Array): number;
}

/** Waits until a stream takes at least {@linkcode PIECE_BYTES}; false when the wait is to be given up. */
export type WaitForRoom = () => boolean;

/** What a pipe that is ready takes without making its writer wait. */
const PIECE_BYTES = 4096;
/** How long to wait before a stream that does not block, and is full, is tried again. */
const FULL_WAIT_MS = 1;

const encoder = new TextEncoder();

/**
 * Writes all of `text` to stderr, for people: a control character in it is shown, not obeyed. A reader that is gone
 * takes no harm from what it does not read.
 */
export function printError(text: string): void {
  writeError(visible(text));
}

/** Writes all of `text` to stderr as it is, for programs. */
export function writeError(text: string): void {
  writeAll(Deno.stderr, text);
}

/**
 * Writes all of `text` to stdout.
 *
 * @param room keeps the write from blocking, where the caller must be able to give up
 * @returns whether somebody could read it: false when the reader is gone
 */
export function printOutput(text: string, room?: WaitForRoom): boolean {
  return writeAll(Deno.stdout, text, room);
}

function writeAll(stream: Writable, text: string, room?: WaitForRoom): boolean {
  const bytes = encoder.encode(text);
  for (let at = 0; at < bytes.length;) {
    if (room && !room()) return true;
    try {
      at += stream.writeSync(bytes.subarray(at, room ? at + PIECE_BYTES : undefined));
    } catch (error) {
      if (error instanceof Deno.errors.BrokenPipe) return false;
      // A parent may have made the pipe non-blocking, for itself and for us.
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_WAIT_MS);
    }
  }
  return true;
}
