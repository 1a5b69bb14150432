/**
 * The command line of `ariash pool serve`.
 *
 * @module
 */

import { type Address, parseAddress } from "../../pool/serve/mod.ts";
import { nearest } from "../syntax/nearest.ts";
import { UsageError } from "./options.ts";

const CHOICES = {
  "--framing": ["jsonl", "content-length", "length-prefixed"],
  "--channel": ["std", "data"],
  "--mode": ["multiplex", "exclusive"],
  "--affinity": ["client"],
} as const;
/** Options with a number, and what it is at least. */
const NUMBERS = { "--max": 1, "--min": 0, "--request-timeout-ms": 0, "--idle-exit-ms": 0 };
const TEXTS = ["--listen", "--token-file"] as const;
const FLAGS = ["--init-cache"] as const;
const ALL: readonly string[] = [...Object.keys(CHOICES), ...Object.keys(NUMBERS), ...TEXTS, ...FLAGS];

type Choice = keyof typeof CHOICES;
type Numeric = keyof typeof NUMBERS;

/** A command line that makes sense; what was not given is undefined. */
export interface PoolServeOptions {
  readonly address: Address;
  readonly command: string;
  readonly args: string[];
  readonly framing?: typeof CHOICES["--framing"][number];
  readonly channel?: typeof CHOICES["--channel"][number];
  readonly mode: typeof CHOICES["--mode"][number];
  readonly isPinned: boolean;
  readonly cachesInit: boolean;
  readonly max?: number;
  readonly min?: number;
  readonly requestTimeoutMs?: number;
  readonly idleExitMs?: number;
  readonly tokenFile?: string;
}

/**
 * Reads a command line.
 *
 * @param args those after `pool serve`
 * @throws {UsageError} on an unknown option, a missing or wrong value, or a missing command
 */
export function parsePoolServe(args: readonly string[]): PoolServeOptions {
  const end = args.indexOf("--");
  const values = readValues(end < 0 ? args : args.slice(0, end));
  const [command, ...rest] = end < 0 ? [] : args.slice(end + 1);
  const listen = values.get("--listen");
  if (listen === undefined) throw new UsageError("'ariash pool serve' needs '--listen unix:PATH' or a TCP address");
  if (command === undefined) throw new UsageError("'ariash pool serve' needs '-- CMD' behind its options");
  const [min, max] = [numberOf(values, "--min"), numberOf(values, "--max")];
  if ((min ?? 0) > (max ?? 1)) throw new UsageError(`option '--min' is ${min}, and more than '--max', ${max ?? 1}`);
  return {
    address: addressOf(listen),
    command,
    args: rest,
    framing: choiceOf(values, "--framing"),
    channel: choiceOf(values, "--channel"),
    mode: choiceOf(values, "--mode") ?? "multiplex",
    isPinned: choiceOf(values, "--affinity") !== undefined,
    cachesInit: values.has("--init-cache"),
    max,
    min,
    requestTimeoutMs: numberOf(values, "--request-timeout-ms"),
    idleExitMs: numberOf(values, "--idle-exit-ms"),
    tokenFile: values.get("--token-file"),
  };
}

/** Options by name; a value follows its option, or `=`. */
function readValues(args: readonly string[]): Map<string, string> {
  const values = new Map<string, string>();
  const left = [...args];
  while (left.length > 0) {
    const [, name = "", joined] = /^([^=]*)(?:=(.*))?$/s.exec(left.shift()!)!;
    if (!ALL.includes(name)) throw unknown(name);
    const isFlag = (FLAGS as readonly string[]).includes(name);
    if (isFlag && joined !== undefined) throw new UsageError(`option '${name}' takes no value`);
    const value = isFlag ? "" : joined ?? left.shift();
    if (value === undefined) throw new UsageError(`option '${name}' needs a value`);
    values.set(name, value);
  }
  return values;
}

function unknown(word: string): UsageError {
  if (!word.startsWith("-")) return new UsageError(`'ariash pool serve' needs '--' before its command, '${word}'`);
  const near = nearest(word, ALL);
  const help = near === undefined ? "" : ` (help: ${near})`;
  return new UsageError(`'ariash pool serve' has no option '${word}'${help}`);
}

function choiceOf<Name extends Choice>(values: Map<string, string>, name: Name) {
  const value = values.get(name);
  const choices: readonly string[] = CHOICES[name];
  if (value === undefined || choices.includes(value)) return value as typeof CHOICES[Name][number] | undefined;
  throw new UsageError(`option '${name}' is ${choices.map((each) => `'${each}'`).join(" or ")}, not '${value}'`);
}

function numberOf(values: Map<string, string>, name: Numeric): number | undefined {
  const value = values.get(name);
  if (value === undefined) return undefined;
  const least = NUMBERS[name];
  if (/^\d{1,9}$/.test(value) && Number(value) >= least) return Number(value);
  throw new UsageError(`option '${name}' is a whole number from ${least} on, not '${value}'`);
}

function addressOf(text: string): Address {
  try {
    return parseAddress(text);
  } catch (error) {
    throw new UsageError(`option '--listen': ${(error as Error).message}`);
  }
}
