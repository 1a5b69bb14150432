/**
 * What a protocol adds to plain questions and answers.
 *
 * @module
 */

import type { Exchange } from "./exchange.ts";
import type { Ticket } from "./ticket.ts";

/** The child that a message came from. */
export interface Sender {
  readonly pid: number;
  /** The requests that it has. */
  readonly exchange: Exchange;
  /** Sends it a message of its own; `done` is called when that is in its pipe, or never will be. */
  post(message: unknown, done?: () => void): void;
  /** The request that is in flight under an id. */
  ticketOf(wireId: unknown): Ticket | undefined;
}

/** How a pool is to treat messages that it does not understand itself. */
export interface Protocol {
  /** Takes a frame apart that may hold several messages. */
  messagesOf(frame: unknown): readonly unknown[];
  /** The last touch to a message that goes out under an id. */
  outgoing(message: unknown, wireId: unknown): unknown;
  /** A request was given to a child. */
  assigned(sender: Sender, value: unknown): void;
  /** The message that tells a child that nobody waits for a reply any more; undefined for none. */
  cancel(wireId: unknown): unknown;
  /** The first touch to a message that is no reply, while the requests before it are known; null drops it. */
  incoming(sender: Sender, message: Record<string, unknown>): Record<string, unknown> | null;
  /** The same message, when the pool is in order; what it throws is dropped. */
  onMessage(sender: Sender, message: Record<string, unknown>): void;
}

/** Questions and answers, and nothing else. */
export const PLAIN: Protocol = {
  messagesOf: (frame) => [frame],
  outgoing: (message) => message,
  assigned: () => {},
  cancel: () => undefined,
  incoming: (_sender, message) => message,
  onMessage: () => {},
};
