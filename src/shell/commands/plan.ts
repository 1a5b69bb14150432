/**
 * What a command or pipeline is before it runs: plain data, made by the running program and carried out by a runner.
 *
 * @module
 */

import type { PipeOperator } from "../syntax/ast.ts";
import type { ErrorValue } from "../values/mod.ts";

/** A command or pipeline: stages in their order, and the edges between them. Every step gives a new one. */
export class CommandPlan {
  constructor(
    readonly stages: readonly StagePlan[],
    readonly edges: readonly EdgePlan[] = [],
    /** Milliseconds after which it is ended; null: never. */
    readonly timeout: number | null = null,
  ) {}
}

/** One program to start. Streams that nothing wires get the shell's defaults. */
export interface StagePlan {
  /** What a report calls it: the variable it was named by, else the program. */
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly options: StageOptions;
  /** What its streams are wired to, by number, apart from edges. */
  readonly wires: ReadonlyMap<number, WirePlan>;
  /** Where it stands: an index into the program's places. */
  readonly at: number;
  /** Why it cannot be started at all: a pattern without a match, a NUL in an argument. */
  readonly broken: ErrorValue | null;
}

/** What stands at a stream of a stage. */
export type WirePlan =
  /** A file: read for the input streams, else written. */
  | { readonly kind: "file"; readonly path: string; readonly append: boolean }
  /** Where another output goes. */
  | { readonly kind: "same"; readonly stream: number }
  /** A value that the stage reads. */
  | { readonly kind: "value"; readonly value: string | Uint8Array }
  /** `"null"`, `"inherit"`, `"capture"`, `"direct"` of the options. */
  | { readonly kind: "word"; readonly word: "null" | "inherit" | "capture" | "direct" };

/** The third argument of `run`, apart from streams. */
export interface StageOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly clear_env?: boolean;
  readonly timeout_ms?: number;
  readonly grace_ms?: number;
  readonly sigpipe?: "default" | "ignore";
  readonly pty?: { readonly rows: number; readonly cols: number };
  /** Bytes of a captured stream that are kept. */
  readonly buffer?: number;
  readonly shell?: boolean;
}

/** A pipe from one stage to another, or to several. */
export interface EdgePlan {
  readonly from: number;
  readonly to: readonly number[];
  readonly operator: PipeOperator;
}
