/**
 * Functions of the outermost scope may be called before their text. This sees to it that none of them is used before
 * the variables that it needs have their values.
 *
 * @module
 */

import type { Span } from "../syntax/source.ts";
import type { Context } from "./context.ts";
import type { VariableEntry } from "./scopes.ts";
import type { Variable } from "./tree.ts";

/** What a function needs. */
interface Needs {
  /** Functions of the outermost scope that it uses. */
  readonly functions: Set<Variable>;
  /** Of the variables that it uses, itself or by those functions, the one that is declared last. */
  last: VariableEntry | null;
}

/** Who uses what in one file. */
export class CallOrder {
  readonly #needs = new Map<Variable, Needs>();
  readonly #uses: Array<{ readonly entry: VariableEntry; readonly span: Span }> = [];

  /** Notes that a name of the outermost scope is used: by a function of it, or (null) by the scope itself. */
  use(by: Variable | null, entry: VariableEntry, span: Span): void {
    if (!by) return void this.#uses.push({ entry, span });
    const needs = this.#needsOf(by);
    if (entry.how === "function") needs.functions.add(entry.variable);
    else needs.last = later(needs.last, entry);
  }

  /** Reports the uses that come too early. */
  report(context: Context): void {
    this.#spread();
    for (const { entry, span } of this.#uses) {
      const last = entry.how === "function" ? this.#needs.get(entry.variable)?.last : entry;
      if (!last || last.since <= span.start) continue;
      const { name } = last.variable;
      const what = last.how === "imported" ? "imported" : "declared";
      const message = last === entry
        ? `'${name}' has no value yet`
        : `'${entry.variable.name}' needs '${name}', which has no value yet`;
      const place = context.where({ start: last.since, end: last.since });
      context.error("ARIA-107", message, span, `'${name}' is ${what} at ${place}: move this below it`);
    }
  }

  /** Adds to the needs of each function those of the functions that it uses, until nothing changes. */
  #spread(): void {
    for (let changed = true; changed;) {
      changed = false;
      for (const needs of this.#needs.values()) {
        for (const used of needs.functions) {
          const last = later(needs.last, this.#needs.get(used)?.last ?? null);
          changed ||= last !== needs.last;
          needs.last = last;
        }
      }
    }
  }

  #needsOf(variable: Variable): Needs {
    let needs = this.#needs.get(variable);
    if (!needs) this.#needs.set(variable, needs = { functions: new Set(), last: null });
    return needs;
  }
}

function later(a: VariableEntry | null, b: VariableEntry | null): VariableEntry | null {
  if (!a || !b) return a ?? b;
  return b.since > a.since ? b : a;
}
