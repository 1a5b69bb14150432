/**
 * What the tests of streams and pipelines share: known bytes, and exact comparisons of many of them.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import type { OutputStream, Process } from "../../mod.ts";
import { CHILD, child, openFds, settles, until } from "../helpers.ts";

/** Bytes in a KiB. */
export const KIB = 1024;
/** Bytes in a MiB. */
export const MIB = 1024 * KIB;
/** Bytes of the smallest ring. */
export const SMALLEST_RING = 64 * KIB;

const filled = new Map<string, Uint8Array<ArrayBuffer>>();

/**
 * The bytes that `fill FD BYTES SEED` of the scripted child writes, read by other means than the ones under test.
 *
 * @param bytes how many.
 * @param seed of the generator.
 */
export async function fillOf(bytes: number, seed = 1): Promise<Uint8Array<ArrayBuffer>> {
  const key = `${bytes} ${seed}`;
  const known = filled.get(key);
  if (known) return known;
  const { stdout } = await new Deno.Command(CHILD, { args: ["fill", "1", `${bytes}`, `${seed}`] }).output();
  assertEquals(stdout.length, bytes);
  filled.set(key, stdout);
  return stdout;
}

/** The hash that the child's `hash` prints for the bytes of `fill` with that seed, made by a shell's pipe. */
export async function hashOf(bytes: number, seed = 1): Promise<string> {
  const script = `"$0" fill 1 ${bytes} ${seed} | "$0" hash 0`;
  const { stdout } = await new Deno.Command("sh", { args: ["-c", script, CHILD] }).output();
  return new TextDecoder().decode(stdout);
}

/** SHA-256 of bytes that come in parts. */
export class Digest {
  readonly #hash = createHash("sha256");
  /** How many bytes there were. */
  length = 0;

  /** More bytes. */
  add(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    this.length += bytes.length;
  }

  /** The digest in hexadecimal digits. */
  end(): string {
    return this.#hash.digest("hex");
  }
}

/** SHA-256 of what `fill` writes, made by other programs. */
export async function digestOf(bytes: number, seed = 1): Promise<string> {
  const script = `"$0" fill 1 ${bytes} ${seed} | sha256sum`;
  const { stdout } = await new Deno.Command("sh", { args: ["-c", script, CHILD] }).output();
  return new TextDecoder().decode(stdout).split(" ")[0]!;
}

/** Fails unless the bytes are the same; says where the first difference is instead of printing megabytes. */
export function assertBytes(actual: Uint8Array, expected: Uint8Array, what = "the bytes"): void {
  if (Buffer.compare(actual, expected) === 0) return;
  let at = 0;
  while (at < actual.length && actual[at] === expected[at]) at++;
  assertEquals(
    { what, length: actual.length, firstDifference: at, byte: actual[at] },
    { what, length: expected.length, firstDifference: at, byte: expected[at] },
  );
}

/** All parts in one array. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts as Uint8Array[]);
}

/** The parts that an iteration gives, each copied at once. */
export async function partsOf(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part.slice());
  return parts;
}

/** All that an iteration gives. */
export async function listOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** Waits until so many bytes have come out of the child, whoever has them. */
export async function comes(stream: OutputStream, bytes: number): Promise<void> {
  await until(() => stream.stats.bytesIn >= bytes, `${bytes} bytes had come`);
  assertEquals(stream.stats.bytesIn, bytes);
}

/** Waits until the child has to wait, because the ring is full. */
export async function stalls(stream: OutputStream): Promise<void> {
  await until(() => stream.stats.stalls > 0, "the ring was full");
}

/** Waits for the end of a process that should do well. */
export async function endsWell(process: Process): Promise<void> {
  const { success, code, signal } = await process.wait();
  assert(success, `"${process.program}" ended with ${signal ?? code}`);
}

/** A text in a web stream of its UTF-8 bytes, a chunk a part. */
export function streamOf(...parts: (string | Uint8Array)[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return ReadableStream.from(parts.map((part) => typeof part === "string" ? encoder.encode(part) : part));
}

/**
 * Has every drainer started and made what it makes once, so that descriptors can be compared from here on.
 *
 * @returns the descriptors that are open now.
 */
export async function warmFds(): Promise<Map<number, string>> {
  const processes = Array.from({ length: 70 }, () => child("write 1 x take 0 1 write 1 x", { stdin: "piped" }).spawn());
  for (const process of processes) await process.stdout.cancel();
  await Promise.all(processes.map((process) => process.stdin.end("x")));
  await Promise.all(processes.map(endsWell));
  return openFds();
}

/**
 * Children that write and exit at once, each read slowly: every byte comes, and all of them before the status.
 *
 * @param rounds children, one after the other.
 */
export async function exitsAreInOrder(rounds: number): Promise<void> {
  const expected = await fillOf(MIB);
  for (let round = 0; round < rounds; round++) {
    const process = child(`fill 1 ${MIB} 1 exit 9`, { buffer: { stdout: { capacity: SMALLEST_RING } } }).spawn();
    const ended = process.wait().then(({ code }) => [code, process.stdout.stats.bytesIn]);
    const parts: Uint8Array[] = [];
    for await (const chunk of process.stdout) {
      parts.push(chunk);
      await new Promise((resolve) => setTimeout(resolve));
    }
    // Whoever has the status knows that nothing more will come.
    assertEquals(await settles(ended, `the end of child ${round}`), [9, MIB]);
    assertBytes(joined(parts), expected, `round ${round}`);
  }
}
