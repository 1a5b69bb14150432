/**
 * Reads texts in a thread of its own, so that the one that starts it notices when a text is never done with.
 *
 * @module
 */

import { examine } from "./examine.ts";
import { knownPrograms } from "./known_programs.ts";
import { Mutator } from "./mutator.ts";

/** What is to be read: texts, or so many that a seed gives, for so long at most. */
export type Task =
  | { readonly texts: readonly string[] }
  | { readonly seed: number; readonly count: number; readonly milliseconds: number };

/** What is said: a text that is begun, and at the end how many were read, or what went wrong. */
export type News =
  | { readonly kind: "begin"; readonly text: string }
  | { readonly kind: "failure"; readonly text: string; readonly error: string }
  | { readonly kind: "end"; readonly count: number; readonly left: readonly string[] };

/** The side of a worker that its own thread sees. */
const thread = globalThis as unknown as {
  onmessage: (event: MessageEvent<Task>) => void;
  postMessage(news: News): void;
};

thread.onmessage = ({ data }) => {
  let count = 0;
  const left: string[] = [];
  for (const text of textsOf(data)) {
    thread.postMessage({ kind: "begin", text });
    try {
      if (!examine(text)) left.push(text);
    } catch (error) {
      thread.postMessage({ kind: "failure", text, error: error instanceof Error ? error.stack! : String(error) });
      return;
    }
    count++;
  }
  thread.postMessage({ kind: "end", count, left });
};

function* textsOf(task: Task): Generator<string> {
  if ("texts" in task) return yield* task.texts;
  const mutator = new Mutator(task.seed, knownPrograms().map(({ text }) => text));
  const end = performance.now() + task.milliseconds;
  for (let index = 0; index < task.count && performance.now() < end; index++) yield mutator.next();
}
