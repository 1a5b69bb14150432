/**
 * What is wrong with a plan before anything of it is tried.
 *
 * @module
 */

import { quoteName } from "../syntax/quote.ts";
import { STREAMS } from "../types/streams.ts";
import { encodeText, ErrorValue } from "../values/mod.ts";
import { misarrangement, type Purpose } from "./arrange.ts";
import type { CommandPlan, StagePlan } from "./plan.ts";

/** A stage that cannot be started, and why. */
export interface Refusal {
  readonly stage: number;
  readonly error: ErrorValue;
}

/** What one edge can serve. */
const BRANCHES_MAX = 16;
/** Bytes of one argument or variable, with its name and `=`: the system takes 32 pages with the NUL behind it. */
const TEXT_MAX = 32 * 4096 - 1;

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
  return isWide ? `the fan-out of ${quoteName(stages[index]!.program)} has more than ${BRANCHES_MAX} branches` : null;
}

/** A text that the system would end at its NUL, or an argument that it would not take. */
function unfitText({ program, args, options, wires }: StagePlan): string | null {
  const name = quoteName(program);
  if (program.includes("\0")) return `the program's name ${name} holds NUL`;
  const argument = args.findIndex((each) => each.includes("\0"));
  if (argument >= 0) return `argument ${argument + 1} of ${name} holds NUL`;
  if (options.cwd?.includes("\0")) return `the option 'cwd' of ${name} holds NUL`;
  for (const [stream, wire] of wires) {
    if (wire.kind === "file" && wire.path.includes("\0")) return `the file at ${STREAMS[stream]} of ${name} holds NUL`;
  }
  const long = args.findIndex(isTooLong);
  return long >= 0 ? tooLong(`argument ${long + 1} of ${name}`) : null;
}

function unfitVariable({ program, options }: StagePlan): string | null {
  for (const [variable, value] of Object.entries(options.env ?? {})) {
    if (variable === "" || /[=\0]/.test(variable)) {
      return `the option 'env' of ${quoteName(program)} has no proper name ${quoteName(variable)}`;
    }
    const subject = `the option ${quoteName(`env.${variable}`)} of ${quoteName(program)}`;
    if (value.includes("\0")) return `${subject} holds NUL`;
    if (isTooLong(`${variable}=${value}`)) return tooLong(subject);
  }
  return null;
}

/** Whether it has more than {@linkcode TEXT_MAX} bytes; each UTF-16 unit has three at the most. */
function isTooLong(text: string): boolean {
  return text.length > TEXT_MAX / 3 && encodeText(text).length > TEXT_MAX;
}

function tooLong(subject: string): string {
  return `${subject} has more than the ${TEXT_MAX} bytes that the system takes`;
}
