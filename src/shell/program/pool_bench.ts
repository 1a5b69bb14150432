/**
 * `ariash pool bench`: how fast a server answers through a pool, beside the other ways to ask it.
 *
 * @module
 */

import { BenchError, type BenchOptions, measureServer } from "../../pool/bench/mod.ts";
import { PoolError } from "../../pool/mod.ts";
import { UsageError } from "./options.ts";
import { printError, printOutput } from "./output.ts";
import { benchText } from "./pool_bench_text.ts";

const FAILURE = 1;
const FRAMINGS: readonly string[] = ["jsonl", "content-length", "length-prefixed"];
/** Options with a number: what they are when they are not given, and at least. */
const NUMBERS = {
  "--requests": { value: 50_000, least: 1 },
  "--window": { value: 64, least: 1 },
  "--payload": { value: 0, least: 0 },
};
/** Larger ones than anybody means. */
const NUMBER_MAX = 100_000_000;

/** A command line that makes sense. */
interface Wanted extends BenchOptions {
  readonly json: boolean;
}

/**
 * Measures a server and prints the figures.
 *
 * @param args those after `pool bench`: options, `--`, the server and its arguments
 * @returns the exit code: 1, with a line on stderr, when the server cannot be measured
 * @throws {UsageError} on an unknown option, a missing or wrong value, or a missing command
 */
export async function poolBench(args: readonly string[]): Promise<number> {
  const { json, ...options } = readArguments(args);
  try {
    const report = await measureServer(options);
    printOutput(json ? `${JSON.stringify(report)}\n` : benchText(report));
    return 0;
  } catch (error) {
    if (!(error instanceof BenchError || error instanceof PoolError)) throw error;
    printError(`ariash: pool bench: ${error.message}\n${lastWords(error)}`);
    return FAILURE;
  }
}

/** Why a server ended it tells best itself. */
function lastWords(error: BenchError | PoolError): string {
  const tail = error instanceof PoolError ? (error.stderrTail ?? "").trimEnd() : "";
  return tail === "" ? "" : `its stderr ended so:\n${tail.split("\n").map((line) => `  ${line}\n`).join("")}`;
}

function readArguments(args: readonly string[]): Wanted {
  const end = args.indexOf("--");
  if (end < 0 || end === args.length - 1) throw new UsageError("'ariash pool bench' needs '-- CMD' behind its options");
  const [command = "", ...rest] = args.slice(end + 1);
  const values = readOptions(args.slice(0, end));
  const number = (option: keyof typeof NUMBERS) => readNumber(option, values.get(option));
  const framing = values.get("--framing") ?? "jsonl";
  if (!FRAMINGS.includes(framing)) {
    throw new UsageError(`option '--framing' is one of ${FRAMINGS.join(", ")}, not '${framing}'`);
  }
  return {
    command,
    args: rest,
    framing: framing as BenchOptions["framing"],
    requests: number("--requests"),
    window: number("--window"),
    payload: number("--payload"),
    json: values.has("--json"),
  };
}

/** Options by name; a value follows its option, or `=`. */
function readOptions(args: readonly string[]): Map<string, string> {
  const values = new Map<string, string>();
  const left = [...args];
  while (left.length > 0) {
    const [, name = "", joined] = /^([^=]*)(?:=(.*))?$/s.exec(left.shift()!)!;
    if (name === "--json" && joined === undefined) values.set(name, "");
    else if (name === "--framing" || Object.hasOwn(NUMBERS, name)) {
      const value = joined ?? left.shift();
      if (value === undefined) throw new UsageError(`option '${name}' needs a value`);
      values.set(name, value);
    } else throw new UsageError(`'ariash pool bench' has no option '${name}'`);
  }
  return values;
}

function readNumber(option: keyof typeof NUMBERS, text: string | undefined): number {
  const { value, least } = NUMBERS[option];
  if (text === undefined) return value;
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= NUMBER_MAX) return number;
  throw new UsageError(`option '${option}' is a number from ${least} to ${NUMBER_MAX}, not '${text}'`);
}
