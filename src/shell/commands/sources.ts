/**
 * What `for … in` goes through: the lines and the records of a plan, as they come.
 *
 * The plan starts with the first step. Nothing is read ahead beyond a ring, so a slow loop slows the plan.
 *
 * @module
 */

import type { OutputStream } from "../../streams/mod.ts";
import { ErrorValue, Failure, readJson } from "../values/mod.ts";
import type { Outcome } from "./outcome.ts";
import type { RunningPlan } from "./running_plan.ts";
import { withinMs } from "./within.ts";

/** A plan that runs and one of its outputs, null when that goes elsewhere. */
export interface Reading {
  readonly running: RunningPlan;
  readonly output: OutputStream | null;
  readonly ended: Promise<Outcome>;
  /** Called at the end of a plan that the loop has left early: however it ended, the program wanted it so. */
  forgive(): void;
}

/** Bytes of a line at the most. */
const LINE_MAX = 256 * 1024 * 1024;
/** How long a plan that nobody reads any more has to notice, before it is told to end. */
const NOTICE_MS = 100;
/** And how long it has then, before it is killed. */
const END_MS = 2000;

/** The lines of what `open` starts, without their line breaks; the end of a plan that failed throws its `Failure`. */
export function lineSource(open: () => Promise<Reading | Failure>): AsyncIterableIterator<string> {
  return new LineSource(open);
}

/**
 * The records of what `open` starts, as `dyn` values: an object of JSON is an `obj`. A line that is no such object is
 * given as the string that it is; empty lines are passed over.
 */
export async function* eventSource(open: () => Promise<Reading | Failure>): AsyncGenerator<unknown> {
  for await (const line of lineSource(open)) {
    if (line === "") continue;
    const value = readJson(line);
    yield value instanceof Map ? value : line;
  }
}

class LineSource implements AsyncIterableIterator<string> {
  readonly #open: () => Promise<Reading | Failure>;
  #reading: Reading | null = null;
  #lines: AsyncIterator<string> | null = null;
  #over = false;

  constructor(open: () => Promise<Reading | Failure>) {
    this.#open = open;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<string>> {
    if (this.#over) return { done: true, value: undefined };
    if (!this.#reading) await this.#start();
    if (this.#lines) {
      const step = await this.#next(this.#lines);
      if (!step.done) return step;
    }
    this.#over = true;
    const { value } = await this.#reading!.ended;
    if (value instanceof Failure) throw value;
    return { done: true, value: undefined };
  }

  /** Nobody wants more: the pipe is closed, so that whoever writes ends; and whoever does not notice is told to end. */
  async return(): Promise<IteratorResult<string>> {
    const reading = this.#over ? null : this.#reading;
    this.#over = true;
    if (reading) await this.#leave(reading);
    return { done: true, value: undefined };
  }

  async #start(): Promise<void> {
    const reading = await this.#open();
    if (reading instanceof Failure) {
      this.#over = true;
      throw reading;
    }
    this.#reading = reading;
    this.#lines = reading.output?.lines({ maxLine: LINE_MAX }) ?? null;
  }

  async #next(lines: AsyncIterator<string>): Promise<IteratorResult<string>> {
    try {
      return await lines.next();
    } catch (error) {
      await this.return();
      const at = this.#reading!.running.assembly.plan.stages.at(-1)!.at;
      throw new Failure(new ErrorValue(1, error instanceof Error ? error.message : String(error), "io"), at);
    }
  }

  async #leave({ running, output, ended, forgive }: Reading): Promise<void> {
    await this.#lines?.return?.();
    output?.reader.close();
    if (!await withinMs(ended, NOTICE_MS)) running.send("SIGTERM");
    if (!await withinMs(ended, END_MS)) running.kill();
    await ended;
    forgive();
  }
}
