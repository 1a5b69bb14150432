/**
 * Waiting for something, but not for ever.
 *
 * @module
 */

/** Whether `work` has settled within `milliseconds`. The timer is gone then. */
export async function withinMs(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  const late = Promise.withResolvers<false>();
  const timer = setTimeout(late.resolve, milliseconds, false);
  try {
    return await Promise.race([work.then(() => true), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
