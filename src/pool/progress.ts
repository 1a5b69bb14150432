/**
 * Progress tokens: what a caller chose for itself must not meet what another one chose.
 *
 * @module
 */

import { isObject, type JsonObject } from "./exchange.ts";
import type { Sender } from "./protocol.ts";

/** Where requests hold tokens, and what tells several tokens of one request apart. */
export const IN_PARAMS = [["workDoneToken", "work"], ["partialResultToken", "part"]] as const;
/** Where notifications of progress hold theirs. */
export const IN_NOTIFICATION: Record<string, string> = {
  "notifications/progress": "progressToken",
  "$/progress": "token",
};

const OURS = /^(work|part)-(\d+)$/;

/**
 * Gives the tokens of a request names that its child has not seen.
 *
 * @param message of a caller.
 * @param id that it goes out under.
 * @returns the message, or a changed copy.
 */
export function hideTokens(message: JsonObject, id: unknown): JsonObject {
  const { params } = message;
  if (!isObject(params)) return message;
  const changed: JsonObject = {};
  const meta = params._meta;
  if (isObject(meta) && meta.progressToken !== undefined) changed._meta = { ...meta, progressToken: id };
  for (const [name, kind] of IN_PARAMS) if (params[name] !== undefined) changed[name] = `${kind}-${id}`;
  return Object.keys(changed).length > 0 ? { ...message, params: { ...params, ...changed } } : message;
}

/**
 * Puts the caller's token back into a notification of progress. Servers may have tokens of their own, which stay.
 *
 * @param sender that it came from.
 * @param message of any kind.
 * @returns the message, or a changed copy; null when the request that it is about is over.
 */
export function restoreToken(sender: Sender, message: JsonObject): JsonObject | null {
  const name = IN_NOTIFICATION[message.method as string];
  const { params } = message;
  if (name === undefined || !isObject(params) || !isOurs(name, params[name])) return message;
  const token = originalToken(sender, params[name]);
  return token === undefined ? null : { ...message, params: { ...params, [name]: token } };
}

function isOurs(name: string, token: unknown): boolean {
  return name === "progressToken" ? typeof token === "number" : OURS.test(String(token));
}

function originalToken(sender: Sender, token: unknown): unknown {
  const [, kind, number] = OURS.exec(String(token)) ?? [];
  const request = sender.ticketOf(number === undefined ? token : Number(number))?.value;
  const params = isObject(request) ? request.params : undefined;
  if (!isObject(params)) return undefined;
  const name = IN_PARAMS.find(([, each]) => each === kind)?.[0];
  if (name !== undefined) return params[name];
  return isObject(params._meta) ? params._meta.progressToken : undefined;
}
