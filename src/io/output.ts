/**
 * The streams for people that this program writes: stdout and stderr.
 *
 * @module
 */

import { type IoWriteResult, toBytes } from "./names.ts";

/**
 * A stream that this program writes.
 *
 * @example
 * ```ts
 * import { io, type IoOutput } from "@aria/runtime/io";
 *
 * const outputs: IoOutput[] = [io.stdout, io.stderr];
 * for (const output of outputs) await output.write("Done\n");
 * ```
 */
export abstract class IoOutput {
  #writable: WritableStream<Uint8Array> | undefined;

  /**
   * Writes all of `data`, text as UTF-8, and settles when it is taken. Calls need not be awaited to stay in order.
   *
   * @returns how much was taken; `closed` when nobody reads any more, which is never an exception
   */
  abstract write(data: Uint8Array | string): Promise<IoWriteResult>;

  /** Called when `writable` is closed. */
  protected abstract settle(): Promise<unknown>;

  /**
   * The stream as a `WritableStream`. Closing it writes what is buffered; the stream itself stays open. A
   * `WritableStream` can only say by an error that nobody reads any more: it fails with `Deno.errors.BrokenPipe`, so
   * that `pipeTo` ends.
   */
  get writable(): WritableStream<Uint8Array> {
    this.#writable ??= new WritableStream({
      write: async (chunk) => {
        const { closed } = await this.write(chunk);
        if (closed) throw new Deno.errors.BrokenPipe("Cannot write: nobody reads the stream any more");
      },
      close: async () => {
        await this.settle();
      },
    });
    return this.#writable;
  }
}

/**
 * stdout or stderr: `Deno.stdout` or `Deno.stderr`, so that they work without the native library.
 *
 * @example
 * ```ts
 * import { io } from "@aria/runtime/io";
 *
 * const { closed } = await io.stdout.write("One line\n");
 * if (closed) Deno.exit();
 * ```
 */
export class StandardOutput extends IoOutput {
  readonly #target: { write(bytes: Uint8Array): Promise<number> };
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  /** Wraps one of Deno's own streams. */
  constructor(target: { write(bytes: Uint8Array): Promise<number> }) {
    super();
    this.#target = target;
  }

  /** Writes; see {@linkcode IoOutput}. Nothing is buffered. */
  override write(data: Uint8Array | string): Promise<IoWriteResult> {
    const bytes = toBytes(data);
    const result = this.#last.then(() => this.#writeAll(bytes));
    this.#last = result.catch(() => {});
    return result;
  }

  /** Waits for the writes under way. */
  protected override settle(): Promise<unknown> {
    return this.#last;
  }

  async #writeAll(bytes: Uint8Array): Promise<IoWriteResult> {
    let written = 0;
    try {
      while (!this.#closed && written < bytes.length) written += await this.#target.write(bytes.subarray(written));
    } catch (error) {
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
      this.#closed = true;
    }
    return { written, closed: this.#closed };
  }
}
