/**
 * A pipeline that runs.
 *
 * @module
 */

import {
  assertTimes,
  PreparedCommand,
  type Process,
  ProcessGroup,
  type ProcessStatus,
  startTimer,
} from "../process/mod.ts";
import { OUTPUT_NAMES, type OutputStream } from "../streams/mod.ts";
import { Err, Ok, type Result } from "../values/mod.ts";
import type { Graph } from "./graph.ts";
import {
  type EndCause,
  failure,
  judge,
  PipelineError,
  type PipelineValue,
  reportEdge,
  reportStage,
  reportUnstarted,
  type StageFailures,
  type StageReport,
  startFailureCode,
} from "./report.ts";
import { type WiredEdge, Wiring } from "./wiring.ts";

/** Options of `Pipeline.run` and `Pipeline.spawn`. */
export interface PipelineOptions {
  /**
   * A stage that was ended by a broken pipe is a failure even if everything downstream did well.
   *
   * @default {false}
   */
  strictPipe?: boolean;
  /** Aborting ends the whole group: SIGTERM, then SIGKILL after `killGrace`. */
  signal?: AbortSignal;
  /**
   * Milliseconds after which the whole group is ended likewise; `Infinity` is never.
   *
   * @default {Infinity}
   */
  timeout?: number;
  /**
   * Milliseconds from SIGTERM to SIGKILL.
   *
   * @default {2000}
   */
  killGrace?: number;
  /**
   * Collects what stages write to piped streams that nobody reads, into their reports.
   *
   * @default {true} for `run`, false for `spawn`
   */
  capture?: boolean;
}

const DEFAULT_KILL_GRACE_MS = 2000;

/** A pipeline that was started; made by `Pipeline.spawn()`. */
export class RunningPipeline implements AsyncDisposable {
  /** The processes, in the order of the stages. */
  readonly processes: readonly Process[];
  /** What it is worth, once every stage has ended. Never rejects. */
  readonly result: Promise<Result<PipelineValue, PipelineError>>;
  readonly #graph: Graph;
  readonly #options: PipelineOptions;
  readonly #group: ProcessGroup;
  /** Stages that are in another group than the pipeline's, and are reached one by one. */
  readonly #apart: readonly Process[];
  readonly #edges: WiredEdge[];
  /** Indices of the stages that run. */
  readonly #running: Set<number>;
  #cause: EndCause = null;
  /** The leftmost stage that ran when the pipeline was ended from outside. */
  #interrupted = -1;
  #stops: (() => void)[] = [];

  private constructor(
    graph: Graph,
    options: PipelineOptions,
    group: ProcessGroup,
    processes: Process[],
    apart: Process[],
    edges: WiredEdge[],
  ) {
    this.#graph = graph;
    this.#options = options;
    this.#group = group;
    this.processes = processes;
    this.#apart = apart;
    this.#edges = edges;
    this.#running = new Set(processes.keys());
    for (const [index, process] of processes.entries()) process.status.then(() => this.#running.delete(index));
    const onAbort = () => this.#end("abort");
    options.signal?.addEventListener("abort", onAbort, { once: true });
    this.#later(options.timeout ?? Infinity, () => this.#end("timeout"));
    this.result = this.#finish().finally(() => {
      options.signal?.removeEventListener("abort", onAbort);
      for (const stop of this.#stops) stop();
    });
  }

  /**
   * @ignore Starts every stage; if one cannot, the started ones are ended and the error names it.
   */
  static async start(graph: Graph, options: PipelineOptions): Promise<Result<RunningPipeline, PipelineError>> {
    assertTimes(options, "Cannot run a pipeline");
    const group = new ProcessGroup();
    const processes: Process[] = [];
    const prepared: PreparedCommand[] = [];
    let wiring: Wiring | null = null;
    let stage = 0;
    try {
      options.signal?.throwIfAborted();
      wiring = new Wiring(graph, group);
      for (stage = 0; stage < graph.stages.length; stage++) {
        prepared.push(new PreparedCommand(graph.stages[stage]!.program, wiring.options[stage]!));
      }
      for (stage = 0; stage < prepared.length; stage++) processes.push(prepared[stage]!.spawn());
      const edges = wiring.connect();
      group.seal();
      const joins = wiring.options.map((chosen) => chosen.group === group);
      const apart = processes.filter((_, index) => !joins[index]);
      return new Ok(new RunningPipeline(graph, options, group, processes, apart, edges));
    } catch (error) {
      return new Err(await notStarted(graph, Math.min(stage, graph.stages.length - 1), processes, group, error));
    } finally {
      for (const each of prepared) each[Symbol.dispose]();
      wiring?.close();
    }
  }

