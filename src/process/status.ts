/**
 * How a process ended.
 *
 * @module
 */

import { EXIT, native, type Pointer, signalName, Struct } from "../../ffi/mod.ts";
import type { EndReason } from "./options.ts";

/** The end of a process, as the kernel told it. */
export interface ProcessStatus {
  /** Whether it exited with 0. */
  success: boolean;
  /** Its exit code; for a signal 128 and its number, as a shell says it. -1 when somebody else took the status. */
  code: number;
  /** The signal that ended it, as `"SIGTERM"`; null when it exited. */
  signal: Deno.Signal | null;
  /** Whether it left a core dump. */
  coreDumped: boolean;
  /** Why: `"timeout"` and `"abort"` when it was ended for that, however it took it. */
  reason: EndReason;
  /** When it was started. */
  startedAt: Date;
  /** Milliseconds it ran. */
  durationMs: number;
  /** Milliseconds of processor time, in the program and in the kernel for it. */
  cpu: { user: number; system: number };
  /**
   * The most memory it had at once, in bytes. On Linux it is never less than this program's own size at the spawn:
   * until it becomes its program, a child lives in its parent's memory.
   */
  maxRss: number;
}

/**
 * Reads the end of a process.
 *
 * @param process of the library.
 * @param cause why it was ended, if we ended it.
 * @returns null while it runs.
 */
export function readStatus(process: Pointer, cause: "timeout" | "abort" | null): ProcessStatus | null {
  const exit = new Struct(EXIT);
  if (native().symbols.aria_process_exit(process, exit.bytes) !== 1) return null;
  const { code, signal, coreDumped, startedUnixMs, durationNs, userUs, systemUs, maxRss } = exit.read();
  return {
    success: signal === 0 && code === 0,
    code: signal === 0 ? code : 128 + signal,
    signal: signal === 0 ? null : signalName(signal) as Deno.Signal,
    coreDumped: coreDumped === 1,
    reason: cause ?? (signal === 0 ? "exit" : "signal"),
    startedAt: new Date(startedUnixMs),
    durationMs: durationNs / 1e6,
    cpu: { user: userUs / 1e3, system: systemUs / 1e3 },
    maxRss,
  };
}
