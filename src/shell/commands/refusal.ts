/**
 * What is wrong with a plan before anything of it is tried.
 *
 * @module
 */

import { STREAMS } from "../types/streams.ts";
import { ErrorValue } from "../values/mod.ts";
import { misarrangement, type Purpose } from "./arrange.ts";
import type { CommandPlan, StagePlan } from "./plan.ts";

/** A stage that cannot be started, and why. */
export interface Refusal {
  readonly stage: number;
  readonly error: ErrorValue;
}

/** What one edge can serve. */
const BRANCHES_MAX = 16;

/** The first stage that cannot be started; null when all can be tried. */
export function refusalOf(plan: CommandPlan, purpose: Purpose): Refusal | null {
  for (const [index, stage] of plan.stages.entries()) {
    if (stage.broken) return { stage: index, error: stage.broken };
    const why = misarrangement(plan, index, purpose) ?? wideFanOut(plan, index) ?? unfitText(stage) ??
      unfitVariable(stage);
    if (why !== null) return { stage: index, error: new ErrorValue(1, why, "start") };
  }
  return null;
}

function wideFanOut({ stages, edges }: CommandPlan, index: number): string | null {
  const isWide = edges.some(({ from, to }) => from === index && to.length > BRANCHES_MAX);
  return isWide ? `the fan-out of '${stages[index]!.program}' has more than ${BRANCHES_MAX} branches` : null;
}

/** A text that the system would end at its NUL. */
function unfitText({ program, args, options, wires }: StagePlan): string | null {
  const name = `'${program.replaceAll("\0", "\\0")}'`;
  if (program.includes("\0")) return `the program's name ${name} holds NUL`;
  const argument = args.findIndex((each) => each.includes("\0"));
  if (argument >= 0) return `argument ${argument + 1} of ${name} holds NUL`;
  if (options.cwd?.includes("\0")) return `the option 'cwd' of ${name} holds NUL`;
  for (const [stream, wire] of wires) {
    if (wire.kind === "file" && wire.path.includes("\0")) return `the file at ${STREAMS[stream]} of ${name} holds NUL`;
  }
  return null;
}

function unfitVariable({ program, options }: StagePlan): string | null {
  for (const [name, value] of Object.entries(options.env ?? {})) {
    if (name === "" || /[=\0]/.test(name)) return `the option 'env' of '${program}' has no proper name '${name}'`;
    if (value.includes("\0")) return `the option 'env.${name}' of '${program}' holds NUL`;
  }
  return null;
}
