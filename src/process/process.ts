/**
 * A process that was started.
 *
 * @module
 */

import { native, type Pointer, signalNumber, systemError } from "../../ffi/mod.ts";
import {
  DirectInput,
  DirectOutput,
  type Drainer,
  InputStream,
  type NewsListener,
  OUTPUT_NAMES,
  type OutputName,
  OutputStream,
  type StreamName,
  type StreamStats,
} from "../streams/mod.ts";
import { DEFAULT_DRAIN_GRACE_MS, endOutputs } from "./drain_grace.ts";
import { EndTriggers } from "./end_triggers.ts";
import { GroupEnding, letGoOrLinger } from "./ending.ts";
import type { FdPlan } from "./fd_plan.ts";
import { ProcessGroup } from "./group.ts";
import { guard, remember, unguard } from "./keeper.ts";
import type { CommandOptions } from "./options.ts";
import type { CommandOutput } from "./output.ts";
import { isOutput, ProcessStreams } from "./process_streams.ts";
import type { Spawned } from "./spawn.ts";
import { type ProcessStatus, readStatus } from "./status.ts";

const DEFAULT_KILL_GRACE_MS = 2000;
const SCOPE_PROCESS = 0;
const SCOPE_GROUP = 1;

/**
 * A child process, made by `Command.spawn()`.
 *
 * It is addressed by a handle of the kernel and never by its number, so a signal cannot reach a stranger. It is reaped
 * when it ends, whether or not anybody waits, and keeps this program from ending until then; see {@linkcode unref}.
 *
 * @example Reading while it runs
 * ```ts
 * import { Command } from "@aria/runtime";
 * import { assertEquals } from "@std/assert";
 *
 * await using child = new Command("sh", { args: ["-c", "echo working; exit 3"] }).spawn();
 * assertEquals(await Array.fromAsync(child.stdout.lines()), ["working"]);
 * assertEquals((await child.wait()).code, 3);
 * ```
 */
export class Process implements AsyncDisposable, NewsListener {
  /** Its number, for people and logs. */
  readonly pid: number;
  /** The program, as the command named it. */
  readonly program: string;

  readonly #options: CommandOptions;
  readonly #drainer: Drainer;
  readonly #id: number;
  readonly #streams: ProcessStreams;
  readonly #status: Promise<ProcessStatus>;
  readonly #drained: Promise<void>;
  #settle!: (status: ProcessStatus) => void;
  readonly #triggers: EndTriggers;
  #process: Pointer | null;
  #ended: ProcessStatus | null = null;
  #cause: "timeout" | "abort" | null = null;
  #inputError: unknown = null;
  #ending: GroupEnding | null = null;
  #referenced = true;
  #guarded = false;
  #held: boolean;
  #leads: boolean;

