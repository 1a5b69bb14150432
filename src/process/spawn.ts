/**
 * From a description to a child: packs the request, makes the one call, names the error.
 *
 * @module
 */

import {
  addressOf,
  cString,
  native,
  type Pointer,
  pointerAt,
  SPAWN_RESULT,
  SPAWN_SPEC_HEAD,
  SPAWN_SPEC_SIZE,
  STREAM_PLAN,
  Struct,
  systemError,
} from "../../ffi/mod.ts";
import { STREAM_NAMES } from "../streams/mod.ts";
import type { FdPlan, StreamPlan } from "./fd_plan.ts";
import type { CommandOptions } from "./options.ts";

/** A child that runs. */
export interface Spawned {
  /** The library's object, owned by the caller. */
  process: Pointer;
  /** Its number, for people. */
  pid: number;
  /** Our ends of its pipes by stream number, owned by the caller; -1 where there is none, or no more. */
  ends: bigint[];
}

const SIGKILL = 9;
const SCOPE_PROCESS = 0;

/**
 * Hands over one of our ends.
 *
 * @param ends of a child; this one is nobody's from now on but the caller's.
 * @param number of the stream.
 * @returns the end, or -1.
 */
export function takeEnd(ends: bigint[], number: number): bigint {
  const end = ends[number]!;
  ends[number] = -1n;
  return end;
}

/**
 * Ends a child that nobody can look after, and closes our ends that nobody has taken.
 *
 * @param spawned that has just been started.
 */
export function abandon({ process, ends }: Spawned): void {
  const { symbols } = native();
  for (const end of ends) if (end >= 0n) symbols.aria_close(end);
  symbols.aria_process_signal(process, SIGKILL, SCOPE_PROCESS);
  symbols.aria_process_close(process);
}

/** How a child hangs together with other processes. */
export interface SpawnTies {
  /** The process whose group it joins. */
  leader: Pointer | null;
  /** Whether it is to be held as a leader. */
  hold: boolean;
  /** Who kills its group when we die. */
  keeper: Pointer | null;
}

const FLAG = { clearEnv: 1, newGroup: 2, detached: 4, ignoreSigpipe: 8, hold: 16 };
const KIND = { null: 0, handle: 1, pipe: 2, share: 3, pty: 4 };
const STEPS = [
  "",
  "read the request",
  "pipe",
  "open /dev/null",
  "open a pseudo-terminal",
  "clone",
  "setpgid",
  "setsid",
  "dup2",
  "setgid",
  "setuid",
  "chdir",
  "exec",
  "guard",
];
const PIPE_STEP = 2;
const DUP_STEP = 8;
const CHDIR_STEP = 11;

const result = new Struct(SPAWN_RESULT);
const resultEnds = new BigInt64Array(result.bytes.buffer, SPAWN_RESULT.offsets.ends, STREAM_NAMES.length);

/** Strings packed one after the other behind a header. */
class Packer {
  #bytes = new Uint8Array(4096);
  #length = SPAWN_SPEC_SIZE;
  readonly #encoder = new TextEncoder();

  /** Begins anew. */
  reset(): void {
    this.#length = SPAWN_SPEC_SIZE;
  }

  /** Adds strings; returns the offset of the first, 0 when there is none. */
  add(texts: Iterable<string>, what: string): number {
    const begin = this.#length;
    for (const text of texts) {
      if (text.includes("\0")) cString(text, what); // throws
      const room = text.length * 3 + 1;
      if (this.#bytes.length < this.#length + room) this.#grow(room);
      this.#length += this.#encoder.encodeInto(text, this.#bytes.subarray(this.#length)).written;
      this.#bytes[this.#length++] = 0;
    }
    return this.#length === begin ? 0 : begin;
  }

  #grow(room: number): void {
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + room));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }
}

/** Filled, used and forgotten within one call, so one of each is enough. */
const packer = new Packer();
const head = new Struct(SPAWN_SPEC_HEAD);
const packed = new Struct(STREAM_PLAN);

