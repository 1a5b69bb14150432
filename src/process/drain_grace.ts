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
 * @param patient whether to wait for a reader that takes its time; not after a timeout or an abort.
 * @returns when all have ended for their readers.
 */
export async function endOutputs(readers: RingReader[], idleMs: number, patient: boolean): Promise<void> {
  await Promise.all(readers.map((reader) => endOutput(reader, idleMs, patient)));
}

async function endOutput(reader: RingReader, idleMs: number, patient: boolean): Promise<void> {
  reader.peek();
  if (!reader.open || idleMs === Infinity) return await reader.ended;
  const exitedAt = performance.now();
  let countedMs = 0;
  let checkedAt = exitedAt;
  while (reader.open) {
    const { idleMs: idle, stalled } = reader.idle();
    const waits = stalled && patient;
    const now = performance.now();
    if (!waits) countedMs += now - checkedAt;
    checkedAt = now;
    const silentMs = stalled ? 0 : Math.min(idle, now - exitedAt);
    if (!waits && (silentMs >= idleMs || countedMs >= CAP_MS)) return reader.discard();
    const pauseMs = waits ? Math.min(idleMs, CAP_MS) : Math.min(idleMs - silentMs, CAP_MS - countedMs);
    await endOrPause(reader, Math.max(1, Math.ceil(pauseMs)));
  }
}

/** Waits for the end, or for a while; a timer that is not needed does not keep the program. */
async function endOrPause(reader: RingReader, ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([reader.ended, promise]);
  clearTimeout(timer);
}
