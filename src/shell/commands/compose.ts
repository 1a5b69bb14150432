/**
 * Puts plans together: each step gives a new plan and leaves the old ones as they were.
 *
 * The checker refuses what cannot be put together where it knows the shapes; where it does not, the plan that comes out
 * is broken, and fails where it is run.
 *
 * @module
 */

import type { PipeOperator } from "../syntax/ast.ts";
import { quoteName } from "../syntax/quote.ts";
import { isInput, PIPE_STREAMS, STREAMS } from "../types/streams.ts";
import { ErrorValue } from "../values/mod.ts";
import type { RunOptions } from "./options.ts";
import { CommandPlan, type StagePlan, type WirePlan } from "./plan.ts";

const NO_OPTIONS: RunOptions = { options: {}, wires: new Map() };

/** One program with its arguments; `at` is where it stands. */
export function command(program: string, args: readonly string[], given: RunOptions | null, at: number): CommandPlan {
  const { options, wires } = given ?? NO_OPTIONS;
  return new CommandPlan([{ name: program, program, args, options, wires, at, broken: null }]);
}

/** A command that cannot be started, and why; it fails where it is run. */
export function broken(program: string, error: ErrorValue, at: number): CommandPlan {
  return new CommandPlan([{ name: program, program, args: [], ...NO_OPTIONS, at, broken: error }]);
}

/** `left` with `rights` behind it: one, or the members of a fan-out. A limit of time in any of them is the whole's. */
export function connect(left: CommandPlan, operator: PipeOperator, rights: readonly CommandPlan[]): CommandPlan {
  const stages = endsOf(left) === 1 ? [...left.stages] : spoilt(left.stages, "nothing can follow a fan-out");
  const edges = [...left.edges];
  const to: number[] = [];
  for (const right of rights) {
    const shift = stages.length;
    to.push(shift);
    stages.push(...right.stages);
    edges.push(...right.edges.map((edge) => ({ ...edge, from: edge.from + shift, to: edge.to.map((n) => n + shift) })));
  }
  edges.push({ from: left.stages.length - 1, to, operator });
  return new CommandPlan(stages, edges.toSorted((a, b) => a.from - b.from), shorter(left, ...rights));
}

/** An output of the last stage to a file, or an input of the first from one. */
export function redirect(plan: CommandPlan, stream: number, path: string, append: boolean): CommandPlan {
  return wired(plan, isInput(stream) ? 0 : plan.stages.length - 1, stream, { kind: "file", path, append });
}

/** `from>&to`: an output of the last stage goes where another one goes. */
export function duplicate(plan: CommandPlan, from: number, to: number): CommandPlan {
  return wired(plan, plan.stages.length - 1, from, { kind: "same", stream: to });
}

/** A value into stdin (`|`), stddati (`|*`) or both (`|+`) of the first stage. */
export function feed(value: string | Uint8Array, operator: PipeOperator, plan: CommandPlan): CommandPlan {
  const inputs = PIPE_STREAMS[operator].map(([_, input]) => input);
  return inputs.reduce((fed, input) => wired(fed, 0, input, { kind: "value", value }), plan);
}

/** The plan with a limit of time; the shorter of two counts. */
export function limit(milliseconds: number, plan: CommandPlan): CommandPlan {
  return new CommandPlan(plan.stages, plan.edges, Math.min(milliseconds, plan.timeout ?? Infinity));
}

/** A variable's plan where it is used: its stages fail there, and a single one goes by the variable's name. */
export function placed(plan: CommandPlan, name: string, at: number): CommandPlan {
  const isSingle = plan.stages.length === 1;
  const stages = plan.stages.map((stage) => ({ ...stage, at, name: isSingle ? name : stage.name }));
  return new CommandPlan(stages, plan.edges, plan.timeout);
}

function wired(plan: CommandPlan, index: number, stream: number, wire: WirePlan): CommandPlan {
  const stages = plan.stages.map((stage, number): StagePlan => {
    if (number !== index) return stage;
    if (stage.wires.has(stream))
      return spoilt([stage], `${STREAMS[stream]} of ${quoteName(stage.program)} is wired twice`)[0]!;
    return { ...stage, wires: new Map([...stage.wires, [stream, wire]]) };
  });
  return new CommandPlan(stages, plan.edges, plan.timeout);
}

/** How many stages nothing follows. */
function endsOf({ stages, edges }: CommandPlan): number {
  return stages.filter((_, index) => !edges.some(({ from }) => from === index)).length;
}

/** Stages that cannot be started; what they could not be started for already stays the reason. */
function spoilt(stages: readonly StagePlan[], why: string): StagePlan[] {
  return stages.map((stage) => ({ ...stage, broken: stage.broken ?? new ErrorValue(1, why, "start") }));
}

/** The shortest limit of time among plans that become one. */
function shorter(...plans: readonly CommandPlan[]): number | null {
  const limits = plans.flatMap(({ timeout }) => timeout ?? []);
  return limits.length > 0 ? Math.min(...limits) : null;
}
