/**
 * What the tests of pools share: the server that obeys its requests, and pools of it.
 *
 * @module
 */

import { PoolError, type PoolErrorCode, type PoolOptions, StdioPool } from "../../src/pool/mod.ts";
import { settles } from "../helpers.ts";
import { program } from "../programs/build.ts";

/** The server of `tests/programs/pool_server.c`. */
export const SERVER: string = program("pool_server");

/** What it replies. */
export interface Reply {
  id?: unknown;
  pid: number;
  result: unknown;
  fds: string;
  cancelled: number;
  pad: string;
  echo?: unknown;
}

/** A pool of that server. */
export function serverPool(options: Partial<PoolOptions> = {}, words = ""): StdioPool {
  return new StdioPool({ command: SERVER, args: words.split(" ").filter((word) => word !== ""), ...options });
}

/** Asks, and takes the answer for one of the server. */
export async function ask(pool: StdioPool, value: unknown, options = {}): Promise<Reply> {
  return await pool.request(value, options) as Reply;
}

/** The error of a promise that is to fail with one of a pool. */
export async function failure(promise: Promise<unknown>, code: PoolErrorCode): Promise<PoolError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof PoolError && error.code === code) return error;
    throw new Error(`Expected ${code}`, { cause: error });
  }
  throw new Error(`Expected ${code}, and nothing failed`);
}

/** The next event of a name; an idle pool would not keep the test from ending. */
export function event<T = Record<string, unknown>>(pool: StdioPool, name: string): Promise<T> {
  const told = new Promise<T>((resolve) => {
    pool.addEventListener(name, (event) => resolve((event as CustomEvent<T>).detail), { once: true });
  });
  return settles(told, `the event ${name}`);
}

/** Fails when the figures of a pool do not add up. */
export function assertBalanced(pool: StdioPool): void {
  const { submitted, completed, failed, cancelled, queued, inFlight } = pool.snapshot();
  const sum = completed + cancelled + queued + inFlight + Object.values(failed).reduce((all, each) => all + each, 0);
  if (sum !== submitted) throw new Error(`${submitted} were submitted, ${sum} are accounted for`);
}

/** So many things at once. */
export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
