/**
 * The rules about who may import whom: imports run downward, enter a folder by its `mod.ts`, and never run in a circle.
 *
 * @module
 */

import type { Finding, SourceFile } from "./tidy.ts";

/** One import of one local file by another. */
interface Import {
  from: string;
  to: string;
  line: number;
  /** Only types are imported: nothing is loaded. */
  typeOnly: boolean;
}

/**
 * The rooms from the ground up; a room imports from lower floors only. `src/values` and `src/io` stand beside the
 * house, on one floor, and may see each other.
 */
const FLOORS: readonly (readonly string[])[] = [
  ["ffi"],
  ["src/values", "src/io"],
  ["src/streams"],
  ["src/process"],
  ["src/pipeline"],
  ["src/pool", "src/session"],
  ["src/shell"],
  ["cli.ts", "mod.ts"],
];
const NEIGHBOURS = ["src/values", "src/io"];
/** Inner folders that one program alone needs: entered by a door of their own, so that the room's stays small. */
const SIDE_DOORS = ["src/pool/serve/mod.ts", "src/pool/bench/mod.ts"];

/** A room imports only from rooms below it. */
export function importsRunDownward(files: readonly SourceFile[]): Finding[] {
  return importsOf(files).flatMap(({ from, to, line }) => {
    const importer = roomOf(from);
    const imported = roomOf(to);
    if (importer === null || importer === imported) return [];
    if (imported === null) {
      return [{ path: from, line, message: `Imports "${to}", which is no part of what is delivered` }];
    }
    const isNeighbour = NEIGHBOURS.includes(importer) && NEIGHBOURS.includes(imported);
    if (isNeighbour || floorOf(importer) > floorOf(imported)) return [];
    return [{ path: from, line, message: `${importer} imports "${to}": imports run downward only` }];
  });
}

/** A room is entered by its `mod.ts` and nowhere else, and so is a folder within a room if it has one. */
export function doorsAreUsed(files: readonly SourceFile[]): Finding[] {
  const paths = new Set(files.map(({ path }) => path));
  return importsOf(files).flatMap(({ from, to, line }) => {
    if (roomOf(from) === null || SIDE_DOORS.includes(to)) return [];
    const isWithinRoom = roomOf(from) === roomOf(to);
    const past = foldersEntered(from, to).some((folder) => {
      const door = `${folder}/mod.ts`;
      return to !== door && (!isWithinRoom || paths.has(door));
    });
    if (!past) return [];
    return [{ path: from, line, message: `Imports "${to}" past the door of its folder: import from its mod.ts` }];
  });
}

/** No file needs itself to be loaded first. */
export function noImportCycles(files: readonly SourceFile[]): Finding[] {
  const imports = importsOf(files).filter(({ typeOnly }) => !typeOnly);
  const findings: Finding[] = [];
  const finished = new Set<string>();
  const path: string[] = [];
  for (const { path: file } of files) visit(file);
  return findings;

  function visit(file: string): void {
    if (finished.has(file)) return;
    path.push(file);
    for (const { to, line } of imports.filter(({ from }) => from === file)) {
      const start = path.indexOf(to);
      if (start < 0) visit(to);
      else findings.push({ path: file, line, message: `Circle: ${[...path.slice(start), to].join(" -> ")}` });
    }
    path.pop();
    finished.add(file);
  }
}

const STATEMENT = /^(?:import|export)\s+(type\s)?([^;"'`]*?)\bfrom\s+["']([^"']+)["']|^import\s+["']([^"']+)["']/gm;
const EXPRESSION = /^(?!\s*(?:\*|\/\/)).*?(?:\bimport\(|new URL\()\s*["'](\.[^"']+\.ts)["']/gm;

function importsOf(files: readonly SourceFile[]): Import[] {
  return files.filter(({ path }) => /\.m?ts$/.test(path)).flatMap(({ path, text }) => {
    const found: Import[] = [];
    for (const match of text.matchAll(STATEMENT)) {
      const typeOnly = match[1] !== undefined || namesTypesOnly(match[2] ?? "");
      add(match[3] ?? match[4] ?? "", match.index, typeOnly);
    }
    for (const match of text.matchAll(EXPRESSION)) add(match[1] ?? "", match.index, true);
    return found;

    function add(specifier: string, index: number, typeOnly: boolean): void {
      if (!specifier.startsWith(".")) return;
      found.push({ from: path, to: resolve(path, specifier), line: text.slice(0, index).split("\n").length, typeOnly });
    }
  });
}

/** `{ type A, type B }`. */
function namesTypesOnly(clause: string): boolean {
  const names = /^\s*\{([^}]*)\}\s*$/.exec(clause)?.[1]?.split(",").map((name) => name.trim()).filter((name) => name);
  return names !== undefined && names.length > 0 && names.every((name) => name.startsWith("type "));
}

function resolve(from: string, specifier: string): string {
  return new URL(specifier, `file:///${from}`).pathname.slice(1);
}

/** The room a file belongs to; null for tests, tools, benchmarks and examples, which may look into any room. */
function roomOf(path: string): string | null {
  const room = /^(ffi|src\/[^/]+)\//.exec(path)?.[1] ?? path;
  return FLOORS.some((rooms) => rooms.includes(room)) ? room : null;
}

function floorOf(room: string): number {
  return FLOORS.findIndex((rooms) => rooms.includes(room));
}

/** The folders on the way to a file that the other file does not stand in; `src` itself is no room to enter. */
function foldersEntered(from: string, to: string): string[] {
  const parts = to.split("/").slice(0, -1);
  const folders = parts.map((_, index) => parts.slice(0, index + 1).join("/"));
  return folders.filter((folder) => folder !== "src" && !from.startsWith(`${folder}/`));
}
