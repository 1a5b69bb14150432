/**
 * Finds the C library, opens it once, and checks that it is the one this program was written for.
 *
 * Where it looks: the path in `ARIA_IO_LIBRARY`; else, in a program that `deno compile` made, in the program itself;
 * else, in a checkout, `build/`, where it is compiled first when a source is newer.
 *
 * @module
 */

import { buildSync, libraryPath } from "./build.ts";
import { unpackLibrary } from "./embedded.ts";
import { AriaError, makeSystemError, type SystemError } from "./errors.ts";
import { expectedLayout } from "./layout.ts";
import { openSymbols, type Symbols } from "./symbols.ts";

const ABI = 1;

/** What the machine can do; each missing one has a fallback. */
export interface Capabilities {
  /** Edges move pages without copying. */
  splice: boolean;
  /** Several consumers of one stream without copying. */
  tee: boolean;
  /** Processes are addressed by handle, never by number. */
  pidfd: boolean;
  /** Pipe buffers can be resized. */
  pipeSize: boolean;
  /** Pseudo-terminals. */
  pty: boolean;
  /** Children can be made to die with this process. */
  parentDeath: boolean;
  /** Process groups are Windows job objects. */
  jobObjects: boolean;
  /** A group can be signalled after its leader was reaped. */
  groupPidfd: boolean;
}

/** The library, opened. */
export interface Native {
  /** Its functions. */
  readonly symbols: Symbols;
  /** The file that was opened. */
  readonly path: string;
  /** How it was found: by `ARIA_IO_LIBRARY`, inside a program that `deno compile` made, or in a checkout. */
  readonly origin: "environment" | "program" | "checkout";
  /** What this machine can do. */
  readonly capabilities: Capabilities;
}

let opened: Native | undefined;

/**
 * The library, opened at the first call.
 *
 * @returns the library.
 * @throws {AriaError} `ARIA_LIBRARY_NOT_FOUND`, `ARIA_LIBRARY_UNUSABLE` or `ARIA_PERMISSION_MISSING`; the message says
 * what was tried and what to do.
 */
export function native(): Native {
  return opened ??= open();
}

function open(): Native {
  const { path, origin } = findLibrary();
  const symbols = openAt(path);
  checkAbi(symbols, path);
  return { symbols, path, origin, capabilities: readCapabilities(symbols.aria_capabilities()) };
}

function findLibrary(): Pick<Native, "path" | "origin"> {
  const chosen = environmentPath();
  if (chosen) return { path: chosen, origin: "environment" };
  if (Deno.build.standalone) return { path: unpackLibrary(libraryPath()), origin: "program" };
  if (!import.meta.url.startsWith("file:")) {
    throw new AriaError(
      "ARIA_LIBRARY_NOT_FOUND",
      `Cannot find libaria_io: "${import.meta.url}" is not a checkout: ` +
        "build the library and set ARIA_IO_LIBRARY to its path",
    );
  }
  try {
    return { path: buildSync(), origin: "checkout" };
  } catch (error) {
    throw permissionError(error) ?? error;
  }
}

/** `ARIA_IO_LIBRARY`, if we may read it: without the permission the usual place is right. */
function environmentPath(): string | undefined {
  try {
    return Deno.env.get("ARIA_IO_LIBRARY") || undefined;
  } catch {
    return undefined;
  }
}

function openAt(path: string): Symbols {
  try {
    const symbols = openSymbols(path);
    symbols.aria_abi(); // the first use opens the file
    return symbols;
  } catch (error) {
    const denied = permissionError(error);
    if (denied) throw denied;
    const reason = error instanceof Error ? error.message : String(error);
    throw new AriaError(
      "ARIA_LIBRARY_UNUSABLE",
      `Cannot open the library "${path}": ${reason}: rebuild it with "deno task build", or correct ARIA_IO_LIBRARY`,
      { cause: error },
    );
  }
}

