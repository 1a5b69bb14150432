/**
 * The requests of all clients that are not answered: whose they are, and what they are called on the way.
 *
 * @module
 */

import type { Client } from "./client.ts";
import { type JsonObject, withId } from "./messages.ts";
import { hideTokens } from "./tokens.ts";

/** One request of a client. */
export interface Call {
  readonly number: number;
  readonly client: Client;
  /** As the client chose it; undefined for none. */
  readonly id: unknown;
  /** As the pool gets it: under an id and tokens that no other request has. */
  readonly value: JsonObject;
  /** The client's tokens, by what they are called in `value`. */
  readonly tokens: ReadonlyMap<unknown, unknown>;
  /** As it came. */
  readonly bytes: number;
  readonly aborter: AbortController;
}

/** The requests of one client. */
interface CallsOfOne {
  readonly all: Set<Call>;
  bytes: number;
}

/** Equal ids of different clients never meet here. */
export class Calls {
  readonly #byNumber = new Map<number, Call>();
  readonly #byClient = new Map<Client, CallsOfOne>();
  readonly #byValue = new WeakMap<object, Call>();
  #last = 0;

  /**
   * Takes a request in.
   *
   * @param client that it comes from.
   * @param request as the client sent it.
   * @param bytes that it had.
   */
  add(client: Client, request: JsonObject, bytes: number): Call {
    const number = ++this.#last;
    const { message, tokens } = hideTokens(request, number);
    const { id } = request;
    const value = withId(message, id === undefined ? undefined : number);
    const call = { number, client, id, value, tokens, bytes, aborter: new AbortController() };
    this.#byNumber.set(number, call);
    const ofClient = this.#byClient.get(client) ?? { all: new Set(), bytes: 0 };
    ofClient.all.add(call);
    ofClient.bytes += bytes;
    this.#byClient.set(client, ofClient);
    this.#byValue.set(value, call);
    return call;
  }

  /**
   * Forgets a request.
   *
   * @param call that is over.
   * @returns whether it was known.
   */
  remove(call: Call): boolean {
    if (!this.#byNumber.delete(call.number)) return false;
    const ofClient = this.#byClient.get(call.client)!;
    ofClient.all.delete(call);
    ofClient.bytes -= call.bytes;
    if (ofClient.all.size === 0) this.#byClient.delete(call.client);
    return true;
  }

  /**
   * Forgets a request that nobody waits for any more: it leaves the queue, or its child is told.
   *
   * @param call that is abandoned.
   */
  abandon(call: Call): void {
    if (this.remove(call)) call.aborter.abort();
  }

  /** The request of a number. */
  withNumber(number: number): Call | undefined {
    return this.#byNumber.get(number);
  }

  /** The request that the pool knows as a value. */
  withValue(value: unknown): Call | undefined {
    return typeof value === "object" && value !== null ? this.#byValue.get(value) : undefined;
  }

  /** All requests of a client, in the order they came. */
  of(client: Client): ReadonlySet<Call> {
    return this.#byClient.get(client)?.all ?? new Set();
  }

  /** The bytes that they had. */
  bytesOf(client: Client): number {
    return this.#byClient.get(client)?.bytes ?? 0;
  }
}
