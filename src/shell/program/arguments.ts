/**
 * The arguments of this process, byte for byte.
 *
 * @module
 */

import { UsageError } from "./options.ts";

/** What the system keeps of the command line: each word with a NUL behind it. */
const COMMAND_LINE = "/proc/self/cmdline";

/**
 * The arguments as they were given. Deno takes a carriage return off the end of each, and puts U+FFFD for what is not
 * UTF-8; where the system tells the bytes, they are taken from there.
 *
 * @throws {UsageError} when one is not UTF-8
 */
export function ownArguments(): readonly string[] {
  if (Deno.args.length === 0) return Deno.args;
  const bytes = commandLine();
  if (isLastIn(bytes, Deno.args)) return Deno.args; // as nearly always, and known in a tenth of the time
  const words = lastWords(bytes, Deno.args.length);
  return words?.every((word, index) => isSame(word, Deno.args[index]!)) ? words.map(text) : Deno.args;
}

/** Whether these words, byte for byte, are the last of a command line. */
function isLastIn(bytes: Uint8Array, words: readonly string[]): boolean {
  const tail = new TextEncoder().encode(`\0${words.join("\0")}\0`);
  const start = bytes.length - tail.length;
  return start >= 0 && tail.every((byte, index) => byte === bytes[start + index]);
}

/** The last words of a command line; null where it has fewer. */
function lastWords(bytes: Uint8Array, count: number): Uint8Array[] | null {
  const words: Uint8Array[] = [];
  for (let end = bytes.length - 1; end >= 0 && words.length < count;) {
    const start = end === 0 ? 0 : bytes.lastIndexOf(0, end - 1) + 1;
    words.push(bytes.subarray(start, end));
    end = start - 1;
  }
  return words.length === count ? words.reverse() : null;
}

function commandLine(): Uint8Array {
  try {
    return Deno.readFileSync(COMMAND_LINE);
  } catch {
    return new Uint8Array();
  }
}

/** Whether Deno makes this argument of the word; a process may have written over its command line. */
function isSame(word: Uint8Array, argument: string): boolean {
  const lenient = new TextDecoder("utf-8", { ignoreBOM: true }).decode(word);
  return lenient.replace(/\r+$/, "") === argument.replace(/\r+$/, "");
}

function text(word: Uint8Array, index: number): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(word);
  } catch {
    throw new UsageError(`argument ${index + 1} is not UTF-8 text`);
  }
}