/**
 * Starts a child.
 *
 * @param program its name or path.
 * @param options of the command.
 * @param plan of its streams.
 * @param ties to other processes.
 * @returns the child.
 * @throws {Error} of the operating system, with the program and the step; nothing is left behind.
 * @throws {TypeError} when a string holds NUL; nothing was tried.
 */
export function spawnChild(
  program: string,
  options: CommandOptions,
  plan: FdPlan,
  ties: SpawnTies,
): Spawned {
  const spec = packSpec(program, options, plan, ties);
  const error = native().symbols.aria_spawn(spec, spec.length, ties.leader, result.bytes);
  if (error < 0) throw spawnError(error, program, options);
  return {
    process: pointerAt(result.address("process")),
    pid: result.get("pid"),
    ends: [...resultEnds],
  };
}

function packSpec(
  program: string,
  options: CommandOptions,
  plan: FdPlan,
  ties: SpawnTies,
): Uint8Array<ArrayBuffer> {
  const { args = [], env = {}, cwd, uid = -1, gid = -1 } = options;
  packer.reset();
  head.bytes.fill(0);
  head.set("program", packer.add([program], `the program ${JSON.stringify(program)}`));
  if (cwd !== undefined) head.set("cwd", packer.add([pathOf(cwd)], `cwd of "${program}"`));
  head.set("args", packer.add(args, `an argument of "${program}"`));
  head.set("argsCount", args.length);
  const variables = Object.entries(env);
  head.set(
    "env",
    packer.add(variables.map(([name, value]) => checkedVariable(name, value)), `a variable of "${program}"`),
  );
  head.set("envCount", variables.length);
  head.set("uid", uid);
  head.set("gid", gid);
  head.set("keeper", Number(addressOf(ties.keeper)));
  head.set("flags", flagsOf(options, ties));
  const spec = packer.finish();
  head.set("size", spec.length);
  spec.set(head.bytes);
  plan.forEach((stream, number) => {
    spec.set(packPlan(stream), SPAWN_SPEC_HEAD.size + number * STREAM_PLAN.size);
  });
  return spec;
}

function checkedVariable(name: string, value: string): string {
  if (name === "" || name.includes("="))
    throw new TypeError(`Cannot set the variable ${JSON.stringify(name)}: no such name`);
  return `${name}=${value}`;
}

function pathOf(path: string | URL): string {
  return path instanceof URL ? decodeURIComponent(path.pathname) : path;
}

function flagsOf(options: CommandOptions, ties: SpawnTies): number {
  const leads = !ties.leader && options.group !== "inherit";
  return (options.clearEnv ? FLAG.clearEnv : 0) | (leads ? FLAG.newGroup : 0) | (options.detached ? FLAG.detached : 0) |
    (options.sigpipe === "ignore" ? FLAG.ignoreSigpipe : 0) | (ties.hold ? FLAG.hold : 0);
}

function packPlan(stream: StreamPlan): Uint8Array {
  const set = (kind: number, value: number, pipeSize = 0) => {
    packed.set("kind", kind);
    packed.set("value", value);
    packed.set("pipeSize", pipeSize);
  };
  switch (stream.kind) {
    case "null":
      set(KIND.null, 0);
      break;
    case "inherit":
    case "file":
    case "handle":
      set(KIND.handle, Number(stream.handle));
      break;
    case "pipe":
      set(KIND.pipe, 0, stream.size);
      break;
    case "share":
      set(KIND.share, stream.with);
      break;
    case "pty":
      set(KIND.pty, stream.rows * 65536 + stream.cols);
      break;
  }
  return packed.bytes;
}

function spawnError(errno: number, program: string, options: CommandOptions): Error {
  const number = result.get("step");
  const stream = result.get("stepStream");
  let step = STEPS[number] ?? `step ${number}`;
  if (number === PIPE_STEP) step = `pipe for ${STREAM_NAMES[stream]}`;
  if (number === DUP_STEP) step = `dup2 ${stream}`;
  if (number === CHDIR_STEP && options.cwd !== undefined) step = `chdir ${pathOf(options.cwd)}`;
  return systemError(errno, `Cannot spawn "${program}"`, { step, program });
}
