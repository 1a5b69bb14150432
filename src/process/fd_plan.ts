/**
 * The plan of a child's six streams: what stands at each number. It is data, made before anything starts, and can be
 * printed and tested without spawning.
 *
 * @module
 */

import { cString, native, systemError } from "../../ffi/mod.ts";
import {
  completeBuffer,
  defaultPipeSize,
  INPUT_NAMES,
  type InputName,
  PipeEnd,
  STREAM_NAMES,
  type StreamName,
} from "../streams/mod.ts";
import type { CommandOptions, FileRedirect, InputRedirect, OutputRedirect } from "./options.ts";

/** What stands at one stream of a child. */
export type StreamPlan =
  | { kind: "null" }
  | { kind: "inherit"; handle: bigint }
  | { kind: "file"; path: string; handle: bigint }
  | { kind: "handle"; handle: bigint; end: PipeEnd | null }
  | { kind: "pipe"; size: number; use: "piped" | "direct"; value?: InputValue }
  | { kind: "share"; with: number }
  | { kind: "pty"; rows: number; cols: number };

/** What Aria writes into an input by itself. */
export type InputValue = string | Uint8Array | ReadableStream<Uint8Array>;

/** The plan of all six streams, by number. */
export type FdPlan = StreamPlan[];

const OPEN_READ = 1;
const OPEN_WRITE = 2;
const OPEN_APPEND = 4;
const WORDS = ["inherit", "null", "piped", "direct"];

/**
 * Makes the plan. Files are opened here, so that one that cannot be opened is known before anything runs.
 *
 * @param program for errors.
 * @param options of the command.
 * @returns the plan; {@linkcode closePlan} closes what it opened.
 * @throws {Error} of the operating system, with step `"open PATH"`.
 * @throws {TypeError} when a stream is described wrongly.
 */
export function makePlan(program: string, options: CommandOptions): FdPlan {
  const plan: FdPlan = [];
  try {
    for (const name of STREAM_NAMES) plan.push(planStream(program, name, options));
  } catch (error) {
    closePlan(plan);
    throw error;
  }
  return plan;
}

/**
 * Closes the files that a plan opened; the child has its own by now, or never came to be.
 *
 * @param plan whose files are no longer needed.
 */
export function closePlan(plan: FdPlan): void {
  for (const stream of plan) if (stream.kind === "file") native().symbols.aria_close(stream.handle);
}

function planStream(program: string, name: StreamName, options: CommandOptions): StreamPlan {
  const number = STREAM_NAMES.indexOf(name);
  if (options.pty && number <= 2) {
    if (options[name] !== undefined)
      throw new TypeError(`Cannot spawn "${program}": ${name} and pty exclude each other`);
    assertTerminalSize(options.pty, `Cannot spawn "${program}" on a terminal`);
    return { kind: "pty", ...options.pty };
  }
  const usual = name === "stdout" || name === "stderr" ? "piped" : "null";
  const chosen = options[name] ?? usual;
  const pipe = { kind: "pipe", size: pipeSize(name, options) } as const;
  completeBuffer(name, options.buffer?.[name]);
  if (chosen === "null") return { kind: "null" };
  if (chosen === "inherit") return planInherited(number);
  if (chosen === "piped" || chosen === "direct") return { ...pipe, use: chosen as "piped" | "direct" };
  if (chosen instanceof PipeEnd) return planPipeEnd(program, name, chosen);
  if (typeof chosen === "object" && "fd" in chosen) {
    return { kind: "handle", handle: BigInt(checkFd(program, name, chosen.fd)), end: null };
  }
  if (typeof chosen === "object" && "path" in chosen) return openFile(program, name, chosen);
  if (isInput(name)) return { ...pipe, use: "piped", value: inputValue(program, name, chosen as InputRedirect) };
  return planShared(program, name, chosen as OutputRedirect, options);
}

/**
 * Refuses what is no size of a terminal.
 *
 * @param size in characters.
 * @param action for the error.
 * @throws {RangeError} when a number is not from 0 to 65535.
 */
export function assertTerminalSize(size: { rows: number; cols: number }, action: string): void {
  for (const name of ["rows", "cols"] as const) {
    const count = size[name];
    if (!(Number.isInteger(count) && count >= 0 && count <= 65535))
      throw new RangeError(`${action}: ${name} is ${count}`);
  }
}

