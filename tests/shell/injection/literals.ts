/**
 * Strings written as literals of the language, in every way that it has.
 *
 * @module
 */

/** A way to write strings. */
export interface Spelling {
  readonly name: string;
  write(text: string): string;
  /** Whether a string can be written so. */
  can(text: string): boolean;
}

/** Everything as itself, but for the quote, the backslash and what would begin an interpolation. */
export const IN_QUOTES = spelling("in quotes, only what must be escaped", (text) => plain(text, '"'));

/** Without quotes, for words alone. A quoted line break is none, so a line break cannot be written so. */
export const BARE = spelling("bare, a backslash before each mark and blank", bare, (text) => !/^$|\n/.test(text));

/** Spellings of values, which are also pieces of words. */
export const LITERALS: readonly Spelling[] = [
  IN_QUOTES,
  spelling("in backquotes, only what must be escaped", (text) => plain(text, "`")),
  spelling("in single quotes", raw),
  spelling("in quotes, line breaks and tabs by their letters", short),
  spelling("in quotes, every character by its code", (text) => codes(text, '"')),
  spelling("in backquotes, every character by its code", (text) => codes(text, "`")),
  spelling("in quotes, a backslash before each mark", marked),
];

/** Spellings that only words have. */
export const WORDS: readonly Spelling[] = [
  BARE,
  spelling("half in quotes and half in single quotes", (text) => halves(text, (left) => plain(left, '"'), raw)),
  spelling("half in single quotes and half in backquotes", (text) => halves(text, raw, (right) => plain(right, "`"))),
  spelling("each character in quotes of its own", (text) => text === "" ? '""' : Array.from(text, quoted).join("")),
];

function spelling(name: string, write: Spelling["write"], can: Spelling["can"] = () => true): Spelling {
  return { name, write, can };
}

function plain(text: string, quote: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`).replaceAll("&{", "\\&{");
  return `${quote}${escaped}${quote}`;
}

function raw(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

function short(text: string): string {
  return plain(text, '"').replaceAll("\n", "\\n").replaceAll("\t", "\\t").replaceAll("\r", "\\r");
}

function codes(text: string, quote: string): string {
  return `${quote}${
    Array.from(text, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`).join("")
  }${quote}`;
}

function marked(text: string): string {
  return `"${text.replace(/[^\w\n\r\t]/gu, "\\$&")}"`;
}

function bare(text: string): string {
  return text.replace(/[^\w]/gu, "\\$&");
}

function halves(text: string, first: (text: string) => string, second: (text: string) => string): string {
  const characters = [...text];
  const middle = characters.length >> 1;
  return first(characters.slice(0, middle).join("")) + second(characters.slice(middle).join(""));
}

function quoted(character: string, index: number): string {
  return index % 2 === 0 ? plain(character, '"') : raw(character);
}
