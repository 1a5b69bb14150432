/**
 * Gets the text of programs and of the files they use, and parses it. Nothing is read twice.
 *
 * @module
 */

import type { Loaded } from "../check/checker.ts";
import { exportedStatements } from "../syntax/exports.ts";
import { nearest } from "../syntax/nearest.ts";
import { GIVEN_NAMES, parse, type Parsed } from "../syntax/parser.ts";
import { quoteName } from "../syntax/quote.ts";
import { Source } from "../syntax/source.ts";
import { type ProgramSource, SUBCOMMANDS } from "./options.ts";
import { systemReason } from "./system_reason.ts";

/** A program that could not be read; `exitCode`: 127 there is none, 126 it cannot be read, 2 it is no text. */
export class LoadError extends Error {
  override name = "LoadError";
  constructor(message: string, readonly path: string, readonly exitCode: number, readonly line = 1) {
    super(message);
  }
}

const NOT_FOUND = 127;
const NOT_READABLE = 126;
const NOT_TEXT = 2;

/** Programs and the files they use, by what they are on disk. */
export class Programs {
  readonly #files = new Map<string, Loaded | "being parsed">();
  /** Where a source's relative paths count from. */
  readonly #folders = new WeakMap<Source, string>();

  /**
   * Reads and parses a whole program. One on stdin is read to its end, so that its commands find theirs ended.
   *
   * @throws {LoadError} when it does not exist, cannot be read, or is not UTF-8
   */
  async load(from: ProgramSource): Promise<Loaded> {
    switch (from.kind) {
      case "code":
        return this.#parse(new Source("-c", from.text), ".");
      case "stdin":
        return this.#parse(new Source("-", decode("-", await readStdin())), ".");
      case "file":
        return this.#loadFile(from.path) as Loaded;
    }
  }

  /**
   * The file that another one uses.
   *
   * @returns a text when it cannot be: why
   */
  resolve(from: Source, path: string): Loaded | string {
    try {
      const loaded = this.#loadFile(besides(this.#folders.get(from) ?? ".", path));
      return loaded === "being parsed" ? `${quoteName(path)} is used by what it uses` : loaded;
    } catch (error) {
      if (error instanceof LoadError) return error.message;
      throw error;
    }
  }

  /** Parses a text as if it stood in the place of a program that was loaded. */
  parseAs(loaded: Source, source: Source): Parsed {
    return this.#parse(source, this.#folders.get(loaded) ?? ".").parsed;
  }

  #loadFile(path: string): Loaded | "being parsed" {
    const bytes = readFile(path);
    const key = identityOf(path);
    const known = this.#files.get(key);
    if (known) return known;
    this.#files.set(key, "being parsed");
    const loaded = this.#parse(new Source(path, decode(path, bytes)), folderOf(path));
    this.#files.set(key, loaded);
    return loaded;
  }

  #parse(source: Source, folder: string): Loaded {
    this.#folders.set(source, folder);
    const imported = (path: string) => {
      const loaded = this.resolve(source, path);
      return typeof loaded === "string" ? [] : exportedStatements(loaded.parsed.program).map(({ name }) => name.name);
    };
    return { source, parsed: parse(source, { predeclared: GIVEN_NAMES, imported }) };
  }
}

async function readStdin(): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const buffer = new Uint8Array(64 * 1024);
  try {
    for (let count = await Deno.stdin.read(buffer); count !== null; count = await Deno.stdin.read(buffer)) {
      parts.push(buffer.slice(0, count));
    }
  } catch (error) {
    throw new LoadError(`cannot read stdin: ${systemReason(error)}`, "-", NOT_READABLE);
  }
  return new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
}

function readFile(path: string): Uint8Array {
  try {
    if (Deno.statSync(path).isDirectory) throw new LoadError(`${quoteName(path)} is a directory`, path, NOT_READABLE);
    return Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof LoadError) throw error;
    if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory)) {
      throw new LoadError(`cannot read ${quoteName(path)}: ${systemReason(error)}`, path, NOT_READABLE);
    }
    const near = nearest(path, SUBCOMMANDS);
    throw new LoadError(
      `there is no file ${quoteName(path)}${near === undefined ? "" : ` (help: ${near})`}`,
      path,
      NOT_FOUND,
    );
  }
}

/** By what a file is known to be the same; a pipe has no other name than the one it was read by. */
function identityOf(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return path;
    throw error;
  }
}

function decode(name: string, bytes: Uint8Array): string {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    return decoder.decode(bytes);
  } catch {
    const line = firstBadLine(bytes);
    throw new LoadError(`${quoteName(name)} is not UTF-8 text: see line ${line}`, name, NOT_TEXT, line);
  }
}

/** The line, counted from 1, with the first bytes that are no UTF-8. */
function firstBadLine(bytes: Uint8Array): number {
  const lines = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes).split("\n");
  const encoder = new TextEncoder();
  let at = 0;
  return 1 + lines.findIndex((line) => {
    const good = encoder.encode(line);
    const same = good.every((byte, index) => byte === bytes[at + index]);
    at += good.length + 1;
    return !same;
  });
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "." : slash === 0 ? "/" : path.slice(0, slash);
}

/** A path in a folder, without detours: `jobs`, `../lib/a.aria` → `lib/a.aria`. */
function besides(folder: string, path: string): string {
  if (path.startsWith("/")) return path;
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split("/")) {
    const last = parts.at(-1);
    if (part === "." || (part === "" && parts.length > 0)) continue;
    if (part === ".." && last !== undefined && last !== "" && last !== "..") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}
