/**
 * Children that answer requests over their own streams, kept and reused.
 *
 * @module
 */

import type { PooledConnection } from "./connection.ts";
import { Core } from "./core.ts";
import { PoolError } from "./errors.ts";
import { type PoolEvents, QuietEventTarget } from "./events.ts";
import { closedError, quiet } from "./failures.ts";
import { Lifecycle } from "./lifecycle.ts";
import type { PoolSnapshot } from "./metrics.ts";
import {
  type AcquireOptions,
  assertLimits,
  completeOptions,
  type PoolOptions,
  type RequestOptions,
} from "./options.ts";
import { PLAIN, type Protocol } from "./protocol.ts";
import { type PoolHandle, share, type SharedOptions } from "./shared.ts";
import { takeSnapshot } from "./snapshot.ts";

const CLOSE_GRACE_MS = 5000;

/**
 * A pool of children that answer requests over their own streams, so that a request costs a round trip through a pipe
 * and not a process.
 *
 * Replies never reach another caller than the one who asked, a child that hangs is found by its silence and replaced,
 * and children end with the pool, or with this program. A pool that owes nobody anything does not keep the program from
 * ending.
 *
 * Events (`CustomEvent`, see {@linkcode PoolEvents}): `childstart`, `childend`, `starterror`, `stray`, `timeout`,
 * `breakeropen`, `breakerclose`, `drained`.
 *
 * @example
 * ```ts
 * import { StdioPool } from "@aria/runtime/pool";
 * import { assertEquals } from "@std/assert";
 *
 * await using pool = new StdioPool({ command: "cat", max: 2 });
 * assertEquals(await pool.request({ id: 1, text: "hello" }), { id: 1, text: "hello" });
 * assertEquals(pool.snapshot().spawned, 1);
 * ```
 */
export class StdioPool extends QuietEventTarget implements AsyncDisposable {
  readonly #core: Core;
  readonly #lifecycle: Lifecycle;
  #reloading: Promise<void> = Promise.resolve();

  /**
   * Starts the children that are to be warm; the others come with the first requests.
   *
   * @param options of the pool.
   * @param protocol for those that build on a pool; users leave it out.
   * @throws {TypeError} for unknown options, and for those that cannot work together.
   * @throws {RangeError} for numbers that make no sense.
   */
  constructor(options: PoolOptions, protocol: Protocol = PLAIN) {
    super();
    this.#core = new Core(completeOptions(options), protocol, (name, detail) => this.#tell(name, detail));
    this.#lifecycle = new Lifecycle(this.#core);
  }

  /**
   * A share in a pool that other parts of the program use, too: those who name the same command, arguments, directory,
   * complete environment, framing, channel, mode and identity. Other options are those of whoever came first.
   *
   * @param options of the pool.
   * @param shared whose it is, and how long it is kept after the last release.
   * @returns a handle, to be released.
   * @throws {Error} as the constructor.
   */
  static shared(options: PoolOptions, shared: SharedOptions = {}): PoolHandle {
    return share(options, shared, (fixed) => new StdioPool(fixed));
  }

