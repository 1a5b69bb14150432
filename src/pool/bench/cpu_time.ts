/**
 * The processor time of processes that run.
 *
 * @module
 */

import { native } from "../../../ffi/mod.ts";

/** Milliseconds of processor time that this program has used, in all its threads. */
export function ownCpuMs(): number {
  return cpuMs(0);
}

/**
 * Milliseconds of processor time that a process and its descendants have used, as far as they live: a server may be
 * the child of a script.
 *
 * @param pid of the process.
 */
export function cpuMsOf(pid: number): number {
  return family(pid).reduce((sum, member) => sum + cpuMs(member), 0);
}

/** What has ended has used no time that anybody could tell. */
function cpuMs(pid: number): number {
  return Math.max(0, Number(native().symbols.aria_cpu_ns(BigInt(pid)))) / 1e6;
}

function family(ancestor: number): number[] {
  const parents = parentsOfAll();
  const members = [ancestor];
  for (const member of members) for (const [pid, parent] of parents) if (parent === member) members.push(pid);
  return members;
}

function parentsOfAll(): Map<number, number> {
  const parents = new Map<number, number>();
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const [, parent] = /^PPid:\s*(\d+)$/m.exec(Deno.readTextFileSync(`/proc/${name}/status`)) ?? [];
      parents.set(Number(name), Number(parent));
    } catch {
      // It has just ended.
    }
  }
  return parents;
}
