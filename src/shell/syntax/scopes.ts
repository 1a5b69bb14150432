/**
 * The names that are declared where the parser reads. They tell an expression from a bare-word command.
 *
 * @module
 */

import type { TypeName } from "./ast.ts";

/** What a name was declared as: a `command` is a variable that holds one, an `imported` name may be anything. */
export type NameKind = "variable" | "command" | "function" | "struct" | "imported";

/** What a variable of a type is. */
export function kindOfType({ name, suffixes }: TypeName): NameKind {
  return (name === "command" || name === "pipeline") && suffixes.length === 0 ? "command" : "variable";
}

/** The scopes around the place that is being read. */
export class Scopes {
  /** For each name what it is, the innermost declaration last. */
  readonly #kinds = new Map<string, NameKind[]>();
  /** The names of each scope, the innermost scope last. */
  readonly #scopes: string[][] = [[]];
  /** Names that nothing declared where it mattered what they are. */
  readonly missed = new Set<string>();
  /** Functions, structs and imported names of the outermost scope. */
  readonly foreseeable = new Map<string, NameKind>();

  /** @param given what is declared before the first line. */
  constructor(given: Iterable<readonly [name: string, kind: NameKind]>) {
    for (const [name, kind] of given) this.#kinds.set(name, [kind]);
  }

  /** How many scopes are open. */
  get depth(): number {
    return this.#scopes.length;
  }

  open(): void {
    this.#scopes.push([]);
  }

  /** Leaves scopes until `depth` are open. */
  closeTo(depth: number): void {
    while (this.#scopes.length > depth) {
      for (const name of this.#scopes.pop()!) this.#kinds.get(name)!.pop();
    }
  }

  declare(name: string, kind: NameKind): void {
    const kinds = this.#kinds.get(name);
    if (kinds) kinds.push(kind);
    else this.#kinds.set(name, [kind]);
    this.#scopes.at(-1)!.push(name);
    if (this.depth === 1 && kind !== "variable" && kind !== "command") this.foreseeable.set(name, kind);
  }

  /** What a name means here. */
  kindOf(name: string): NameKind | undefined {
    return this.#kinds.get(name)?.at(-1);
  }

  has(name: string): boolean {
    return this.kindOf(name) !== undefined;
  }
}
