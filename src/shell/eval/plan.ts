/**
 * What a command or pipeline is before it runs: plain data, made by the evaluator and carried out by a runner.
 *
 * @module
 */

import type { PipeOperator } from "../syntax/ast.ts";
import type { Span } from "../syntax/source.ts";

/** A command or pipeline: stages in their order, and the edges between them. */
export interface CommandPlan {
  readonly stages: readonly StagePlan[];
  readonly edges: readonly EdgePlan[];
}

/** One program to start. Streams that neither a file nor an edge wires get the shell's defaults. */
export interface StagePlan {
  /** What a report calls it: the variable it was named by, else the program. */
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  /** Redirections by stream number. */
  readonly files: ReadonlyMap<number, FilePlan>;
  /** Where the stage stands in the statement that runs it. */
  readonly span: Span;
}

/** A file behind a stream; it is read for the input streams, else written. */
export interface FilePlan {
  readonly path: string;
  readonly append: boolean;
}

/** A pipe from one stage to another, or to several. */
export interface EdgePlan {
  readonly from: number;
  readonly to: readonly number[];
  readonly operator: PipeOperator;
}

/** `left` with `rights` behind it: one, or the members of a fan-out. */
export function connect(left: CommandPlan, operator: PipeOperator, rights: readonly CommandPlan[]): CommandPlan {
  const stages = [...left.stages];
  const edges = [...left.edges];
  const to: number[] = [];
  for (const right of rights) {
    const shift = stages.length;
    to.push(shift);
    stages.push(...right.stages);
    edges.push(...right.edges.map((edge) => ({ ...edge, from: edge.from + shift, to: edge.to.map((n) => n + shift) })));
  }
  edges.push({ from: left.stages.length - 1, to, operator });
  return { stages, edges: edges.toSorted((a, b) => a.from - b.from) };
}

/** A command with one more stream redirected. */
export function redirect(command: CommandPlan, stream: number, file: FilePlan): CommandPlan {
  const stages = command.stages.map((stage) => ({ ...stage, files: new Map([...stage.files, [stream, file]]) }));
  return { ...command, stages };
}

/** A variable's command where it is used: its stages fail there, and a single one goes by the variable's name. */
export function placed(command: CommandPlan, span: Span, name: string): CommandPlan {
  const single = command.stages.length === 1;
  return { ...command, stages: command.stages.map((stage) => ({ ...stage, span, name: single ? name : stage.name })) };
}
