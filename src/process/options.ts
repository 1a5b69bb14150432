/**
 * What a command can be told.
 *
 * @module
 */

import type { BufferOptions, PipeEnd, StreamName } from "../streams/mod.ts";
import type { ProcessGroup } from "./group.ts";

/** A file that becomes a stream: the child gets the file itself, nothing is pumped. */
export interface FileRedirect {
  /** Its path; a relative one counts from the directory of this process, not from `cwd`. */
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
 * - `"inherit"`: this program's own stream of that number; 3, 4 and 5 only where this program was given one, else the
 *   null device;
 * - `"piped"`: drained into a ring (outputs), or written by you (inputs);
 * - `"direct"`: a pipe that you read or write yourself, without a drainer;
 * - `{path}`, a `PipeEnd`, `{fd}`: the child gets that itself;
 * - a value (inputs): text, bytes or a stream, written by Aria, then closed; `{text}` for text that is one of the words
 *   above;
 * - `{to: 1}` (outputs): the destination of another output.
 *
 * Nothing else is inherited: the child has descriptors 0 to 5, and no other.
 *
 * @example
 * ```ts
 * import { Command } from "@aria/runtime";
 * import { assertEquals } from "@std/assert";
 *
 * const child = new Command("sh", {
 *   args: ["-c", "cat; echo problem >&2"],
 *   stdin: "text\n",
 *   stderr: { to: 1 },
 *   timeout: 10_000,
 * }).spawn();
 * assertEquals(await child.stdout.text(), "text\nproblem\n");
 * assertEquals((await child.wait()).reason, "exit");
 * ```
 */
export interface CommandOptions {
  /** Arguments. Each is one argument of the program, whatever it holds; only NUL is refused. */
  args?: string[];
  /**
   * The directory the child starts in; a relative program path counts from there.
   *
   * @default the directory of this process
   */
  cwd?: string | URL;
  /** Variables set on top of this program's environment. The program is looked up in the PATH that results. */
  env?: Record<string, string>;
  /**
   * The child's environment is `env` alone.
   *
   * @default {false}
   */
  clearEnv?: boolean;
  /** The child's user, a number. As root, supplementary groups are dropped. */
  uid?: number;
  /** The child's group, a number. */
  gid?: number;
  /**
   * Aborting ends the child's group: SIGTERM, then SIGKILL after `killGrace`; the reason is `"abort"`. Aborted before,
   * it makes `spawn` throw its reason. `outputSync` sees it only at the start.
   */
  signal?: AbortSignal;
  /**
   * Text that the child reads.
   *
   * @default {"null"}
   */
  stdin?: InputRedirect;
  /**
   * Where its text for people goes.
   *
   * @default {"piped"}
   */
  stdout?: OutputRedirect;
  /**
   * Where its complaints go.
   *
   * @default {"piped"}
   */
  stderr?: OutputRedirect;
  /**
   * Where its telemetry goes.
   *
   * @default {"null"}
   */
  stddbg?: OutputRedirect;
  /**
   * Raw data that it reads.
   *
   * @default {"null"}
   */
  stddati?: InputRedirect;
  /**
   * Where its raw data goes.
   *
   * @default {"null"}
   */
  stddato?: OutputRedirect;
  /**
   * Means something on Windows only.
   *
   * @default {false}
   */
  windowsRawArguments?: boolean;
  /**
   * The child leads a session of its own and has no terminal, so it can live on when this program ends. To let this
   * program end while it runs, call `unref()` as well.
   *
   * @default {false}
   */
  detached?: boolean;
  /**
   * `"new"`: the child leads a process group of its own, which `kill` and `terminate` can reach as a whole;
   * `"inherit"`: it stays in ours; or a group to join. Programs that talk to this program's terminal need `"inherit"`:
   * the terminal stops any other group that reads it, and sends Ctrl+C to ours alone.
   *
   * @default {"new"}, but `"inherit"` when stdin is `"inherit"` and a terminal
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
  /**
   * Milliseconds after which the child's group is ended, as by `signal`; the reason is `"timeout"`. `Infinity` is
   * never.
   *
   * @default {Infinity}
   */
  timeout?: number;
  /**
   * Milliseconds from SIGTERM to SIGKILL; `Infinity` is never.
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
   * `"kill"`: the child's group is killed (SIGKILL) when this program ends, however it ends; `process.release()` takes
   * it back. In a `ProcessGroup` it holds for the whole group; `group: "inherit"` is refused.
   *
   * @default {"keep"}
   */
  parentDeath?: "kill" | "keep";
  /**
   * stdin, stdout and stderr are one pseudo-terminal of this size; stdin writes what is typed, stdout gives what it
   * shows, stderr included. The child leads a session of its own.
   *
   * @default none
   */
  pty?: { rows: number; cols: number };
}
