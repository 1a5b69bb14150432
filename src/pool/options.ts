/**
 * What a pool can be told.
 *
 * @module
 */

import type { PooledConnection } from "./connection.ts";
import type { Framing, Payload } from "./framing/mod.ts";

/** How a pool starts its children, speaks with them and looks after them. Times are milliseconds. */
export interface PoolOptions {
  /** The server: a name, looked up in the child's PATH, or a path. */
  command: string;
  /** Its arguments. */
  args?: string[];
  /** The directory it starts in. */
  cwd?: string;
  /** Variables set on top of this program's environment. */
  env?: Record<string, string>;
  /**
   * Its environment is `env` alone.
   *
   * @default {false}
   */
  clearEnv?: boolean;
  /**
   * How messages are told apart: a line of JSON each, behind `Content-Length` headers, or behind four bytes of length.
   *
   * @default {"jsonl"}
   */
  framing?: Framing;
  /**
   * `"std"`: requests on stdin, replies on stdout; `"data"`: requests on stddati, replies on stddato, and stdout is a
   * plain log.
   *
   * @default {"std"}
   */
  channel?: "std" | "data";
  /**
   * `"exclusive"`: a child gets one request at a time; `"multiplex"`: up to `maxInFlight`, matched by `id`.
   *
   * @default {"exclusive"}
   */
  mode?: "exclusive" | "multiplex";
  /**
   * What a message holds: JSON, or bytes as they are (exclusive only).
   *
   * @default {"json"}
   */
  payload?: Payload;
  /**
   * Children kept warm.
   *
   * @default {0}
   */
  min?: number;
  /**
   * Children in service at the most, those that start included.
   *
   * @default {1}
   */
  max?: number;
  /**
   * Requests that one child has at once in multiplex mode.
   *
   * @default {64}
   */
  maxInFlight?: number;
  /**
   * Requests that may wait; the next one fails with `QueueFull`.
   *
   * @default {1024}
   */
  maxQueue?: number;
  /**
   * Which free child gets a request: the one used last, or the one that has been idle longest.
   *
   * @default {"warm"}
   */
  childOrder?: "warm" | "even";
  /**
   * The spawn, `readyLine` and `init` together; 0 is without end.
   *
   * @default {15000}
   */
  spawnTimeoutMs?: number;
  /** Speaks with a new child before it serves; one that fails ends it. */
  init?: (connection: PooledConnection) => Promise<void>;
  /** The child is ready when a line of its output, before the first message, matches this. */
  readyLine?: RegExp;
  /**
   * Waiting for a child; 0 is without end.
   *
   * @default {30000}
   */
  acquireTimeoutMs?: number;
  /**
   * From being given to a child to its reply; 0 is without end.
   *
   * @default {60000}
   */
  requestTimeoutMs?: number;
  /**
   * Microseconds, 200 at the most, that the program may be held up for a reply while no other request is under way. A
   * quick child's comes sooner than a wake-up would; a child that takes longer is soon not waited for. 0 is never.
   *
   * @default {50}
   */
  inlineWaitUs?: number;
  /**
   * Bytes of a message that is accepted from a child.
   *
   * @default {67112960}
   */
  maxFrameBytes?: number;
  /**
   * Lines that are no messages: passed over, counted and told by an event, or a reason to replace the child.
   *
   * @default {"skip"} for `"jsonl"`, else `"recycle"`
   */
  stray?: "skip" | "recycle";
  /**
   * Times that a request may be sent again to another child, if it was not sent or is idempotent.
   *
   * @default {1}
   */
  retries?: number;
  /** Asks an idle child whether it is well; a failure replaces it. */
  ping?: (connection: PooledConnection) => Promise<void>;
  /**
   * Idle time after which a child is asked; 0 is never.
   *
   * @default {0}
   */
  pingIntervalMs?: number;
  /**
   * Time for the answer, and the silence after a request that timed out that replaces a child.
   *
   * @default {2000}
   */
  pingTimeoutMs?: number;
  /** Requests after which a child is replaced. */
  maxRequests?: number;
  /** Age at which a child is replaced, less up to a tenth at random. */
  maxAgeMs?: number;
  /**
   * Idle time after which a child above `min` is ended; 0 is never.
   *
   * @default {60000}
   */
  idleTtlMs?: number;
  /** Time after which an idle child is ended, counted from its first idle moment: only long uses reset it. */
  maxIdleMs?: number;
  /** Resident memory in bytes at which a child is replaced: after its requests (`soft`), or at once (`hard`). */
  maxRssBytes?: { soft?: number; hard?: number };
  /** Failed requests after which a child is replaced. */
  maxFailures?: number;
  /**
   * What becomes of stderr: its last bytes are kept for errors (8192), and its lines may be had as they come. Lines
   * that come faster than they can be taken are dropped.
   */
  stderr?: { tailBytes?: number; onLine?: (pid: number, line: string) => void };
  /** The same for the lines of stddbg. */
  stddbg?: { onLine?: (pid: number, line: string) => void };
}

