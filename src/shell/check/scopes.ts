/**
 * The names that are declared where the checker stands, and what each of them means.
 *
 * @module
 */

import type { Span } from "../syntax/source.ts";
import type { RecordType } from "../types/types.ts";
import type { Variable } from "./tree.ts";

/** What a name means. */
export type Entry = VariableEntry | StructEntry | ModuleEntry;

/** A variable, constant, parameter or function. */
export interface VariableEntry {
  readonly kind: "variable";
  readonly variable: Variable;
  /** Where it was declared; null: in another file. */
  readonly span: Span | null;
  /** What may be done with it. */
  readonly how: "variable" | "constant" | "function" | "imported";
  /** Of a name of the outermost scope: where in this file it begins to have its value. */
  readonly since: number;
}

/** A declared struct. */
export interface StructEntry {
  readonly kind: "struct";
  readonly type: RecordType;
  readonly span: Span | null;
}

/** The name of an imported file. */
export interface ModuleEntry {
  readonly kind: "module";
  readonly name: string;
  readonly exports: Exports;
  readonly span: Span;
}

/** What a file gives to those that use it. */
export interface Exports {
  readonly names: ReadonlyMap<string, Entry>;
  /** It has errors, so that a name that is missing may be one of their consequences. */
  readonly isBroken: boolean;
}

/** One scope. */
export class Scope {
  readonly names = new Map<string, Entry>();
  /** `$`, if a counting loop opened the scope. */
  counter: Variable | null = null;

  constructor(readonly outer: Scope | null) {}

  /** What a name means here. */
  find(name: string): Entry | undefined {
    return this.names.get(name) ?? this.outer?.find(name);
  }

  /** The innermost `$`. */
  findCounter(): Variable | null {
    return this.counter ?? this.outer?.findCounter() ?? null;
  }

  /** Every name that is declared here. */
  *visible(): Generator<string> {
    yield* this.names.keys();
    if (this.outer) yield* this.outer.visible();
  }
}