  /**
   * What flows over an edge that was made with `tap`.
   *
   * @param index of the edge.
   * @returns its bytes; what is not read in time is dropped and counted.
   * @throws {TypeError} when that edge has no tap.
   */
  tap(index: number): OutputStream {
    const tap = this.#edges[index]?.tap;
    if (!tap) throw new TypeError(`Cannot tap edge ${index}: it was made without "tap"`);
    return tap;
  }

  /**
   * Sends a signal to every process of the pipeline, grandchildren too.
   *
   * @param signal its name or number.
   * @throws {TypeError} when it has ended.
   */
  kill(signal: Deno.Signal | number = "SIGTERM"): void {
    if (this.#signalAll(signal)) return;
    throw new TypeError(`Cannot send ${signal} to a pipeline: it has ended`);
  }

  /** Kills every stage (SIGKILL), grandchildren too, and waits for the end. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#signalAll("SIGKILL");
    await this.#group[Symbol.asyncDispose]();
    await this.result;
  }

  async #finish(): Promise<Result<PipelineValue, PipelineError>> {
    const failures: StageFailures = new Map();
    const statuses = await Promise.all(this.processes.map(async (process, index) => {
      try {
        return await process.wait();
      } catch (error) {
        failures.set(index, { what: "input", error }); // of the web stream that it was given
        return await process.status;
      }
    }));
    await Promise.all(this.#edges.map(({ edge }) => edge?.done));
    const stages = await Promise.all(
      this.processes.map((process, index) => this.#report(process, statuses[index]!, index, failures)),
    );
    const good = judge(this.#graph, stages, this.#options.strictPipe ?? false, failures);
    const edges = this.#edges.map((edge) => reportEdge(edge, good));
    // A stage that was told to end and says that all is well has not done its work all the same.
    const failed = good.includes(false) ? good.indexOf(false) : this.#interrupted;
    if (failed >= 0) return new Err(failure({ stages, edges }, failed, this.#cause, failures.get(failed)));
    return new Ok({ code: 0, bytes: edges.at(-1)?.bytes ?? null, stages, edges });
  }

  async #report(
    process: Process,
    status: ProcessStatus,
    index: number,
    failures: StageFailures,
  ): Promise<StageReport> {
    const output: StageReport["output"] = {};
    if (this.#options.capture ?? false) {
      for (const name of OUTPUT_NAMES) {
        const stream = process.pipedOutput(name);
        if (!stream || stream.locked) continue;
        try {
          output[name] = await stream.bytes();
        } catch (error) {
          failures.set(index, { what: name, error }); // by its overflow policy
        }
      }
    }
    return reportStage(process, status, output);
  }

  #end(cause: EndCause): void {
    if (this.#running.size === 0) return;
    if (this.#cause === null) {
      this.#cause = cause;
      this.#interrupted = Math.min(...this.#running);
    }
    this.#signalAll("SIGTERM");
    this.#later(this.#options.killGrace ?? DEFAULT_KILL_GRACE_MS, () => void this.#signalAll("SIGKILL"));
  }

  /** Reaches every process once; false when there was nobody to reach. */
  #signalAll(signal: Deno.Signal | number): boolean {
    const group = this.#group.leader?.tryKill(signal, true) ?? false;
    return this.#apart.map((process) => process.tryKill(signal, true)).includes(true) || group;
  }

  #later(ms: number, work: () => void): void {
    this.#stops.push(startTimer(ms, work));
  }
}

/** Ends what was started of a pipeline that could not be, and names the stage that was the reason. */
async function notStarted(
  graph: Graph,
  stage: number,
  processes: Process[],
  group: ProcessGroup,
  error: unknown,
): Promise<PipelineError> {
  group.seal();
  const statuses = await Promise.all(processes.map((process) => process.terminate()));
  const stages = graph.stages.map(({ program }, index) =>
    index < processes.length ? reportStage(processes[index]!, statuses[index]!, {}) : reportUnstarted(program)
  );
  const message = `Stage ${stage + 1} of ${stages.length}, "${stages[stage]!.name}", could not start: ${
    error instanceof Error ? error.message : String(error)
  }`;
  const aborted = error instanceof DOMException && error.name === "AbortError";
  const code = aborted ? "ARIA_ABORTED" : "ARIA_STAGE_NOT_STARTED";
  return new PipelineError(code, message, stage, { stages, edges: [] }, {
    shellCode: startFailureCode(error),
    cause: error,
  });
}
