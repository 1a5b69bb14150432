/**
 * A child that somebody has alone.
 *
 * @module
 */

import type { PooledChild } from "./child.ts";
import { within } from "./ending.ts";
import { PoolError } from "./errors.ts";
import { isObject } from "./exchange.ts";
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
   * @throws {TypeError} after disposal, or when the value cannot be sent.
   */
  send(value: unknown): Promise<void>;
  /**
   * The next message that is no reply to a {@linkcode request}.
   *
   * @param options `timeoutMs`: milliseconds to wait, `requestTimeoutMs` if not given; 0 is without end.
   * @throws {PoolError} `RequestTimeout`; `ChildExited` or another end of the child.
   * @throws {TypeError} after disposal.
   */
  receive(options?: { timeoutMs?: number }): Promise<unknown>;
  /** Ends the child instead of giving it back; the connection is of no more use. */
  recycle(reason?: string): void;
}

/** What a lease needs from its pool. */
export interface Lender {
  /** Requests over a connection. */
  requestOn(child: PooledChild, value: unknown, options: RequestOptions): Promise<unknown>;
  /** Takes a child back, or ends it. */
  takeBack(lease: Lease, recycleFor: string | null): void;
  readonly receiveTimeoutMs: number;
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
  #over = false;
  /** Messages sent less messages received: replies that may still come. */
  #owed = 0;

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
    child.lease = this;
    if (isUse) child.uses.begin();
  }

  /** Whether the child can go to somebody else: nothing is outstanding, nothing unread. */
  get isClean(): boolean {
    return this.#owed <= 0 && this.#inbox.length === 0 && this.child.isAtRest;
  }

  /**
   * A message of the child came.
   *
   * @param message that is no reply.
   * @returns whether it is taken.
   */
  put(message: unknown): boolean {
    if (isObject(message) && typeof message.method === "string" && !this.isCheckout) return false;
    this.#inbox.push(message);
    if (this.#inbox.length === INBOX_MAX) this.child.pause();
    this.#arrived?.();
    return true;
  }

  /** The child has gone. */
  fail(error: PoolError): void {
    this.#error = error;
    this.#arrived?.();
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
    this.child.send(value, resolve);
    if (!isNotification(value)) this.#owed++;
    await promise;
  }

  /** Waits for a message. */
  async receive(timeoutMs = this.#lender.receiveTimeoutMs): Promise<unknown> {
    if (this.#over) throw this.#problem;
    if (this.#inbox.length === 0 && !this.#error) await this.#arrival(timeoutMs);
    if (this.#inbox.length === 0) throw this.#problem;
    if (this.#inbox.length === INBOX_MAX) this.child.resume();
    this.#owed--;
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
   * Gives the child back. Only the first call does.
   *
   * @param recycleFor why it cannot be used any more; null when it can.
   */
  end(recycleFor: string | null): void {
    if (this.#over) return;
    const reason = recycleFor ?? (this.isClean ? null : "unread");
    this.#over = true;
    this.#arrived?.();
    this.child.lease = null;
    if (this.#isUse) this.child.uses.end();
    this.#lender.takeBack(this, reason);
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
    forgotten.register(this, lease, this);
  }

  /** @inheritdoc */
  request(value: unknown, options: RequestOptions = {}): Promise<unknown> {
    return this.#lease.request(value, options);
  }

  /** @inheritdoc */
  send(value: unknown): Promise<void> {
    return this.#lease.send(value);
  }

  /** @inheritdoc */
  receive(options: { timeoutMs?: number } = {}): Promise<unknown> {
    return this.#lease.receive(options.timeoutMs);
  }

  /** @inheritdoc */
  recycle(reason = "asked"): void {
    this.#end(reason);
  }

  /** @inheritdoc */
  [Symbol.asyncDispose](): Promise<void> {
    this.#end(null);
    return Promise.resolve();
  }

  #end(recycleFor: string | null): void {
    forgotten.unregister(this);
    this.#lease.end(recycleFor);
  }
}

function isNotification(value: unknown): boolean {
  return isObject(value) && typeof value.method === "string" && value.id === undefined;
}
