/**
 * The child's side: the six streams that a program was given by its parent.
 *
 * | stream | number | what it is for |
 * |---|---|---|
 * | `io.stdin` | 0 | text in |
 * | `io.stdout` | 1 | text for people |
 * | `io.stderr` | 2 | text for people, when something is wrong |
 * | `io.stddbg` | 3 | records for machines that watch: one JSON object per line |
 * | `io.stddati` | 4 | raw data in |
 * | `io.stddato` | 5 | raw data out |
 *
 * A program that was started without streams 3, 4 and 5 works all the same: they act as the null device. Importing this
 * module loads and starts nothing; stdin, stdout and stderr never need the native library, the others load it at their
 * first use.
 *
 * @example
 * ```ts
 * import { io } from "@aria/runtime/io";
 *
 * io.stddbg.log("info", "started", { wired: io.available });
 * for await (const chunk of io.stddati.readable) await io.stddato.write(chunk);
 * await io.stddato.flush();
 * ```
 *
 * @module
 */

import { DataOutput, type SpliceSource } from "./data_output.ts";
import { DebugOutput } from "./debug_output.ts";
import { ownHandle } from "./handle.ts";
import { DataInput, IoInput, StandardInput } from "./input.ts";
import { IO_STREAM_NAMES, type IoStreamName, type IoWriteResult } from "./names.ts";
import { IoOutput, StandardOutput } from "./output.ts";
import type { LogLevel } from "./record.ts";

export { DataInput, DataOutput, DebugOutput, IoInput, IoOutput, StandardInput, StandardOutput };
export type { IoStreamName, IoWriteResult, LogLevel, SpliceSource };

/** The six streams of this program. */
export interface Io {
  /** Stream 0, text in. */
  readonly stdin: StandardInput;
  /** Stream 1, text for people. */
  readonly stdout: StandardOutput;
  /** Stream 2, text for people when something is wrong. */
  readonly stderr: StandardOutput;
  /** Stream 3, records for machines that watch. */
  readonly stddbg: DebugOutput;
  /** Stream 4, raw data in. */
  readonly stddati: DataInput;
  /** Stream 5, raw data out. */
  readonly stddato: DataOutput;
  /**
   * Which streams the parent really wired: not those that are the null device or missing.
   *
   * @throws {AriaError} when the native library cannot be loaded
   */
  readonly available: Readonly<Record<IoStreamName, boolean>>;
}

/**
 * The six streams of this program.
 *
 * @example
 * ```ts
 * import { io } from "@aria/runtime/io";
 *
 * const { written, closed } = await io.stdout.write("Hello\n");
 * if (!closed) io.stddbg.log("info", "said hello", { written });
 * ```
 */
export const io: Io = {
  stdin: new StandardInput(),
  stdout: new StandardOutput(Deno.stdout),
  stderr: new StandardOutput(Deno.stderr),
  stddbg: new DebugOutput(),
  stddati: new DataInput(),
  stddato: new DataOutput(),
  get available(): Readonly<Record<IoStreamName, boolean>> {
    return Object.fromEntries(IO_STREAM_NAMES.map((name) => [name, ownHandle(name) !== null])) as Record<
      IoStreamName,
      boolean
    >;
  },
};
