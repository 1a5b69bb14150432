/**
 * A scripted TypeScript program for tests: its arguments are the commands it executes, one after the other, on the six
 * streams of `io`. The words mean what they mean to its C twin.
 *
 *   write FD TEXT          TEXT as it is
 *   line FD TEXT           TEXT and a newline
 *   fill FD BYTES SEED     pseudo-random bytes: xorshift64* from SEED, each value as eight bytes, lowest first
 *   log LEVEL MESSAGE [JSON]   a record on stddbg; JSON, when the next word begins with "{", holds its fields
 *   flood COUNT            so many records on stddbg, numbered in the field "n"
 *   copy FROM TO           until the end of FROM (0 or 4) to TO (1, 2, 3 or 5)
 *   splice SOURCE          stddato.spliceFrom: "stdin", "stddati", a path, or a number
 *   count FD               reads to the end, prints how many bytes
 *   flush                  stddato.flush
 *   result FD              writes the answer to the last write, splice or flush as a line of JSON
 *   available              prints io.available as a line of JSON
 *   hold                   a read of stdin is begun and not awaited
 *   sleep MS
 *   close FD               closes the WritableStream of an output
 *   throw MESSAGE          an exception that nobody catches
 *   reject MESSAGE         a rejection that nobody handles
 *   exit CODE              Deno.exit at once; the end of the words ends the program by itself
 *
 * @module
 */

import { io, type IoInput, type IoOutput, type LogLevel } from "../../src/io/mod.ts";

const streams = [io.stdin, io.stdout, io.stderr, io.stddbg, io.stddati, io.stddato] as const;
const words = [...Deno.args];
let last: unknown = null;

function word(): string {
  const next = words.shift();
  if (next === undefined) throw new Error("The script ends in the middle of a command");
  return next;
}

function input(): IoInput {
  return streams[Number(word())] as IoInput;
}

function output(): IoOutput {
  return streams[Number(word())] as IoOutput;
}

/** The bytes of `fill`: the same for the same seed in every language. */
export function fillBytes(length: number, seed: bigint): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(length / 8) * 8);
  const view = new DataView(bytes.buffer);
  let state = seed === 0n ? 0x9e3779b97f4a7c15n : seed;
  for (let position = 0; position < length; position += 8) {
    state ^= state >> 12n;
    state = BigInt.asUintN(64, state ^ (state << 25n));
    state ^= state >> 27n;
    view.setBigUint64(position, BigInt.asUintN(64, state * 0x2545f4914f6cdd1dn), true);
  }
  return bytes.subarray(0, length);
}

async function copy(from: IoInput, to: IoOutput): Promise<void> {
  const buffer = new Uint8Array(64 * 1024);
  for (let count = await from.read(buffer); count !== null; count = await from.read(buffer)) {
    last = await to.write(buffer.subarray(0, count));
  }
}

async function count(from: IoInput): Promise<number> {
  let bytes = 0;
  for await (const chunk of from.readable) bytes += chunk.length;
  return bytes;
}

function source(text: string): string | number {
  return /^[0-9]+$/.test(text) ? Number(text) : text;
}

const COMMANDS: Record<string, () => unknown> = {
  write: async () => last = await output().write(word()),
  line: async () => last = await output().write(`${word()}\n`),
  fill: async () => last = await output().write(fillBytes(Number(word()), BigInt(word()))),
  log: () => {
    const [level, message] = [word(), word()];
    io.stddbg.log(level as LogLevel, message, words[0]?.startsWith("{") ? JSON.parse(word()) : undefined);
  },
  flood: () => {
    const records = Number(word());
    for (let n = 0; n < records; n++) io.stddbg.log("debug", "one of many", { n });
  },
  copy: () => copy(input(), output()),
  splice: async () => last = await io.stddato.spliceFrom(source(word())),
  count: async () => io.stdout.write(`${await count(input())}\n`),
  flush: async () => last = await io.stddato.flush(),
  result: () => output().write(`${JSON.stringify(last)}\n`),
  available: () => io.stdout.write(`${JSON.stringify(io.available)}\n`),
  hold: () => void io.stdin.read(new Uint8Array(1)),
  sleep: () => new Promise((resolve) => setTimeout(resolve, Number(word()))),
  close: () => output().writable.close(),
  throw: () => {
    const message = word();
    setTimeout(() => {
      throw new Error(message);
    });
    return new Promise(() => {});
  },
  reject: () => {
    Promise.reject(new Error(word()));
    return new Promise((resolve) => setTimeout(resolve));
  },
  exit: () => Deno.exit(Number(word())),
};

if (import.meta.main) {
  while (words.length > 0) {
    const name = word();
    const command = COMMANDS[name];
    if (command === undefined) throw new Error(`No such command: "${name}"`);
    await command();
  }
}