  /** Made by `Command`, not by users. */
  constructor(
    program: string,
    options: CommandOptions,
    plan: FdPlan,
    spawned: Spawned,
    drainer: Drainer,
    held: boolean,
  ) {
    this.pid = spawned.pid;
    this.program = program;
    this.#options = options;
    this.#drainer = drainer;
    this.#process = spawned.process;
    this.#held = held;
    this.#leads = options.group === undefined || options.group === "new" || held;
    this.#streams = new ProcessStreams(program, options, plan, spawned.ends, drainer);
    this.#id = drainer.add(this);
    drainer.hold();
    this.#status = new Promise((resolve) => this.#settle = resolve);
    this.#streams.feed(plan, (error) => this.#inputFailed(error));
    native().symbols.aria_process_watch(spawned.process, drainer.pointer, this.#id);
    this.#drained = this.#status.then((status) => this.#endOutputs(status));
    this.#drained.then(() => letGoOrLinger(this));
    this.#triggers = new EndTriggers(options, (cause) => this.#end(cause));
  }

  /* -- Streams -- */

  /** @ignore An output that is piped, or null. */
  pipedOutput(name: OutputName): OutputStream | null {
    return this.#streams.output(name);
  }

  /**
   * Its stdin.
   *
   * @throws {TypeError} when it is not `"piped"`.
   */
  get stdin(): InputStream {
    return this.#streams.get("stdin", InputStream);
  }

  /**
   * Its stdout.
   *
   * @throws {TypeError} when it is not `"piped"`.
   */
  get stdout(): OutputStream {
    return this.#streams.get("stdout", OutputStream);
  }

  /**
   * Its stderr.
   *
   * @throws {TypeError} when it is not `"piped"`.
   */
  get stderr(): OutputStream {
    return this.#streams.get("stderr", OutputStream);
  }

  /**
   * Its telemetry.
   *
   * @throws {TypeError} when it is not `"piped"`.
   */
  get stddbg(): OutputStream {
    return this.#streams.get("stddbg", OutputStream);
  }

  /**
   * Its data input.
   *
   * @throws {TypeError} when it is not `"piped"`.
   */
  get stddati(): InputStream {
    return this.#streams.get("stddati", InputStream);
  }

  /**
   * Its data output.
   *
   * @throws {TypeError} when it is not `"piped"`.
   */
  get stddato(): OutputStream {
    return this.#streams.get("stddato", OutputStream);
  }

  /**
   * A stream that was asked for as `"direct"`.
   *
   * @param name of the stream.
   * @returns what reads or writes it.
   * @throws {TypeError} when it is not `"direct"`.
   */
  direct(name: "stdin" | "stddati"): DirectInput;
  /** The same for an output. */
  direct(name: "stdout" | "stderr" | "stddbg" | "stddato"): DirectOutput;
  direct(name: StreamName): DirectInput | DirectOutput {
    return isOutput(name) ? this.#streams.get(name, DirectOutput) : this.#streams.get(name, DirectInput);
  }

  /**
   * Sets the size of its terminal (option `pty`); it gets SIGWINCH.
   *
   * @param size in characters.
   * @throws {TypeError} when it has no terminal of ours, or has ended.
   */
  resize(size: { rows: number; cols: number }): void {
    this.#streams.resizeTerminal(size);
  }

  /**
   * Figures of its streams.
   *
   * @returns one entry a stream; null where Aria has no part in it.
   */
  stats(): Record<StreamName, StreamStats | null> {
    return this.#streams.stats();
  }

  /* -- The end -- */

  /**
   * How it ended, as soon as it has ended; its outputs may still have something to say. Never rejects. An output that
   * nobody reads does not hold it: see {@linkcode wait}. An output that somebody has begun to read waits for that
   * reader.
   */
  get status(): Promise<ProcessStatus> {
    this.#keepUnread();
    return this.#status;
  }

  /**
   * Waits until it has ended and its piped outputs have, too. Outputs that nobody reads are kept up to their
   * `highWater` for a later reader, and do not hold the child. An output that a grandchild holds open ends after
   * `drainGrace`.
   *
   * @returns how it ended; the same for every call.
   * @throws {Error} what a `ReadableStream` given as its input failed with.
   */
  async wait(): Promise<ProcessStatus> {
    this.#keepUnread();
    const status = await this.#status;
    await this.#drainer.holdUntil(this.#drained); // a grandchild may hold an output for long that nobody reads
    await this.#ending?.done;
    if (this.#inputError) throw this.#inputError;
    return status;
  }

  /**
   * Collects all piped outputs and waits.
   *
   * @param options `max`: bytes kept of each.
   * @returns the status and the outputs; what is not piped is empty.
   * @throws {TypeError} when somebody else reads one of them.
   */
  async output(options: { max?: number } = {}): Promise<CommandOutput> {
    const collected = OUTPUT_NAMES.map((name) =>
      this.pipedOutput(name)?.bytes(options) ?? Promise.resolve(new Uint8Array())
    );
    const [stdout, stderr, stddbg, stddato] = await Promise.all(collected);
    const status = await this.wait();
    const truncated = this.#streams.outputs().some((output) => output.truncated);
    return { ...status, stdout: stdout!, stderr: stderr!, stddbg: stddbg!, stddato: stddato!, truncated };
  }

  #keepUnread(): void {
    if (!this.#ended) this.#streams.keepUnread();
  }

  /** The drainer has news: it has ended. */
  onNews(): void {
    const status = this.#process && !this.#ended && readStatus(this.#process, this.#cause);
    if (!status) return;
    this.#ended = status;
    this.#triggers.disarm();
    this.#streams.closeTerminal();
    this.#drainer.remove(this.#id);
    if (this.#referenced) this.#drainer.release();
    if (this.#guarded && !this.#groupLives()) this.release();
    this.#settle(status);
  }

  #endOutputs({ reason }: ProcessStatus): Promise<void> {
    const patient = reason === "exit" || reason === "signal";
    return endOutputs(this.#streams.readers(), this.#options.drainGrace ?? DEFAULT_DRAIN_GRACE_MS, patient);
  }

  /**
   * @ignore Lets go of the library's object when neither its status nor its group can be of use any more; false while
   * the group lives on.
   */
  letGo(): boolean {
    if (!this.#process) return true;
    if (this.#held || this.#groupLives()) return false;
    if (this.#guarded) this.release();
    native().symbols.aria_process_close(this.#process);
    this.#process = null;
    return true;
  }

  #groupLives(): boolean {
    return this.#leads && native().symbols.aria_process_signal(this.#process, 0, SCOPE_GROUP) === 0;
  }

  /** @ignore Its group needs its number no longer. */
  unhold(): void {
    if (!this.#held || !this.#process) return;
    this.#held = false;
    native().symbols.aria_process_hold(this.#process, 0);
    if (this.#ended) this.#drained.then(() => letGoOrLinger(this));
  }

  /** @ignore The library's object, for those that join its group. */
  get native(): Pointer | null {
    return this.#process;
  }

  /* -- Signals -- */

  /**
   * Sends a signal.
   *
   * @param signal its name or number; 0 only asks.
   * @param options `group`: to the whole group that it leads, grandchildren too; on Linux 6.9 and later also after
   * its own end.
   * @throws {TypeError} when it has ended, or there is no such signal.
   */
  kill(signal: Deno.Signal | number = "SIGTERM", options: { group?: boolean } = {}): void {
    const number = signalNumber(signal);
    if (!this.tryKill(number, options.group ?? false)) {
      throw new TypeError(`Cannot send ${signal} to "${this.program}" (pid ${this.pid}): it has ended`);
    }
  }

  /** @ignore The same; false when there is nobody to get it. */
  tryKill(signal: Deno.Signal | number, group: boolean): boolean {
    if (!this.#process) return false;
    const scope = group && this.#leads ? SCOPE_GROUP : SCOPE_PROCESS;
    const error = native().symbols.aria_process_signal(this.#process, signalNumber(signal), scope);
    if (error >= 0) return true;
    const failure = systemError(error, `Cannot send ${signal} to "${this.program}" (pid ${this.pid})`);
    if (failure.code === "ESRCH") return false;
    throw failure;
  }

  /**
   * Ends its group softly, then hard: SIGTERM, and SIGKILL if it has not ended after the grace. The reason stays
   * `"signal"`, or `"exit"` when it handled SIGTERM.
   *
   * @param options `grace`: milliseconds, `killGrace` of the command if not given.
   * @returns how it ended.
   */
  terminate(options: { grace?: number } = {}): Promise<ProcessStatus> {
    this.#endGroup(options.grace);
    return this.wait();
  }

  /** Ends its group: SIGTERM, and after the grace SIGKILL to whoever is left of it. */
  #endGroup(graceMs: number = this.#options.killGrace ?? DEFAULT_KILL_GRACE_MS): void {
    if (this.#ending) return this.#ending.hasten(graceMs);
    this.#ending = new GroupEnding(this, graceMs);
    this.#ending.done.then(() => this.#ending = null);
  }

  /** @ignore Whether somebody of its group is left. */
  get groupLives(): boolean {
    return this.#process !== null && (!this.#ended || this.#groupLives());
  }

  /** What it reads has come to a wrong end, which must not look like a right one to it. */
  #inputFailed(error: unknown): void {
    this.#inputError = error;
    this.#end("abort");
  }

  #end(cause: "timeout" | "abort"): void {
    if (this.#ended) return;
    this.#cause ??= cause;
    this.#endGroup();
  }

  /* -- Ties to this program -- */

  /** @ignore Ties its group to this program, by the process that leads it; `done`: it was spawned so. */
  tie(done: boolean): void {
    const { group } = this.#options;
    const leader = group instanceof ProcessGroup ? group.leader! : this;
    if (leader.#guarded || !leader.#process) return;
    if (done) remember(leader.#process);
    else guard(leader.#process);
    leader.#guarded = true;
  }

  /** Takes back `parentDeath: "kill"`: it may outlive this program. */
  release(): void {
    if (!this.#guarded) return;
    this.#guarded = false;
    unguard(this.#process!);
  }

  /** Keeps this program from ending while it runs; the default. */
  ref(): void {
    if (this.#referenced) return;
    this.#referenced = true;
    if (!this.#ended) this.#drainer.hold();
  }

  /** Lets this program end while it runs. It is reaped all the same, by whoever inherits it. */
  unref(): void {
    if (!this.#referenced) return;
    this.#referenced = false;
    if (!this.#ended) this.#drainer.release();
  }

  /** Ends its group as by {@linkcode terminate} and waits for it; its outputs are drained and dropped. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#streams.dropOutputs();
    this.#endGroup();
    await this.#drained;
    await this.#ending?.done;
    await this.#streams.close();
  }
}
