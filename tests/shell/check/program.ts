/**
 * Checks programs that tests hold as text.
 *
 * @module
 */

import { check as checkLoaded, type Checked, type Loaded } from "../../../src/shell/check/checker.ts";
import { PREDECLARED } from "../../../src/shell/check/names.ts";
import type { Expr, Stmt } from "../../../src/shell/check/tree.ts";
import type { Diagnostic } from "../../../src/shell/syntax/diagnostics.ts";
import { exportedStatements } from "../../../src/shell/syntax/exports.ts";
import { parse } from "../../../src/shell/syntax/parser.ts";
import { Source } from "../../../src/shell/syntax/source.ts";

/** Names of other files and their texts. */
export type Files = Readonly<Record<string, string>>;

/** Checks a program; the paths of `use` lead to `files`. */
export function check(text: string, files: Files = {}): Checked {
  const loaded = new Map<string, Loaded>();

  function load(name: string, program: string): Loaded {
    const source = new Source(name, program);
    const parsed = parse(source, { predeclared: PREDECLARED, imported: namesOf });
    const file = { source, parsed };
    loaded.set(name, file);
    return file;
  }

  function find(path: string): Loaded | string {
    const known = loaded.get(path);
    if (known) return known;
    return Object.hasOwn(files, path) ? load(path, files[path]!) : `there is no file '${path}'`;
  }

  function namesOf(path: string): string[] {
    if (!Object.hasOwn(files, path) || loaded.has(path)) return [];
    const source = new Source(path, files[path]!);
    return exportedStatements(parse(source).program).map(({ name }) => name.name);
  }

  return checkLoaded(load("t.aria", text), (_, path) => find(path));
}

/** Everything that is found in a program, in the order of its text. */
export function diagnose(text: string, files: Files = {}): Diagnostic[] {
  return check(text, files).diagnostics.flatMap(({ diagnostics }) => diagnostics.list());
}

/** The codes of what is found in a program, each with its place: `ARIA-100 2:7`. */
export function codes(text: string, files: Files = {}): string[] {
  return check(text, files).diagnostics.flatMap(({ source, diagnostics }) =>
    diagnostics.list().map(({ code, span }) => {
      const { line, column } = source.position(span.start);
      return `${code} ${line}:${column}`;
    })
  );
}

/** What is said of a program, as a person reads it. */
export function said(text: string, files: Files = {}): string {
  return check(text, files).diagnostics.map(({ source, diagnostics }) => diagnostics.format(source)).join("");
}

/** The checked statements of a program without errors. */
export function checked(text: string, files: Files = {}): readonly Stmt[] {
  const { program, errors } = check(text, files);
  if (errors > 0) throw new Error(said(text, files));
  return program.files[0]!.body;
}

/** The value of a program's last declaration, or of its last expression statement. */
export function valueOf(text: string): Expr {
  const last = checked(text).at(-1)!;
  if (last.op === "declare" || last.op === "do" || last.op === "drop") return last.value;
  throw new Error(`The last statement is '${last.op}'`);
}
