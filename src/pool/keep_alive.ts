/**
 * What keeps the program from ending while a pool owes somebody something.
 *
 * @module
 */

/** The longest timer of the runtime, 24 days: it is there to be there. */
const LONG_MS = 2 ** 31 - 1;

/** A number or an object, depending on the version of Deno. */
type Timer = number | { ref(): void; unref(): void };

/** Counts what is owed. Its one timer is made at the first debt, and is of no weight while there is none. */
export class KeepAlive {
  #count = 0;
  #timer: Timer | null = null;
  #isOver = false;

  /** Something is owed. */
  hold(): void {
    if (this.#count++ > 0) return;
    if (this.#timer === null) this.#timer = setInterval(() => {}, LONG_MS) as unknown as Timer;
    else if (typeof this.#timer === "number") Deno.refTimer(this.#timer);
    else this.#timer.ref();
  }

  /** It was given. */
  release(): void {
    if (--this.#count > 0) return;
    if (this.#isOver) this.#clear();
    else if (typeof this.#timer === "number") Deno.unrefTimer(this.#timer);
    else this.#timer!.unref();
  }

  /** Hardly anything will be owed any more. */
  stop(): void {
    this.#isOver = true;
    if (this.#count === 0) this.#clear();
  }

  #clear(): void {
    if (this.#timer !== null) clearInterval(this.#timer as number);
    this.#timer = null;
  }
}
