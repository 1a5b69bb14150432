/**
 * A plan that runs, and what is collected of it.
 *
 * @module
 */

import type { PipelineError, PipelineValue, RunningPipeline } from "../../pipeline/mod.ts";
import type { Process } from "../../process/mod.ts";
import type { OutputName, OutputStream } from "../../streams/mod.ts";
import type { Result } from "../../values/mod.ts";
import { STREAMS } from "../types/streams.ts";
import { isForeground } from "./arrange.ts";
import type { Assembly } from "./assemble.ts";
import type { SignalGroup } from "./foreground.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import { showTerminal } from "./terminal_output.ts";

const STDOUT = 1;
const STDERR = 2;
const STDDATO = 5;

/** A plan whose stages all run. */
export class RunningPlan implements SignalGroup {
  readonly assembly: Assembly;
  /** How it went, once every stage has ended. Never rejects. */
  readonly outcome: Promise<Outcome>;
  readonly #pipeline: RunningPipeline;
  readonly #collected: ReadonlyArray<Map<number, Promise<Uint8Array>>>;
  #hasEnded = false;

  /**
   * @param assembly that it was made of
   * @param pipeline that was started
   * @param claimed streams of the last stage that somebody reads, and that are not collected
   * @param place `file:line:column` of a place
   */
  constructor(
    assembly: Assembly,
    pipeline: RunningPipeline,
    claimed: readonly number[],
    place: (at: number) => string,
  ) {
    this.assembly = assembly;
    this.#pipeline = pipeline;
    this.#collected = pipeline.processes.map((process, stage) => this.#collect(process, stage, claimed));
    this.outcome = pipeline.result.then(async (result) => {
      this.#hasEnded = true;
      return await this.#conclude(result, place);
    });
  }

  get holdsTerminal(): boolean {
    const { inShellGroup, purpose } = this.assembly;
    return inShellGroup && isForeground(purpose);
  }

  /** Whether all of it has ended. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** The processes, in the order of the stages. */
  get processes(): readonly Process[] {
    return this.#pipeline.processes;
  }

  /** The process whose outputs are the plan's. */
  get last(): Process {
    return this.#pipeline.processes.at(-1)!;
  }

  /** What the last stage writes to a stream that the shell reads; null when it goes elsewhere. */
  lastOutput(stream: number): OutputStream | null {
    return this.last.pipedOutput(STREAMS[stream] as OutputName);
  }

  /** Sends all of it a signal. What is typed at the terminal has reached the stages in the shell's group already. */
  signal(name: Deno.Signal, isTyped: boolean): void {
    if (!(isTyped && this.assembly.inShellGroup)) this.send(name);
  }

  kill(): void {
    this.send("SIGKILL");
  }

  /** Sends all of it a signal; false when it has ended. */
  send(name: Deno.Signal | number): boolean {
    if (this.#hasEnded) return false;
    try {
      this.#pipeline.kill(name);
      return true;
    } catch (error) {
      if (error instanceof TypeError) return false; // it ended a moment ago
      throw error;
    }
  }

  /** What was collected of a stage's output, in the order it was written; empty when nothing was. */
  async collected(stage: number, stream: number): Promise<Uint8Array> {
    return await this.#collected[stage]?.get(stream) ?? new Uint8Array();
  }

  /** Begins to read all that nobody else reads. */
  #collect(process: Process, stage: number, claimed: readonly number[]): Map<number, Promise<Uint8Array>> {
    const { plan, arrangement } = this.assembly;
    const { buffer, pty } = plan.stages[stage]!.options;
    const isLast = stage === plan.stages.length - 1;
    const collected = new Map<number, Promise<Uint8Array>>();
    for (const [stream, { kind }] of arrangement[stage]!.entries()) {
      const output = process.pipedOutput(STREAMS[stream] as OutputName);
      if (!output || (isLast && claimed.includes(stream))) continue;
      if (kind === "capture") collected.set(stream, output.bytes({ max: buffer }));
      else if (kind === "drain") output.cancel();
      else if (kind === "inherit" && pty) showTerminal(output);
    }
    return collected;
  }

  async #conclude(result: Result<PipelineValue, PipelineError>, place: (at: number) => string): Promise<Outcome> {
    const stderr = new Map<number, Uint8Array>();
    for (const [stage, collected] of this.#collected.entries()) {
      for (const bytes of collected.values()) await bytes;
      if (collected.has(STDERR)) stderr.set(stage, await collected.get(STDERR)!);
    }
    const last = this.#collected.at(-1)!;
    const stream = [STDDATO, STDOUT].find((each) => last.has(each));
    const captured = stream === undefined ? null : this.lastOutput(stream)!.stats.bytesIn;
    return outcomeOf({ ...this.assembly, result, stderr, captured, place });
  }
}
