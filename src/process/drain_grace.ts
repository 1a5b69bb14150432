/**
 * How long outputs stay open for us after their process has ended.
 *
 * A grandchild may hold a pipe for ever, or for the moment that it needs to say its last words. So an output ends when
 * the pipe has been empty for a while (the clock starts anew with each byte), and at the latest after a cap; time in
 * which our own full ring kept it from being read counts for neither, since its bytes may be the process's own.
 *
 * @module
 */

import type { RingReader } from "../streams/mod.ts";

/** Milliseconds after which an output that never falls silent ends. */
export const CAP_MS = 2000;

/** Milliseconds of silence that end an output, unless the command says otherwise. */
export const DEFAULT_DRAIN_GRACE_MS = 100;

/**
 * Lets outputs end, or ends them.
 *
 * @param readers of the outputs of a process that has just ended.
 * @param idleMs milliseconds of silence that end one; `Infinity` waits for the pipe's own end.
 * @returns when all have ended for their readers.
 */
export async function endOutputs(readers: RingReader[], idleMs: number): Promise<void> {
  await Promise.all(readers.map((reader) => endOutput(reader, idleMs)));
}

async function endOutput(reader: RingReader, idleMs: number): Promise<void> {
  reader.peek();
  if (!reader.open || idleMs === Infinity) return await reader.ended;
  const exitedAt = performance.now();
  let readingMs = 0;
  let checkedAt = exitedAt;
  while (reader.open) {
    const { idleMs: idle, stalled } = reader.idle();
    const now = performance.now();
    if (!stalled) readingMs += now - checkedAt;
    checkedAt = now;
    const silentMs = Math.min(idle, now - exitedAt);
    if (!stalled && (silentMs >= idleMs || readingMs >= CAP_MS)) return reader.discard();
    const pauseMs = stalled ? idleMs : Math.min(idleMs - silentMs, CAP_MS - readingMs);
    await Promise.race([reader.ended, pause(Math.max(1, Math.ceil(pauseMs)))]);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