  /** A listener may do anything to the pool, so it is called when the pool is done with what it is doing. */
  #tell<Name extends keyof PoolEvents>(name: Name, detail: PoolEvents[Name]): void {
    queueMicrotask(() => this.dispatchEvent(new CustomEvent(name, { detail })));
  }

  /**
   * Sends a request to a child and waits for its reply.
   *
   * @param value a message; its `id`, if it has one, finds the reply.
   * @param options of this request.
   * @returns the reply, with the `id` of the request.
   * @throws {PoolError} by its `code`; `phase` tells whether the request may have been executed.
   * @throws {TypeError} when the value cannot be sent.
   */
  request(value: unknown, options: RequestOptions = {}): Promise<unknown> {
    return this.#core.submit("request", value, options);
  }

  /**
   * Takes a child for a while, alone.
   *
   * @param options how to wait.
   * @returns the child; dispose of it to give it back.
   * @throws {PoolError} `AcquireTimeout`, `QueueFull`, `Aborted`, `SpawnFailed`, `Unavailable`, `Closed`.
   */
  acquire(options: AcquireOptions = {}): Promise<PooledConnection> {
    return this.#core.submit("checkout", undefined, options) as Promise<PooledConnection>;
  }

  /**
   * Sends a message that has no reply. Its child is not let go before it has it.
   *
   * @param value the message.
   * @param to `"any"`: one child; `"all"`: every child that serves now, but for those that somebody has alone.
   * @param options `key`: that of requests to the same child.
   * @returns when it is in their pipes; of all, those that end before do not count.
   * @throws {PoolError} as {@linkcode request}.
   */
  notify(value: unknown, to: "any" | "all" = "any", options: { key?: string } = {}): Promise<void> {
    return quiet(to === "any" ? this.#notifyOne(value, options) : this.#notifyAll(value));
  }

  async #notifyOne(value: unknown, options: { key?: string }): Promise<void> {
    await this.#core.submit("oneway", value, options);
  }

  async #notifyAll(value: unknown): Promise<void> {
    if (!this.isOpen) throw closedError("unsent");
    const children = [...this.#core.crew.serving].filter(({ lease }) => !lease?.isCheckout);
    await Promise.all(children.map((child) => unlessGone(this.#core.notifyOn(child, value))));
  }

  /**
   * Changes how many children there are.
   *
   * @param size the new limits; those left out stay.
   * @throws {RangeError} when they make no sense.
   */
  resize(size: { min?: number; max?: number }): void {
    const { crew } = this.#core;
    const { min = crew.min, max = crew.max } = size;
    assertLimits(min, max);
    Object.assign(crew, { min, max });
    crew.trim();
    this.#core.pump();
  }

  /**
   * Replaces all children, one after the other: the new one is ready before the old one leaves.
   *
   * @throws {PoolError} `SpawnFailed`; those not replaced yet go on.
   */
  reload(): Promise<void> {
    const { crew, keepAlive } = this.#core;
    keepAlive.hold();
    const before = this.#reloading.catch(() => {});
    this.#reloading = quiet(before.then(() => crew.replaceAll()).finally(() => keepAlive.release()));
    return this.#reloading;
  }

  /** Takes nothing new, finishes all it has, and ends; resolves when every child is gone. */
  drain(): Promise<void> {
    return this.#lifecycle.drain();
  }

  /**
   * Takes nothing new, rejects what waits with `Closed`, finishes what is under way, and ends.
   *
   * @param options `graceMs`: milliseconds for what is under way (5000); then it is rejected, too.
   * @returns when every child is gone.
   * @throws {RangeError} when that is no time; then nothing happens.
   */
  close({ graceMs = CLOSE_GRACE_MS }: { graceMs?: number } = {}): Promise<void> {
    if (!(graceMs >= 0)) throw new RangeError(`Cannot close: graceMs is ${graceMs}`);
    return this.#lifecycle.close(graceMs);
  }

  /** Rejects everything with `Closed` and kills the children; resolves when they are gone. */
  kill(): Promise<void> {
    return this.#lifecycle.kill();
  }

  /** Whether it takes requests. */
  get isOpen(): boolean {
    return this.#core.stage === "open";
  }

  /** Its figures at this moment. */
  snapshot(): PoolSnapshot {
    return takeSnapshot(this.#core);
  }

  /** Whether the queue is half full or more: callers should wait for {@linkcode drained}. */
  get needsDrain(): boolean {
    return this.#core.fullness.needsDrain;
  }

  /** Settles when no request waits. */
  get drained(): Promise<void> {
    return this.#core.fullness.drained;
  }

  /** The same as {@linkcode close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** A child that ends before it reads a message to all needs to know nothing any more. */
async function unlessGone(told: Promise<unknown>): Promise<void> {
  try {
    await told;
  } catch (error) {
    if (!(error instanceof PoolError && error.code === "ChildExited")) throw error;
  }
}
