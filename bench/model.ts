/**
 * What a benchmark is made of: a group holds contenders, which do the same work, and rows, which say what their figures
 * must be.
 *
 * @module
 */

/** What one run of one contender measured; contenders print it as one line of JSON. */
export interface Sample {
  /** Wall-clock time of the work. */
  seconds: number;
  /** CPU time of the work, user and system: of the contender itself, and of the children it waited for. */
  cpu: { self: number; children: number };
  /** Bytes moved; 0 where the work moves none. */
  bytes: number;
  /** What else is counted: lines, spawns, repetitions. */
  operations: number;
  /** Facts of this work, by name. */
  extra?: Record<string, number>;
}

/** A program that does the work of its group. */
export interface Contender {
  /** Unique in its group; rows refer to it. */
  id: string;
  /** For people. */
  title: string;
  /** Program and arguments. Asked for once per run. */
  command: string[];
  /** Rounds it takes part in, when fewer than the others. */
  rounds?: number;
}

/** How the two sides of a row are compared, or what is looked at on our side alone. */
export type Measure =
  /** Their time divided by ours: how many times as fast we are. */
  | { kind: "speed"; unit: "bytes" | "operations" }
  /** Our time divided by theirs. */
  | { kind: "time"; unit: "operations" }
  /** Our CPU time per byte (or operation) divided by theirs, the children's included. */
  | { kind: "cpu"; per?: "operation" }
  /** The same without the children's. */
  | { kind: "own-cpu" }
  /** One of our facts, as it is. */
  | { kind: "fact"; name: string; unit: string };

/** One line of the table. */
export interface Row {
  /** What is done. */
  work: string;
  /** The id of our contender. */
  ours: string;
  /** The id of the contender to compare with; not for facts. */
  against?: string;
  measure: Measure;
  /** What the ratio or the fact must be; a row without it is told for information. */
  target?: { at: "least" | "most"; value: number };
}

/** Contenders that are measured side by side, and the rows they fill. */
export interface Group {
  /** The name on the command line. */
  name: string;
  /** For people. */
  title: string;
  /** How the work is done: what a reader must know to judge the figures. */
  note: string;
  contenders: Contender[];
  rows: Row[];
}

/** What groups are built from: sizes and the places of programs. */
export interface Setting {
  /** Small sizes: to see that everything runs, not to publish. */
  quick: boolean;
  /** The path of a compiled C program of `bench/native/`. */
  native: (name: string) => string;
  /** The command of one of our contenders, `bench/contenders/<name>.ts`, with flags for V8 if it needs some. */
  deno: (name: string, task: Task, v8Flags?: string[]) => string[];
  /** The command that runs `ariash` from its source. */
  ariash: () => string[];
  /** `ariash` as one file, and an empty program compiled the same way; null where they cannot be made. */
  compiled: () => { ariash: string; nothing: string } | null;
  /** The path of an installed program, found in PATH. */
  find: (program: string) => string;
  /** Why an installed program cannot be used; null when it can. */
  missing: (program: string) => string | null;
  /** The command of a rival, `bench/rivals/<name>.mjs`; null when it could not be installed. */
  rival: (name: string, task: Task) => string[] | null;
}

/** What a JavaScript contender is told; see `kit.mjs`. */
export type Task = Record<string, string | number | boolean>;

/** A row with its figures. */
export interface RowResult {
  work: string;
  /** Our contender's and their titles. */
  ours: string;
  against: string | null;
  measure: Measure;
  /** Medians in the measure's own unit: bytes or operations per second, seconds per operation, CPU seconds per
   * byte or operation. */
  ourFigure: number | null;
  theirFigure: number | null;
  /** The ratio, or the fact. */
  value: number | null;
  target: Exclude<Row["target"], undefined> | null;
  /** Null where there is no target, or no figure. */
  met: boolean | null;
  /** One side's slowest round took more than {@linkcode DISTURBED} times its fastest. */
  disturbed: boolean;
}

/** What a contender did in all rounds. */
export interface ContenderResult {
  id: string;
  title: string;
  samples: Sample[];
  /** Why it has no figures, or fewer than rounds. */
  failure: string | null;
}

/** A group with its figures. */
export interface GroupResult {
  name: string;
  /** When, if not with the others. */
  measuredAgain?: string;
  title: string;
  note: string;
  contenders: ContenderResult[];
  rows: RowResult[];
}

/** The slowest round may take so many times the fastest before a row says that it was disturbed. */
export const DISTURBED = 1.5;

/** The median of `values`, which must not be empty. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}
