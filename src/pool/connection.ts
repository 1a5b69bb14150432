/**
 * A child that somebody has alone.
 *
 * @module
 */

import type { PooledChild } from "./child.ts";
import { within } from "./ending.ts";
import { PoolError } from "./errors.ts";
import { hasMethod, idOf } from "./exchange.ts";
import { endedError, quiet } from "./failures.ts";
import type { KeepAlive } from "./keep_alive.ts";
import type { RequestOptions } from "./options.ts";

/** One child of a pool, alone, until it is disposed of: `await using connection = await pool.acquire()`. */
export interface PooledConnection extends AsyncDisposable {
  /** The child's number, for people and logs. */
  readonly pid: number;
  /** The child's generation in its pool. */
  readonly generation: number;
  /**
   * Sends a request and waits for its reply.
   *
   * @throws {PoolError} as `StdioPool.request`.
   * @throws {TypeError} after disposal.
   */
  request(value: unknown, options?: RequestOptions): Promise<unknown>;
  /**
   * Sends a message; {@linkcode receive} gives what comes.
   *
   * @returns when it is in the child's pipe.
   * @throws {PoolError} `ChildExited` or another end of the child.
   * @throws {TypeError} after disposal, or when the value cannot be sent.
   */
  send(value: unknown): Promise<void>;
  /**
   * The next message that is no reply to a {@linkcode request}.
   *
   * @param options `timeoutMs`: milliseconds to wait, `requestTimeoutMs` if not given; 0 is without end.
   * @throws {PoolError} `RequestTimeout`; `ChildExited` or another end of the child.
   * @throws {TypeError} after disposal, or while another call waits.
   */
  receive(options?: { timeoutMs?: number }): Promise<unknown>;
  /**
   * Ends the child instead of giving it back; the connection is of no more use.
   *
   * @param reason for the pool's figures, `"asked"` if not given.
   * @throws {TypeError} after disposal.
   */
  recycle(reason?: string): void;
}

/** What a lease needs from its pool. */
export interface Lender {
  /** Requests over a connection. */
  requestOn(child: PooledChild, value: unknown, options: RequestOptions): Promise<unknown>;
  /** Takes a child back, or ends it. */
  takeBack(lease: Lease, recycleFor: string | null): void;
  readonly receiveTimeoutMs: number;
  readonly keepAlive: KeepAlive;
}

/** Messages that wait for a receiver before the child's output is left alone. */
const INBOX_MAX = 64;

/** The pool's side of a connection: it does not hold the connection, which may be forgotten. */
export class Lease {
  readonly child: PooledChild;
  readonly #lender: Lender;
  /** Whether somebody outside has it, who gets the child's own messages, too. */
  readonly isCheckout: boolean;
  readonly #isUse: boolean;
  #inbox: unknown[] = [];
  #arrived: (() => void) | null = null;
  #error: PoolError | null = null;
  /** Settles when the child has gone. */
  readonly failed: Promise<void>;
  #markFailed!: () => void;
  /** End the waiting of those who send. A race against one promise would keep something of each as long as it lives. */
  readonly #senders = new Set<() => void>();
  #over = false;
  #holds: boolean;
  readonly #owed = new OwedReplies();

