/**
 * What the parser notes on its way for whoever checks the tree: which names are assigned in which block, and which
 * programs are run as bare words.
 *
 * @module
 */

import type { Declaration, Statement } from "./ast.ts";
import type { Span } from "./source.ts";

/** Notes on one file. */
export class Notes {
  /** The names assigned in a list of statements, those left out that something inside declares for itself. */
  readonly assigned = new Map<readonly Statement[], ReadonlySet<string>>();
  /** The programs that bare words run, each with the place of the first. */
  readonly programs = new Map<string, Span>();
  /** The names assigned so far in the list that is being read; null: none. */
  #names: Set<string> | null = null;

  /** Reads a list of statements. */
  list(body: readonly Statement[], read: () => void): void {
    const outside = this.#names;
    this.#names = null;
    read();
    const names = this.#names as Set<string> | null;
    this.#names = outside;
    if (names === null) return;
    this.assigned.set(body, names);
    const own = new Set(body.filter(isDeclaration).map((declaration) => declaration.name.name));
    for (const name of names) {
      if (!own.has(name)) this.assignment(name);
    }
  }

  /** A name is assigned. */
  assignment(name: string): void {
    this.#names ??= new Set();
    this.#names.add(name);
  }

  /** A bare word runs a program. */
  program(name: string, span: Span): void {
    if (!this.programs.has(name)) this.programs.set(name, span);
  }
}

function isDeclaration(statement: Statement): statement is Declaration {
  return statement.type === "Declaration";
}
