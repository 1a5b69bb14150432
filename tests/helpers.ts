/**
 * What the module's tests share: the scripted child, a look at the system from outside, and whole programs of their
 * own.
 *
 * @module
 */

import { native } from "../ffi/mod.ts";
import { Command, type CommandOptions } from "../mod.ts";
import { program } from "./programs/build.ts";

// Each function is linked when it is first used. What is linked before the tests is nothing that a test left open.
Object.values(native().symbols);

/** The scripted child of `tests/programs/child.c`, compiled when it is stale. */
export const CHILD: string = program("child");

/** Milliseconds after which something that should have happened never will: a bound for hangs, not for speed. */
export const LIVENESS_MS = 20_000;

const PARENT = new URL("./programs/parent.ts", import.meta.url).pathname;
const decoder = new TextDecoder();

/**
 * The scripted child as a command.
 *
 * @param words the script: a string is split at its blanks, an array is taken as it is.
 * @param options of the command.
 */
export function child(words: string | readonly string[], options: CommandOptions = {}): Command {
  return new Command(CHILD, { ...options, args: wordsOf(words) });
}

/** Runs a script to its end and gives what it wrote to stdout. */
export async function childSays(words: string | readonly string[], options: CommandOptions = {}): Promise<string> {
  const { stdout, stderr, code } = await child(words, options).output();
  if (code !== 0) throw new Error(`The child exited with ${code}: ${text(stderr)}`);
  return text(stdout);
}

/** The words of a script. */
export function wordsOf(words: string | readonly string[]): string[] {
  return typeof words === "string" ? words.split(" ").filter((word) => word !== "") : [...words];
}

/** Bytes as text. */
export function text(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** A folder for one test, removed at its end. */
export class Folder implements Disposable {
  /** Its path, absolute and without links. */
  readonly path: string = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "aria_test_" }));

  /** A path in it. */
  file(name: string): string {
    return `${this.path}/${name}`;
  }

  /** What a file in it holds; null when there is none. */
  read(name: string): string | null {
    try {
      return Deno.readTextFileSync(this.file(name));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return null;
      throw error;
    }
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

/**
 * Waits until something is so, looking at it again and again: for what happens outside, where there is no event.
 *
 * @param condition looked at.
 * @param what it is, for the error.
 */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const limit = performance.now() + LIVENESS_MS;
  while (!await condition()) {
    if (performance.now() > limit) throw new Error(`Waited ${LIVENESS_MS} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/**
 * Fails when a promise does not settle within the bound for hangs.
 *
 * @param promise that should settle.
 * @param what it stands for, for the error.
 * @param limitMs the bound.
 */
export async function settles<T>(promise: Promise<T>, what: string, limitMs = LIVENESS_MS): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Waited ${limitMs} ms in vain for ${what}`)), limitMs);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/* -- A look from outside -- */

/** The open descriptors of this process, without the one that looks: number and target. */
export function openFds(): Map<number, string> {
  return fdsOf("self");
}

/**
 * Waits until no other test sends SIGUSR1 to a program that the runtime runs from source: each opens its inspector
 * then, and all at the same port.
 *
 * @returns to be disposed when the program has ended.
 */
export async function inspectorTurn(): Promise<Disposable> {
  const file = await Deno.open(new URL("../build/inspector.turn", import.meta.url), { create: true, write: true });
  await file.lock(true);
  return file;
}

/** The open descriptors of a process: number and target. */
export function fdsOf(pid: number | "self"): Map<number, string> {
  const fds = new Map<number, string>();
  for (const { name } of [...Deno.readDirSync(`/proc/${pid}/fd`)]) {
    try {
      fds.set(Number(name), Deno.readLinkSync(`/proc/${pid}/fd/${name}`));
    } catch {
      // It was open only while the folder was read.
    }
  }
  return new Map([...fds].sort(([left], [right]) => left - right));
}

/**
 * Waits until the scripted child has done what comes before its `catch` or `await` of a signal: so it is loaded, and
 * may be looked at, or be sent that signal.
 *
 * @param pid of the child.
 */
export async function catches(pid: number): Promise<void> {
  await until(
    () => !/SigCgt:\t0+\n/.test(Deno.readTextFileSync(`/proc/${pid}/status`)),
    `process ${pid} caught a signal`,
  );
}

/**
 * Waits until this process has no more descriptors than it had.
 *
 * @param before what {@linkcode openFds} gave.
 */
export async function fdsComeBackTo(before: Map<number, string>): Promise<void> {
  try {
    await until(() => openFds().size <= before.size, "the descriptors were closed");
  } catch (error) {
    const more = [...openFds()].filter(([fd, target]) => before.get(fd) !== target);
    throw new Error(`There were ${before.size} descriptors, now also ${JSON.stringify(more)}`, { cause: error });
  }
}

