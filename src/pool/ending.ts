/**
 * How a child is ended, and how its end is seen.
 *
 * @module
 */

import { type Process, type ProcessStatus, startTimer } from "../process/mod.ts";
import { type Drainer, OUTPUT_NAMES } from "../streams/mod.ts";
import { fence } from "./fence.ts";

/** Milliseconds that a child has to end by itself once its input has ended. */
const INPUT_GRACE_MS = 500;
/** Milliseconds that an error waits for the child's last words. */
const LAST_WORDS_MS = 100;
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
 * Waits a moment for a child that is about to end: for its status, and the end of its stderr.
 *
 * @param process of the child.
 * @param stderrEnded settles at that end.
 * @returns how it ended; null when it has not.
 */
export async function lastWords(process: Process, stderrEnded: Promise<void>): Promise<ProcessStatus | null> {
  let status: ProcessStatus | null = null;
  const ended = process.status.then((known) => status = known);
  await within(LAST_WORDS_MS, Promise.all([ended, stderrEnded]));
  return status;
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
 * Drops and closes what is left of a child: also pipes that somebody holds who has left its group.
 *
 * @param process of the child, which has ended.
 * @param drainer of its streams.
 * @returns how it ended, when every descriptor is closed.
 */
export async function cleanUp(process: Process, drainer: Drainer): Promise<ProcessStatus> {
  const status = await process.status;
  await process[Symbol.asyncDispose]();
  for (const name of OUTPUT_NAMES) process.pipedOutput(name)?.reader.close();
  process.letGo();
  await fence(drainer);
  return status;
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