/** How one request is handled. */
export interface RequestOptions {
  /**
   * Milliseconds for all of it, waiting included; 0 is without end.
   *
   * @default `acquireTimeoutMs` until a child has it, then `requestTimeoutMs`
   */
  timeoutMs?: number;
  /** Aborting rejects the request at once with `Aborted`. */
  signal?: AbortSignal;
  /**
   * It may be executed twice, so it is sent again when its child ends without a reply.
   *
   * @default {false}
   */
  idempotent?: boolean;
  /**
   * Higher ones leave the queue first.
   *
   * @default {0}
   */
  priority?: number;
  /** Equal keys go to the same child while it lives. */
  key?: string;
}

/** How a checkout waits; see {@linkcode RequestOptions}. */
export interface AcquireOptions {
  /** Milliseconds, in place of `acquireTimeoutMs`; 0 is without end. */
  timeoutMs?: number;
  /** Aborting rejects it with `Aborted`. */
  signal?: AbortSignal;
  /** Equal keys go to the same child while it lives. */
  key?: string;
}

const DEFAULTS = {
  args: [] as string[],
  clearEnv: false,
  framing: "jsonl" as Framing,
  channel: "std" as "std" | "data",
  mode: "exclusive" as "exclusive" | "multiplex",
  payload: "json" as Payload,
  min: 0,
  max: 1,
  maxInFlight: 64,
  maxQueue: 1024,
  childOrder: "warm" as "warm" | "even",
  spawnTimeoutMs: 15_000,
  acquireTimeoutMs: 30_000,
  requestTimeoutMs: 60_000,
  inlineWaitUs: 50,
  maxFrameBytes: 64 * 1024 * 1024 + 4096,
  retries: 1,
  pingIntervalMs: 0,
  pingTimeoutMs: 2000,
  maxRequests: Infinity,
  maxAgeMs: Infinity,
  idleTtlMs: 60_000,
  maxIdleMs: Infinity,
  maxFailures: Infinity,
};

/** Options without a usual value. */
const OPTIONAL = ["command", "cwd", "env", "init", "readyLine", "stray", "ping", "maxRssBytes", "stderr", "stddbg"];
/** What options that hold options know. */
const INNER = { maxRssBytes: ["soft", "hard"], stderr: ["tailBytes", "onLine"], stddbg: ["onLine"] };
const CHOICES = {
  framing: ["jsonl", "content-length", "length-prefixed"],
  channel: ["std", "data"],
  mode: ["exclusive", "multiplex"],
  payload: ["json", "bytes"],
  childOrder: ["warm", "even"],
  stray: ["skip", "recycle"],
};
const WHOLE = ["min", "max", "maxInFlight", "maxQueue", "retries", "inlineWaitUs"] as const;
const MOST_INLINE_WAIT_US = 200;
/** Half of the largest buffer that there is for a log. */
const MOST_TAIL_BYTES = 2 ** 29;
const AT_LEAST_ONE = ["max", "maxInFlight", "maxFrameBytes", "maxRequests", "maxFailures"] as const;
const NUMBERS = Object.keys(DEFAULTS).filter((name) => typeof DEFAULTS[name as keyof typeof DEFAULTS] === "number");

/** All options, with those that have a usual value. */
export type CompleteOptions = PoolOptions & typeof DEFAULTS & { stray: "skip" | "recycle"; tailBytes: number };

