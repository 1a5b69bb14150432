/**
 * The library inside a program that `deno compile` made: it is opened from memory, or, where that cannot be, from a
 * folder that only this user can write.
 *
 * @module
 */

import { AriaError } from "./errors.ts";

/** The C library, by the names that it has. */
const C_LIBRARIES = ["libc.so.6", "libc.musl-x86_64.so.1", "libc.musl-aarch64.so.1"];

const MEMFD_CLOSE_ON_EXEC = 1;
/** Says that the file may be executed, where the system wants to be told; older ones refuse the word. */
const MEMFD_EXECUTABLE = 16;
const OPEN_READ_CLOSE_ON_EXEC = 0o2000000;

/** Permission bits of everybody else. */
const OTHERS = 0o077;

/**
 * Makes a file that can be opened as a library and that nobody else can have touched.
 *
 * @param embedded the file inside the program
 * @returns a path that is good for this process, as long as it lives
 * @throws {AriaError} `ARIA_LIBRARY_UNUSABLE`, which says what was tried
 */
export function unpackLibrary(embedded: string): string {
  const bytes = Deno.readFileSync(embedded);
  return inMemory(bytes) ?? inFolder(bytes, cacheFolder(), embedded.replace(/^.*[\\/]/, ""));
}

/** The path of a file that exists in memory only; null where the system has none such. */
function inMemory(bytes: Uint8Array): string | null {
  const libc = Deno.build.os === "linux" ? openLibc() : null;
  if (!libc) return null;
  using _closing = { [Symbol.dispose]: () => libc.close() };
  const { memfd_create, open, close } = libc.symbols;
  const name = new TextEncoder().encode("libaria_io\0");
  let memory = memfd_create(name, MEMFD_CLOSE_ON_EXEC | MEMFD_EXECUTABLE);
  if (memory < 0) memory = memfd_create(name, MEMFD_CLOSE_ON_EXEC);
  if (memory < 0) return null;
  Deno.writeFileSync(`/proc/self/fd/${memory}`, bytes, { create: false });
  // What is open for writing cannot be executed, and the library is also a program: reopened for reading only.
  const file = open(new TextEncoder().encode(`/proc/self/fd/${memory}\0`), OPEN_READ_CLOSE_ON_EXEC);
  close(memory);
  return file < 0 ? null : `/proc/self/fd/${file}`;
}

function openLibc() {
  for (const name of C_LIBRARIES) {
    try {
      return Deno.dlopen(name, {
        memfd_create: { parameters: ["buffer", "u32"], result: "i32" },
        open: { parameters: ["buffer", "i32"], result: "i32" },
        close: { parameters: ["i32"], result: "i32" },
      });
    } catch {
      // It goes by another name, or lacks one of them.
    }
  }
  return null;
}

/** A folder of this user's own, by the habits of the system. */
function cacheFolder(): string {
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") ?? "";
  const base = Deno.build.os === "windows"
    ? Deno.env.get("LOCALAPPDATA") ?? `${home}/AppData/Local`
    : Deno.build.os === "darwin"
    ? `${home}/Library/Caches`
    : Deno.env.get("XDG_CACHE_HOME") || `${home}/.cache`;
  return `${base}/aria`;
}

/** One file for each content, looked at whole before each use. */
function inFolder(bytes: Uint8Array, folder: string, name: string): string {
  try {
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    refuseShared(folder);
    const path = `${folder}/${contentName(bytes)}-${name}`;
    if (!holds(path, bytes)) {
      const temporary = `${path}.${Deno.pid}.tmp`;
      Deno.writeFileSync(temporary, bytes, { mode: 0o700 });
      Deno.renameSync(temporary, path);
    }
    return path;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AriaError(
      "ARIA_LIBRARY_UNUSABLE",
      `Cannot unpack the library, neither into memory nor into "${folder}": ${reason}: make that a folder of your ` +
        "own, or set ARIA_IO_LIBRARY to the path of the library",
      { cause: error },
    );
  }
}

function refuseShared(folder: string): void {
  const { isDirectory, uid, mode } = Deno.lstatSync(folder);
  if (!isDirectory) throw new TypeError("It is no folder");
  if (Deno.build.os === "windows") return;
  if (uid !== Deno.uid()) throw new TypeError("It belongs to somebody else");
  if (((mode ?? 0) & OTHERS) !== 0) Deno.chmodSync(folder, 0o700);
}

function holds(path: string, bytes: Uint8Array): boolean {
  try {
    const found = Deno.readFileSync(path);
    return found.length === bytes.length && found.every((byte, index) => byte === bytes[index]);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Tells versions apart, so that they do not replace each other's file; it protects nothing. */
function contentName(bytes: Uint8Array): string {
  let hash = 0xcbf29ce4;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, "0");
}
