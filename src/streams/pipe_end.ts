/**
 * Kernel pipes in the hands of the user: two ends, to be given to commands.
 *
 * @module
 */

import { native, systemError } from "../../ffi/mod.ts";

/**
 * One end of a kernel pipe. Given to a `Command`, it belongs to the process that is spawned, and this side's end is
 * closed, so that the other end sees the process's end.
 */
export class PipeEnd implements Disposable {
  #handle: bigint | null;
  /** Whether this is the end that is read. */
  readonly reads: boolean;

  /**
   * Made by {@linkcode pipe}, not by users.
   *
   * @param handle which it owns.
   * @param reads whether it is the end that is read.
   */
  constructor(handle: bigint, reads: boolean) {
    this.#handle = handle;
    this.reads = reads;
  }

  /**
   * Another end of the same side, for a second process.
   *
   * @returns the copy, with a life of its own.
   * @throws {TypeError} when this end is closed.
   */
  clone(): PipeEnd {
    return new PipeEnd(duplicateHandle(this.handle), this.reads);
  }

  /** Closes it. Closing twice is no error. */
  close(): void {
    if (this.#handle !== null) native().symbols.aria_close(this.#handle);
    this.#handle = null;
  }

  /** Closes it, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** @ignore The handle, borrowed. */
  get handle(): bigint {
    if (this.#handle === null)
      throw new TypeError("Cannot use a pipe end: it is closed, or belongs to a process already");
    return this.#handle;
  }

  /** @ignore The handle, which is the caller's from now on. */
  takeHandle(): bigint {
    const handle = this.handle;
    this.#handle = null;
    return handle;
  }
}

/** The two ends of a pipe. */
export interface Pipe {
  /** Where bytes come out. */
  reader: PipeEnd;
  /** Where bytes go in. */
  writer: PipeEnd;
}

/**
 * Makes a kernel pipe.
 *
 * @param options `size`: bytes asked for its buffer, 1 MiB by default; the system may give less.
 * @returns its two ends.
 * @throws {Error} when the system has no more descriptors (EMFILE).
 *
 * @example Two commands that know nothing of each other
 * ```ts
 * import { Command, pipe } from "@aria/runtime";
 * import { assertEquals } from "@std/assert";
 *
 * const { reader, writer } = pipe();
 * const source = new Command("echo", { args: ["hello"], stdout: writer }).spawn();
 * const sink = new Command("cat", { stdin: reader }).spawn();
 * assertEquals(await sink.stdout.text(), "hello\n");
 * await Promise.all([source.wait(), sink.wait()]);
 * ```
 */
export function pipe(options: { size?: number } = {}): Pipe {
  const ends = new BigInt64Array(2);
  const error = native().symbols.aria_pipe(options.size ?? 1024 * 1024, new Uint8Array(ends.buffer));
  if (error < 0) throw systemError(error, "Cannot make a pipe");
  return { reader: new PipeEnd(ends[0]!, true), writer: new PipeEnd(ends[1]!, false) };
}

/** Another handle of the same open file; the caller owns it. */
export function duplicateHandle(handle: bigint): bigint {
  const copy = new BigInt64Array(1);
  const error = native().symbols.aria_duplicate(handle, new Uint8Array(copy.buffer));
  if (error < 0) throw systemError(error, `Cannot duplicate descriptor ${handle}`);
  return copy[0]!;
}
