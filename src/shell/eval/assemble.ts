/**
 * From a plan to a pipeline of the module: the shell's defaults for every stream, then the edges.
 *
 * @module
 */

import { Command, graphOf, Pipeline } from "../../pipeline/mod.ts";
import type { CommandOptions } from "../../process/mod.ts";
import { PIPE_STREAMS, type StreamName, STREAMS } from "../check/streams.ts";
import type { CommandPlan } from "./plan.ts";

/** What stands at the streams of one stage, by name; streams that an edge wires are missing. */
export type StageStreams = Pick<CommandOptions, StreamName>;

const CONNECT = { "|": "pipe", "|*": "pipeData", "|+": "pipeBoth" } as const;

/**
 * What stands at each stream of each stage: its redirection; else for the first stage's stdin and for stdout and stderr
 * the shell's own, for stddbg and stddato a drain, for the rest the null device.
 */
export function stageStreams(plan: CommandPlan): StageStreams[] {
  return plan.stages.map((stage, index) => {
    const streams: StageStreams = {
      stdin: index === 0 ? "inherit" : "null",
      stdout: "inherit",
      stderr: "inherit",
      stddbg: "piped",
      stddati: "null",
      stddato: "piped",
    };
    for (const [stream, { path, append }] of stage.files) streams[STREAMS[stream]!] = { path, append };
    for (const { from, to, operator } of plan.edges) {
      for (const [output, input] of PIPE_STREAMS[operator]) {
        if (from === index) delete streams[STREAMS[output]!];
        if (to.includes(index)) delete streams[STREAMS[input]!];
      }
    }
    return streams;
  });
}

/**
 * The pipeline that a plan describes.
 *
 * @param plan whose edges lead from each stage to the next, the last of them perhaps to several
 * @param options of each stage
 * @param count has every edge counted
 */
export function assemble(plan: CommandPlan, options: readonly CommandOptions[], count: boolean): Pipeline {
  const commands = plan.stages.map(({ program, args }, index) => {
    return new Command(program, { ...options[index], args: [...args] });
  });
  let pipeline = new Pipeline(graphOf(commands[0]!));
  for (const { to, operator } of plan.edges) {
    pipeline = pipeline[CONNECT[operator]](to.map((index) => commands[index]!), { count });
  }
  return pipeline;
}
