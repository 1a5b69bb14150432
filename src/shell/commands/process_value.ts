/**
 * A process that was started by `spawn`.
 *
 * @module
 */

import { signalNumber } from "../../../ffi/mod.ts";
import type { InputName, OutputName } from "../../streams/mod.ts";
import { quoteName } from "../syntax/quote.ts";
import { STREAMS } from "../types/streams.ts";
import { ErrorValue, Failure } from "../values/mod.ts";
import type { Foreground } from "./foreground.ts";
import { directBytes, drainedBytes, noReader, Reader, type Waiting } from "./reader.ts";
import type { ProcessValue, ReaderValue, RunValue, WriterValue } from "./runner.ts";
import type { RunningPlan } from "./running_plan.ts";
import { directSink, drainedSink, noWriter, Writer } from "./writer.ts";

/** Of a pipeline: its inputs are those of the first stage, its outputs and its number those of the last. */
export class StartedProcess implements ProcessValue {
  readonly pid: number;
  readonly stdin: WriterValue;
  readonly stddati: WriterValue;
  readonly stdout: ReaderValue;
  readonly stderr: ReaderValue;
  readonly stddbg: ReaderValue;
  readonly stddato: ReaderValue;
  readonly #running: RunningPlan;
  readonly #waiting: Waiting;
  readonly #at: number;
  readonly #heed: () => void;
  #isAlive = true;

  /**
   * @param running what was started
   * @param foreground hears of every wait
   * @param at the place that failures name
   * @param heed called when the program looks after its end
   */
  constructor(running: RunningPlan, foreground: Foreground, at: number, heed: () => void) {
    this.#running = running;
    this.#waiting = (work) => foreground.during(work, running);
    this.#at = at;
    this.#heed = heed;
    this.pid = running.last.pid;
    this.stdin = this.#writer("stdin");
    this.stddati = this.#writer("stddati");
    this.stdout = this.#reader("stdout");
    this.stderr = this.#reader("stderr");
    this.stddbg = this.#reader("stddbg");
    this.stddato = this.#reader("stddato");
    running.last.status.then(() => this.#isAlive = false);
  }

  /**
   * Waits for its end. Its inputs are closed, since nobody could write them meanwhile; what it writes and nobody reads
   * is kept for a later reader, up to 128 MiB of each stream.
   */
  async wait(): Promise<RunValue | Failure> {
    this.#heed();
    await Promise.all([this.stdin.close(), this.stddati.close()]);
    return (await this.#waiting(this.#running.outcome)).value;
  }

  kill(signal: string): null | Failure {
    const name = signal.startsWith("SIG") ? signal : `SIG${signal}`;
    try {
      signalNumber(name);
    } catch {
      return this.#failure(`there is no signal ${quoteName(signal)}`);
    }
    this.#heed();
    if (this.#running.send(name as Deno.Signal)) return null;
    return this.#failure(`${quoteName(this.#running.last.program)} has ended and gets no signal`);
  }

  is_alive(): boolean {
    return this.#isAlive;
  }

  #reader(name: OutputName): ReaderValue {
    const { last } = this.#running;
    const { kind } = this.#running.assembly.arrangement.at(-1)![STREAMS.indexOf(name)]!;
    if (kind === "direct") return new Reader(directBytes(last.direct(name)), this.#waiting, this.#at);
    const output = last.pipedOutput(name);
    if (output) return new Reader(drainedBytes(output), this.#waiting, this.#at);
    return noReader(this.#failure(`${name} of ${quoteName(last.program)} goes elsewhere`));
  }

  #writer(name: InputName): WriterValue {
    const [first] = this.#running.processes;
    const { kind } = this.#running.assembly.arrangement[0]![STREAMS.indexOf(name)]!;
    const label = `${name} of ${quoteName(first!.program)}`;
    if (kind === "direct") return new Writer(directSink(first!.direct(name)), label, this.#waiting, this.#at);
    if (kind === "program") return new Writer(drainedSink(first![name]), label, this.#waiting, this.#at);
    return noWriter(this.#failure(`${label} comes from elsewhere`));
  }

  #failure(message: string): Failure {
    return new Failure(new ErrorValue(1, message, "io"), this.#at);
  }
}
