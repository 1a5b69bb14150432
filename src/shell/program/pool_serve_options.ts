/**
 * The command line of `ariash pool serve`.
 *
 * @module
 */

import { type Address, parseAddress } from "../../pool/serve/mod.ts";
import { UsageError } from "./options.ts";
import { FRAMINGS, PoolArguments } from "./pool_options.ts";

const CHANNELS = ["std", "data"] as const;
const MODES = ["multiplex", "exclusive"] as const;
const VALUED = ["--listen", "--max", "--min", "--framing", "--channel", "--mode", "--affinity", "--token-file"];
const TIMES = ["--request-timeout-ms", "--idle-exit-ms"];

/** A command line that makes sense; what was not given is undefined. */
export interface PoolServeOptions {
  readonly address: Address;
  readonly command: string;
  readonly args: string[];
  readonly framing?: typeof FRAMINGS[number];
  readonly channel?: typeof CHANNELS[number];
  readonly mode: typeof MODES[number];
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
 * @param words those after `pool serve`
 * @throws {UsageError} on an unknown option, a missing or wrong value, or a missing command
 */
export function parsePoolServe(words: readonly string[]): PoolServeOptions {
  const given = new PoolArguments("serve", words, [...VALUED, ...TIMES], ["--init-cache"]);
  const listen = given.text("--listen");
  if (listen === undefined) throw new UsageError("'ariash pool serve' needs '--listen unix:PATH' or a TCP address");
  const [min, max] = [given.number("--min", 0), given.number("--max", 1)];
  if ((min ?? 0) > (max ?? 1)) throw new UsageError(`option '--min' is ${min}, and more than '--max', ${max ?? 1}`);
  return {
    address: addressOf(listen),
    command: given.command,
    args: given.args,
    framing: given.choice("--framing", FRAMINGS),
    channel: given.choice("--channel", CHANNELS),
    mode: given.choice("--mode", MODES) ?? "multiplex",
    isPinned: given.choice("--affinity", ["client"]) !== undefined,
    cachesInit: given.has("--init-cache"),
    max,
    min,
    requestTimeoutMs: given.number("--request-timeout-ms", 0),
    idleExitMs: given.number("--idle-exit-ms", 0),
    tokenFile: given.text("--token-file"),
  };
}

function addressOf(text: string): Address {
  try {
    return parseAddress(text);
  } catch (error) {
    throw new UsageError(`option '--listen': ${(error as Error).message}`);
  }
}
