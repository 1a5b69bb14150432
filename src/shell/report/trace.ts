/**
 * What `--trace` writes: a line for each stage, with everything about it but the values of its environment.
 *
 * @module
 */

import type { Arrangement, Destination } from "../commands/arrange.ts";
import type { CommandPlan, StagePlan } from "../commands/plan.ts";
import { quote } from "../syntax/quote.ts";
import { isInput } from "../types/streams.ts";

/**
 * The lines of a plan, without newlines: `+ FILE:LINE:COL 1/2 "prog" "arg" 0=inherit 1=pipe>2.0 …`, stages counted from
 * 1.
 *
 * @param plan about to start
 * @param arrangement of its stages
 * @param place `file:line:column` of a place
 */
export function traceLines(
  plan: CommandPlan,
  arrangement: readonly Arrangement[],
  place: (at: number) => string,
): string[] {
  return plan.stages.map((stage, index) => {
    const words = [stage.program, ...stage.args].map(quote).join(" ");
    const streams = arrangement[index]!.map((destination, stream) =>
      `${stream}=${destinationText(destination, stream)}`
    );
    const number = `${index + 1}/${plan.stages.length}`;
    return [`+ ${place(stage.at)} ${number} ${words}`, ...streams, ...optionTexts(stage)].join(" ");
  });
}

function destinationText(destination: Destination, stream: number): string {
  const arrow = isInput(stream) ? "<" : ">";
  switch (destination.kind) {
    case "pipe":
      return `pipe${arrow}${destination.peers.map((peer) => `${peer.stage + 1}.${peer.stream}`).join(",")}`;
    case "file":
      return `file${destination.append ? ">>" : arrow}${quote(destination.path)}`;
    case "same":
      return `fd>${destination.stream}`;
    default:
      return destination.kind;
  }
}

function optionTexts({ options }: StagePlan): string[] {
  const texts = options.cwd === undefined ? [] : [`cwd=${quote(options.cwd)}`];
  const names = Object.keys(options.env ?? {});
  return names.length > 0 ? [...texts, `env=${names.join(",")}`] : texts;
}
