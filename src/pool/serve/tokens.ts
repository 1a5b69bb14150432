/**
 * Progress tokens: each asker chose its own, and on the way to the one who works they have names that nobody else uses.
 *
 * @module
 */

import { isObject } from "../exchange.ts";
import { IN_NOTIFICATION, IN_PARAMS } from "../progress.ts";
import { type JsonObject, paramsOf, withParams } from "./messages.ts";

/** Takes work back by its token, as language clients do. */
const WORK_CANCELLED = "window/workDoneProgress/cancel";
const OURS = /^aria-\d+(?=-|$)/;

/** A request whose tokens are hidden, and what they were, by the names they have now. */
export interface Hidden {
  readonly message: JsonObject;
  readonly tokens: ReadonlyMap<unknown, unknown>;
}

const NO_TOKENS: ReadonlyMap<unknown, unknown> = new Map();

/**
 * Hides the tokens of a request.
 *
 * @param message which is left as it is.
 * @param number of the request, which no other one has.
 */
export function hideTokens(message: JsonObject, number: number): Hidden {
  const params = paramsOf(message);
  const tokens = new Map<unknown, unknown>();
  const changed: JsonObject = {};
  const hide = (token: unknown, name: string) => (tokens.set(name, token), name);
  const meta = params._meta;
  if (isObject(meta) && meta.progressToken !== undefined) {
    changed._meta = { ...meta, progressToken: hide(meta.progressToken, `aria-${number}`) };
  }
  for (const [name, kind] of IN_PARAMS) {
    if (params[name] !== undefined) changed[name] = hide(params[name], `aria-${number}-${kind}`);
  }
  return tokens.size === 0 ? { message, tokens: NO_TOKENS } : { message: withParams(message, changed), tokens };
}

/**
 * A notification that may name work by its token, as the one who works knows it.
 *
 * @param message of the one who asked.
 * @param requests of his that are not answered.
 */
export function withHiddenToken(message: JsonObject, requests: Iterable<Pick<Hidden, "tokens">>): JsonObject {
  if (message.method !== WORK_CANCELLED) return message;
  const { token } = paramsOf(message);
  for (const { tokens } of requests) {
    for (const [name, original] of tokens) if (original === token) return withParams(message, { token: name });
  }
  return message;
}

/**
 * The token of a notification of progress.
 *
 * @param message of anybody.
 * @returns undefined for any other message.
 */
export function progressToken(message: JsonObject): unknown {
  const name = IN_NOTIFICATION[message.method as string];
  return name === undefined ? undefined : paramsOf(message)[name];
}

/**
 * The number of the request that a token was hidden for.
 *
 * @param token of a notification of progress.
 * @returns undefined for a token that the one who works chose itself.
 */
export function hiddenNumber(token: unknown): number | undefined {
  const [name] = typeof token === "string" ? OURS.exec(token) ?? [] : [];
  return name === undefined ? undefined : Number(name.slice("aria-".length));
}

/**
 * A notification of progress under another token.
 *
 * @param message which is left as it is.
 * @param token of the one who asked.
 */
export function withToken(message: JsonObject, token: unknown): JsonObject {
  return withParams(message, { [IN_NOTIFICATION[message.method as string]!]: token });
}
