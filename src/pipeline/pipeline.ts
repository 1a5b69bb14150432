/**
 * Stages and edges, to be run as one.
 *
 * @module
 */

import type { Command as ProcessCommand } from "../process/mod.ts";
import { type Result } from "../values/mod.ts";
import { connect, type EdgeOptions, type Graph, type Plane } from "./graph.ts";
import type { PipelineError, PipelineValue } from "./report.ts";
import { type PipelineOptions, RunningPipeline } from "./running.ts";

/** What can follow in a pipeline: a command, or a pipeline, whose first stage is connected. */
export type Next = ProcessCommand | Pipeline;

/**
 * A description of programs whose streams are connected. Inert: nothing happens until it is run, and it can be run many
 * times. Every step gives a new, longer pipeline.
 *
 * @example
 * ```ts
 * import { Command } from "@aria/runtime";
 * import { assertEquals } from "@std/assert";
 *
 * const seq = new Command("seq", { args: ["1000"] });
 * const result = await seq.pipe(new Command("wc", { args: ["-l"] })).run();
 * const { stages } = result.unwrap();
 * assertEquals(new TextDecoder().decode(stages[1]!.output.stdout).trim(), "1000");
 * ```
 */
export class Pipeline {
  readonly #graph: Graph;

  /** Made by `Command.pipe` and its like, not by users. */
  constructor(graph: Graph) {
    this.#graph = graph;
  }

  /** @ignore Its shape. */
  get graph(): Graph {
    return this.#graph;
  }

  /**
   * Connects stdout of the last stage with stdin of the next.
   *
   * @param next a command or pipeline, or up to 16: each gets every byte, and the slowest sets the pace.
   * @param options of the edge.
   * @returns the longer pipeline.
   * @throws {TypeError} when a stream is wired twice, or there are more than 16 readers, a tap being one.
   */
  pipe(next: Next | Next[], options: EdgeOptions = {}): Pipeline {
    return this.#connect(next, ["control"], options);
  }

  /**
   * Connects stddato of the last stage with stddati of the next.
   *
   * @param next as for {@linkcode pipe}.
   * @param options of the edge.
   * @returns the longer pipeline.
   * @throws {TypeError} when a stream is wired twice, or there are more than 16 readers, a tap being one.
   */
  pipeData(next: Next | Next[], options: EdgeOptions = {}): Pipeline {
    return this.#connect(next, ["data"], options);
  }

  /**
   * Connects both: stdout with stdin and stddato with stddati.
   *
   * @param next as for {@linkcode pipe}.
   * @param options of the edges.
   * @returns the longer pipeline.
   * @throws {TypeError} when a stream is wired twice, or there are more than 16 readers, a tap being one.
   */
  pipeBoth(next: Next | Next[], options: EdgeOptions = {}): Pipeline {
    return this.#connect(next, ["control", "data"], options);
  }

  #connect(next: Next | Next[], planes: Plane[], options: EdgeOptions): Pipeline {
    const graphs = (Array.isArray(next) ? next : [next]).map(graphOf);
    return new Pipeline(connect(this.#graph, graphs, planes, options));
  }

  /**
   * Starts every stage, all in one process group.
   *
   * @param options of the run.
   * @returns the running pipeline.
   * @throws {PipelineError} when a stage cannot start; the others have been ended.
   */
  async spawn(options: PipelineOptions = {}): Promise<RunningPipeline> {
    return (await RunningPipeline.start(this.#graph, options)).unwrap();
  }

  /**
   * Runs it to its end. Every stage is started before any is waited for.
   *
   * @param options of the run.
   * @returns what it is worth: an error when any stage failed, was ended by a signal, or could not start.
   */
  async run(options: PipelineOptions = {}): Promise<Result<PipelineValue, PipelineError>> {
    const started = await RunningPipeline.start(this.#graph, { capture: true, ...options });
    return started.ok ? await started.val.result : started;
  }
}

/**
 * The shape of a single command, or of a pipeline.
 *
 * @param next a command or a pipeline.
 * @returns its graph.
 */
export function graphOf(next: Next): Graph {
  return next instanceof Pipeline ? next.graph : { stages: [next], edges: [] };
}
