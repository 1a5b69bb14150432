/**
 * Waiting for what a drainer was asked to do.
 *
 * Streams and processes that are let go are closed by the drainer, in its own thread, in the order in which it was
 * asked. So whoever asks it for something else and gets an answer knows that they are closed.
 *
 * @module
 */

import { native } from "../../ffi/mod.ts";
import type { Drainer } from "../streams/mod.ts";

/** A handle of nothing: what cannot be waited for is always ready. */
const NOTHING = -1n;
const READ = 0;
const ERROR_BYTES = 4;

/**
 * Resolves when a drainer has closed all that it was given to close before.
 *
 * @param drainer that was asked.
 */
export async function fence(drainer: Drainer): Promise<void> {
  const { symbols } = native();
  const answers: (() => void)[] = [];
  const id = drainer.add({ onNews: () => answers.pop()?.() });
  const watch = symbols.aria_watch_open(drainer.pointer, NOTHING, READ, id, new Uint8Array(ERROR_BYTES));
  if (!watch) return drainer.remove(id); // no memory: there is no way to ask
  // The first answer comes while the drainer is at it, the second one after that.
  for (let rounds = 0; rounds < 2; rounds++) {
    const answer = new Promise<void>((resolve) => answers.push(resolve));
    symbols.aria_watch_wait(watch);
    await answer;
  }
  symbols.aria_watch_close(watch);
  drainer.remove(id);
}
