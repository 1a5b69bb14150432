/**
 * Reading a child's ring without keeping the program from ending.
 *
 * @module
 */

import type { Drainer, OutputStream, RingReader } from "../streams/mod.ts";

/**
 * Takes an output for the pool alone: the process leaves it as it is, whoever waits for its end.
 *
 * @param output of a child.
 * @returns its ring.
 */
export function claim(output: OutputStream): RingReader {
  void output.readable;
  return output.reader;
}

/**
 * Waits until a ring has bytes or has ended. Any other reader keeps the program from ending meanwhile; a child of a
 * pool that owes nothing must not.
 *
 * @param reader of the ring.
 * @param drainer that fills it.
 */
export async function news(reader: RingReader, drainer: Drainer): Promise<void> {
  const waiting = reader.wait();
  if (!waiting) return;
  drainer.release();
  await waiting;
  drainer.hold();
}
