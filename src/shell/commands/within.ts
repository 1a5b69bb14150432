/**
 * Waiting for something, but not for ever.
 *
 * @module
 */

/** Whether `work` has settled within `milliseconds`. What is left of the time keeps nothing from ending. */
export async function withinMs(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  const late = Promise.withResolvers<false>();
  const giveUp = () => late.resolve(false);
  const limit = AbortSignal.timeout(milliseconds); // the first setTimeout of a program takes several milliseconds
  limit.addEventListener("abort", giveUp);
  try {
    return await Promise.race([work.then(() => true), late.promise]);
  } finally {
    limit.removeEventListener("abort", giveUp);
  }
}
