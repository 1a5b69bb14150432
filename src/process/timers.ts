/**
 * Timers that do not keep a program from ending.
 *
 * @module
 */

/**
 * Lets the program end although a timer is set.
 *
 * @param timer what `setTimeout` gave: a number, or an object, depending on the version of Deno.
 */
export function unrefTimer(timer: ReturnType<typeof setTimeout>): void {
  const handle = timer as unknown as number | { unref(): void };
  if (typeof handle === "number") Deno.unrefTimer(handle);
  else handle.unref();
}
