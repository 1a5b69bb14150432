/**
 * One wish of a caller, from its arrival to its answer.
 *
 * @module
 */

import type { Sending } from "./channel.ts";
import type { PooledChild } from "./child.ts";
import { clock } from "./clock.ts";
import type { Deadline } from "./deadlines.ts";
import type { Phase } from "./errors.ts";

/** A reply to a message, a child alone, or only that a message is written. */
export type TicketKind = "request" | "checkout" | "oneway";

/** Where a ticket stands. */
export type TicketState = "new" | "queued" | "assigned" | "settled";

/** What a ticket was asked for with. */
export interface TicketOptions {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly idempotent?: boolean;
  readonly priority?: number;
  readonly key?: string;
}

/** Settles once; who holds it looks at its state first. */
export class Ticket {
  /** How many of all pools are not settled. */
  static unsettled = 0;
  static #kept: Ticket | null = null;
  readonly kind: TicketKind;
  readonly value: unknown;
  readonly options: TicketOptions;
  readonly promise: Promise<unknown>;
  /** Its place among all tickets of the pool. */
  readonly order: number;
  readonly submittedAt = clock.now();
  state: TicketState = "new";
  retriesLeft: number;
  /** What children that had it before may have done with it. */
  phase: Phase = "unsent";
  /** It is for one child and no other. */
  isPinned = false;
  /** It prepares a child, or asks how it is: nobody outside waits for it. */
  isOurs = false;
  assignedAt = 0;
  /** The child that has it. */
  child: PooledChild | null = null;
  /** Its message on the way to the child. */
  sending: Sending | null = null;
  /** Its `id` on the way to the child. */
  wireId: unknown;
  deadline: Deadline | null = null;
  onAbort: (() => void) | null = null;
  /** Its neighbours in the queue. */
  previous: Ticket | null = null;
  next: Ticket | null = null;
  #resolve!: (value: unknown) => void;
  #reject!: (error: unknown) => void;

  /**
   * @param kind what is wanted.
   * @param value the message; undefined for a checkout.
   * @param options of the caller.
   * @param order of arrival.
   * @param retries that it may use.
   */
  constructor(kind: TicketKind, value: unknown, options: TicketOptions, order: number, retries: number) {
    this.kind = kind;
    this.value = value;
    this.options = options;
    this.order = order;
    this.retriesLeft = retries;
    Ticket.unsettled++;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /**
   * Has one that is always there. V8 forgets the shape of objects, and all code that it has compiled for them, at a
   * full collection that finds none of them, as it may while pools are idle: the next thousands of requests would be
   * slow.
   */
  static keepOne(): void {
    if (Ticket.#kept) return;
    const ticket = Ticket.#kept = new Ticket("request", undefined, {}, 0, 0);
    ticket.assignedAt = ticket.submittedAt; // a fraction where there was none changes the shape
    ticket.fulfil(undefined);
  }

  /** Where it stands in the queue: higher first. */
  get priority(): number {
    return this.options.priority ?? 0;
  }

  /** Gives the caller what was wanted. */
  fulfil(value: unknown): void {
    this.#settle();
    this.#resolve(value);
  }

  /** Gives the caller an error; a caller who has gone away is not missed. */
  fail(error: unknown): void {
    this.#settle();
    this.promise.catch(() => {});
    this.#reject(error);
  }

  #settle(): void {
    this.state = "settled";
    Ticket.unsettled--;
  }
}
