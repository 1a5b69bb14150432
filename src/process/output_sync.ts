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
import { closePlan, makePlan, type StreamPlan } from "./fd_plan.ts";
import { ensureKeeper, remember, unguard } from "./keeper.ts";
import type { CommandOptions } from "./options.ts";
import type { CommandOutput } from "./output.ts";
import { spawnChild, type Spawned } from "./spawn.ts";
import { type ProcessStatus, readStatus } from "./status.ts";

const DEFAULT_KILL_GRACE_MS = 2000;
const SIGTERM = 15;
const SIGKILL = 9;
const SCOPE_GROUP = 1;
const DIRECTION_WRITE = 1;

/**
 * Runs a command to its end in this thread.
 *
 * @param program its name or path.
 * @param options of the command.
 * @returns the status and the outputs.
 */
export function outputSync(program: string, options: CommandOptions): CommandOutput {
  options.signal?.throwIfAborted();
  const plan = makePlan(program, options);
  const reactor = new Reactor();
  try {
    assertNoStreams(program, plan);
    const run = new SyncRun(reactor, program, options, plan);
    run.toTheEnd();
    return run.output();
  } finally {
    closePlan(plan);
    reactor.destroy();
  }
}

function assertNoStreams(program: string, plan: StreamPlan[]): void {
  for (const stream of plan) {
    if (stream.kind === "pipe" && stream.value instanceof ReadableStream) {
      throw new TypeError(`Cannot use outputSync() of "${program}": a ReadableStream needs the event loop`);
    }
  }
}

/** One command on its way to its end. */
class SyncRun implements NewsListener {
  readonly #reactor: Reactor;
  readonly #process: Pointer;
  readonly #options: CommandOptions;
  readonly #readers = new Map<OutputName, RingReader>();
  readonly #startedAt = performance.now();
  #status: ProcessStatus | null = null;
  #endedAt = 0;
  /** Kept open until the child has ended: a terminal that goes away hangs up on its session. */
  #terminal: bigint | null = null;
  #cause: "timeout" | null = null;
  #killAt: number;

  constructor(reactor: Reactor, program: string, options: CommandOptions, plan: StreamPlan[]) {
    this.#reactor = reactor;
    this.#options = options;
    const spawned = spawnChild(program, options, plan, {
      leader: null,
      hold: false,
      keeper: options.parentDeath === "kill" ? ensureKeeper() : null,
    });
    this.#process = spawned.process;
    if (options.parentDeath === "kill") remember(spawned.process);
    this.#killAt = this.#startedAt + (options.timeout ?? Infinity);
    const startNs = Number(native().symbols.aria_now_ns());
    plan.forEach((stream, number) => this.#connect(program, stream, STREAM_NAMES[number]!, spawned, startNs));
    native().symbols.aria_process_watch(spawned.process, reactor.pointer, reactor.add(this));
  }

  #connect(program: string, stream: StreamPlan, name: StreamName, spawned: Spawned, startNs: number): void {
    const end = spawned.ends[STREAM_NAMES.indexOf(name)]!;
    if (end < 0n) return;
    const buffer = completeBuffer(name, this.#options.buffer?.[name]);
    if (stream.kind === "pipe" && stream.value !== undefined) {
      new SyncInput(this.#reactor, end, buffer.capacity, stream.value as string | Uint8Array);
      return;
    }
    if (stream.kind === "pty") this.#terminal = duplicateHandle(end);
    // A terminal's one end is stream 0 of the plan and what it shows is stdout.
    const output = (stream.kind === "pty" ? "stdout" : name) as OutputName;
    const reader = new RingReader(this.#reactor, end, buffer, `${output} of "${program}"`, startNs);
    reader.collectAll();
    this.#readers.set(output, reader);
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
    return left === Infinity ? -1 : Math.max(0, Math.ceil(left));
  }

  /** What takes too long is ended: the process after its timeout, its outputs after the grace. */
  #endLate(): void {
    const now = performance.now();
    if (!this.#status && now >= this.#killAt) {
      const signal = this.#cause ? SIGKILL : SIGTERM;
      native().symbols.aria_process_signal(this.#process, signal, SCOPE_GROUP);
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
    this.#status ??= readStatus(this.#process, this.#cause);
    this.#endedAt ||= performance.now();
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
      reader?.close();
    }
    unguard(this.#process);
    native().symbols.aria_process_close(this.#process);
    return { ...this.#status!, ...bytes, truncated };
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
