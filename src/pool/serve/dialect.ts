/**
 * The two families of JSON-RPC servers: language servers, which speak behind `Content-Length` headers, and those of the
 * Model Context Protocol, which speak in lines. They name the same things differently.
 *
 * @module
 */

import type { Framing } from "../framing/mod.ts";
import { type JsonObject, paramsOf, withParams } from "./messages.ts";

/** Notifications that take a request back, and the parameter that names it. */
const CANCELS: Record<string, string> = { "notifications/cancelled": "requestId", "$/cancelRequest": "id" };
const INITIALIZED = ["notifications/initialized", "initialized"];
const REQUEST_CANCELLED = -32800;

/** What of a language differs. */
export interface Dialect {
  /** Says that nobody waits for a reply any more. */
  readonly cancel: JsonObject;
  /** What follows the reply to `initialize`. */
  readonly initialized: JsonObject;
}

const LANGUAGE_SERVER: Dialect = {
  cancel: { jsonrpc: "2.0", method: "$/cancelRequest" },
  initialized: { jsonrpc: "2.0", method: "initialized", params: {} },
};
const CONTEXT_SERVER: Dialect = {
  cancel: { jsonrpc: "2.0", method: "notifications/cancelled" },
  initialized: { jsonrpc: "2.0", method: "notifications/initialized" },
};

/**
 * The language of a server.
 *
 * @param framing that it uses.
 */
export function dialectOf(framing: Framing): Dialect {
  return framing === "content-length" ? LANGUAGE_SERVER : CONTEXT_SERVER;
}

/**
 * A message that takes another request back.
 *
 * @param message which is left as it is.
 * @param id of the request.
 */
export function cancelling(message: JsonObject, id: unknown): JsonObject {
  return withParams(message, { [CANCELS[message.method as string]!]: id });
}

/**
 * The id of the request that a message takes back; undefined for any other message.
 *
 * @param message of anybody.
 */
export function cancelledId(message: JsonObject): unknown {
  const name = CANCELS[message.method as string];
  return name === undefined ? undefined : paramsOf(message)[name];
}

/**
 * Whether a message says that the handshake is over.
 *
 * @param message of a client.
 */
export function isInitialized({ method }: JsonObject): boolean {
  return INITIALIZED.includes(method as string);
}

/**
 * The error that a client gets for a request that it took back; null where it expects no reply.
 *
 * @param message that took it back.
 */
export function cancelledCode({ method }: JsonObject): number | null {
  return method === LANGUAGE_SERVER.cancel.method ? REQUEST_CANCELLED : null;
}
