/**
 * This side of a child's six streams.
 *
 * @module
 */

import { native, systemError } from "../../ffi/mod.ts";
import {
  completeBuffer,
  DirectInput,
  DirectOutput,
  duplicateHandle,
  InputStream,
  OUTPUT_NAMES,
  type OutputName,
  OutputStream,
  type Reactor,
  RingReader,
  STREAM_NAMES,
  type StreamName,
  type StreamStats,
} from "../streams/mod.ts";
import { assertTerminalSize, type FdPlan, type InputValue, type StreamPlan } from "./fd_plan.ts";
import type { CommandOptions } from "./options.ts";
import { takeEnd } from "./spawn.ts";

type Stream = InputStream | OutputStream | DirectInput | DirectOutput | null;

/** The streams of one process, by number; null where Aria has no part. */
export class ProcessStreams {
  readonly #program: string;
  readonly #options: CommandOptions;
  readonly #reactor: Reactor;
  readonly #startNs = Number(native().symbols.aria_now_ns());
  readonly #streams: Stream[] = [];
  #terminal: bigint | null = null;

  /**
   * @param program for errors.
   * @param options of the command.
   * @param plan of its streams.
   * @param ends our ends of its pipes; those that become streams are taken.
   * @param reactor that drains them.
   * @throws {Error} of the operating system, when one cannot be watched; what was taken is closed.
   */
  constructor(program: string, options: CommandOptions, plan: FdPlan, ends: bigint[], reactor: Reactor) {
    this.#program = program;
    this.#options = options;
    this.#reactor = reactor;
    try {
      plan.forEach((stream, number) => this.#streams.push(this.#connect(stream, STREAM_NAMES[number]!, ends)));
    } catch (error) {
      this.#closeAll();
      throw error;
    }
    for (const output of this.outputs()) output.onRead = () => this.keepUnread(output);
  }

  #closeAll(): void {
    for (const reader of this.readers()) reader.close();
    this.close();
    this.closeTerminal();
  }

  #connect(stream: StreamPlan, name: StreamName, ends: bigint[]): Stream {
    if (stream.kind === "pty") return this.#connectTerminal(name, ends);
    const end = takeEnd(ends, STREAM_NAMES.indexOf(name));
    if (end < 0n) return null;
    return stream.kind === "pipe" && stream.use === "direct"
      ? this.#connectDirect(name, end)
      : this.#connectDrained(name, end);
  }

  #connectDirect(name: StreamName, end: bigint): Stream {
    const what = `${name} of "${this.#program}"`;
    return isOutput(name) ? new DirectOutput(this.#reactor, end, what) : new DirectInput(this.#reactor, end, what);
  }

  #connectDrained(name: StreamName, end: bigint): Stream {
    const what = `${name} of "${this.#program}"`;
    const buffer = completeBuffer(name, this.#options.buffer?.[name]);
    if (!isOutput(name)) return new InputStream(this.#reactor, end, buffer.capacity, what, this.#startNs);
    return new OutputStream(new RingReader(this.#reactor, end, buffer, what, this.#startNs), buffer, what);
  }

  /**
   * The terminal's one end is both what the child reads (0) and what it writes (1); 2 comes out of 1. It stays open
   * until the child has ended, whoever has closed what by then: a terminal that goes away hangs up on its session.
   */
  #connectTerminal(name: StreamName, ends: bigint[]): Stream {
    if (name === "stderr") return null;
    if (name === "stdout") return this.#connectDrained(name, takeEnd(ends, 0));
    this.#terminal = duplicateHandle(ends[0]!);
    return this.#connectDrained(name, duplicateHandle(ends[0]!));
  }

  /** The child has ended: its terminal may go. */
  closeTerminal(): void {
    if (this.#terminal !== null) native().symbols.aria_close(this.#terminal);
    this.#terminal = null;
  }

  /**
   * Sets the size of the child's terminal; the child gets SIGWINCH.
   *
   * @param size in characters.
   * @throws {TypeError} when it has no terminal of ours, or has ended.
   */
  resizeTerminal(size: { rows: number; cols: number }): void {
    const action = `Cannot resize the terminal of "${this.#program}"`;
    if (this.#terminal === null) throw new TypeError(`${action}: it has none`);
    assertTerminalSize(size, action);
    const error = native().symbols.aria_pty_resize(this.#terminal, size.rows, size.cols);
    if (error < 0) throw systemError(error, action);
  }

  /**
   * Writes the values that the plan gives to inputs. The child may stop reading whenever it likes; a source that fails
   * is an error.
   *
   * @param plan of the streams.
   * @param failed is told of the error of a source.
   */
  feed(plan: FdPlan, failed: (error: unknown) => void): void {
    plan.forEach((stream, number) => {
      if (stream.kind !== "pipe" || stream.value === undefined) return;
      feedInput(this.#streams[number] as InputStream, stream.value).catch(failed);
    });
  }

  /**
   * A stream of a kind.
   *
   * @param name of the stream.
   * @param kind its class.
   * @returns the stream.
   * @throws {TypeError} when it is of another kind.
   */
  get<T>(name: StreamName, kind: new (...args: never[]) => T): T {
    const stream = this.#streams[STREAM_NAMES.indexOf(name)];
    if (stream instanceof kind) return stream;
    const direct = [DirectInput, DirectOutput].some((each) => each as unknown === kind);
    throw new TypeError(`Cannot get ${name} of "${this.#program}": it is not ${direct ? '"direct"' : '"piped"'}`);
  }

  /** An output that is piped, or null. */
  output(name: OutputName): OutputStream | null {
    const stream = this.#streams[STREAM_NAMES.indexOf(name)];
    return stream instanceof OutputStream ? stream : null;
  }

  /** All outputs that are piped. */
  outputs(): OutputStream[] {
    return this.#streams.filter((stream) => stream instanceof OutputStream);
  }

  /** The rings of all outputs that are piped. */
  readers(): RingReader[] {
    return this.outputs().map((output) => output.reader);
  }

  /** Figures of every stream. */
  stats(): Record<StreamName, StreamStats | null> {
    const entries = STREAM_NAMES.map((name, number) => {
      const stream = this.#streams[number];
      return [name, stream instanceof InputStream || stream instanceof OutputStream ? stream.stats : null];
    });
    return Object.fromEntries(entries);
  }

  /**
   * Sees to it that an output that nobody reads does not hold the child, because somebody waits for it or for another
   * output.
   *
   * @param except an output that is being read.
   */
  keepUnread(except?: OutputStream): void {
    for (const output of this.outputs()) if (output !== except) output.keepUnread();
  }

  /** Wants no more of the outputs; they are drained. */
  async dropOutputs(): Promise<void> {
    for (const output of this.outputs()) await output[Symbol.asyncDispose]();
  }

  /** Closes what is ours alone. */
  async close(): Promise<void> {
    for (const stream of this.#streams) {
      if (stream instanceof InputStream) await stream[Symbol.asyncDispose]();
      else if (stream instanceof DirectInput || stream instanceof DirectOutput) stream.close();
    }
  }
}

async function feedInput(input: InputStream, value: InputValue): Promise<void> {
  if (!(value instanceof ReadableStream)) return void await input.end(value);
  for await (const chunk of value) if ((await input.write(chunk)).closed) break;
  await input.close();
}

/**
 * Whether a program writes a stream.
 *
 * @param name of the stream.
 */
export function isOutput(name: StreamName): name is OutputName {
  return (OUTPUT_NAMES as readonly StreamName[]).includes(name);
}
