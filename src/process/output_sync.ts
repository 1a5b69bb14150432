/**
 * `outputSync`: the same machinery, run by this very thread.
 *
 * @module
 */

import { native, type Pointer, STREAM_OPTIONS, Struct, systemError } from "../../ffi/mod.ts";
import {
  completeBuffer,
  duplicateHandle,
  type NewsListener,
  OUTPUT_NAMES,
  type OutputName,
  Reactor,
  RingReader,
  STREAM_NAMES,
  type StreamName,
} from "../streams/mod.ts";
import { CAP_MS, DEFAULT_DRAIN_GRACE_MS } from "./drain_grace.ts";
import type { StreamPlan } from "./fd_plan.ts";
import { remember, unguard } from "./keeper.ts";
import type { CommandOptions } from "./options.ts";
import type { CommandOutput } from "./output.ts";
import { PreparedCommand } from "./prepared.ts";
import { type Spawned, takeEnd } from "./spawn.ts";
import { type ProcessStatus, readStatus } from "./status.ts";

const DEFAULT_KILL_GRACE_MS = 2000;
const SIGTERM = 15;
const SIGKILL = 9;
const SCOPE_PROCESS = 0;
const SCOPE_GROUP = 1;
const DIRECTION_WRITE = 1;
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/**
 * Runs a command to its end in this thread.
 *
 * @param program its name or path.
 * @param options of the command.
 * @returns the status and the outputs.
 */
export function outputSync(program: string, options: CommandOptions): CommandOutput {
  using prepared = new PreparedCommand(program, options);
  assertNoStreams(program, prepared.plan);
  using run = new SyncRun(program, prepared.options);
  prepared.spawnFor((spawned) => run.take(spawned, prepared.plan));
  run.toTheEnd();
  return run.output();
}

function assertNoStreams(program: string, plan: StreamPlan[]): void {
  for (const stream of plan) {
    if (stream.kind === "pipe" && stream.value instanceof ReadableStream) {
      throw new TypeError(`Cannot use outputSync() of "${program}": a ReadableStream needs the event loop`);
    }
  }
}

/** One command on its way to its end. */
class SyncRun implements NewsListener, Disposable {
  readonly #program: string;
  readonly #options: CommandOptions;
  readonly #reactor = new Reactor();
  readonly #readers = new Map<OutputName, RingReader>();
  readonly #startedAt = performance.now();
  #process: Pointer | null = null;
  #status: ProcessStatus | null = null;
  #endedAt = 0;
  /** Kept open until the child has ended: a terminal that goes away hangs up on its session. */
  #terminal: bigint | null = null;
  #cause: "timeout" | null = null;
  #killAt: number;

  constructor(program: string, options: CommandOptions) {
    this.#program = program;
    this.#options = options;
    this.#killAt = this.#startedAt + (options.timeout ?? Infinity);
  }

