/**
 * Which reply belongs to which request of one child.
 *
 * @module
 */

import type { Ticket } from "./ticket.ts";

/**
 * What a message of a child is: the reply to a ticket; `"message"`, one of the child's own; `"late"`, the reply to a
 * request that was abandoned; `"unknown"`, a reply to nothing; `"unsolicited"`, something that the next request could
 * mistake for its reply.
 */
export type Match = { ticket: Ticket; reply: unknown } | "message" | "late" | "unknown" | "unsolicited";

/** The requests that one child has. */
export interface Exchange {
  /** How many there are. */
  readonly size: number;
  /** Whether every reply is told by an id of ours, so that nothing else can be taken for one. */
  readonly usesOwnIds: boolean;
  /** Whether it may get another one. */
  readonly hasRoom: boolean;
  /** Whether the reply to a request could be told apart from whatever may still come. */
  canTell(value: unknown): boolean;
  /**
   * Takes in a request.
   *
   * @returns what is to be sent.
   * @throws {TypeError} when the value cannot be sent so.
   */
  take(ticket: Ticket): unknown;
  /** Finds out what a message is; a ticket that got its reply is no longer here. */
  match(message: unknown): Match;
  /** Nobody waits for a reply any more; false when it could not be told apart once it comes. */
  abandon(ticket: Ticket): boolean;
  /** A request never left, or failed: there will be no reply. */
  forget(ticket: Ticket): void;
  /** The request of an id. */
  ticketOf(wireId: unknown): Ticket | undefined;
  /** All requests, in the order they came. */
  tickets(): Ticket[];
}

/** An object of JSON. */
export type JsonObject = Record<string, unknown>;

/**
 * Whether a value is an object of JSON: no array, no null, no bytes.
 *
 * @param value of any kind.
 */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

/**
 * The `id` of a message; undefined without one, and for one that is an object: no two of those are the same.
 *
 * @param message of any kind.
 */
export function idOf(message: unknown): unknown {
  const id = isObject(message) ? message.id : undefined;
  return typeof id === "object" && id !== null ? undefined : id;
}

/**
 * Whether a message says something of itself: a request or a notification, and no reply.
 *
 * @param message of any kind.
 */
export function hasMethod(message: unknown): boolean {
  return isObject(message) && typeof message.method === "string";
}
