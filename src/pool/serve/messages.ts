/**
 * What the messages between clients and children are.
 *
 * @module
 */

import { PoolError } from "../errors.ts";
import { isObject, type JsonObject } from "../exchange.ts";

export type { JsonObject } from "../exchange.ts";

/** What a client may send. */
export type MessageKind = "request" | "notification" | "response";

const SERVER_ERROR = -32000;
/** Of an error, what a client can use; the rest stays here. */
const TOLD = ["code", "phase", "exitCode", "signal", "pid", "stage", "retryAt", "stderrTail"] as const;

/**
 * Tells what a message of a client is. Whatever asks for no method and answers nothing is a request of a protocol of
 * its own.
 *
 * @param message of a client.
 */
export function kindOf(message: JsonObject): MessageKind {
  if (typeof message.method === "string") return message.id === undefined ? "notification" : "request";
  return message.id !== undefined && ("result" in message || "error" in message) ? "response" : "request";
}

/**
 * The parameters of a message, if it has any by name.
 *
 * @param message of anybody.
 */
export function paramsOf({ params }: JsonObject): JsonObject {
  return isObject(params) ? params : {};
}

/**
 * A message with other parameters.
 *
 * @param message which is left as it is.
 * @param changed parameters that differ.
 */
export function withParams(message: JsonObject, changed: JsonObject): JsonObject {
  return { ...message, params: { ...paramsOf(message), ...changed } };
}

/**
 * A message under another id.
 *
 * @param message which is left as it is.
 * @param id undefined for none.
 */
export function withId({ id: _, ...rest }: JsonObject, id: unknown): JsonObject {
  return id === undefined ? rest : { ...rest, id };
}

/**
 * An error as a reply.
 *
 * @param id of the request.
 * @param code of JSON-RPC.
 * @param message for people.
 * @param data for programs.
 */
export function errorReply(id: unknown, code: number, message: string, data?: JsonObject): JsonObject {
  return { jsonrpc: "2.0", ...(id === undefined ? {} : { id }), error: { code, message, ...(data ? { data } : {}) } };
}

/**
 * A failure of the pool as a reply: -32000, the pool's own code in `data`.
 *
 * @param id of the request.
 * @param error that the pool rejected it with.
 */
export function failureReply(id: unknown, error: unknown): JsonObject {
  const { message } = error as Error;
  if (!(error instanceof PoolError)) return errorReply(id, SERVER_ERROR, message);
  const data = Object.fromEntries(TOLD.map((name) => [name, error[name]]).filter(([, value]) => value !== undefined));
  return errorReply(id, SERVER_ERROR, message, data);
}
