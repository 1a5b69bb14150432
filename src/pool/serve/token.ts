/**
 * The secret that a client shows first, where the file system does not tell who it is.
 *
 * @module
 */

import { timingSafeEqual } from "node:crypto";
import type { JsonObject } from "./messages.ts";
import { refusal } from "./refusal.ts";

const encoder = new TextEncoder();

/**
 * Reads the file of a secret: its text, without blanks around it.
 *
 * @param path of the file.
 * @throws {Error} when it cannot be read, or is empty.
 */
export function readToken(path: string): string {
  const token = textOf(path).trim();
  if (token === "") throw new TypeError(`Cannot use the token file "${path}": it is empty`);
  return token;
}

function textOf(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    throw refusal(`use the token file "${path}"`, error);
  }
}

/**
 * Whether a message has the secret in its field `token`; the time it takes tells nothing about it.
 *
 * @param message the first of a client.
 * @param secret that is asked for.
 */
export function carriesToken({ token }: JsonObject, secret: string): boolean {
  if (typeof token !== "string") return false;
  const [shown, wanted] = [encoder.encode(token), encoder.encode(secret)];
  return shown.length === wanted.length && timingSafeEqual(shown, wanted);
}

/**
 * A message without its token.
 *
 * @param message the first of a client.
 */
export function withoutToken({ token: _, ...rest }: JsonObject): JsonObject {
  return rest;
}
