/**
 * What the generated text calls things. A program's own names and texts never become JavaScript: its variables have
 * numbers, its strings are JSON, and all other values wait in a table.
 *
 * @module
 */

import type { BuiltinCall, Place, Variable } from "../../check/tree.ts";
import type { LibraryName } from "../library.ts";

/** Text of a JavaScript expression that can stand as an operand: a name, a literal, or in parentheses. */
export type Js = string;

/** Holds a global variable between programs that are run one after another. */
export interface Cell {
  value: unknown;
}

/** Where a built-in function is called, and for which types. */
export interface CallSite {
  readonly at: number;
  readonly types: BuiltinCall["types"];
}

/** The names of one generated program. */
export class Names {
  /** The values behind `k0`, `k1`, … */
  readonly constants: unknown[] = [];
  /** The calls of built-in functions behind `b0`, `b1`, … */
  readonly contexts: CallSite[] = [];
  /** The places behind the numbers that failures carry. */
  readonly places: Place[] = [];
  /** Functions of the library that are called by their bare names. */
  readonly helpers = new Set<LibraryName>();
  readonly #constants = new Map<unknown, Js>();
  readonly #made = new Map<string, Js>();
  readonly #places = new Map<Place, number>();
  readonly #variables = new Map<Variable, Js>();
  readonly #fixed = new Set<Js>();
  readonly #cells: Map<Variable, Cell> | null;
  #count = 0;

  /** @param cells where global variables live; null: in the program itself */
  constructor(cells: Map<Variable, Cell> | null) {
    this.#cells = cells;
  }

  /** A variable, to be read or assigned. */
  variable(variable: Variable): Js {
    let name = this.#variables.get(variable);
    if (name === undefined) {
      name = this.isCell(variable) ? `${this.constant(this.#cell(variable))}.value` : `v${this.#variables.size}`;
      this.#variables.set(variable, name);
      if (!variable.isAssigned) this.#fixed.add(name);
    }
    return name;
  }

  /** Whether the variable lives outside the program: it is not declared in the text. */
  isCell(variable: Variable): boolean {
    return variable.isGlobal && this.#cells !== null;
  }

  /** A value as it is at run time. */
  constant(value: unknown): Js {
    const known = this.#constants.get(value);
    if (known !== undefined) return known;
    const name = `k${this.constants.length}`;
    this.constants.push(value);
    this.#constants.set(value, name);
    return name;
  }

  /** A value that is made once, under a name for what it is: functions for a type, say. */
  made(what: string, make: () => unknown): Js {
    let name = this.#made.get(what);
    if (name === undefined) this.#made.set(what, name = this.constant(make()));
    return name;
  }

  /** What a built-in function is told about the place that calls it. */
  context(at: number, types: BuiltinCall["types"]): Js {
    this.contexts.push({ at, types });
    return `b${this.contexts.length - 1}`;
  }

  /** The number of a place. */
  place(place: Place): number {
    const known = this.#places.get(place);
    if (known !== undefined) return known;
    this.places.push(place);
    this.#places.set(place, this.places.length - 1);
    return this.places.length - 1;
  }

  /** `file:line:column` of a place, by its number. */
  readonly where = (at: number): string => {
    const place = this.places[at];
    return place ? place.source.where(place.span.start) : "an unknown place";
  };

  /** A function of the library that hot code calls. What is rarely called goes by `L.name`. */
  helper(name: LibraryName): Js {
    this.helpers.add(name);
    return name;
  }

  /** A new name: `t` of a constant, `L` of a label. */
  fresh(letter: "t" | "L"): Js {
    return `${letter}${this.#count++}`;
  }

  /** Whether evaluating this text again, later, gives the same value whatever happened in between. */
  isFixed(text: Js): boolean {
    return LITERAL.test(text) || /^[tk]\d+$/.test(text) || this.#fixed.has(text);
  }

  #cell(variable: Variable): Cell {
    let cell = this.#cells!.get(variable);
    if (!cell) this.#cells!.set(variable, cell = { value: null });
    return cell;
  }
}

const LITERAL = /^(?:\(?-?\d+(?:\.\d+)?n?\)?|"(?:[^"\\]|\\.)*"|true|false|null)$/;

/** The number that a text is a literal of. */
export function literalNumber(text: Js): number | null {
  return /^\(?-?\d+\)?$/.test(text) ? Number(text.replace(/[()]/g, "")) : null;
}

/** Whether a text is a mere name or literal: to write it twice costs nothing. */
export function isSimple(text: Js): boolean {
  return /^[vstk]\d+$/.test(text) || LITERAL.test(text);
}

/** A string as text. JSON is a part of JavaScript, which however counts two of its characters as ends of lines. */
export function quoted(text: string): Js {
  return JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

/** A constant of the language as text, or as a name of the table. */
export function literal(names: Names, value: unknown): Js {
  switch (typeof value) {
    case "number":
      return numberText(value);
    case "bigint":
      return `(${value}n)`;
    case "string":
      return quoted(value);
    case "boolean":
      return String(value);
    default:
      return value === null ? "null" : names.constant(value);
  }
}

function numberText(value: number): Js {
  if (Number.isNaN(value)) return "(0 / 0)";
  if (!Number.isFinite(value)) return value > 0 ? "(1 / 0)" : "(-1 / 0)";
  if (Object.is(value, -0)) return "(-0)";
  return value < 0 ? `(${value})` : String(value);
}
