/**
 * The meaning of bare text in a word: what is literal, what is a pattern of file names, what is the home directory.
 *
 * @module
 */

/** A piece of bare text. */
export type WordPiece =
  /** Characters that stand for themselves. */
  | { readonly kind: "text"; readonly text: string }
  /** `*`, `**`, `?` or `[…]`, as written. */
  | { readonly kind: "glob"; readonly pattern: string }
  /** `~` at the word's start. */
  | { readonly kind: "home" };

/** A `]` that stands first in a set is one of its characters. */
const SET = /\[[!^]?(?:\][^\]]*|[^\]]+)\]/y;

/**
 * Takes bare text apart.
 *
 * @param text as written, with its backslashes: the `text` of a `WordText`
 * @param first whether it is the first part of its word: only there `~` is the home directory
 * @param last whether it is the last part: a `~` alone with something quoted behind it is itself
 *
 * @example
 * ```ts
 * import { wordPieces } from "./word_pieces.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(wordPieces("~/a\\*b*.txt", true), [
 *   { kind: "home" },
 *   { kind: "text", text: "/a*b" },
 *   { kind: "glob", pattern: "*" },
 *   { kind: "text", text: ".txt" },
 * ]);
 * ```
 */
export function wordPieces(text: string, first: boolean, last: boolean = true): WordPiece[] {
  const pieces: WordPiece[] = [];
  let literal = "";
  let at = 0;
  if (first && (text.startsWith("~/") || (text === "~" && last))) {
    pieces.push({ kind: "home" });
    at = 1;
  }
  while (at < text.length) {
    const pattern = patternAt(text, at);
    if (pattern !== "") {
      if (literal !== "") pieces.push({ kind: "text", text: literal });
      literal = "";
      pieces.push({ kind: "glob", pattern });
      at += pattern.length;
    } else if (text[at] === "\\") {
      const quoted = /^\\(\r?\n)?/.exec(text.slice(at, at + 3))!;
      // A quoted line break is no character of the word: the command goes on in the next line.
      at += quoted[0].length;
      if (quoted[1] === undefined) literal += text[at++] ?? "";
    } else {
      literal += text[at++];
    }
  }
  if (literal !== "") pieces.push({ kind: "text", text: literal });
  return pieces;
}

/** The pattern that stands at `at`; empty where none does. */
function patternAt(text: string, at: number): string {
  switch (text[at]) {
    case "*":
      return text[at + 1] === "*" ? "**" : "*";
    case "?":
      return "?";
    case "[":
      SET.lastIndex = at;
      return SET.exec(text)?.[0] ?? "";
    default:
      return "";
  }
}
