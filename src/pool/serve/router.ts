/**
 * What children say of themselves, and which clients get it.
 *
 * @module
 */

import type { Protocol, Sender } from "../protocol.ts";
import type { Calls } from "./calls.ts";
import type { Client } from "./client.ts";
import { cancelledId, cancelling, type Dialect } from "./dialect.ts";
import { errorReply, type JsonObject } from "./messages.ts";
import type { Questions } from "./questions.ts";
import { hiddenNumber, progressToken, withToken } from "./tokens.ts";

const METHOD_NOT_FOUND = -32601;

/** What is to be done with a message; null when nobody wants it. */
type Delivery = (() => void) | null;

/** The pool's view of a server of clients. */
export class Router implements Protocol {
  readonly #dialect: Dialect;
  readonly #calls: Calls;
  readonly #questions: Questions;
  readonly #isPinned: boolean;
  /** The clients that have used a child, by its number. */
  readonly #users = new Map<number, Set<Client>>();

  /**
   * @param dialect of the children.
   * @param calls that are not answered.
   * @param questions that are not answered.
   * @param isPinned whether each client has one child.
   */
  constructor(dialect: Dialect, calls: Calls, questions: Questions, isPinned: boolean) {
    this.#dialect = dialect;
    this.#calls = calls;
    this.#questions = questions;
    this.#isPinned = isPinned;
  }

  /** A client has gone. */
  left(client: Client): void {
    for (const users of this.#users.values()) users.delete(client);
  }

  /** A child is gone. */
  ended(pid: number): void {
    this.#users.delete(pid);
  }

  /* -- To children -- */

  /** @inheritdoc */
  messagesOf(frame: unknown): readonly unknown[] {
    return Array.isArray(frame) ? frame : [frame];
  }

  /** @inheritdoc */
  outgoing(message: unknown): unknown {
    return message;
  }

  /** @inheritdoc */
  assigned(sender: Sender, value: unknown): void {
    const call = this.#calls.withValue(value);
    if (!call) return;
    const users = this.#users.get(sender.pid) ?? new Set();
    this.#users.set(sender.pid, users.add(call.client));
  }

  /** @inheritdoc */
  cancel(wireId: unknown): unknown {
    return cancelling(this.#dialect.cancel, wireId);
  }

  /* -- From children -- */

  /** Who gets it is settled while the requests before it are known; it goes out in its turn among the replies. */
  incoming(sender: Sender, message: JsonObject): JsonObject | null {
    const deliver = message.id === undefined ? this.#notified(sender, message) : this.#asked(sender, message);
    return deliver && { deliver };
  }

  /** @inheritdoc */
  onMessage(_sender: Sender, { deliver }: JsonObject): void {
    (deliver as () => void)();
  }

  #notified(sender: Sender, message: JsonObject): Delivery {
    const token = progressToken(message);
    const number = hiddenNumber(token);
    if (number !== undefined) {
      const call = this.#calls.withNumber(number);
      return call?.tokens.has(token) ? () => call.client.send(withToken(message, call.tokens.get(token))) : null;
    }
    if (cancelledId(message) !== undefined) return () => this.#questions.cancel(sender, message);
    const users = [...this.#users.get(sender.pid) ?? []];
    return () => users.forEach((client) => client.send(message));
  }

  #asked(sender: Sender, message: JsonObject): Delivery {
    const client = this.#addressee(sender);
    if (client) return () => this.#questions.ask(sender, message, client);
    const reason = "No single client could be asked";
    return () => sender.post(errorReply(message.id, METHOD_NOT_FOUND, reason));
  }

  /** The only client that a child works for; or, if it works for none, the only one that has it. */
  #addressee(sender: Sender): Client | null {
    const clients = sender.exchange.tickets().map(({ value }) => this.#calls.withValue(value)?.client);
    return only(clients) ?? (this.#isPinned ? only(this.#users.get(sender.pid) ?? []) : null);
  }
}

function only(clients: Iterable<Client | undefined>): Client | null {
  const [client, ...others] = new Set(clients);
  return client && others.length === 0 ? client : null;
}
