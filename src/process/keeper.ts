/**
 * What must die when we die: one small process that watches us and knows the groups.
 *
 * The parent-death signal of Linux would not do: it follows the thread that spawned, cannot be taken back, and does not
 * reach grandchildren.
 *
 * @module
 */

import { cString, native, type Pointer, systemError } from "../../ffi/mod.ts";

const guarded = new Set<Pointer>();
let keeper: Pointer | null = null;

/**
 * The keeper, started if there is none: a child that is spawned with it is under guard before its program runs.
 *
 * @returns the library's object.
 * @throws {Error} of the operating system, when there can be no keeper.
 */
export function ensureKeeper(): Pointer {
  return keeper ??= start();
}

/** Somebody has killed the keeper: a new one is told of all that the old one knew. */
export function replaceKeeper(): void {
  if (keeper) native().symbols.aria_keeper_close(keeper);
  keeper = null;
  keeper = start();
  for (const process of guarded) add(process);
}

/**
 * Remembers a process that was spawned under guard.
 *
 * @param process of the library, which leads its group.
 */
export function remember(process: Pointer): void {
  guarded.add(process);
}

/**
 * Puts the group that a process leads under guard, if it is not yet.
 *
 * @param process of the library.
 * @throws {Error} of the operating system, when there can be no keeper.
 */
export function guard(process: Pointer): void {
  if (guarded.has(process)) return;
  ensureKeeper();
  guarded.add(process);
  if (native().symbols.aria_keeper_add(keeper, process) < 0) replaceKeeper();
}

/**
 * Takes a group from guard.
 *
 * @param process that was put under guard.
 */
export function unguard(process: Pointer): void {
  if (!guarded.delete(process) || !keeper) return;
  if (native().symbols.aria_keeper_drop(keeper, process) < 0) replaceKeeper();
}

function start(): Pointer {
  const { symbols, path } = native();
  const error = new Int32Array(1);
  const started = symbols.aria_keeper_start(cString(path, "the library's path"), new Uint8Array(error.buffer));
  if (!started) throw systemError(error[0]!, `Cannot start the keeper "${path}", which parentDeath "kill" needs`);
  return started;
}

function add(process: Pointer): void {
  const error = native().symbols.aria_keeper_add(keeper, process);
  if (error < 0) throw systemError(error, "Cannot put a process group under guard");
}
