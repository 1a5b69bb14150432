/**
 * The six streams as the language sees them: names, directions, and what each operator connects.
 *
 * @module
 */

import type { PipeOperator } from "../syntax/ast.ts";

/** Names of the streams; the index is the stream's number. */
export const STREAMS = ["stdin", "stdout", "stderr", "stddbg", "stddati", "stddato"] as const;

/** A stream's name. */
export type StreamName = typeof STREAMS[number];

/** Whether a program reads stream `number`; it writes the others. */
export function isInput(number: number): boolean {
  return number === 0 || number === 4;
}

/** `stdout (1)`. */
export function streamLabel(number: number): string {
  return `${STREAMS[number]} (${number})`;
}

/** The streams that a pipe connects, as pairs of the left command's output and the right command's input. */
export const PIPE_STREAMS: Readonly<Record<PipeOperator, ReadonlyArray<readonly [number, number]>>> = {
  "|": [[1, 0]],
  "|*": [[5, 4]],
  "|+": [[1, 0], [5, 4]],
};
