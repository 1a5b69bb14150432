/**
 * The file of a listening socket: who may put one in whose place.
 *
 * @module
 */

import { refusal } from "./refusal.ts";

/** What {@linkcode claimPath} gives. */
export interface Claim {
  /** The handle of the socket that listens. */
  readonly listening: bigint;
  /** Removes the socket's file, unless it is another one's by now. */
  leave(): void;
}

/**
 * Listens at a path in the place of a socket that nobody listens at any more. Nothing else is ever replaced.
 *
 * Servers that start at the same time take turns by a lock of the folder, which leaves no file behind: between the look
 * at the old socket and the new one's birth, nobody else can have made one.
 *
 * @param path of the socket.
 * @param listen listens there; null when there is a file of that name.
 * @throws {Error} when somebody listens there, or there is something else than a socket.
 */
export async function claimPath(path: string, listen: () => bigint | null): Promise<Claim> {
  using folder = await openFolder(path);
  await folder.lock(true);
  let listening = listen();
  if (listening === null) {
    await assertStale(path);
    Deno.removeSync(path);
    listening = listen();
  }
  if (listening === null) throw live(path);
  const { dev, ino } = Deno.lstatSync(path);
  return {
    listening,
    leave: () => {
      try {
        const found = lookAt(path);
        if (found?.dev === dev && found.ino === ino) Deno.removeSync(path);
      } catch {
        // It stays, as after a server that was killed, and is replaced like that one's.
      }
    },
  };
}

async function openFolder(path: string): Promise<Deno.FsFile> {
  const end = path.lastIndexOf("/");
  const folder = end < 0 ? "." : path.slice(0, end + 1);
  try {
    return await Deno.open(folder);
  } catch (error) {
    throw refusal(`listen at unix:${path}`, error);
  }
}

async function assertStale(path: string): Promise<void> {
  if (!lookAt(path)?.isSocket) throw new Deno.errors.AlreadyExists(`Cannot listen at unix:${path}: it is no socket`);
  try {
    (await Deno.connect({ transport: "unix", path })).close();
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionRefused) return;
    throw error instanceof Deno.errors.WouldBlock ? live(path) : error;
  }
  throw live(path);
}

function live(path: string): Error {
  return new Deno.errors.AddrInUse(`Cannot listen at unix:${path}: another server listens there`);
}

function lookAt(path: string): Deno.FileInfo | null {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
