/**
 * Runs a {@linkcode Task} of reading texts, and says with which text it fails, hangs or runs out of memory.
 *
 * @module
 */

import type { News, Task } from "./fuzz_worker.ts";

/** Far longer than any of the texts takes. */
const HANG_MS = 20_000;

/** What was read when all went well. */
export interface Outcome {
  /** How many texts. */
  readonly count: number;
  /** Programs that formatting leaves as they are, since printing would change them. */
  readonly left: readonly string[];
}

/** Reads texts. */
export async function fuzz(task: Task): Promise<Outcome> {
  const worker = new Worker(new URL("./fuzz_worker.ts", import.meta.url), { type: "module" });
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
  let text = "";
  const fail = (what: string) => {
    reject(new Error(`${what}\n--- the text, as JSON: add it to the corpus\n${JSON.stringify(text)}`));
  };
  let watchdog = setTimeout(() => {}, 0);
  const watch = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => fail(`A text is not done with after ${HANG_MS} ms`), HANG_MS);
  };
  worker.onmessage = ({ data }: MessageEvent<News>) => {
    if (data.kind === "begin") {
      text = data.text;
      watch();
    } else if (data.kind === "end") {
      resolve(data);
    } else {
      fail(data.error);
    }
  };
  worker.onerror = (event) => {
    event.preventDefault();
    fail(`The reader ended: ${event.message}`);
  };
  watch();
  worker.postMessage(task);
  try {
    return await promise;
  } finally {
    clearTimeout(watchdog);
    worker.terminate();
  }
}