function isInput(name: StreamName): name is InputName {
  return (INPUT_NAMES as readonly StreamName[]).includes(name);
}

function pipeSize(name: StreamName, options: CommandOptions): number {
  const { pipeSize } = options;
  return (typeof pipeSize === "number" ? pipeSize : pipeSize?.[name]) ?? defaultPipeSize(name);
}

/** Ours, if we were given one: what else stands at that number belongs to the runtime. */
function planInherited(number: number): StreamPlan {
  if (number <= 2) return { kind: "inherit", handle: BigInt(number) };
  const handle = native().symbols.aria_own_stream(number);
  return handle < 0n ? { kind: "null" } : { kind: "inherit", handle };
}

function planPipeEnd(program: string, name: StreamName, end: PipeEnd): StreamPlan {
  if (end.reads !== isInput(name)) {
    const [has, needs] = end.reads ? ["reading", "writing"] : ["writing", "reading"];
    throw new TypeError(`Cannot spawn "${program}": ${name} needs the ${needs} end of a pipe, this is the ${has} end`);
  }
  return { kind: "handle", handle: end.handle, end };
}

function checkFd(program: string, name: StreamName, fd: number): number {
  if (Number.isInteger(fd) && fd >= 0) return fd;
  throw new TypeError(`Cannot spawn "${program}": ${name} is descriptor ${fd}, which is no descriptor`);
}

function openFile(program: string, name: StreamName, file: FileRedirect): StreamPlan {
  const path = file.path instanceof URL ? decodeURIComponent(file.path.pathname) : file.path;
  const flags = isInput(name) ? OPEN_READ : file.append ? OPEN_APPEND : OPEN_WRITE;
  const opened = new BigInt64Array(1);
  const error = native().symbols.aria_open(
    cString(path, `the path of ${name}`),
    flags,
    file.mode ?? 0o666,
    new Uint8Array(opened.buffer),
  );
  if (error < 0) throw systemError(error, `Cannot spawn "${program}"`, { step: `open ${path}`, program });
  return { kind: "file", path, handle: opened[0]! };
}

function inputValue(program: string, name: StreamName, value: InputRedirect): InputValue {
  if (typeof value === "string" || value instanceof Uint8Array || value instanceof ReadableStream) return value;
  if (typeof value === "object" && "text" in value) return value.text;
  throw new TypeError(`Cannot spawn "${program}": ${name} is ${Deno.inspect(value)}, which cannot be read`);
}

function planShared(program: string, name: StreamName, value: OutputRedirect, options: CommandOptions): StreamPlan {
  if (typeof value !== "object" || !("to" in value)) {
    const words = WORDS.map((word) => `"${word}"`).join(", ");
    throw new TypeError(`Cannot spawn "${program}": ${name} is ${Deno.inspect(value)}: use ${words}, a file or a pipe`);
  }
  const target = STREAM_NAMES[value.to];
  const number = STREAM_NAMES.indexOf(name);
  if (!target || isInput(target)) throw new TypeError(`Cannot spawn "${program}": ${name} cannot go to ${value.to}`);
  let at = value.to as number;
  for (let steps = 0;; steps++) {
    if (at === number || steps > STREAM_NAMES.length) {
      throw new TypeError(`Cannot spawn "${program}": ${name} goes to itself`);
    }
    const next = options[STREAM_NAMES[at]!];
    if (typeof next !== "object" || next === null || !("to" in next)) break;
    at = next.to as number;
  }
  return { kind: "share", with: value.to };
}

/**
 * Says a plan in words, for tracing.
 *
 * @param plan to be described.
 * @returns as `0<null 1>pipe 2>&1 3>null 4<null 5>file:out.bin`.
 */
export function describePlan(plan: FdPlan): string {
  return plan.map((stream, number) => {
    const arrow = isInput(STREAM_NAMES[number]!) ? "<" : ">";
    switch (stream.kind) {
      case "share":
        return `${number}${arrow}&${stream.with}`;
      case "file":
        return `${number}${arrow}file:${stream.path}`;
      case "handle":
        return `${number}${arrow}${stream.end ? "pipe-end" : `fd:${stream.handle}`}`;
      case "pipe":
        return `${number}${arrow}${stream.value === undefined ? "pipe" : "value"}${
          stream.use === "direct" ? ":direct" : ""
        }`;
      default:
        return `${number}${arrow}${stream.kind}`;
    }
  }).join(" ");
}
