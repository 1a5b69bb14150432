/**
 * `ariash pool bench`: how fast a server answers through a pool, beside the other ways to ask it.
 *
 * @module
 */

import { BenchError, type BenchOptions, measureServer } from "../../pool/bench/mod.ts";
import { PoolError } from "../../pool/mod.ts";
import { printOutput } from "./output.ts";
import { benchText } from "./pool_bench_text.ts";
import { printFailure } from "./pool_failure.ts";
import { FRAMINGS, PoolArguments } from "./pool_options.ts";

const FAILURE = 1;
const NUMBERS = ["--requests", "--window", "--payload"];

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
    printFailure("bench", error);
    return FAILURE;
  }
}

function readArguments(words: readonly string[]): Wanted {
  const given = new PoolArguments("bench", words, [...NUMBERS, "--framing"], ["--json"]);
  return {
    command: given.command,
    args: given.args,
    framing: given.choice("--framing", FRAMINGS) ?? "jsonl",
    requests: given.number("--requests", 1) ?? 50_000,
    window: given.number("--window", 1) ?? 64,
    payload: given.number("--payload", 0) ?? 0,
    json: given.has("--json"),
  };
}