  /**
   * @param child that is lent.
   * @param lender its pool.
   * @param isCheckout whether it is for somebody outside.
   * @param isUse whether it counts as a use of the child.
   */
  constructor(child: PooledChild, lender: Lender, isCheckout: boolean, isUse = true) {
    this.child = child;
    this.#lender = lender;
    this.isCheckout = isCheckout;
    this.#isUse = isUse;
    this.failed = new Promise((resolve) => this.#markFailed = resolve);
    child.lease = this;
    if (isUse) child.uses.begin();
    this.#holds = isCheckout;
    if (isCheckout) lender.keepAlive.hold();
  }

  /** Whether the child can go to somebody else: nothing is outstanding, nothing unread. */
  get isClean(): boolean {
    if (!this.#owed.isEmpty || this.#inbox.length > 0 || this.child.exchange.size > 0) return false;
    return this.#toleratesMore || this.child.atBoundary;
  }

  /** Whether the child may go on saying things of its own: we cannot mistake them, somebody outside could. */
  get #toleratesMore(): boolean {
    return !this.isCheckout && this.child.exchange.usesOwnIds;
  }

  /** Waits until the child has said what it has begun to say. */
  async quiesce(): Promise<void> {
    while (!this.#toleratesMore && !this.child.atBoundary) await this.child.nextBytes();
  }

  /**
   * A message of the child came.
   *
   * @param message that is no reply.
   * @returns whether it is taken.
   */
  put(message: unknown): boolean {
    if (hasMethod(message) && !this.isCheckout) return false;
    this.#inbox.push(message);
    this.#owed.received(message);
    if (this.#inbox.length === INBOX_MAX) this.child.pause();
    this.#arrived?.();
    return true;
  }

  /** The child has gone. */
  fail(error: PoolError): void {
    this.#error = error;
    this.#markFailed();
    for (const endWaiting of this.#senders) endWaiting();
    this.#arrived?.();
    this.#letGo();
  }

  /** The program waits for a checkout only while its child can be used. */
  #letGo(): void {
    if (this.#holds) this.#lender.keepAlive.release();
    this.#holds = false;
  }

  /** Passes on a request. */
  request(value: unknown, options: RequestOptions): Promise<unknown> {
    const problem = this.#problem;
    return problem ? Promise.reject(problem) : this.#lender.requestOn(this.child, value, options);
  }

  /** Sends a message. */
  async send(value: unknown): Promise<void> {
    if (this.#problem) throw this.#problem;
    const { promise, resolve } = Promise.withResolvers<void>();
    const sending = this.child.send(value, resolve);
    this.#owed.sent(value);
    this.#senders.add(resolve);
    await promise;
    this.#senders.delete(resolve);
    if (!this.child.hasSent(sending)) throw this.#problem ?? endedError(this.child, "before it read", "unsent");
  }

  /** Waits for a message. */
  async receive(timeoutMs = this.#lender.receiveTimeoutMs): Promise<unknown> {
    if (this.#over) throw this.#problem;
    if (this.#inbox.length === 0 && !this.#error) await this.#arrival(timeoutMs);
    if (this.#inbox.length === 0) throw this.#problem;
    if (this.#inbox.length === INBOX_MAX) this.child.resume();
    return this.#inbox.shift();
  }

  async #arrival(timeoutMs: number): Promise<void> {
    if (this.#arrived) throw new TypeError("Cannot receive twice at a time");
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#arrived = resolve;
    const came = await within(timeoutMs === 0 ? Infinity : timeoutMs, promise);
    this.#arrived = null;
    if (came) return;
    const { pid, generation } = this.child;
    const message = `No message of pid ${pid} came within ${timeoutMs} ms`;
    throw new PoolError("RequestTimeout", message, { phase: "unknown", pid, generation });
  }

  get #problem(): Error | null {
    return this.#over ? new TypeError("Cannot use a connection that was given back") : this.#error;
  }

  /**
   * Ends the child.
   *
   * @param reason for the pool's figures.
   * @throws {TypeError} when it was given back.
   */
  recycle(reason: string): void {
    if (this.#over) throw this.#problem;
    this.end(reason);
  }

  /**
   * Gives the child back. Only the first call does.
   *
   * @param recycleFor why it cannot be used any more; null when it can.
   */
  end(recycleFor: string | null): void {
    if (this.#over) return;
    const reason = recycleFor ?? (this.isClean ? null : "unread");
    this.#over = true;
    this.#arrived?.();
    this.#letGo();
    this.child.lease = null;
    if (this.#isUse) this.child.uses.end();
    this.#lender.takeBack(this, reason);
  }
}

/** The replies that may still come to messages that were sent without waiting. */
class OwedReplies {
  readonly #ids = new Set<unknown>();
  #others = 0;

  get isEmpty(): boolean {
    return this.#ids.size === 0 && this.#others === 0;
  }

  sent(message: unknown): void {
    const id = idOf(message);
    if (id === undefined && hasMethod(message)) return;
    if (id === undefined || this.#ids.has(id)) this.#others++;
    else this.#ids.add(id);
  }

  received(message: unknown): void {
    if (hasMethod(message)) return;
    if (!this.#ids.delete(idOf(message)) && this.#others > 0) this.#others--;
  }
}

/** A connection that nobody holds any more was not given back: its child could be anywhere in an exchange. */
const forgotten = new FinalizationRegistry<Lease>((lease) => lease.end("forgotten"));

/** What the borrower holds. */
export class Connection implements PooledConnection {
  readonly pid: number;
  readonly generation: number;
  readonly #lease: Lease;

  /** @param lease behind it. */
  constructor(lease: Lease) {
    this.#lease = lease;
    this.pid = lease.child.pid;
    this.generation = lease.child.generation;
    if (lease.isCheckout) forgotten.register(this, lease, this);
  }

  /** @inheritdoc */
  request(value: unknown, options: RequestOptions = {}): Promise<unknown> {
    return quiet(this.#lease.request(value, options));
  }

  /** @inheritdoc */
  send(value: unknown): Promise<void> {
    return quiet(this.#lease.send(value));
  }

  /** @inheritdoc */
  receive(options: { timeoutMs?: number } = {}): Promise<unknown> {
    return quiet(this.#lease.receive(options.timeoutMs));
  }

  /** @inheritdoc */
  recycle(reason = "asked"): void {
    this.#lease.recycle(reason);
    forgotten.unregister(this);
  }

  /** @inheritdoc */
  [Symbol.asyncDispose](): Promise<void> {
    this.#lease.end(null);
    forgotten.unregister(this);
    return Promise.resolve();
  }
}
