/**
 * What the figures were measured on.
 *
 * @module
 */

import { textOf } from "./rivals.ts";

/** The machine, its limits and the versions of everything that was compared. */
export interface Machine {
  cpu: string;
  cores: number;
  memoryBytes: number;
  kernel: string;
  /** "kvm" and the like; null on bare metal, or when it cannot be told. */
  virtualised: boolean;
  /** Bytes that `F_SETPIPE_SZ` may ask for without privileges. */
  pipeMaxBytes: number;
  /** Pages of pipe buffers that one user may hold before new pipes get small; 0: no limit. */
  pipeUserPagesSoft: number;
  /** Descriptors that one process may open. */
  openFiles: string;
  /** Load averages when the run began. */
  load: number[];
  versions: Record<string, string>;
}

/** Looks at the machine. `rivals` are versions that are known already. */
export async function describeMachine(rivals: Record<string, string>): Promise<Machine> {
  const cpu = Deno.readTextFileSync("/proc/cpuinfo");
  return {
    cpu: cpu.match(/^model name\s*:\s*(.+)$/m)?.[1] ?? "unknown",
    cores: navigator.hardwareConcurrency,
    memoryBytes: Deno.systemMemoryInfo().total,
    kernel: Deno.osRelease(),
    virtualised: /^flags\s*:.*\bhypervisor\b/m.test(cpu),
    pipeMaxBytes: Number(Deno.readTextFileSync("/proc/sys/fs/pipe-max-size")),
    pipeUserPagesSoft: Number(Deno.readTextFileSync("/proc/sys/fs/pipe-user-pages-soft")),
    openFiles: Deno.readTextFileSync("/proc/self/limits").match(/^Max open files\s+(\S+)/m)?.[1] ?? "unknown",
    load: Deno.loadavg(),
    versions: {
      deno: Deno.version.deno,
      v8: Deno.version.v8,
      cc: await firstLine(Deno.env.get("CC") ?? "cc", /(\d+\.\S+)\s*$/),
      bash: await firstLine("bash", /version (\S+)/),
      dash: await firstLine("dpkg-query", /^dash\s+(\S+)/m, ["--show", "dash"]),
      zsh: await firstLine("zsh", /zsh (\S+)/),
      python: await firstLine("python3", /(\S+)$/),
      tee: await firstLine("tee", /(\d\S+)$/),
      ...rivals,
    },
  };
}

/** The line that people read above the table. */
export function machineLine(machine: Machine): string {
  const memory = `${Math.round(machine.memoryBytes / 2 ** 30)} GiB`;
  const where = machine.virtualised ? "a virtual machine" : "a machine";
  return `${where} with ${machine.cores} cores (${machine.cpu}), ${memory} of memory, Linux ${machine.kernel}`;
}

async function firstLine(program: string, version: RegExp, args = ["--version"]): Promise<string> {
  const { ok, text } = await textOf(program, args);
  const line = text.split("\n")[0] ?? "";
  return ok ? line.match(version)?.[1] ?? line : "not installed";
}
