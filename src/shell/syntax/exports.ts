/**
 * What a file gives to those that use it.
 *
 * @module
 */

import type { Program, Statement } from "./ast.ts";

/** A statement that a file can give to others: a declaration, function or struct. */
export type Exported = Extract<Statement, { readonly isPublic: boolean }>;

/** What `use "file".*` brings: all that is marked `pub`, or, where nothing is marked, everything. */
export function exportedStatements({ body }: Program): Exported[] {
  const all = body.filter(canBeExported);
  const marked = all.filter(({ isPublic }) => isPublic);
  return marked.length > 0 ? marked : all;
}

function canBeExported(statement: Statement): statement is Exported {
  return "isPublic" in statement;
}
