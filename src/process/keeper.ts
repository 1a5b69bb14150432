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
 * Puts the group that a process leads under guard, starting the keeper if there is none.
 *
 * @param process of the library, which leads its group.
 * @throws {Error} of the operating system, when there can be no keeper.
 */
export function guard(process: Pointer): void {
  guarded.add(process);
  if (keeper && tell("aria_keeper_add", process)) return;
  restart();
}

/**
 * Takes a group from guard.
 *
 * @param process that was put under guard.
 */
export function unguard(process: Pointer): void {
  if (!guarded.delete(process)) return;
  if (keeper && !tell("aria_keeper_drop", process)) restart();
}

function tell(word: "aria_keeper_add" | "aria_keeper_drop", process: Pointer): boolean {
  return native().symbols[word](keeper, process) >= 0;
}

/** Somebody may have killed the keeper: a new one is told of all. */
function restart(): void {
  const { symbols, path } = native();
  if (keeper) symbols.aria_keeper_close(keeper);
  const error = new Int32Array(1);
  keeper = symbols.aria_keeper_start(cString(path, "the library's path"), new Uint8Array(error.buffer));
  if (!keeper) throw systemError(error[0]!, `Cannot start the keeper "${path}", which parentDeath "kill" needs`);
  for (const process of guarded) {
    const added = symbols.aria_keeper_add(keeper, process);
    if (added < 0) throw systemError(added, "Cannot put a process group under guard");
  }
}