/**
 * Completes and checks options.
 *
 * @param given by the user.
 * @returns all of them.
 * @throws {TypeError} for an unknown option, a wrong choice, or options that cannot work together.
 * @throws {RangeError} for a number that makes no sense.
 */
export function completeOptions(given: PoolOptions): CompleteOptions {
  assertKnown(given, [...Object.keys(DEFAULTS), ...OPTIONAL]);
  for (const [name, known] of Object.entries(INNER)) assertKnown(given[name as keyof typeof INNER], known, `${name}.`);
  const set = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as unknown as PoolOptions;
  const options = { ...DEFAULTS, ...set };
  const stray = set.stray ?? (options.framing === "jsonl" ? "skip" : "recycle");
  const complete = { ...options, stray, tailBytes: set.stderr?.tailBytes ?? 8192 };
  assertChoices(complete);
  assertKinds(complete);
  assertNumbers(complete);
  assertCombination(complete);
  return complete;
}

function assertKnown(given: object | undefined, known: readonly string[], path = ""): void {
  for (const name of Object.keys(given ?? {})) if (!known.includes(name)) fail(`there is no option "${path}${name}"`);
}

function assertChoices(options: CompleteOptions): void {
  if (typeof options.command !== "string" || options.command === "") fail("command is no name or path");
  for (const [name, choices] of Object.entries(CHOICES)) {
    const value = options[name as keyof typeof CHOICES];
    if (!choices.includes(value)) fail(`${name} is ${JSON.stringify(value)}, not one of ${choices.join(", ")}`);
  }
}

function assertKinds({ args, readyLine, init, ping, stderr, stddbg }: CompleteOptions): void {
  if (!Array.isArray(args)) fail("args is no array");
  if (readyLine !== undefined && !(readyLine instanceof RegExp)) fail("readyLine is no RegExp");
  const functions = { init, ping, "stderr.onLine": stderr?.onLine, "stddbg.onLine": stddbg?.onLine };
  for (const [name, value] of Object.entries(functions))
    if (value !== undefined && typeof value !== "function") fail(`${name} is no function`);
}

function assertNumbers(options: CompleteOptions): void {
  const numbers = options as unknown as Record<string, number>;
  const { soft = 1, hard = 1 } = options.maxRssBytes ?? {};
  for (const name of NUMBERS) if (!(numbers[name]! >= 0)) outOfRange(name, numbers[name]);
  for (const name of AT_LEAST_ONE) if (options[name] < 1) outOfRange(name, options[name]);
  for (const name of WHOLE) if (!Number.isInteger(options[name])) outOfRange(name, options[name]);
  if (options.inlineWaitUs > MOST_INLINE_WAIT_US) outOfRange("inlineWaitUs", options.inlineWaitUs);
  if (!(options.tailBytes >= 0 && options.tailBytes <= MOST_TAIL_BYTES))
    outOfRange("stderr.tailBytes", options.tailBytes);
  if (!(soft > 0) || !(hard > 0)) outOfRange("maxRssBytes", Math.min(soft, hard));
  if (soft > (options.maxRssBytes?.hard ?? Infinity)) outOfRange("maxRssBytes.soft", `${soft}, and more than hard`);
}

function assertCombination(options: CompleteOptions): void {
  assertLimits(options.min, options.max);
  if (options.mode === "multiplex" && options.payload === "bytes") fail("multiplex needs ids, and bytes have none");
  if (options.stray === "skip" && options.framing !== "jsonl") fail(`stray "skip" needs framing "jsonl"`);
  if (options.pingIntervalMs > 0 && !options.ping) fail("pingIntervalMs needs ping");
}

/**
 * Refuses numbers of children that make no sense.
 *
 * @param min kept warm.
 * @param max in service.
 * @throws {RangeError} when they are not whole, or `min` is more than `max`.
 */
export function assertLimits(min: number, max: number): void {
  if (!Number.isInteger(min) || min < 0) outOfRange("min", min);
  if (!Number.isInteger(max) || max < 1) outOfRange("max", max);
  if (min > max) outOfRange("min", `${min}, and more than max, ${max}`);
}

function fail(what: string): never {
  throw new TypeError(`Cannot make a pool: ${what}`);
}

function outOfRange(name: string, value: unknown): never {
  throw new RangeError(`Cannot make a pool: ${name} is ${value}`);
}
