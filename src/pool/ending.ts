/**
 * How a child is ended, and how its end is seen.
 *
 * @module
 */

import { type Process, type ProcessStatus, startTimer } from "../process/mod.ts";

/** Milliseconds that a child has to end by itself once its input has ended. */
const INPUT_GRACE_MS = 500;
/** Milliseconds from SIGTERM to SIGKILL. */
const KILL_GRACE_MS = 2000;

/**
 * Ends a child whose input is closed: a while for it to end by itself, then SIGTERM to its group, then SIGKILL.
 *
 * @param process of the child.
 * @returns when it is reaped, nobody of its group is left, and its outputs have ended.
 */
export async function endSoftly(process: Process): Promise<void> {
  await within(INPUT_GRACE_MS, process.status);
  if (process.groupLives) await process.terminate({ grace: KILL_GRACE_MS });
  await process.wait();
}

/**
 * Ends a child and its group at once.
 *
 * @param process of the child.
 */
export function killGroup(process: Process): void {
  process.tryKill("SIGKILL", true);
}

/**
 * Drops and closes what is left of a child's streams.
 *
 * @param process of the child, which has ended.
 */
export async function cleanUp(process: Process): Promise<ProcessStatus> {
  await process[Symbol.asyncDispose]();
  return await process.status;
}

/**
 * Waits for something, but not for ever.
 *
 * @param ms milliseconds at the most.
 * @param what is waited for; it must not reject.
 * @returns whether it came.
 */
export async function within(ms: number, what: Promise<unknown>): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const stop = startTimer(ms, () => resolve(false));
  const came = await Promise.race([what.then(() => true), promise]);
  stop();
  return came;
}
