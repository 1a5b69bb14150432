/**
 * An input of a process in the hands of the program.
 *
 * @module
 */

import type { DirectInput, InputStream } from "../../streams/mod.ts";
import { ErrorValue, Failure } from "../values/mod.ts";
import type { Waiting } from "./reader.ts";
import type { WriterValue } from "./runner.ts";

/** Where bytes go. */
export interface ByteSink {
  /** False when nobody has read all of it, or ever will. */
  write(bytes: Uint8Array): Promise<boolean>;
  close(): Promise<void>;
}

/** The input of a process that a drainer writes. */
export function drainedSink(input: InputStream): ByteSink {
  return {
    write: async (bytes) => (await input.write(bytes)).written === bytes.length, // who has it all may leave
    close: () => input.close(),
  };
}

/** An input that is written without a drainer. */
export function directSink(input: DirectInput): ByteSink {
  return {
    async write(bytes) {
      for (let at = 0; at < bytes.length;) {
        const count = input.write(bytes.subarray(at));
        if (count === null) await input.ready();
        else at += count;
      }
      return true;
    },
    close: () => Promise.resolve(input.close()),
  };
}

/** Writes text, as UTF-8, and bytes. */
export class Writer implements WriterValue {
  readonly #sink: ByteSink;
  readonly #name: string;
  readonly #waiting: Waiting;
  readonly #at: number;
  #isClosed = false;

  /**
   * @param sink where it goes
   * @param name of it, for failures: `stdin of 'cat'`
   * @param waiting is told of every wait
   * @param at the place that failures name
   */
  constructor(sink: ByteSink, name: string, waiting: Waiting, at: number) {
    this.#sink = sink;
    this.#name = name;
    this.#waiting = waiting;
    this.#at = at;
  }

  /** Waits until all of it is in the pipe. */
  async write(value: string | Uint8Array): Promise<null | Failure> {
    if (this.#isClosed) return this.#failure("was closed", "io");
    const bytes = typeof value === "string" ? new TextEncoder().encode(value) : value;
    try {
      if (await this.#waiting(this.#sink.write(bytes))) return null;
    } catch (error) {
      if (!(error instanceof Deno.errors.BrokenPipe)) {
        return this.#failure(`failed: ${error instanceof Error ? error.message : error}`, "io");
      }
    }
    return this.#failure("is read by nobody any more", "broken_pipe");
  }

  /** The process reads to its end. Closing twice is no error. */
  async close(): Promise<null | Failure> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      await this.#waiting(this.#sink.close());
    }
    return null;
  }

  #failure(what: string, kind: string): Failure {
    return new Failure(new ErrorValue(1, `${this.#name} ${what}`, kind), this.#at);
  }
}

/** Stands for an input that comes from elsewhere. */
export function noWriter(failure: Failure): WriterValue {
  return { write: () => Promise.resolve(failure), close: () => Promise.resolve(null) };
}
