/**
 * Many requests at a time.
 *
 * @module
 */

import { type Exchange, isObject, type Match } from "./exchange.ts";
import { InFlight } from "./in_flight.ts";
import type { Protocol } from "./protocol.ts";
import type { Ticket } from "./ticket.ts";

/** Late replies that are known as such; those to requests that were abandoned before count as unknown. */
const MAX_LATE = 1024;

/** Each request goes out under a number that its child has never seen, and its reply comes back under its own id. */
export class MultiplexExchange implements Exchange {
  readonly usesOwnIds = true;
  readonly #maxInFlight: number;
  readonly #protocol: Protocol;
  readonly #tickets = new InFlight<Ticket>();
  readonly #late = new Set<number>();
  #nextId = 1;

  /**
   * @param maxInFlight requests at once.
   * @param protocol that has the last touch.
   */
  constructor(maxInFlight: number, protocol: Protocol) {
    this.#maxInFlight = maxInFlight;
    this.#protocol = protocol;
  }

  /** @inheritdoc */
  get size(): number {
    return this.#tickets.size;
  }

  /** @inheritdoc */
  get hasRoom(): boolean {
    return this.#tickets.size < this.#maxInFlight;
  }

  /** @inheritdoc */
  canTell(_value: unknown): boolean {
    return true;
  }

  /** @inheritdoc */
  take(ticket: Ticket): unknown {
    if (!isObject(ticket.value)) throw new TypeError("Cannot send a value that is no object: its reply is found by id");
    const id = this.#nextId++;
    const message = this.#protocol.outgoing({ ...ticket.value, id }, id);
    ticket.wireId = id;
    this.#tickets.set(id, ticket);
    return message;
  }

  /** @inheritdoc */
  match(message: unknown): Match {
    if (!isObject(message)) return "unknown";
    if (typeof message.method === "string") return "message";
    const id = message.id as number;
    const ticket = this.#tickets.take(id);
    if (!ticket) return this.#late.delete(id) ? "late" : "unknown";
    restoreId(message, ticket.value as Record<string, unknown>);
    return { ticket, reply: message };
  }

  /** @inheritdoc */
  abandon(ticket: Ticket): boolean {
    const id = ticket.wireId as number;
    this.#tickets.take(id);
    this.#late.add(id);
    if (this.#late.size > MAX_LATE) this.#late.delete(this.#late.values().next().value!);
    return true;
  }

  /** @inheritdoc */
  forget(ticket: Ticket): void {
    this.#tickets.take(ticket.wireId as number);
  }

  /** @inheritdoc */
  ticketOf(wireId: unknown): Ticket | undefined {
    return this.#tickets.get(wireId as number);
  }

  /** @inheritdoc */
  tickets(): Ticket[] {
    return this.#tickets.values();
  }
}

/** The reply has the caller's id, or none, as the request had. */
function restoreId(reply: Record<string, unknown>, request: Record<string, unknown>): void {
  if (Object.hasOwn(request, "id")) reply.id = request.id;
  else delete reply.id;
}
