/**
 * The self-tests of `ariash doctor`: small jobs whose outcome is known. They use `sh`, `cat` and `sleep`.
 *
 * @module
 */

import type { Capabilities } from "../../../../ffi/mod.ts";
import { Command } from "../../../pipeline/mod.ts";

/** One self-test. It throws what is wrong, and everything that it starts ends with `signal`. */
export interface SelfTest {
  readonly name: string;
  /** Without it there is nothing to be tested. */
  readonly needs?: keyof Capabilities;
  run(signal: AbortSignal): Promise<void>;
}

/** What a test is to be about is not here. */
export class Skipped extends Error {
  override name = "Skipped";
}

/** What has not ended by itself has this long after it was asked to. */
const KILL_GRACE_MS = 200;

/** Bytes that go over each kind of edge. */
const EDGE_BYTES = 1 << 20;

/** Every self-test, in the order they are run. */
export const SELF_TESTS: readonly SelfTest[] = [
  { name: "six streams", run: sixStreams },
  { name: "direct edge", run: (signal) => edge("direct", signal) },
  { name: "splice edge", needs: "splice", run: (signal) => edge("splice", signal) },
  { name: "copy edge", run: (signal) => edge("copy", signal) },
  { name: "tee edge", needs: "tee", run: teeEdge },
  { name: "exit by pidfd", needs: "pidfd", run: exit },
  { name: "group kill", run: groupKill },
  { name: "pty", needs: "pty", run: pseudoTerminal },
  { name: "descriptor hygiene", run: hygiene },
];

async function sixStreams(signal: AbortSignal): Promise<void> {
  const data = randomBytes(1000);
  const { stdout, stderr, stddbg, stddato } = await shell("cat; echo err >&2; echo dbg >&3; cat <&4 >&5", {
    stdin: "in\n",
    stddati: data,
    stddbg: "piped",
    stddato: "piped",
    signal,
  }).output();
  expect("stdout", text(stdout), "in\n");
  expect("stderr", text(stderr), "err\n");
  expect("stddbg", text(stddbg), "dbg\n");
  expectBytes("stddato", stddato, data);
}

async function edge(mode: "direct" | "splice" | "copy", signal: AbortSignal): Promise<void> {
  const data = randomBytes(EDGE_BYTES);
  const { stages, edges } = (await cat(data).pipe(cat(), { mode }).run({ signal, killGrace: KILL_GRACE_MS })).unwrap();
  expect("the mode", edges[0]!.mode, mode);
  expectBytes("the last stage", stages[1]!.output.stdout, data);
}

async function teeEdge(signal: AbortSignal): Promise<void> {
  const data = randomBytes(EDGE_BYTES);
  const { stages, edges } = (await cat(data).pipe([cat(), cat()]).run({ signal, killGrace: KILL_GRACE_MS })).unwrap();
  expect("the mode", edges[0]!.mode, "tee");
  for (const stage of [1, 2]) expectBytes(`stage ${stage + 1}`, stages[stage]!.output.stdout, data);
}

async function exit(signal: AbortSignal): Promise<void> {
  const { code } = await shell("exit 7", { signal }).output();
  expect("the exit code", code, 7);
}

/** The grandchild holds stdout open: its end says that it is gone too. */
async function groupKill(signal: AbortSignal): Promise<void> {
  const script = "sleep 60 & echo started; wait";
  const child = shell(script, { signal, drainGrace: Infinity, parentDeath: "kill" }).spawn();
  const lines = child.stdout.lines()[Symbol.asyncIterator]();
  expect("the first line", (await lines.next()).value, "started");
  child.kill("SIGKILL", { group: true });
  expect("more output", (await lines.next()).done, true);
  expect("the signal", (await child.wait()).signal, "SIGKILL");
}

async function pseudoTerminal(signal: AbortSignal): Promise<void> {
  const script = "test -t 0 && test -t 1 && echo terminal";
  const { stdout } = await shell(script, { signal, pty: { rows: 24, cols: 80 } }).output();
  expect("the child's word", text(stdout).trim(), "terminal");
}

async function hygiene(signal: AbortSignal): Promise<void> {
  const script = 'for fd in /proc/self/fd/*; do test -e "$fd" && echo "$fd"; done';
  const { stdout } = await shell(script, { signal }).output();
  if (stdout.length === 0) throw new Skipped("this system does not list them");
  const found = text(stdout).trim().split("\n").map((path) => path.replace(/^.*\//, ""));
  expect("the descriptors of a child", found.join(" "), "0 1 2 3 4 5");
}

function shell(script: string, options: ConstructorParameters<typeof Command>[1]): Command {
  return new Command("sh", { ...options, args: ["-c", script], killGrace: KILL_GRACE_MS });
}

function cat(stdin?: Uint8Array): Command {
  return new Command("cat", stdin ? { stdin } : {});
}

function randomBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536));
  return bytes;
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function expect(what: string, found: unknown, wanted: unknown): void {
  if (found !== wanted) throw new Error(`${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
}

function expectBytes(what: string, found: Uint8Array | undefined, wanted: Uint8Array): void {
  expect(`${what}, bytes`, found?.length, wanted.length);
  const at = wanted.findIndex((byte, index) => byte !== found![index]);
  if (at >= 0) throw new Error(`${what}: byte ${at} is another`);
}
