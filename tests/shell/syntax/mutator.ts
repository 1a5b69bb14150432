/**
 * Programs that went wrong: known ones with pieces taken away, doubled, swapped and put in, cut off, a few tokens by
 * chance, or mere bytes. The same seed gives the same ones.
 *
 * @module
 */

import { KEYWORDS, OPERATORS, TYPES } from "../../../src/shell/syntax/tokens.ts";
import { generateProgram, joinPieces } from "./program_generator.ts";

/** Numbers that look random, the same for the same seed. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 up to `limit`, which it never is. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  one<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!;
  }
}

const TOKENS: readonly string[] = [
  ...OPERATORS,
  ...KEYWORDS,
  ...TYPES,
  ..."\" ' ` \\ // /* */ # #! ${ $( exit run x 1 0x 1e 1.5 \u{e9} \u{1f600} \0 \ufeff".split(" "),
  "\n",
  "\r\n",
  "\t",
];
/** What a statement's kind hangs on, often enough among the tokens to meet. */
const DECISIVE: readonly string[] = [
  ..."; ; : = ( ) < > [ ] ? & . # // /* */ ++ a b int8 string result func \"t\" 's' `t&{ }`".split(" "),
  ..." \n".repeat(3),
  "\\\n",
];
const SOUP_MAX = 14;
const MUTATIONS_MAX = 6;
const BYTES_MAX = 200;
const NESTING = 2000;

/** A text as blanks, words and single characters. */
function split(text: string): string[] {
  return [...text.match(/\s+|\w+|[^\s\w]/g) ?? []];
}

/** Makes one text after the other. */
export class Mutator {
  readonly #random: Random;
  readonly #programs: readonly string[];

  /** @param programs what is mutated, among programs by chance. */
  constructor(seed: number, programs: readonly string[]) {
    this.#random = new Random(seed);
    this.#programs = programs;
  }

  /** The next text. */
  next(): string {
    switch (this.#random.below(20)) {
      case 0:
        return this.#bytes();
      case 1:
        return this.#nested();
      case 2:
      case 3:
      case 4:
      case 5:
        return this.#soup();
      default:
        return this.#mutated();
    }
  }

  /** A few tokens, some with nothing between them: many statements in a row that each could be of several kinds. */
  #soup(): string {
    const one = () => this.#random.one(this.#random.below(3) === 0 ? TOKENS : DECISIVE);
    return Array.from({ length: 2 + this.#random.below(SOUP_MAX) }, one).join("");
  }

  #program(): string {
    if (this.#random.below(2) === 0) return this.#random.one(this.#programs);
    const numbers = (count: number) => Array.from({ length: count }, () => this.#random.below(1000));
    return joinPieces(generateProgram(numbers(this.#random.below(120))), numbers(20));
  }

  #mutated(): string {
    let tokens = split(this.#program());
    for (let count = this.#random.below(MUTATIONS_MAX); count >= 0; count--) tokens = this.#mutate(tokens);
    return tokens.join("");
  }

  #mutate(tokens: readonly string[]): string[] {
    const at = this.#random.below(tokens.length + 1);
    const other = this.#random.below(tokens.length + 1);
    const [start, end] = [Math.min(at, other), Math.max(at, other)];
    switch (this.#random.below(9)) {
      case 0:
        return tokens.toSpliced(at, 1);
      case 1:
        return tokens.toSpliced(at, 0, ...tokens.slice(at, at + 1 + this.#random.below(3)));
      case 2:
        return tokens.map((token, index) => tokens[index === start ? end : index === end ? start : index] ?? token);
      case 3:
        return tokens.slice(0, at);
      case 4:
        return tokens.slice(at);
      case 5:
        return tokens.toSpliced(at, 0, this.#bytes());
      case 6:
        return tokens.toSpliced(start, Math.min(end - start, 30));
      case 7:
        return [...tokens.slice(0, at), ...split(this.#program()).slice(-20)];
      default:
        return tokens.toSpliced(at, 0, this.#random.one(TOKENS));
    }
  }

  /** Bytes as text: those that are no UTF-8 are replaced, as where a file is read. */
  #bytes(): string {
    const bytes = Uint8Array.from({ length: this.#random.below(BYTES_MAX) }, () => this.#random.below(256));
    return new TextDecoder().decode(bytes);
  }

  /** A few tokens, many times. */
  #nested(): string {
    const unit = Array.from({ length: 1 + this.#random.below(3) }, () => this.#random.one(TOKENS)).join(" ");
    return this.#random.one(["", "x = ", "f(", "ls "]) + unit.repeat(this.#random.below(NESTING));
  }
}
