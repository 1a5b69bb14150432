/**
 * What a running program finds around it: its arguments and settings, stdout, commands and signals.
 *
 * @module
 */

import type { PipelineRunner } from "../commands/pipeline_runner.ts";
import type { RunReport, Settings } from "../commands/runner.ts";
import type { EndingFailure, Host } from "../eval/mod.ts";
import type { Code } from "../syntax/codes.ts";
import { ErrorValue, Failure } from "../values/mod.ts";
import { printFailure } from "./failure.ts";
import type { RunOptions } from "./options.ts";
import { OutputError, printError, printOutput, type WaitForRoom } from "./output.ts";
import { Signals } from "./signals.ts";

const STDOUT = 1n;
const FOR_WRITING = 1;
/** How long a write waits for its reader before it looks whether the program has to end. */
const ROOM_WAIT_MS = 50;

/** What the host is told of the program that it is made for. */
export interface Guest {
  readonly arg0: string;
  /** It ends before any signal matters. */
  readonly isBrief: boolean;
  /** `file:line:column` of one of its places. */
  place(at: number): string;
  /** A warning about one of them: the text of a diagnostic. */
  warning(code: Code, message: string, at: number): string;
}

/** The host of one script. */
export class ScriptHost implements Host {
  readonly settings: Settings;
  readonly args: readonly string[];
  readonly arg0: string;
  /** Every command and pipeline that has run, if somebody wants to know. */
  readonly reports: RunReport[] = [];
  readonly signals: Signals | null;
  readonly #options: RunOptions;
  readonly #guest: Guest;
  readonly #room: WaitForRoom | undefined;
  #runner: PipelineRunner | undefined;

  /** Makes one; signals of a program that is not brief are listened to from now on. */
  static async make(options: RunOptions, guest: Guest): Promise<ScriptHost> {
    if (guest.isBrief) return new ScriptHost(options, guest, null, undefined);
    const ffi = await import("../../../ffi/mod.ts");
    const signals = new Signals(ffi);
    const { aria_ready } = ffi.native().symbols;
    const room = () => {
      while (aria_ready(STDOUT, FOR_WRITING, ROOM_WAIT_MS) === 0) if (signals.mustEnd) return false;
      return true;
    };
    return new ScriptHost(options, guest, signals, room);
  }

  private constructor(options: RunOptions, guest: Guest, signals: Signals | null, room: WaitForRoom | undefined) {
    this.#options = options;
    this.#guest = guest;
    this.#room = room;
    this.signals = signals;
    this.args = options.args;
    this.arg0 = guest.arg0;
    this.settings = {
      errexit: options.errexit,
      strict_pipe: options.strictPipe,
      sticky_errors: true,
      stddato_notice: true,
      trace: options.trace,
    };
  }

  /** What carries out commands, loaded with the first of them. */
  async runner(): Promise<PipelineRunner> {
    if (this.#runner) return this.#runner;
    const { PipelineRunner } = await import("../commands/pipeline_runner.ts");
    const { stats, json } = this.#options;
    return this.#runner ??= new PipelineRunner({
      settings: this.settings,
      count: stats === "count",
      place: (at) => this.#guest.place(at),
      foreground: this.signals!,
      onReport: stats || json ? (report) => void this.reports.push(report) : undefined,
      trace: (line) => this.warn(line),
      warn: (code, message, at) => printError(this.#guest.warning(code, message, at)),
    });
  }

  /** Writes to stdout; the reader may be gone, or the device full. */
  print(text: string): Failure | null {
    try {
      printOutput(text, this.#room);
      return null;
    } catch (error) {
      if (!(error instanceof OutputError)) throw error;
      return new Failure(new ErrorValue(error.exitCode, error.message, error.kind), -1);
    }
  }

  /** A line on stderr. */
  warn(line: string): void {
    printError(`${line}\n`);
  }

  /** Without `errexit` a failure ends nothing, but it is told of. */
  passedOver(failure: EndingFailure): void {
    printFailure(failure, "warning");
  }

  /** Bytes of stddato that nothing was wired to. */
  get discardedBytes(): number {
    return this.#runner?.discardedBytes ?? 0;
  }

  /** Ends what still runs, and gives signals back their effect. */
  async close(): Promise<void> {
    await this.#runner?.close();
    this.signals?.[Symbol.dispose]();
  }
}
