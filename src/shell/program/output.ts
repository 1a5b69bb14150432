/**
 * What `ariash` itself writes, whole and in order, to whatever its streams are.
 *
 * @module
 */

import { visible } from "../syntax/visible.ts";
import { systemReason } from "./system_reason.ts";

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

/** 128 and the number of SIGPIPE: what is exited with when stdout has lost its reader. */
export const BROKEN_PIPE_CODE = 141;

const encoder = new TextEncoder();
let isErrorLost = false;

/** Something could not be written. */
export class OutputError extends Error {
  override name = "OutputError";
  /** `broken_pipe`: the reader is gone, and nobody is to be told; `io`: what the message says. */
  readonly kind: "broken_pipe" | "io";
  /** What `ariash` exits with if nobody takes the error. */
  readonly exitCode: number;

  /**
   * @param stream its name
   * @param cause why not
   */
  constructor(stream: string, cause: unknown) {
    const isUnread = cause instanceof Deno.errors.BrokenPipe;
    super(isUnread ? `nobody reads ${stream} any more` : `cannot write to ${stream}: ${systemReason(cause)}`);
    this.kind = isUnread ? "broken_pipe" : "io";
    this.exitCode = isUnread ? BROKEN_PIPE_CODE : 1;
  }
}

/**
 * Writes all of `text` to stderr, for people: a control character in it is shown, not obeyed. A reader that is gone
 * takes no harm from what it does not read.
 */
export function printError(text: string): void {
  writeError(visible(text));
}

/** Writes all of `text` to stderr as it is, for programs. */
export function writeError(text: string): void {
  try {
    writeAll(Deno.stderr, text);
  } catch (error) {
    isErrorLost ||= !(error instanceof Deno.errors.BrokenPipe);
  }
}

/** Whether something was to be said on stderr, and stderr could not take it. */
export function hasLostErrors(): boolean {
  return isErrorLost;
}

/**
 * Writes all of `text` to stdout.
 *
 * @param room keeps the write from blocking, where the caller must be able to give up
 * @throws {OutputError} when its reader is gone, or it can take no more
 */
export function printOutput(text: string, room?: WaitForRoom): void {
  try {
    writeAll(Deno.stdout, text, room);
  } catch (error) {
    throw new OutputError("stdout", error);
  }
}

function writeAll(stream: Writable, text: string, room?: WaitForRoom): void {
  const bytes = encoder.encode(text);
  for (let at = 0; at < bytes.length;) {
    if (room && !room()) return;
    try {
      at += stream.writeSync(bytes.subarray(at, room ? at + PIECE_BYTES : undefined));
    } catch (error) {
      // A parent may have made the pipe non-blocking, for itself and for us.
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_WAIT_MS);
    }
  }
}
