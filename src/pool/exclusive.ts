/**
 * One request at a time.
 *
 * @module
 */

import { type Exchange, hasMethod, idOf, isObject, type Match } from "./exchange.ts";
import type { Ticket } from "./ticket.ts";

/** Late replies that a child may owe. */
const MAX_OWED = 1024;

/** The reply is the message with the request's `id`; without one it is the next message. */
export class ExclusiveExchange implements Exchange {
  readonly usesOwnIds = false;
  #current: Ticket | null = null;
  readonly #owed = new Set<unknown>();

  /** @inheritdoc */
  get size(): number {
    return this.#current ? 1 : 0;
  }

  /** @inheritdoc */
  get hasRoom(): boolean {
    return this.#current === null;
  }

  /** @inheritdoc */
  canTell(value: unknown): boolean {
    const id = idOf(value);
    return id === undefined ? this.#owed.size === 0 : !this.#owed.has(id);
  }

  /** @inheritdoc */
  take(ticket: Ticket): unknown {
    this.#current = ticket;
    ticket.wireId = idOf(ticket.value);
    return ticket.value;
  }

  /** @inheritdoc */
  match(message: unknown): Match {
    const ticket = this.#current;
    if (ticket && isAsked(ticket) && (ticket.wireId === undefined || isReplyTo(message, ticket.wireId))) {
      this.#current = null;
      return { ticket, reply: message };
    }
    if (hasMethod(message)) return "message";
    const id = idOf(message);
    if (this.#owed.delete(id)) return "late";
    return id === undefined && ticket?.wireId === undefined ? "unsolicited" : "unknown";
  }

  /** @inheritdoc */
  abandon(ticket: Ticket): boolean {
    this.#current = null;
    if (ticket.wireId === undefined || this.#owed.size === MAX_OWED) return false;
    this.#owed.add(ticket.wireId);
    return true;
  }

  /** @inheritdoc */
  forget(_ticket: Ticket): void {
    this.#current = null;
  }

  /** @inheritdoc */
  ticketOf(wireId: unknown): Ticket | undefined {
    return this.#current && wireId !== undefined && this.#current.wireId === wireId ? this.#current : undefined;
  }

  /** @inheritdoc */
  tickets(): Ticket[] {
    return this.#current ? [this.#current] : [];
  }
}

/** What comes before a request was written cannot be the reply to it. */
function isAsked({ sending }: Ticket): boolean {
  return sending !== null && sending.start >= 0;
}

function isReplyTo(message: unknown, id: unknown): boolean {
  return isObject(message) && message.id === id && message.method === undefined;
}
