/**
 * From an arranged plan to a pipeline of the module.
 *
 * @module
 */

import { Command, type GraphEdge, Pipeline, type PipelineOptions } from "../../pipeline/mod.ts";
import type { CommandOptions } from "../../process/mod.ts";
import { STREAMS } from "../types/streams.ts";
import type { Arrangement, Destination, Purpose } from "./arrange.ts";
import type { Fifos } from "./fifos.ts";
import type { CommandPlan, StagePlan } from "./plan.ts";
import type { Unclaimed } from "./unclaimed.ts";

/** What stands at a stream, in the words of the module. */
type StreamOption = CommandOptions["stdin"] | CommandOptions["stdout"];

/** How a plan becomes processes. */
export interface Assembly {
  readonly plan: CommandPlan;
  readonly arrangement: readonly Arrangement[];
  readonly purpose: Purpose;
  /** The stages stay in the shell's process group, the only one that may read its terminal. */
  readonly inShellGroup: boolean;
  /** Every edge is counted. */
  readonly count: boolean;
  /** Takes the stddbg and stddato that nothing wires; null: each is drained by itself. */
  readonly unclaimed: Unclaimed | null;
  /** Files of it that are open already. */
  readonly fifos: Fifos;
}

/** The pipeline that an assembly describes. */
export function assemble(assembly: Assembly): Pipeline {
  const { plan, count } = assembly;
  const stages = plan.stages.map((stage, index) => new Command(stage.program, commandOptions(assembly, stage, index)));
  return new Pipeline({ stages, edges: plan.edges.flatMap((edge) => graphEdges(edge, count)) });
}

function graphEdges({ from, to, operator }: CommandPlan["edges"][number], count: boolean): GraphEdge[] {
  const planes = { "|": ["control"], "|*": ["data"], "|+": ["control", "data"] } as const;
  return planes[operator].map((plane) => ({ from, to: [...to], plane, options: { count } }));
}

function commandOptions(assembly: Assembly, stage: StagePlan, index: number): CommandOptions {
  const { cwd, env, clear_env, timeout_ms, grace_ms, sigpipe, pty } = stage.options;
  const options: CommandOptions = {
    args: [...stage.args],
    cwd,
    clearEnv: clear_env,
    killGrace: grace_ms,
    sigpipe,
    pty,
  };
  if (env) options.env = { ...env };
  if (assembly.plan.stages.length > 1) options.timeout = timeout_ms; // else it is the pipeline's
  if (assembly.inShellGroup) options.group = "inherit";
  else if (index === 0) options.parentDeath = "kill"; // of the whole group, which the first stage leads
  if (assembly.purpose === "events") options.buffer = { stddbg: { overflow: "block" } }; // all of them are asked for
  const destinations = assembly.arrangement[index]!;
  for (let stream = pty ? 3 : 0; stream < STREAMS.length; stream++) {
    const fd = assembly.fifos.descriptor(index, stream);
    const option = fd === undefined ? streamOption(destinations[stream]!, assembly.unclaimed) : { fd };
    Object.assign(options, { [STREAMS[stream]!]: option });
  }
  return options;
}

function streamOption(destination: Destination, unclaimed: Unclaimed | null): StreamOption {
  switch (destination.kind) {
    case "inherit":
    case "null":
    case "direct":
      return destination.kind;
    case "ring":
      return unclaimed?.stddbg ?? "piped";
    case "drain":
      return unclaimed?.stddato ?? "piped";
    case "capture":
    case "program":
      return "piped";
    case "value":
      return typeof destination.value === "string" ? { text: destination.value } : destination.value;
    case "file":
      return { path: destination.path, append: destination.append };
    case "same":
      return { to: destination.stream as 1 | 2 | 3 | 5 };
    case "pipe":
    case "pty":
      return undefined; // the pipeline, or the terminal, puts it there
  }
}

/** What holds for the pipeline as a whole. */
export function pipelineOptions({ plan }: Assembly, strictPipe: boolean): PipelineOptions {
  const single = plan.stages.length === 1 ? plan.stages[0]!.options : null;
  const graces = plan.stages.flatMap(({ options }) => options.grace_ms ?? []);
  return {
    strictPipe,
    timeout: timeoutOf(plan, single?.timeout_ms),
    killGrace: graces.length > 0 ? Math.max(...graces) : undefined,
  };
}

function timeoutOf({ timeout }: CommandPlan, single: number | undefined): number | undefined {
  return timeout !== null && single !== undefined ? Math.min(timeout, single) : timeout ?? single;
}
