/**
 * The third argument of `run` and `spawn`: from the program's values to what a plan holds.
 *
 * @module
 */

import { quoteName } from "../syntax/quote.ts";
import { isInput, STREAMS } from "../types/streams.ts";
import { Boxed } from "../values/mod.ts";
import type { StageOptions, WirePlan } from "./plan.ts";

/** Options of one stage, and what they put at its streams, by number. */
export interface RunOptions {
  readonly options: StageOptions;
  readonly wires: ReadonlyMap<number, WirePlan>;
}

const WORDS = ["null", "inherit", "capture", "direct"] as const;
const USUAL_TERMINAL = { rows: 24, cols: 80 };

/** A value that is not what its option takes. */
class Misfit extends Error {}

/** What each option takes, streams apart; the result goes into {@linkcode StageOptions} under the same name. */
const READERS: Readonly<Record<keyof StageOptions, (value: unknown, name: string) => unknown>> = {
  cwd: text,
  env: variables,
  clear_env: flag,
  timeout_ms: count,
  grace_ms: count,
  sigpipe: oneOf("default", "ignore"),
  pty: terminal,
  buffer: count,
  shell: flag,
};

/** Names of all options, those of streams included. */
export const OPTION_NAMES: readonly string[] = [...Object.keys(READERS), ...STREAMS];

/**
 * Reads options.
 *
 * @param entries names and values; the values are those of `dyn`, so that a `Path` can be told from a text. NIL is as
 * good as not given.
 * @returns the options, or in words what is wrong with them
 *
 * @example
 * ```ts
 * import { readOptions } from "./options.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(readOptions([["timeout_ms", 200], ["stdin", "text"]]), {
 *   options: { timeout_ms: 200 },
 *   wires: new Map([[0, { kind: "value", value: "text" }]]),
 * });
 * assertEquals(readOptions([["clear_env", "yes"]]), "the option 'clear_env' must be true or false");
 * ```
 */
export function readOptions(entries: Iterable<readonly [string, unknown]>): RunOptions | string {
  const options: Record<string, unknown> = {};
  const wires = new Map<number, WirePlan>();
  try {
    for (const [name, value] of entries) {
      if (value === null) continue;
      const stream = (STREAMS as readonly string[]).indexOf(name);
      if (stream >= 0) wires.set(stream, wire(stream, value));
      else if (Object.hasOwn(READERS, name)) options[name] = READERS[name as keyof StageOptions](value, name);
      else throw new Misfit(`there is no option ${quoteName(name)}`);
    }
  } catch (error) {
    if (error instanceof Misfit) return error.message;
    throw error;
  }
  return { options, wires };
}

/** What an option puts at a stream. */
function wire(stream: number, value: unknown): WirePlan {
  if (value instanceof Boxed && value.type.kind === "path") return file(value.value as string);
  const word = WORDS.find((each) => each === value);
  if (word) return { kind: "word", word };
  if (!isInput(stream)) return file(text(value, STREAMS[stream]!));
  if (value instanceof Uint8Array) return { kind: "value", value };
  return { kind: "value", value: text(value, STREAMS[stream]!) };
}

function file(path: string): WirePlan {
  return { kind: "file", path, append: false };
}

/* -- What options take -- */

function plain(value: unknown): unknown {
  return value instanceof Boxed ? value.value : value;
}

function misfit(name: string, wanted: string): never {
  throw new Misfit(`the option ${quoteName(name)} must be ${wanted}`);
}

function text(value: unknown, name: string): string {
  const found = plain(value);
  return typeof found === "string" ? found : misfit(name, "a string");
}

function flag(value: unknown, name: string): boolean {
  return typeof value === "boolean" ? value : misfit(name, "true or false");
}

function count(value: unknown, name: string): number {
  const number = plain(value);
  return Number.isSafeInteger(number) && (number as number) >= 0 ? number as number : misfit(name, "an integer from 0");
}

function oneOf(...words: readonly string[]): (value: unknown, name: string) => string {
  return (value, name) => words.find((word) => word === value) ?? misfit(name, words.map((w) => `"${w}"`).join(" or "));
}

function entriesOf(value: unknown, name: string): Iterable<[string, unknown]> {
  const object = plain(value);
  if (object instanceof Map) return object;
  return typeof object === "object" && object !== null && !Array.isArray(object)
    ? Object.entries(object)
    : misfit(name, "an obj");
}

function variables(value: unknown, name: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [variable, each] of entriesOf(value, name)) found[variable] = text(each, `${name}.${variable}`);
  return found;
}

/** `true`, or rows and columns. */
function terminal(value: unknown, name: string): StageOptions["pty"] | undefined {
  if (typeof value === "boolean") return value ? USUAL_TERMINAL : undefined;
  const size = { ...USUAL_TERMINAL };
  for (const [key, each] of entriesOf(value, name)) {
    if (key !== "rows" && key !== "cols") misfit(name, "an obj with rows and cols");
    size[key] = count(each, `${name}.${key}`);
  }
  return size;
}
