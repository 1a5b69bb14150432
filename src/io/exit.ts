/**
 * What must still be written when the program ends, by running out of work, by `Deno.exit`, or by an error that nobody
 * caught (which ends a program without its "unload" event). A signal's death flushes nothing, as in any program.
 *
 * @module
 */

const flushes: (() => void)[] = [];

/** Calls `flush`, which cannot wait for promises, when the program ends; possibly more than once. */
export function atExit(flush: () => void): void {
  if (flushes.length === 0) {
    for (const event of ["unload", "error", "unhandledrejection"]) globalThis.addEventListener(event, flushAll);
  }
  flushes.push(flush);
}

function flushAll(): void {
  for (const flush of flushes) flush();
}
