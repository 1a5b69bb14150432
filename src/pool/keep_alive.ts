/**
 * What keeps the program from ending while a pool owes somebody something.
 *
 * @module
 */

/** The longest timer of the runtime, 24 days: it is there to be there. */
const LONG_MS = 2 ** 31 - 1;

/** Counts what is owed. */
export class KeepAlive {
  #count = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Something is owed. */
  hold(): void {
    if (this.#count++ === 0) this.#timer = setInterval(() => {}, LONG_MS);
  }

  /** It was given. */
  release(): void {
    if (--this.#count === 0) clearInterval(this.#timer);
  }
}