function permissionError(error: unknown): AriaError | null {
  if (!(error instanceof Deno.errors.NotCapable)) return null;
  const flag = /--allow-[a-z]+/.exec(error.message)?.[0] ?? "--allow-ffi";
  return new AriaError(
    "ARIA_PERMISSION_MISSING",
    `Cannot open the native library: run again with ${flag}: ${error.message}`,
    { cause: error },
  );
}

function checkAbi(symbols: Symbols, path: string): void {
  const abi = symbols.aria_abi();
  const expected = expectedLayout();
  const actual = new Uint32Array(expected.length + 1);
  const count = abi === ABI ? symbols.aria_layout(new Uint8Array(actual.buffer), actual.length) : 0;
  if (abi === ABI && count === expected.length && expected.every((number, index) => number === actual[index])) return;
  const found = abi === ABI ? "another layout of its structs" : `ABI ${abi}`;
  throw new AriaError(
    "ARIA_LIBRARY_UNUSABLE",
    `Cannot use the library "${path}": it has ${found}, this program needs ABI ${ABI}: ` +
      'rebuild it with "deno task build"',
  );
}

function readCapabilities(bits: number): Capabilities {
  const has = (bit: number) => (bits & (1 << bit)) !== 0;
  return {
    splice: has(0),
    tee: has(1),
    pidfd: has(2),
    pipeSize: has(3),
    pty: has(4),
    parentDeath: has(5),
    jobObjects: has(6),
    groupPidfd: has(7),
  };
}

function staticText(pointer: Deno.PointerValue): string {
  return pointer ? Deno.UnsafePointerView.getCString(pointer) : "";
}

/**
 * The name of an error number of the system.
 *
 * @param errno the number; the sign does not matter.
 * @returns its name, as `"ENOENT"`, and its meaning.
 */
export function errorName(errno: number): { code: string; text: string } {
  const { symbols } = native();
  const number = Math.abs(errno);
  return { code: staticText(symbols.aria_error_name(number)), text: staticText(symbols.aria_error_text(number)) };
}

/**
 * Makes an error from what a function of the library returned.
 *
 * @param errno the number; the sign does not matter.
 * @param action what failed, as `Cannot spawn "gcc"`.
 * @param fields the step and the program, for spawns.
 * @returns the error, to be thrown by the caller.
 */
export function systemError(
  errno: number,
  action: string,
  fields: { step?: string; program?: string } = {},
): SystemError {
  const { code, text } = errorName(errno);
  return makeSystemError(code, text, Math.abs(errno), action, fields);
}

const encoder = new TextEncoder();

/**
 * Encodes a string for C.
 *
 * @param text without NUL.
 * @param what it is, for the error.
 * @returns UTF-8 with a NUL at its end.
 * @throws {TypeError} when the text holds NUL.
 */
export function cString(text: string, what: string): Uint8Array<ArrayBuffer> {
  if (text.includes("\0")) throw new TypeError(`Cannot use ${what}: it holds a NUL character: ${JSON.stringify(text)}`);
  return encoder.encode(`${text}\0`);
}

/**
 * The number of a signal.
 *
 * @param signal as `"SIGTERM"`, or a number, which is returned as it is.
 * @returns its number on this system.
 * @throws {TypeError} when there is no such signal.
 */
export function signalNumber(signal: string | number): number {
  if (typeof signal === "number") return signal;
  const name = signal.startsWith("SIG") ? signal.slice(3) : signal;
  const number = native().symbols.aria_signal_number(cString(name, "a signal's name"));
  if (number === 0) throw new TypeError(`Cannot send "${signal}": no such signal`);
  return number;
}

/**
 * The name of a signal.
 *
 * @param number on this system.
 * @returns as `"SIGTERM"`; a number without a name is `"SIG64"` or the like.
 */
export function signalName(number: number): string {
  return `SIG${staticText(native().symbols.aria_signal_name(number)) || number}`;
}
