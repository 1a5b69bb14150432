/**
 * What a command can be told.
 *
 * @module
 */

import type { BufferOptions, PipeEnd, StreamName } from "../streams/mod.ts";
import type { ProcessGroup } from "./group.ts";

/** A file that becomes a stream: the child gets the file itself, nothing is pumped. */
export interface FileRedirect {
  /** Its path, from the directory of this process. */
  path: string | URL;
  /**
   * Adds to the file instead of replacing it (outputs only).
   *
   * @default {false}
   */
  append?: boolean;
  /**
   * Permission bits of a file that is created.
   *
   * @default {0o666} less the umask
   */
  mode?: number;
}

/** What stands at a stream: see {@linkcode CommandOptions}. */
export type Redirect = "inherit" | "null" | "piped" | "direct" | FileRedirect | PipeEnd | { fd: number };

/** What a child reads; a string other than the four words is its content. */
export type InputRedirect =
  | Redirect
  | (string & Record<never, never>)
  | { text: string }
  | Uint8Array
  | ReadableStream<Uint8Array>;

/** Where a child writes; `{to: 1}` is wherever that output goes, as `2>&1` in a shell. */
export type OutputRedirect = Redirect | { to: 1 | 2 | 3 | 5 };

/** Why a process ended. */
export type EndReason = "exit" | "signal" | "timeout" | "abort";

/**
 * How a program is started. All options of `Deno.Command` mean what they mean there.
 *
 * A stream is one of
 * - `"null"`: the null device;
 * - `"inherit"`: this program's own stream of that number;
 * - `"piped"`: drained into a ring (outputs), or written by you (inputs);
 * - `"direct"`: a pipe that you read or write yourself, without a drainer;
 * - `{path}`, a `PipeEnd`, `{fd}`: the child gets that itself;
 * - a value (inputs): written by Aria, then closed;
 * - `{to: 1}` (outputs): the destination of another output.
 */
export interface CommandOptions {
  /** Arguments. Each is one argument of the program, whatever it holds; only NUL is refused. */
  args?: string[];
  /** The directory the child starts in; a relative program path counts from there. */
  cwd?: string | URL;
  /** Variables set on top of this program's environment. */
  env?: Record<string, string>;
  /**
   * The child's environment is `env` alone.
   *
   * @default {false}
   */
  clearEnv?: boolean;
  /** The child's user. */
  uid?: number;
  /** The child's group. */
  gid?: number;
  /** Aborting ends the child's group: SIGTERM, then SIGKILL after `killGrace`. */
  signal?: AbortSignal;
  /** @default {"null"} */
  stdin?: InputRedirect;
  /** @default {"piped"} */
  stdout?: OutputRedirect;
  /** @default {"piped"} */
  stderr?: OutputRedirect;
  /** @default {"null"} */
  stddbg?: OutputRedirect;
  /** @default {"null"} */
  stddati?: InputRedirect;
  /** @default {"null"} */
  stddato?: OutputRedirect;
  /** Means something on Windows only. */
  windowsRawArguments?: boolean;
  /**
   * The child leads a session of its own, has no terminal, and does not keep this program from ending.
   *
   * @default {false}
   */
  detached?: boolean;
  /**
   * `"new"`: the child leads a process group of its own, which `kill` and `terminate` can reach as a whole; `"inherit"`:
   * it stays in ours; or a group to join.
   *
   * @default {"new"}
   */
  group?: "new" | "inherit" | ProcessGroup;
  /** The rings, per stream. */
  buffer?: Partial<Record<StreamName, BufferOptions>>;
  /**
   * Bytes asked for the kernel's pipes; the system may give less.
   *
   * @default 1 MiB for stdout, stddati, stddato; 64 KiB for the others
   */
  pipeSize?: number | Partial<Record<StreamName, number>>;
  /** Milliseconds after which the child's group is ended, as by `signal`; the reason is `"timeout"`. */
  timeout?: number;
  /**
   * Milliseconds from SIGTERM to SIGKILL.
   *
   * @default {2000}
   */
  killGrace?: number;
  /**
   * After the child has ended, somebody else (a grandchild) may hold its outputs open. They end for us when nothing has
   * come for this many milliseconds, and after 2 s at the latest; later bytes are drained and dropped. `Infinity`: they
   * end when everybody has closed them.
   *
   * @default {100}
   */
  drainGrace?: number;
  /**
   * What SIGPIPE does in the child.
   *
   * @default {"default"}
   */
  sigpipe?: "default" | "ignore";
  /**
   * `"kill"`: the child's group is killed when this program ends, however it ends; `process.release()` takes it back.
   *
   * @default {"keep"}
   */
  parentDeath?: "kill" | "keep";
  /** stdin, stdout and stderr are one pseudo-terminal of this size; stdout gives what it shows. */
  pty?: { rows: number; cols: number };
}
