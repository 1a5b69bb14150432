/**
 * Gets the text of a program.
 *
 * @module
 */

import { Source } from "../syntax/source.ts";
import type { ProgramSource } from "./options.ts";

/** A program that could not be read; `exitCode`: 127 there is none, 126 it cannot be read, 2 it is no text. */
export class LoadError extends Error {
  override name = "LoadError";
  constructor(message: string, readonly exitCode: number) {
    super(message);
  }
}

/**
 * Reads the whole program. A program on stdin is read to its end, so that its commands find theirs ended.
 *
 * @throws {LoadError} when it does not exist, cannot be read, or is not UTF-8
 */
export async function loadProgram(from: ProgramSource): Promise<Source> {
  switch (from.kind) {
    case "code":
      return new Source("-c", from.text);
    case "file":
      return new Source(from.path, decode(from.path, await readFile(from.path)));
    case "stdin":
    case "none":
      return new Source("-", decode("-", new Uint8Array(await new Response(Deno.stdin.readable).arrayBuffer())));
  }
}

async function readFile(path: string): Promise<Uint8Array> {
  try {
    if ((await Deno.stat(path)).isDirectory) throw new LoadError(`'${path}' is a directory`, 126);
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof LoadError) throw error;
    if (error instanceof Deno.errors.NotFound) throw new LoadError(`there is no file '${path}'`, 127);
    throw new LoadError(`cannot read '${path}': ${error instanceof Error ? error.message : error}`, 126);
  }
}

function decode(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new LoadError(`'${name}' is not UTF-8 text`, 2);
  }
}
