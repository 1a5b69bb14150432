/**
 * Timers of any length.
 *
 * @module
 */

/** Milliseconds of the longest timer of the runtime, 24 days; longer ones would be over at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** Times that options hold, each in milliseconds. */
interface Times {
  timeout?: number;
  killGrace?: number;
  drainGrace?: number;
}

/**
 * Does something later. It does not keep the program from ending: what it is about does, if it is to.
 *
 * @param ms milliseconds; `Infinity` is never.
 * @param work to be done.
 * @returns what stops it.
 */
export function startTimer(ms: number, work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = (left: number) => {
    const now = Math.min(left, LONGEST_MS);
    timer = setTimeout(() => left > now ? wait(left - now) : work(), now);
    unref(timer);
  };
  if (ms !== Infinity) wait(ms);
  return () => {
    if (timer !== undefined) clearTimeout(timer); // the first use of a timer loads them
  };
}

/** A timer is a number, or an object, depending on the version of Deno. */
function unref(timer: ReturnType<typeof setTimeout>): void {
  const handle = timer as unknown as number | { unref(): void };
  if (typeof handle === "number") Deno.unrefTimer(handle);
  else handle.unref();
}

/**
 * Refuses what is no time.
 *
 * @param options that hold times.
 * @param action for the error, as `Cannot spawn "gcc"`.
 * @throws {RangeError} when one is negative or no number.
 */
export function assertTimes(options: Times, action: string): void {
  for (const name of ["timeout", "killGrace", "drainGrace"] as const) {
    const ms = options[name];
    if (ms !== undefined && !(ms >= 0))
      throw new RangeError(`${action}: ${name} is ${ms}, and no time in milliseconds`);
  }
}
