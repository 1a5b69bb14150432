/**
 * The types of this build, and what the checker knows of a command beyond its type.
 *
 * @module
 */

import type { TypeName } from "../syntax/ast.ts";
import type { Span } from "../syntax/source.ts";

/** A type. `unknown` is what an expression with an error has: it fits everywhere and is reported nowhere. */
export type Type =
  | { readonly kind: "string" }
  | { readonly kind: "integer" }
  | { readonly kind: "strings" }
  | { readonly kind: "command"; readonly shape: CommandShape }
  | { readonly kind: "unknown" };

/** What is known of a command or pipeline before it runs. */
export interface CommandShape {
  readonly stages: readonly StageShape[];
  /** Ends in a fan-out, so that nothing can follow it. */
  readonly fanOut: boolean;
}

/** What is known of one stage: where each of its streams was wired, by number. */
export interface StageShape {
  readonly wired: ReadonlyMap<number, Span>;
}

export const STRING: Type = { kind: "string" };
export const INTEGER: Type = { kind: "integer" };
export const STRINGS: Type = { kind: "strings" };
export const UNKNOWN: Type = { kind: "unknown" };

/** The type's name with its article: `a string`. */
export function describe(type: Type): string {
  switch (type.kind) {
    case "string":
      return "a string";
    case "integer":
      return "an integer";
    case "strings":
      return "an array of strings";
    case "command":
      return type.shape.stages.length === 1 ? "a command" : "a pipeline";
    case "unknown":
      return "unknown";
  }
}

/** What a declared type takes; `null` when this build lacks the type. */
export function accepts(name: TypeName): ((type: Type) => boolean) | null {
  const written = name.name + "[]".repeat(name.arrays);
  switch (written) {
    case "string":
      return acceptsString;
    case "string[]":
      return acceptsStrings;
    case "command":
      return acceptsCommand;
    case "pipeline":
      return acceptsPipeline;
    default:
      return null;
  }
}

function acceptsString(type: Type): boolean {
  return type.kind === "string" || type.kind === "unknown";
}

function acceptsStrings(type: Type): boolean {
  return type.kind === "strings" || type.kind === "unknown";
}

function acceptsCommand(type: Type): boolean {
  return (type.kind === "command" && type.shape.stages.length === 1) || type.kind === "unknown";
}

function acceptsPipeline(type: Type): boolean {
  return type.kind === "command" || type.kind === "unknown";
}
