/**
 * The handles that this program was given as its streams, and the few calls that move bytes through them. All of them
 * are shared with the program's relatives, so none is ever switched to non-blocking; each call says for itself that it
 * does not wait.
 *
 * @module
 */

import { cString, errorName, HANDLE_INFO, native, Struct, systemError } from "../../ffi/mod.ts";
import { IO_STREAM_NAMES, type IoStreamName } from "./names.ts";

const READ = 0;
const WRITE = 1;

const KIND_NONE = 0;
const KIND_NULL = 1;

const OPEN_READ = 1;

/** A handle of the operating system. */
export type Handle = bigint;

/** Handles already looked at; null stands for a stream that the parent did not wire. */
const known = new Map<IoStreamName, Handle | null>();

/**
 * The handle of one of this program's own streams, or null where the parent wired none: nothing stands there, or the
 * null device, or something that this program opened itself, or something of the wrong direction.
 *
 * @throws {AriaError} when the native library cannot be loaded
 */
export function ownHandle(name: IoStreamName): Handle | null {
  const found = known.get(name);
  if (found !== undefined) return found;
  const number = IO_STREAM_NAMES.indexOf(name);
  const handle = BigInt(native().symbols.aria_own_stream(number));
  const usable = handle >= 0n && isWired(handle, number) ? handle : null;
  known.set(name, usable);
  return usable;
}

function isWired(handle: Handle, number: number): boolean {
  const info = new Struct(HANDLE_INFO);
  if (native().symbols.aria_inspect(handle, info.bytes) < 0) return false;
  const kind = info.get("kind");
  if (kind === KIND_NONE || kind === KIND_NULL) return false;
  // Where a parent wires only 0 to 2, the runtime's own files come to stand at 3 to 5.
  if (number > 2 && info.get("inherited") === 0) return false;
  return info.get(number === 0 || number === 4 ? "readable" : "writable") !== 0;
}

/** Reads what is there. Returns the bytes read, null at the end, undefined where it would have to wait. */
export function readNow(handle: Handle, name: string, into: Uint8Array): number | null | undefined {
  const count = native().symbols.aria_read_now(handle, into, into.byteLength);
  if (count > 0) return count;
  if (count === 0) return null;
  if (isError(count, "EAGAIN")) return undefined;
  throw systemError(-count, `Cannot read ${name}`);
}

/** Writes what there is room for. Returns the bytes written, 0 where it would have to wait, null when nobody reads. */
export function writeNow(handle: Handle, name: string, from: Uint8Array): number | null {
  const count = native().symbols.aria_write_now(handle, from, from.byteLength);
  if (count >= 0) return count;
  if (isError(count, "EAGAIN")) return 0;
  if (isError(count, "EPIPE")) return null;
  throw systemError(-count, `Cannot write ${name}`);
}

/** Settles when a read would not wait. It occupies a thread and holds the program open until then. */
export async function untilReadable(handle: Handle): Promise<void> {
  await native().symbols.aria_ready_waiting(handle, READ, -1);
}

/** Settles when a write would not wait. It occupies a thread and holds the program open until then. */
export async function untilWritable(handle: Handle): Promise<void> {
  await native().symbols.aria_ready_waiting(handle, WRITE, -1);
}

/** Waits, in this very thread, until a write would not wait, or `milliseconds` have passed (-1: for ever). */
export function waitWritable(handle: Handle, milliseconds: number): boolean {
  return native().symbols.aria_ready(handle, WRITE, milliseconds) === 1;
}

/** Opens a file for reading; close it by {@linkcode closeHandle}. */
export function openForReading(path: string): Handle {
  const opened = new BigInt64Array(1);
  const error = native().symbols.aria_open(cString(path, "a path"), OPEN_READ, 0, new Uint8Array(opened.buffer));
  if (error < 0) throw systemError(-error, `Cannot open ${JSON.stringify(path)}`);
  return opened[0]!;
}

/** Closes a handle that {@linkcode openForReading} made. */
export function closeHandle(handle: Handle): void {
  native().symbols.aria_close(handle);
}

/**
 * Moves everything from one handle to another inside the kernel, where it can.
 *
 * @param moved gets the bytes of every step
 * @returns false when nobody reads the destination any more
 */
export async function transferAll(
  from: Handle,
  to: Handle,
  name: string,
  moved: (bytes: number) => void,
): Promise<boolean> {
  const most = 16n * 1024n * 1024n;
  for (;;) {
    const count = Number(await native().symbols.aria_transfer(from, to, most));
    if (count > 0) moved(count);
    else if (count === 0) return true;
    else if (isError(count, "EPIPE")) return false;
    else if (isError(count, "EAGAIN")) {
      await untilReadable(from);
      await untilWritable(to);
    } else throw systemError(-count, `Cannot transfer to ${name}`);
  }
}

/** The names of the errors met so far: their numbers differ from system to system. */
const errorNames = new Map<number, string>();

function isError(result: number, name: "EAGAIN" | "EPIPE"): boolean {
  if (!errorNames.has(result)) errorNames.set(result, errorName(-result).code);
  return errorNames.get(result) === name;
}
