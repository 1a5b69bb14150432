/**
 * The turn of the event loop that runs now.
 *
 * A program that asks one thing after the other, and gets each answer without the event loop, would never come back to
 * it: no timer would fire, nothing else would be read. So a turn with such answers is kept short.
 *
 * @module
 */

import { clock } from "./clock.ts";

/** Milliseconds after which others should have their turn. */
const LONG_MS = 1;

const nextTurn: (work: () => void) => void = globalThis.setImmediate ?? ((work) => setTimeout(work, 0));

let began = 0;
const endings: (() => void)[] = [];

function end(): void {
  began = 0;
  for (const work of endings.splice(0)) work();
}

/** Knows how long the event loop has been waiting, from the first answer that came without it. */
export const turn = {
  /** Whether it has waited long enough. */
  isLong(): boolean {
    return began > 0 && clock.now() - began >= LONG_MS;
  },

  /** An answer is to come without it. */
  begin(): void {
    if (began > 0) return;
    began = clock.now();
    nextTurn(end);
  },

  /**
   * Does something at the end of a turn that has begun.
   *
   * @param work to be done.
   */
  atEnd(work: () => void): void {
    endings.push(work);
  },

  /**
   * Does something in the next turn.
   *
   * @param work to be done.
   */
  next(work: () => void): void {
    nextTurn(work);
  },
};
