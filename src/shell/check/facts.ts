/**
 * What is known of a file's text before it is checked: which names are assigned in which block, and which programs are
 * run as bare words.
 *
 * @module
 */

import type { Statement } from "../syntax/ast.ts";
import type { Parsed } from "../syntax/parser.ts";
import type { Span } from "../syntax/source.ts";

/** Facts about one file. */
export interface Facts {
  /** Whether a name that is declared in this list of statements is assigned there, or in what they contain. */
  isAssigned(body: readonly Statement[], name: string): boolean;
  /** The programs that bare words run, each with the place of the first. */
  readonly programs: ReadonlyMap<string, Span>;
  /** The first declaration of each name of the outermost scope. */
  readonly declarations: ReadonlyMap<string, Span>;
  /** The text has no syntax errors, so that nothing of it is missing in the tree. */
  readonly isWhole: boolean;
  /** Names whose declarations could not be read: what is said about them would be a consequence. */
  readonly lost: ReadonlySet<string>;
}

/** The facts about a file. */
export function factsOf({ program, notes, lost, diagnostics }: Parsed): Facts {
  const declarations = program.body.filter((statement) => statement.type === "Declaration");
  return {
    isAssigned: (body, name) => notes.assigned.get(body)?.has(name) ?? false,
    programs: notes.programs,
    declarations: new Map(declarations.map(({ name }) => [name.name, name.span])),
    isWhole: diagnostics.count === 0,
    lost,
  };
}
