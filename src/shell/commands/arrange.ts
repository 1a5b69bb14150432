/**
 * What stands at every stream of every stage: what the plan says, else what is usual for the way it is run.
 *
 * @module
 */

import { quoteName } from "../syntax/quote.ts";
import { isInput, PIPE_STREAMS, STREAMS } from "../types/streams.ts";
import type { CommandPlan, StagePlan } from "./plan.ts";

/** How a plan is run; it decides what stands at streams that nothing wires. */
export type Purpose = "run" | "capture" | "lines" | "events" | "spawn" | "background";

/** Whether the program waits for plans that are run so, and their end is the status. */
export function isForeground(purpose: Purpose): boolean {
  return purpose !== "spawn" && purpose !== "background";
}

/** A stream of a stage, both by number. */
export interface StreamPlace {
  readonly stage: number;
  readonly stream: number;
}

/** What stands at a stream. */
export type Destination =
  /**
   * `inherit`: the shell's. `null`: the null device. `ring`: kept for who looks at telemetry later. `drain`: counted
   * and dropped. `capture`: read by the shell. `program`, `direct`: in the hands of the program that runs. `pty`: the
   * stage's own terminal.
   */
  | { readonly kind: "inherit" | "null" | "ring" | "drain" | "capture" | "program" | "direct" | "pty" }
  | { readonly kind: "value"; readonly value: string | Uint8Array }
  | { readonly kind: "file"; readonly path: string; readonly append: boolean }
  | { readonly kind: "same"; readonly stream: number }
  | { readonly kind: "pipe"; readonly peers: readonly StreamPlace[] };

/** The destinations of one stage, by stream number. */
export type Arrangement = readonly Destination[];

/** Arranges every stage. */
export function arrange(plan: CommandPlan, purpose: Purpose): Arrangement[] {
  return plan.stages.map((stage, index) => {
    const usual = usualDestinations(plan, index, purpose);
    return usual.map((destination, stream) => wireOf(stage, stream) ?? peersOf(plan, index, stream) ?? destination);
  });
}

function wireOf({ wires }: StagePlan, stream: number): Destination | null {
  const wire = wires.get(stream);
  if (!wire) return null;
  return wire.kind === "word" ? { kind: wire.word } : wire;
}

/** The other ends of the edges at a stream; null when there are none. */
export function peersOf({ edges }: CommandPlan, stage: number, stream: number): Destination | null {
  const peers: StreamPlace[] = [];
  for (const { from, to, operator } of edges) {
    for (const [output, input] of PIPE_STREAMS[operator]) {
      if (from === stage && output === stream) peers.push(...to.map((each) => ({ stage: each, stream: input })));
      if (to.includes(stage) && input === stream) peers.push({ stage: from, stream: output });
    }
  }
  return peers.length > 0 ? { kind: "pipe", peers } : null;
}

/**
 * What is usual. Outputs are read of the last stage only, the last branch of a fan-out; but `capture` collects
 * everybody's stderr.
 */
function usualDestinations(plan: CommandPlan, index: number, purpose: Purpose): Destination[] {
  const isFirst = index === 0;
  const isLast = index === plan.stages.length - 1;
  const hasTerminal = plan.stages[index]!.options.pty !== undefined;
  const read = purpose === "spawn" ? "program" : "capture";
  const reads = (...purposes: readonly Purpose[]) => isLast && (purpose === "spawn" || purposes.includes(purpose));
  const stdin = !isFirst || purpose === "background" ? "null" : purpose === "spawn" ? "program" : "inherit";
  const stderr = purpose === "capture" || reads() ? read : "inherit";
  return [
    { kind: hasTerminal ? purpose === "spawn" ? "program" : "pty" : stdin },
    { kind: reads("capture", "lines") ? read : "inherit" },
    { kind: hasTerminal ? "pty" : stderr },
    { kind: reads("capture", "events") ? read : "ring" },
    { kind: isFirst && purpose === "spawn" ? "program" : "null" },
    { kind: reads("capture") ? read : "drain" },
  ];
}

/** Why a stage cannot be started as it is arranged; null when nothing is wrong. */
export function misarrangement(plan: CommandPlan, index: number, purpose: Purpose): string | null {
  const { wires, options, program } = plan.stages[index]!;
  for (const [stream, wire] of wires) {
    const name = `${STREAMS[stream]} of ${quoteName(program)}`;
    if (peersOf(plan, index, stream)) return `${name} is wired twice`;
    if (options.pty && stream <= 2) return `${name} is its terminal and cannot be wired`;
    if (wire.kind !== "word") continue;
    if (wire.word === "capture" && isInput(stream)) return `${name} is an input and cannot be captured`;
    if (wire.word === "direct" && purpose !== "spawn") return `${name} is "direct", for which it must be spawned`;
  }
  const piped = options.pty ? [0, 1, 2].find((stream) => peersOf(plan, index, stream)) : undefined;
  return piped === undefined ? null : `${STREAMS[piped]} of ${quoteName(program)} is its terminal and cannot be wired`;
}
