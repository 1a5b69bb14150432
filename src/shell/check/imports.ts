/**
 * Files that use others: each is checked once, and a circle of them is an error.
 *
 * @module
 */

import type { StringLiteral, Use } from "../syntax/ast.ts";
import { exportedStatements } from "../syntax/exports.ts";
import type { Source } from "../syntax/source.ts";
import type { Loaded, Resolve } from "./checker.ts";
import { type Context, NO_STATEMENT } from "./context.ts";
import { declare } from "./names.ts";
import type { Entry, Exports, Scope } from "./scopes.ts";
import type { Stmt } from "./tree.ts";

/** A file of the program. */
export interface FileState {
  readonly loaded: Loaded;
  /** Its number among the files of the program. */
  readonly index: number;
  /** Its outermost scope; null while it is being checked. */
  scope: Scope | null;
  /** What it gives; null until somebody asks. */
  exports: Exports | null;
}

/** The files of a program. */
export class Files {
  readonly states: FileState[] = [];
  readonly #resolve: Resolve;
  /** Those that are being checked, the innermost last. */
  readonly #open: FileState[] = [];
  readonly #check: (state: FileState) => Scope;

  constructor(resolve: Resolve, check: (state: FileState) => Scope) {
    this.#resolve = resolve;
    this.#check = check;
  }

  /** Adds a file and checks it, with all that it uses. */
  add(loaded: Loaded): FileState {
    const state: FileState = { loaded, index: this.states.length, scope: null, exports: null };
    this.states.push(state);
    this.#open.push(state);
    state.scope = this.#check(state);
    this.#open.pop();
    return state;
  }

  /** `use "./file.aria" as name;`, `use "./file.aria".*;` */
  use(context: Context, node: Use): Stmt {
    const state = this.#used(context, node.path);
    if (!state?.scope) {
      if (node.alias) declareModule(context, node, { names: new Map(), isBroken: true });
      else context.importsAreLost = true;
      return NO_STATEMENT;
    }
    const exports = state.exports ??= exportsOf(state.loaded, state.scope);
    if (node.alias) {
      declareModule(context, node, exports);
    } else {
      declareAll(context, node, exports);
      context.importsAreLost ||= exports.isBroken;
    }
    return { op: "use", file: state.index };
  }

  #used(context: Context, path: StringLiteral): FileState | null {
    const loaded = this.#resolve(context.source, path.value);
    if (typeof loaded === "string") {
      const help = /^\.{0,2}\//.test(path.value) ? undefined : `a path of a file beside this one begins with "./"`;
      context.error("ARIA-180", loaded, path.span, help);
      return null;
    }
    const known = this.states.find(({ loaded: { source } }) => isSame(source, loaded.source));
    if (!known) return this.add(loaded);
    if (known.scope) return known;
    const circle = this.#open.slice(this.#open.indexOf(known)).map((state) => state.loaded.source.name);
    const message = `'${known.loaded.source.name}' uses itself: ${[...circle, circle[0]].join(" → ")}`;
    context.error("ARIA-181", message, path.span, "put what both need into a file of its own");
    return null;
  }
}

function isSame(a: Source, b: Source): boolean {
  return a === b || a.name === b.name;
}

function exportsOf({ parsed }: Loaded, scope: Scope): Exports {
  const names = new Map<string, Entry>();
  for (const { name } of exportedStatements(parsed.program)) {
    const entry = scope.names.get(name.name);
    if (entry) names.set(name.name, imported(entry, 0));
  }
  return { names, isBroken: parsed.diagnostics.count > 0 };
}

/** What is declared elsewhere, as it is seen here: it has its value behind the `use` statement. */
function imported(entry: Entry, since: number): Entry {
  if (entry.kind === "struct") return { ...entry, span: null };
  if (entry.kind !== "variable") return entry;
  return { ...entry, span: null, how: "imported", since };
}

function declareModule(context: Context, { alias, path }: Use, exports: Exports): void {
  declare(context, alias!, { kind: "module", name: path.value, exports, span: alias!.span });
}

function declareAll(context: Context, { path }: Use, { names }: Exports): void {
  for (const [name, entry] of names) {
    declare(
      context,
      { type: "Identifier", span: path.span, name },
      imported(entry, context.isOutermost ? path.span.start : 0),
    );
  }
}
