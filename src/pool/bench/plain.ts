/**
 * Requests over the streams of a `Deno.Command`, as a program would make them that has no pool: replies are found by
 * id, and the requests of a turn go out in one write. Nothing watches the server.
 *
 * @module
 */

import { within } from "../ending.ts";
import { cpuMsOf } from "./cpu_time.ts";
import { BenchError, type BenchOptions } from "./model.ts";
import { PlainFrames } from "./plain_frames.ts";
import { noAnswer, type Question, questions } from "./question.ts";
import { inWindow, type Way } from "./way.ts";

/** Milliseconds that the server has to end with its input. */
const END_MS = 2000;

/**
 * Starts a server.
 *
 * @param options of the run.
 * @param window requests at a time.
 * @throws {Error} when it cannot be started.
 */
export function plainWay(options: BenchOptions, window: number): Way {
  const { command, args } = options;
  const child = new Deno.Command(command, { args, stdin: "piped", stdout: "piped", stderr: "null" }).spawn();
  const client = new PlainClient(options, child);
  const question = questions(options);
  let id = 0;
  return {
    ask: (count) => inWindow(count, window, () => client.request(question(++id))),
    serverCpuMs: () => cpuMsOf(child.pid),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** Whoever waits for an answer. */
interface Waiter {
  resolve(): void;
  reject(error: unknown): void;
}

class PlainClient {
  readonly #options: BenchOptions;
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #frames: PlainFrames;
  readonly #waiters = new Map<unknown, Waiter>();
  readonly #over: Promise<void>;
  #batch: Question[] = [];

  constructor(options: BenchOptions, child: Deno.ChildProcess) {
    this.#options = options;
    this.#child = child;
    this.#writer = child.stdin.getWriter();
    this.#reader = child.stdout.getReader();
    this.#frames = new PlainFrames(options.framing);
    this.#over = this.#read();
  }

  request(question: Question): Promise<void> {
    if (this.#batch.push(question) === 1) queueMicrotask(() => this.#write());
    return new Promise((resolve, reject) => this.#waiters.set(question.id, { resolve, reject }));
  }

  #write(): void {
    const batch = this.#batch;
    this.#batch = [];
    // A server that reads no more has ended, which its output tells.
    this.#writer.write(this.#frames.encode(batch)).catch(() => {});
  }

  /** Never rejects. */
  async #read(): Promise<void> {
    try {
      for (;;) {
        const { value } = await this.#reader.read();
        if (!value) throw new BenchError(`"${this.#options.command}" ended before it answered`);
        for (const answer of this.#frames.decode(value)) this.#settle(answer);
      }
    } catch (error) {
      for (const { reject } of this.#waiters.values()) reject(error);
    }
  }

  #settle(answer: unknown): void {
    const { id } = answer as Question;
    const waiter = this.#waiters.get(id);
    if (!waiter) throw noAnswer(answer, this.#options);
    this.#waiters.delete(id);
    waiter.resolve();
  }

  async close(): Promise<void> {
    await this.#writer.close().catch(() => {});
    if (!await within(END_MS, this.#child.status)) this.#child.kill("SIGKILL");
    await this.#child.status;
    await this.#reader.cancel();
    await this.#over;
  }
}
