/**
 * What the tests of pools share: the server that obeys its requests, and pools of it.
 *
 * @module
 */

import { PoolError, type PoolErrorCode, type PoolOptions, StdioPool } from "../../src/pool/mod.ts";
import { openFds, settles, text } from "../helpers.ts";
import { program as build } from "../programs/build.ts";

/** The server of `tests/programs/pool_server.c`. */
export const SERVER: string = build("pool_server");

const PROGRAM = new URL("./program.ts", import.meta.url).pathname;

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

/**
 * Tries again while a busy machine spoils what is a matter of time; the last try has to be good.
 *
 * @param attempt that throws when it is not.
 */
export async function onceInFive(attempt: () => Promise<void>): Promise<void> {
  for (let left = 4; left > 0; left--) {
    try {
      return await attempt();
    } catch {
      // The machine may have been busy with something else.
    }
  }
  await attempt();
}

/** A program of its own: a scene of `program.ts`. */
export function program(scene: readonly string[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    // Without its caches, which the runtime opens when it likes: whatever is open is to be counted.
    args: ["run", "-A", "--no-check", "--quiet", "--no-code-cache", "--v8-flags=--expose-gc", PROGRAM, ...scene],
    stdout: "piped",
    stderr: "piped",
  });
}

/** What such a program says by the time it has ended well. */
export async function says(scene: readonly string[], limitMs?: number): Promise<string> {
  const { code, stdout, stderr } = await settles(program(scene).output(), "the program's end", limitMs);
  if (code !== 0 || stderr.length > 0) throw new Error(`The program ended with ${code} and said: ${text(stderr)}`);
  return text(stdout).trim();
}

/** Bytes that the objects of a program may grow by: those of its compiler. */
const OBJECTS_MAX = 1 << 20;

/**
 * Fails when a scene that tells what a long work has left behind tells of anything.
 *
 * @param told by it.
 * @param residentMax bytes of memory that the system may count more, most of them kept by V8 for its next work.
 */
export function assertFlat(told: string, residentMax: number = 8 << 20): void {
  const { resident, objects, rest } = JSON.parse(told) as { resident: number; objects: number; rest: number[] };
  if (resident < residentMax && objects < OBJECTS_MAX && rest.every((more) => more <= 0)) return;
  const counts = `${rest} more descriptors, threads, children and zombies`;
  throw new Error(`${resident} more bytes are resident, ${objects} more in objects; ${counts}`);
}

/** All that is open here, each with what it is. */
export function descriptors(): string[] {
  return [...openFds()].map(([fd, target]) => `${fd}: ${target}`);
}

/** So many things at once. */
export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
