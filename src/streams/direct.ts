/**
 * Streams without a drainer: the caller reads and writes the pipe itself.
 *
 * The shortest way, for request and answer. Nothing is drained behind the caller's back, so deadlock is the caller's
 * responsibility: a child that writes more than its pipe holds waits until somebody reads.
 *
 * @module
 */

import { native, type Pointer, systemError } from "../../ffi/mod.ts";
import type { NewsListener, Reactor } from "./reactor.ts";

const EAGAIN = "EAGAIN";
const READ = 0;
const WRITE = 1;
const MAX_CALL = 2 ** 30;

/**
 * What both directions share: the handle and the wait for its readiness.
 *
 * @internal
 */
class DirectStream implements NewsListener, Disposable {
  protected readonly what: string;
  readonly #reactor: Reactor;
  readonly #direction: number;
  #handle: bigint | null;
  #watch: Pointer | null = null;
  #id = 0;
  #waiters: (() => void)[] = [];

  constructor(reactor: Reactor, handle: bigint, direction: number, what: string) {
    this.#reactor = reactor;
    this.#handle = handle;
    this.#direction = direction;
    this.what = what;
    native().symbols.aria_set_blocking(handle, 0);
  }

  /** The handle, for reading or writing it. */
  protected get handle(): bigint {
    if (this.#handle === null) throw new TypeError(`Cannot use ${this.what}: it is closed`);
    return this.#handle;
  }

  /**
   * Waits until a read or a write would not have to.
   *
   * @returns when the stream is ready, has ended, or is closed.
   * @throws {TypeError} when it is closed already.
   */
  ready(): Promise<void> {
    const watch = this.#watch ?? this.#open();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiters.push(resolve);
    this.#reactor.hold();
    native().symbols.aria_watch_wait(watch);
    return promise;
  }

  #open(): Pointer {
    this.#id = this.#reactor.add(this);
    const error = new Int32Array(1);
    const bytes = new Uint8Array(error.buffer);
    const { symbols } = native();
    const watch = symbols.aria_watch_open(this.#reactor.pointer, this.handle, this.#direction, this.#id, bytes);
    if (!watch) throw systemError(error[0]!, `Cannot wait for ${this.what}`);
    return this.#watch = watch;
  }

  /** The drainer has news. */
  onNews(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resolve of waiters) {
      this.#reactor.release();
      resolve();
    }
  }

  /** Closes our end. Closing twice is no error. */
  close(): void {
    if (this.#handle === null) return;
    if (this.#watch) {
      native().symbols.aria_watch_close(this.#watch);
      this.#reactor.remove(this.#id);
      this.#watch = null;
    }
    native().symbols.aria_close(this.#handle);
    this.#handle = null;
    this.onNews();
  }

  /** Closes our end, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }
}

/** The number of bytes that a call moved, or null when it would have to wait. */
function moved(result: number, what: string): number | null {
  if (result >= 0) return result;
  const error = systemError(result, what);
  if (error.code === EAGAIN) return null;
  throw error;
}

/**
 * An output of a child, read by the caller itself; from `Process.direct()`. Beside `read()` it has `ready()`, which
 * waits until a read would not have to, and `close()`, which is also called by `using`.
 *
 * Nothing drains it: a child that writes more than its pipe holds waits until you read.
 *
 * @example
 * ```ts
 * import { Command } from "@aria/runtime";
 * import { assertEquals } from "@std/assert";
 *
 * const child = new Command("echo", { args: ["hello"], stdout: "direct" }).spawn();
 * using stdout = child.direct("stdout");
 * const buffer = new Uint8Array(64);
 * await stdout.ready();
 * assertEquals(stdout.read(buffer), 6);
 * assertEquals((await child.wait()).code, 0);
 * ```
 */
export class DirectOutput extends DirectStream {
  /** Made by `Command`, not by users. */
  constructor(reactor: Reactor, handle: bigint, what: string) {
    super(reactor, handle, READ, what);
  }

  /**
   * Reads what is there, without waiting.
   *
   * @param into a buffer.
   * @returns the bytes read, 0 at the end, null when there is nothing now.
   * @throws {TypeError} when it is closed.
   */
  read(into: Uint8Array): number | null {
    const length = Math.min(into.length, MAX_CALL);
    const result = native().symbols.aria_read(this.handle, into as Uint8Array<ArrayBuffer>, length);
    return moved(result, `Cannot read ${this.what}`);
  }
}

/**
 * An input of a child, written by the caller itself; from `Process.direct()`. Beside `write()` it has `ready()`, which
 * waits until a write would not have to, and `close()`, which is also called by `using`: the child then reads to its
 * end.
 */
export class DirectInput extends DirectStream {
  /** Made by `Command`, not by users. */
  constructor(reactor: Reactor, handle: bigint, what: string) {
    super(reactor, handle, WRITE, what);
  }

  /**
   * Writes what fits, without waiting.
   *
   * @param from the bytes.
   * @returns the bytes written, maybe fewer than given; null when the pipe is full.
   * @throws {Deno.errors.BrokenPipe} when nobody reads any more.
   * @throws {TypeError} when it is closed.
   */
  write(from: Uint8Array): number | null {
    const length = Math.min(from.length, MAX_CALL);
    const result = native().symbols.aria_write(this.handle, from as Uint8Array<ArrayBuffer>, length);
    return moved(result, `Cannot write ${this.what}`);
  }
}
