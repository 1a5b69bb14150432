/**
 * Checks a whole program, with all files that it uses, before its first command runs: names, types, streams, labels.
 * What comes out is the checked tree, with every name resolved and every implied step written out.
 *
 * @module
 */

import type { Diagnostics } from "../syntax/diagnostics.ts";
import type { Parsed } from "../syntax/parser.ts";
import type { Source } from "../syntax/source.ts";
import { CallOrder } from "./call_order.ts";
import { Context, type Rules } from "./context.ts";
import { expression } from "./expressions.ts";
import { factsOf } from "./facts.ts";
import { Files, type FileState } from "./imports.ts";
import type { Scope } from "./scopes.ts";
import { statements } from "./statement_lists.ts";
import { statement } from "./statements.ts";
import type { CheckedFile, CheckedProgram } from "./tree.ts";

/** A file that was read. */
export interface Loaded {
  readonly source: Source;
  readonly parsed: Parsed;
}

/** Reads the file that another one uses by a path; a text says why it cannot. */
export type Resolve = (from: Source, path: string) => Loaded | string;

/** A program that was checked. It may be run if it has no errors. */
export interface Checked {
  readonly program: CheckedProgram;
  /** What was found, file by file, warnings too. */
  readonly diagnostics: ReadonlyArray<{ readonly source: Source; readonly diagnostics: Diagnostics }>;
  /** How many errors there are in all files. */
  readonly errors: number;
}

/**
 * Checks a program; what is wrong joins the diagnostics that reading it left.
 *
 * @example
 * ```ts
 * import { check } from "./checker.ts";
 * import { parse } from "../syntax/parser.ts";
 * import { Source } from "../syntax/source.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const source = new Source("-c", 'run("gen") 4> "f";');
 * const checked = check({ source, parsed: parse(source) }, () => "there is no other file");
 * assertEquals(checked.errors, 1);
 * assertEquals(checked.diagnostics[0]?.diagnostics.list()[0]?.help, "write '4<' to read it from a file");
 * ```
 */
export function check(main: Loaded, resolve: Resolve): Checked {
  const checked: CheckedFile[] = [];
  const files = new Files(resolve, (state) => checkFile(state));
  const rules: Rules = { expression, statement, statements, use: (context, node) => files.use(context, node) };

  function checkFile({ loaded: { source, parsed }, index }: FileState): Scope {
    const context = new Context(source, parsed.diagnostics, factsOf(parsed), new CallOrder(), rules);
    checked[index] = { source, body: statements(context, parsed.program.body) };
    context.order.report(context);
    return context.scope;
  }

  files.add(main);
  const diagnostics = files.states.map(({ loaded: { source, parsed } }) => ({
    source,
    diagnostics: parsed.diagnostics,
  }));
  const errors = diagnostics.reduce((sum, { diagnostics: { count } }) => sum + count, 0);
  return { program: { files: checked }, diagnostics, errors };
}
