/**
 * JSON as `dyn` values: objects as `obj`s, arrays as arrays of `dyn`, `null` as NIL.
 *
 * A number without fraction and exponent is an int64, exactly, if it is in that range; any other is a flt64. Of a key
 * that comes twice the last counts.
 *
 * @module
 */

import { FLT64 } from "../types/types.ts";
import { integerOf } from "./convert.ts";
import { Boxed, ErrorValue } from "./kinds.ts";

/** Lists within lists; deeper ones are refused rather than overflowing the stack. */
const DEPTH_MAX = 1000;

/** Reads a JSON text; an error of kind `parse` names the line and column of the first thing wrong. */
export function readJson(text: string): unknown {
  try {
    return new JsonReader(text).read();
  } catch (error) {
    if (error instanceof JsonMistake) return new ErrorValue(1, error.message, "parse");
    throw error;
  }
}

class JsonMistake extends Error {}

/* Each of these matches at one place only: `lastIndex`. */
const BLANKS = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const PLAIN = /[ !#-[\]-\uffff]*/y;
const WORD = /[A-Za-z]+/y;
const HEX = /[0-9A-Fa-f]{4}/y;
const WORDS: ReadonlyMap<string, boolean | null> = new Map([["true", true], ["false", false], ["null", null]]);
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

class JsonReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): unknown {
    if (this.#text.startsWith("\ufeff")) this.#at = 1;
    const value = this.#value();
    this.#skipBlanks();
    if (this.#at < this.#text.length) throw this.#mistake("the end");
    return value;
  }

  #value(): unknown {
    this.#skipBlanks();
    const next = this.#text[this.#at];
    if (next === "{") return this.#nested(() => this.#object());
    if (next === "[") return this.#nested(() => this.#array());
    if (next === '"') return this.#string();
    const number = this.#match(NUMBER);
    if (number !== null) return numberOf(number);
    const word = WORDS.get(this.#peek(WORD)?.[0] ?? "");
    if (word === undefined) throw this.#mistake("a value");
    this.#match(WORD);
    return word;
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > DEPTH_MAX) throw this.#mistake(`no more than ${DEPTH_MAX} levels`);
    this.#at++;
    const value = read();
    this.#depth--;
    return value;
  }

  #object(): Map<string, unknown> {
    const fields = new Map<string, unknown>();
    if (this.#skip("}")) return fields;
    do {
      this.#skipBlanks();
      if (this.#text[this.#at] !== '"')
        throw this.#mistake(fields.size === 0 ? `a name in quotes or "}"` : "a name in quotes");
      const name = this.#string();
      if (!this.#skip(":")) throw this.#mistake(`":"`);
      fields.set(name, this.#value());
    } while (this.#skip(","));
    if (!this.#skip("}")) throw this.#mistake(`"," or "}"`);
    return fields;
  }

  #array(): unknown[] {
    const items: unknown[] = [];
    if (this.#skip("]")) return items;
    do items.push(this.#value()); while (this.#skip(","));
    if (!this.#skip("]")) throw this.#mistake(`"," or "]"`);
    return items;
  }

  #string(): string {
    this.#at++;
    let value = this.#match(PLAIN)![0];
    if (this.#text[this.#at] === '"') {
      this.#at++;
      return value;
    }
    while (this.#text[this.#at] === "\\") value += this.#escape() + this.#match(PLAIN)![0];
    if (this.#text[this.#at] !== '"')
      throw this.#mistake(`the closing quote of a string, control characters as escapes`);
    this.#at++;
    return value.toWellFormed();
  }

  #escape(): string {
    const letter = this.#text[++this.#at] ?? "";
    if (letter !== "u") {
      const meaning = ESCAPES[letter];
      if (meaning === undefined) throw this.#mistake(`one of "\\/bfnrtu behind the backslash`);
      this.#at++;
      return meaning;
    }
    this.#at++;
    const digits = this.#match(HEX);
    if (digits === null) throw this.#mistake("four hexadecimal digits");
    return String.fromCharCode(Number.parseInt(digits[0], 16));
  }

  #skip(character: string): boolean {
    this.#skipBlanks();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #skipBlanks(): void {
    const code = this.#text.charCodeAt(this.#at);
    if (code <= 0x20) this.#match(BLANKS);
  }

  #peek(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text);
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    const match = this.#peek(pattern);
    if (match !== null) this.#at += match[0].length;
    return match;
  }

  #mistake(expected: string): JsonMistake {
    const before = this.#text.slice(0, this.#at);
    const line = before.split("\n").length;
    const column = [...before.slice(before.lastIndexOf("\n") + 1)].length + 1;
    const found = this.#at < this.#text.length
      ? JSON.stringify(String.fromCodePoint(this.#text.codePointAt(this.#at)!))
      : "the end";
    return new JsonMistake(`line ${line}, column ${column}: expected ${expected}, found ${found}`);
  }
}

function numberOf([text, fraction, exponent]: RegExpExecArray): unknown {
  if (fraction === undefined && exponent === undefined) {
    const value = text.length < 16 ? Number(text) + 0 : integerOf(BigInt(text));
    if (value >= -(2n ** 63n) && value < 2n ** 63n) return value;
  }
  return new Boxed(FLT64, Number(text));
}
