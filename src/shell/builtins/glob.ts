/**
 * Names of files that match a pattern.
 *
 * `*` matches any characters, `?` one, `[a-c]` one of these, `[!a-c]` or `[^a-c]` one of others; `**` as a whole part
 * of a name matches any number of directories, links to directories not followed. None matches a `/`, nor a dot at the
 * beginning of a name, which must be written.
 *
 * @module
 */

import { compareStrings, ErrorValue } from "../values/mod.ts";
import { isName, notText } from "./folder.ts";

/** A piece of a pattern: characters that mean themselves, or some that mean others. */
export type GlobPiece = { readonly text: string } | { readonly pattern: string };

/**
 * The names that match, sorted by bytes; relative ones are relative to `cwd`. What cannot be read matches nothing. A
 * matching name that is not UTF-8 is an error of kind `start`: no text stands for it, and so no argument.
 */
export function expandGlob(pieces: readonly GlobPiece[], cwd: string): string[] | ErrorValue {
  const parts = partsOf(pieces);
  const isAbsolute = parts.length > 1 && parts[0]!.length === 0;
  const wanted = parts.filter((part, index) => part.length > 0 || index === parts.length - 1);
  const search = new Search(wanted, isAbsolute ? "" : `${cwd}/`);
  search.below(isAbsolute ? "/" : "", 0);
  if (search.unnamed !== null) return new ErrorValue(1, notText(search.unnamed || "."), "start");
  return [...search.found].sort(compareStrings);
}

/** The pieces of a pattern in one string; behind a `\` a character means itself. */
export function globPieces(pattern: string): GlobPiece[] {
  return Array.from(pattern.matchAll(/\\(.)|\[[!^]?\]?[^\]]*\]|[*?]|[^\\*?[]+|[\\[]/gsu), ([piece, quoted]) => {
    if (quoted !== undefined) return { text: quoted };
    return /^[*?]|^\[./su.test(piece) ? { pattern: piece } : { text: piece };
  });
}

/** What one position of a name must be. */
type Matcher =
  /** This character. */
  | { readonly kind: "one"; readonly character: string }
  /** One in these ranges, or not in them. */
  | { readonly kind: "set"; readonly ranges: readonly Range[]; readonly isNegated: boolean }
  /** One, or any number of any characters. */
  | { readonly kind: "any" | "many" };

/** First and last code point. */
type Range = readonly [number, number];
/** The pattern of a part of a name, between slashes. */
type Part = readonly Matcher[];

/** Cuts the pieces at the slashes in their texts. */
function partsOf(pieces: readonly GlobPiece[]): Part[] {
  const parts: Matcher[][] = [[]];
  for (const piece of pieces) {
    if ("pattern" in piece) {
      parts.at(-1)!.push(...matchersOf(piece.pattern));
      continue;
    }
    for (const character of piece.text) {
      if (character === "/") parts.push([]);
      else parts.at(-1)!.push({ kind: "one", character });
    }
  }
  return parts;
}

/** The meaning of `*`, `?` and `[…]`; any other character means itself. */
function matchersOf(pattern: string): Matcher[] {
  return Array.from(pattern.matchAll(/\[([!^]?)(\]?[^\]]*)\]|./gsu), ([text, negation, members]) => {
    if (members) return { kind: "set", ranges: rangesOf(members), isNegated: negation !== "" };
    if (text === "*") return { kind: "many" };
    return text === "?" ? { kind: "any" } : { kind: "one", character: text };
  });
}

function rangesOf(members: string): Range[] {
  return Array.from(members.matchAll(/(.)-(.)|(.)/gsu), ([, first, last, single]) => {
    const start = (first ?? single)!.codePointAt(0)!;
    return [start, last?.codePointAt(0) ?? start];
  });
}

/** A walk through the directories that a pattern names. */
class Search {
  readonly found = new Set<string>();
  /** A directory in which something matches whose name is no text. */
  unnamed: string | null = null;
  readonly #parts: readonly Part[];
  readonly #base: string;

  /** @param base what stands before a name for the system: the directory with a slash, or nothing */
  constructor(parts: readonly Part[], base: string) {
    this.#parts = parts;
    this.#base = base;
  }

  /** Looks for the parts from one on in the directory whose name is `prefix`, which ends with a slash or is empty. */
  below(prefix: string, index: number): void {
    const part = this.#parts[index]!;
    const isLast = index === this.#parts.length - 1;
    if (part.length === 0) {
      if (prefix !== "" && this.#isDirectory(prefix)) this.found.add(prefix);
    } else if (part.every((matcher) => matcher.kind === "one")) {
      const name = prefix + part.map(({ character }) => character).join("");
      if (!isLast) this.below(`${name}/`, index + 1);
      else if (this.#exists(name)) this.found.add(name);
    } else if (part.length === 2 && part.every(({ kind }) => kind === "many")) {
      this.#anywhereBelow(prefix, index, isLast);
    } else {
      for (const entry of this.#entries(prefix, (name) => matches([...name], part))) {
        if (isLast) this.found.add(prefix + entry.name);
        else if (!entry.isFile) this.below(`${prefix + entry.name}/`, index + 1);
      }
    }
  }

  #anywhereBelow(prefix: string, index: number, isLast: boolean): void {
    if (!isLast) this.below(prefix, index + 1);
    for (const { name, isDirectory } of this.#entries(prefix, (name) => !name.startsWith("."))) {
      if (isLast) this.found.add(prefix + name);
      if (isDirectory) this.#anywhereBelow(`${prefix + name}/`, index, isLast);
    }
  }

  #entries(prefix: string, isWanted: (name: string) => boolean): Deno.DirEntry[] {
    const folder = `${this.#base}${prefix}`;
    const entries = this.#all(folder);
    const names = entries.map(({ name }) => name);
    const wanted = entries.filter(({ name }) => isWanted(name));
    if (!wanted.every(({ name }) => isName(folder, name, names))) this.unnamed ??= prefix;
    return wanted;
  }

  #all(folder: string): Deno.DirEntry[] {
    try {
      return [...Deno.readDirSync(folder)];
    } catch {
      return [];
    }
  }

  #exists(name: string): boolean {
    try {
      Deno.lstatSync(`${this.#base}${name}`);
      return true;
    } catch {
      return false;
    }
  }

  #isDirectory(name: string): boolean {
    try {
      return Deno.statSync(`${this.#base}${name}`).isDirectory;
    } catch {
      return false;
    }
  }
}

/** Whether a name matches, by trying the last `*` with one character more whenever the rest does not fit. */
function matches(name: readonly string[], part: Part): boolean {
  if (name[0] === "." && !(part[0]!.kind === "one")) return false;
  let at = 0;
  let index = 0;
  let star = -1;
  let starAt = 0;
  while (at < name.length) {
    const matcher = part[index];
    if (matcher?.kind === "many") {
      star = index++;
      starAt = at;
    } else if (matcher !== undefined && fitsOne(name[at]!, matcher)) {
      at++;
      index++;
    } else if (star >= 0) {
      at = ++starAt;
      index = star + 1;
    } else {
      return false;
    }
  }
  return part.slice(index).every(({ kind }) => kind === "many");
}

function fitsOne(character: string, matcher: Matcher): boolean {
  if (matcher.kind === "one") return matcher.character === character;
  if (matcher.kind !== "set") return true;
  const point = character.codePointAt(0)!;
  return matcher.ranges.some(([first, last]) => point >= first && point <= last) !== matcher.isNegated;
}
