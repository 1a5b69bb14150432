/**
 * The handshake of a protocol, once per child however many clients there are.
 *
 * @module
 */

import type { PooledConnection } from "../connection.ts";
import { PoolError } from "../errors.ts";
import { isObject } from "../exchange.ts";
import type { Dialect } from "./dialect.ts";
import { type JsonObject, withId } from "./messages.ts";

/** A child has refused the handshake. */
class Refusal extends Error {
  override name = "Refusal";
  readonly request: JsonObject;
  readonly reply: JsonObject;

  constructor(request: JsonObject, reply: JsonObject) {
    const { message } = reply.error as JsonObject;
    super(typeof message === "string" ? message : "it has refused the handshake");
    this.request = request;
    this.reply = reply;
  }
}

/**
 * The first client's `initialize` is how every child is initialized, before it serves; its result is what every client
 * gets that says the same.
 */
export class Handshake {
  readonly #dialect: Dialect;
  readonly #startChild: () => Promise<void>;
  /** As the first client said it. */
  #message: JsonObject | null = null;
  /** What the child said that was initialized last. */
  #latest: JsonObject | null = null;
  #reply: JsonObject | null = null;
  #running: Promise<JsonObject> | null = null;

  /**
   * @param dialect of the children.
   * @param startChild has a child started and initialized, if none is.
   */
  constructor(dialect: Dialect, startChild: () => Promise<void>) {
    this.#dialect = dialect;
    this.#startChild = startChild;
  }

  /** What the pool does with a new child. */
  readonly initialize = async (connection: PooledConnection): Promise<void> => {
    const message = this.#message;
    if (!message) throw new TypeError("No client has said how it is to be initialized");
    const reply = await connection.request(withId(message, 0)) as JsonObject;
    if (isObject(reply.error)) throw new Refusal(message, reply);
    this.#latest = reply;
    await connection.send(this.#dialect.initialized);
  };

  /** Whether children can be used. */
  get isDone(): boolean {
    return this.#reply !== null;
  }

  /**
   * The reply to a client's `initialize`.
   *
   * @param message of the client.
   * @returns the reply; null when it says something else than the first client did, so that no reply is known.
   * @throws {PoolError} when no child could be started.
   */
  async replyTo(message: JsonObject): Promise<JsonObject | null> {
    this.#running ??= this.#begin(message);
    const reply = await this.#running;
    return !this.#message || canonical(message.params) === canonical(this.#message.params) ? reply : null;
  }

  async #begin(message: JsonObject): Promise<JsonObject> {
    this.#message = message;
    try {
      await this.#startChild();
      return this.#reply = this.#latest!;
    } catch (error) {
      const cause = error instanceof PoolError ? error.cause : undefined;
      // The last child that was started in the words of another client may fail only now.
      if (cause instanceof Refusal && cause.request !== message) return await this.#begin(message);
      this.#message = this.#running = null;
      if (cause instanceof Refusal) return cause.reply;
      throw error;
    }
  }
}

/** Equal for equal values, in whatever order the names of objects stand. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, each) => {
    if (!isObject(each)) return each;
    return Object.fromEntries(Object.entries(each).sort(([left], [right]) => left < right ? -1 : 1));
  }) ?? "";
}