  /** Takes charge of the child. */
  take({ process, ends }: Spawned, plan: StreamPlan[]): void {
    const startNs = Number(native().symbols.aria_now_ns());
    plan.forEach((stream, number) => this.#connect(stream, STREAM_NAMES[number]!, ends, startNs));
    native().symbols.aria_process_watch(process, this.#reactor.pointer, this.#reactor.add(this));
    this.#process = process;
    if (this.#options.parentDeath === "kill" && this.#leads) remember(process);
  }

  get #leads(): boolean {
    return this.#options.group === "new";
  }

  #connect(stream: StreamPlan, name: StreamName, ends: bigint[], startNs: number): void {
    const end = takeEnd(ends, STREAM_NAMES.indexOf(name));
    if (end < 0n) return;
    const buffer = completeBuffer(name, this.#options.buffer?.[name]);
    if (stream.kind === "pipe" && stream.value !== undefined) {
      new SyncInput(this.#reactor, end, buffer.capacity, stream.value as string | Uint8Array);
      return;
    }
    // A terminal's one end is stream 0 of the plan and what it shows is stdout.
    const output = (stream.kind === "pty" ? "stdout" : name) as OutputName;
    const reader = new RingReader(this.#reactor, end, buffer, `${output} of "${this.#program}"`, startNs);
    this.#readers.set(output, reader);
    if (stream.kind === "pty") this.#terminal = duplicateHandle(end);
    reader.collectAll();
  }

  /** Runs until the process has ended and its outputs have. */
  toTheEnd(): void {
    while (!this.#status || this.#openReaders().length > 0) {
      this.#reactor.run(this.#waitMs());
      this.#endLate();
    }
  }

  #openReaders(): RingReader[] {
    return [...this.#readers.values()].filter((reader) => reader.open);
  }

  #waitMs(): number {
    if (this.#status) return 10;
    const left = this.#killAt - performance.now();
    return left === Infinity ? -1 : Math.max(0, Math.min(Math.ceil(left), LONGEST_WAIT_MS));
  }

  /** What takes too long is ended: the process after its timeout, its outputs after the grace. */
  #endLate(): void {
    const now = performance.now();
    if (!this.#status && now >= this.#killAt) {
      const signal = this.#cause ? SIGKILL : SIGTERM;
      native().symbols.aria_process_signal(this.#process, signal, this.#leads ? SCOPE_GROUP : SCOPE_PROCESS);
      this.#killAt = this.#cause ? Infinity : now + (this.#options.killGrace ?? DEFAULT_KILL_GRACE_MS);
      this.#cause = "timeout";
    }
    if (!this.#status) return;
    const grace = this.#options.drainGrace ?? DEFAULT_DRAIN_GRACE_MS;
    const sinceEnd = now - this.#endedAt;
    for (const reader of this.#openReaders()) {
      const silent = Math.min(reader.idle().idleMs, sinceEnd) >= grace;
      if (silent || (grace !== Infinity && sinceEnd >= CAP_MS)) reader.discard();
    }
  }

  /** The reactor has news: the process has ended. */
  onNews(): void {
    if (this.#process) this.#status ??= readStatus(this.#process, this.#cause);
    this.#endedAt ||= performance.now();
    this.#closeTerminal();
  }

  #closeTerminal(): void {
    if (this.#terminal !== null) native().symbols.aria_close(this.#terminal);
    this.#terminal = null;
  }

  /** What it said. */
  output(): CommandOutput {
    const bytes = {} as Record<OutputName, Uint8Array<ArrayBuffer>>;
    let truncated = false;
    for (const name of OUTPUT_NAMES) {
      const reader = this.#readers.get(name);
      bytes[name] = reader?.takeAll() ?? new Uint8Array();
      if (reader?.error) throw reader.error;
      truncated ||= reader?.stats().truncated ?? false;
    }
    return { ...this.#status!, ...bytes, truncated };
  }

  /** Lets go of all, in whatever state it is. */
  [Symbol.dispose](): void {
    for (const reader of this.#readers.values()) reader.close();
    this.#closeTerminal();
    if (this.#process) {
      unguard(this.#process);
      native().symbols.aria_process_close(this.#process);
    }
    this.#reactor.destroy();
  }
}

/** Writes a value as fast as the child reads it. */
class SyncInput implements NewsListener {
  readonly #stream: Pointer;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  #offset = 0;

  constructor(reactor: Reactor, end: bigint, capacity: number, value: string | Uint8Array) {
    this.#bytes = (typeof value === "string" ? new TextEncoder().encode(value) : value) as Uint8Array<ArrayBuffer>;
    const options = new Struct(STREAM_OPTIONS);
    options.set("id", reactor.add(this));
    options.set("direction", DIRECTION_WRITE);
    options.set("capacity", capacity);
    const error = new Int32Array(1);
    const errorBytes = new Uint8Array(error.buffer);
    const stream = native().symbols.aria_stream_open(reactor.pointer, end, options.bytes, errorBytes);
    if (!stream) throw systemError(error[0]!, "Cannot write an input");
    this.#stream = stream;
    this.onNews();
  }

  /** There is room; or nobody reads any more, and then there is nothing more to do. */
  onNews(): void {
    const { symbols } = native();
    do {
      const rest = this.#bytes.subarray(this.#offset);
      const taken = symbols.aria_stream_write(this.#stream, rest, rest.length);
      if (taken < 0) return;
      this.#offset += taken;
      if (this.#offset === this.#bytes.length) return symbols.aria_stream_end(this.#stream);
    } while (symbols.aria_stream_wait(this.#stream));
  }
}
