/**
 * Pools that several parts of a program use without knowing of each other.
 *
 * @module
 */

import { startTimer } from "../process/mod.ts";
import { completeOptions, type PoolOptions } from "./options.ts";
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
  readonly #release: () => Promise<void> | undefined;
  #isReleased = false;

  /** Made by `StdioPool.shared`, not by users. */
  constructor(pool: StdioPool, release: () => Promise<void> | undefined) {
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
    this.#giveBack();
  }

  /** The same as {@linkcode release}; where the pool ends at once with its last share, it resolves at that end. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#giveBack();
  }

  #giveBack(): Promise<void> | undefined {
    if (this.#isReleased) return;
    this.#isReleased = true;
    return this.#release();
  }
}

/**
 * A share in the pool of these options, which is made when there is none.
 *
 * @param given options of the pool.
 * @param shared whose, and how long.
 * @param make makes the pool.
 * @throws {Error} for options that no pool can have.
 */
export function share(
  given: PoolOptions,
  shared: SharedOptions,
  make: (options: PoolOptions) => StdioPool,
): PoolHandle {
  const { identity, lingerMs = LINGER_MS } = shared;
  if (!(lingerMs >= 0)) throw new RangeError(`Cannot share a pool: lingerMs is ${lingerMs}`);
  const options = fixed(given);
  const print = fingerprint(options, identity);
  let entry = table.get(print);
  if (!entry?.pool.isOpen) table.set(print, entry = { pool: make(options), handles: 0, stopTimer: null });
  entry.handles++;
  entry.stopTimer?.();
  return new PoolHandle(entry.pool, () => release(print, entry, lingerMs));
}

function release(print: string, entry: Entry, lingerMs: number): Promise<void> | undefined {
  if (--entry.handles > 0) return;
  if (lingerMs === 0 || !entry.pool.isOpen) return remove(print, entry);
  entry.stopTimer = startTimer(lingerMs, () => remove(print, entry));
}

function remove(print: string, entry: Entry): Promise<void> {
  if (table.get(print) === entry) table.delete(print);
  return entry.pool.close();
}

/** What later children start with must be what the first one did, even if this program's own has changed since. */
function fixed(options: PoolOptions): PoolOptions {
  const { cwd = Deno.cwd(), env, clearEnv } = options;
  return {
    ...options,
    cwd: cwd.startsWith("/") ? cwd : `${Deno.cwd()}/${cwd}`,
    env: { ...(clearEnv ? {} : Deno.env.toObject()), ...env },
    clearEnv: true,
  };
}

/** Equal for pools whose children can stand in for each other. */
function fingerprint(options: PoolOptions, identity: string | undefined): string {
  const { command, args, cwd, env, framing, channel, mode } = completeOptions(options);
  const variables = Object.entries(env!).sort();
  return JSON.stringify([command, args, cwd, variables, framing, channel, mode, identity]);
}