/** What the system tells of a process. */
export interface ProcessFacts {
  pid: number;
  /** `R`, `S`, `Z`… */
  state: string;
  parent: number;
  group: number;
  session: number;
}

/** What the system tells of a process; null when there is none of that number. */
export function factsOf(pid: number): ProcessFacts | null {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    const [state, parent, group, session] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { pid, state: state!, parent: Number(parent), group: Number(group), session: Number(session) };
  } catch {
    return null;
  }
}

/** Whether a process runs: it is there and no zombie. */
export function lives(pid: number): boolean {
  const state = factsOf(pid)?.state;
  return state !== undefined && state !== "Z" && state !== "X";
}

/** Waits until a process is gone, or is a zombie that somebody else has to reap. */
export async function dies(pid: number): Promise<void> {
  await until(() => !lives(pid), `process ${pid} was gone`);
}

/** Every process that is this one's child. */
export function childrenOf(pid: number): ProcessFacts[] {
  const numbers = [...Deno.readDirSync("/proc")].map(({ name }) => Number(name)).filter(Number.isInteger);
  return numbers.map(factsOf).filter((facts) => facts !== null).filter(({ parent }) => parent === pid);
}

/** How many children of this process have ended and were not reaped. */
export function zombies(): number {
  return childrenOf(Deno.pid).filter(({ state }) => state === "Z").length;
}

/** Resident memory of this process in bytes. */
export function residentBytes(): number {
  return Deno.memoryUsage().rss;
}

/** Threads of this process. */
export function threads(): number {
  return [...Deno.readDirSync("/proc/self/task")].length;
}

/** Ends a process that a test has started, if it is still there. */
export function killQuietly(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

/* -- Whole programs -- */

/**
 * The arguments with which Deno plays a scene of `tests/programs/parent.ts`.
 *
 * @param scene and its arguments.
 */
export function parentArguments(scene: readonly string[]): string[] {
  return ["run", "-A", "--no-check", "--quiet", PARENT, ...scene];
}

/** How a program of {@linkcode runParent} ended. */
export interface Ended {
  code: number;
  signal: string | null;
  stdout: string;
  stderr: string;
}

/** A scene of `tests/programs/parent.ts`, running in a Deno of its own. It is killed when the test leaves it. */
export class ParentProgram implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #stderr: Promise<string>;
  readonly #limitMs: number;
  #ended = false;

  /**
   * @param scene and its arguments.
   * @param before shell commands that come first, as `ulimit -n 64`.
   * @param limitMs how long to wait for a line and for its end.
   */
  constructor(scene: readonly string[], before = ":", limitMs = LIVENESS_MS) {
    this.#limitMs = limitMs;
    const script = `${before}; exec "$@"`;
    const run = [Deno.execPath(), ...parentArguments(scene)];
    this.#process = new Deno.Command("sh", {
      args: ["-c", script, "sh", ...run],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#lines = linesOf(this.#process.stdout);
    this.#input = this.#process.stdin.getWriter();
    this.#stderr = new Response(this.#process.stderr).text();
    this.#process.status.then(() => this.#ended = true);
  }

  /** Its number. */
  get pid(): number {
    return this.#process.pid;
  }

  /** The next line it says, parsed. */
  async says<T>(): Promise<T> {
    const { value, done } = await settles(this.#lines.next(), "a line of the program", this.#limitMs);
    if (done) throw new Error(`The program ended without a word: ${await this.#stderr}`);
    return JSON.parse(value) as T;
  }

  /** Lets it go on to its next part. */
  async goOn(): Promise<void> {
    await this.#input.write(new TextEncoder().encode("\n"));
  }

  /** Ends it without a chance to clean up. */
  async killHard(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#process.status;
  }

  /** Waits until it has ended by itself. */
  async end(): Promise<Ended> {
    const { code, signal } = await settles(this.#process.status, "the program's end", this.#limitMs);
    let stdout = "";
    for (let line = await this.#lines.next(); !line.done; line = await this.#lines.next()) stdout += `${line.value}\n`;
    return { code, signal, stdout, stderr: await this.#stderr };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#ended) killQuietly(this.pid);
    await this.#process.status;
    await this.#stderr;
    while (!(await this.#lines.next()).done) continue;
    await this.#input.close().catch(() => {});
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of stream.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== "") yield rest;
}

/**
 * Runs a scene of `tests/programs/parent.ts` in a Deno of its own, to its end.
 *
 * @param scene and its arguments.
 * @param before shell commands that come first, as `ulimit -n 64`.
 */
export async function runParent(scene: readonly string[], before?: string): Promise<Ended> {
  await using parent = new ParentProgram(scene, before);
  return await parent.end();
}
