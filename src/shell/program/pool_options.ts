/**
 * The command lines of `ariash pool`: options, `--`, a command and its arguments.
 *
 * @module
 */

import { nearest } from "../syntax/nearest.ts";
import { UsageError } from "./options.ts";

/** How the messages of a server may be framed. */
export const FRAMINGS = ["jsonl", "content-length", "length-prefixed"] as const;

/** Larger numbers than anybody means are refused by their digits. */
const NUMBER = /^\d{1,9}$/;

/** A command line that was taken apart; what an option must be is said where it is asked for. */
export class PoolArguments {
  readonly command: string;
  readonly args: string[];
  readonly #values: ReadonlyMap<string, string>;

  /**
   * @param task `serve` or `bench`
   * @param words those behind it
   * @param valued options with a value; it follows its option, or `=`
   * @param flags options without one
   * @throws {UsageError} on an unknown option, a missing or unwanted value, or a missing command
   */
  constructor(task: string, words: readonly string[], valued: readonly string[], flags: readonly string[]) {
    const end = words.indexOf("--");
    this.#values = readValues(task, end < 0 ? words : words.slice(0, end), valued, flags);
    const [command, ...args] = end < 0 ? [] : words.slice(end + 1);
    if (command === undefined) throw new UsageError(`'ariash pool ${task}' needs '-- CMD' behind its options`);
    this.command = command;
    this.args = args;
  }

  /** Whether a flag was given. */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** What an option was given; undefined when it was not. */
  text(name: string): string | undefined {
    return this.#values.get(name);
  }

  /** The same of an option that is one of these. */
  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const value = this.text(name);
    const choice = choices.find((each) => each === value);
    if (choice !== undefined || value === undefined) return choice;
    throw new UsageError(`option '${name}' is ${choices.map((each) => `'${each}'`).join(" or ")}, not '${value}'`);
  }

  /** The same of an option that is a number. */
  number(name: string, least: number): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (NUMBER.test(value) && Number(value) >= least) return Number(value);
    throw new UsageError(`option '${name}' is a whole number from ${least} on, not '${value}'`);
  }
}

function readValues(
  task: string,
  words: readonly string[],
  valued: readonly string[],
  flags: readonly string[],
): Map<string, string> {
  const values = new Map<string, string>();
  const left = [...words];
  while (left.length > 0) {
    const [, name = "", joined] = /^([^=]*)(?:=(.*))?$/s.exec(left.shift()!)!;
    const isFlag = flags.includes(name);
    if (!isFlag && !valued.includes(name)) throw unknown(task, name, [...valued, ...flags]);
    if (isFlag && joined !== undefined) throw new UsageError(`option '${name}' takes no value`);
    const value = isFlag ? "" : joined ?? left.shift();
    if (value === undefined) throw new UsageError(`option '${name}' needs a value`);
    values.set(name, value);
  }
  return values;
}

function unknown(task: string, word: string, all: readonly string[]): UsageError {
  if (!word.startsWith("-")) return new UsageError(`'ariash pool ${task}' needs '--' before its command, '${word}'`);
  const near = nearest(word, all);
  const help = near === undefined ? "" : ` (help: ${near})`;
  return new UsageError(`'ariash pool ${task}' has no option '${word}'${help}`);
}
