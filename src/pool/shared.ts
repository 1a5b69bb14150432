/**
 * Pools that several parts of a program use without knowing of each other.
 *
 * @module
 */

import { startTimer } from "../process/mod.ts";
import type { PoolOptions } from "./options.ts";
import type { StdioPool } from "./stdio_pool.ts";

const LINGER_MS = 30_000;

/** What is shared, and for how long it is kept. */
export interface SharedOptions {
  /** Whose children they are: different identities never share one. */
  identity?: string;
  /**
   * Milliseconds from the last release to the end of the pool.
   *
   * @default {30000}
   */
  lingerMs?: number;
}

/** One pool, and how many handles there are on it. */
interface Entry {
  readonly pool: StdioPool;
  handles: number;
  stopTimer: (() => void) | null;
}

const table = new Map<string, Entry>();

/** One part's share in a pool; the pool ends some time after the last share was released. */
export class PoolHandle implements AsyncDisposable {
  readonly #pool: StdioPool;
  readonly #release: () => void;
  #isReleased = false;

  /** Made by `StdioPool.shared`, not by users. */
  constructor(pool: StdioPool, release: () => void) {
    this.#pool = pool;
    this.#release = release;
  }

  /**
   * The pool.
   *
   * @throws {TypeError} after the release.
   */
  get pool(): StdioPool {
    if (this.#isReleased) throw new TypeError("Cannot use a shared pool through a handle that was released");
    return this.#pool;
  }

  /** Gives the share back. Only the first call counts. */
  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#release();
  }

  /** The same as {@linkcode release}. */
  [Symbol.asyncDispose](): Promise<void> {
    this.release();
    return Promise.resolve();
  }
}

/**
 * A share in the pool of these options, which is made when there is none.
 *
 * @param options of the pool.
 * @param shared whose, and how long.
 * @param make makes the pool.
 */
export function share(options: PoolOptions, shared: SharedOptions, make: () => StdioPool): PoolHandle {
  const print = fingerprint(options, shared.identity);
  let entry = table.get(print);
  if (!entry?.pool.isOpen) table.set(print, entry = { pool: make(), handles: 0, stopTimer: null });
  entry.handles++;
  entry.stopTimer?.();
  return new PoolHandle(entry.pool, () => release(print, entry, shared.lingerMs ?? LINGER_MS));
}

function release(print: string, entry: Entry, lingerMs: number): void {
  if (--entry.handles > 0) return;
  entry.stopTimer = startTimer(lingerMs, () => {
    if (table.get(print) === entry) table.delete(print);
    entry.pool.close();
  });
}

/** Equal for pools whose children can stand in for each other. */
function fingerprint(options: PoolOptions, identity: string | undefined): string {
  const { command, args, cwd, env, clearEnv, framing, channel, mode } = options;
  const variables = Object.entries({ ...(clearEnv ? {} : Deno.env.toObject()), ...env }).sort();
  return JSON.stringify([command, args, cwd ?? Deno.cwd(), variables, framing, channel, mode, identity]);
}
