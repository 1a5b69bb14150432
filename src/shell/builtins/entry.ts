/**
 * How the entries of the table of built-in functions are written.
 *
 * @module
 */

import type { Builtin, BuiltinParameter, BuiltinType, Overload } from "../types/builtin.ts";
import { DYN, PATH, STRING } from "../types/types.ts";
import { ErrorValue, Failure } from "../values/mod.ts";

/** An entry, but for the group, which is that of its file. */
export type Entry = Omit<Builtin, "group">;

/** Parameters by their names, in their order. */
export type Parameters = Readonly<Record<string, BuiltinType | Omit<BuiltinParameter, "name">>>;

/** Stand for one type each throughout a call: any, a number's, one whose values have an order. */
export const T: BuiltinType = { kind: "variable", name: "T" };
export const U: BuiltinType = { kind: "variable", name: "U" };
export const NUMBER: BuiltinType = { kind: "variable", name: "N", limit: "number" };
export const ORDERED: BuiltinType = { kind: "variable", name: "O", limit: "ordered" };
/** What is counted, in any integer type: times, blanks, milliseconds. */
export const COUNT: BuiltinType = { kind: "variable", name: "I", limit: "integer" };

/** `T[]` */
export function listOf(element: BuiltinType): BuiltinType {
  return { kind: "arrayOf", element };
}

/** `T?` */
export function maybe(inner: BuiltinType): BuiltinType {
  return { kind: "optionalOf", inner };
}

/** A function that is called by the built-in one. */
export function functionOf(parameters: readonly BuiltinType[], returns: BuiltinType): BuiltinType {
  return { kind: "functionOf", parameters, returns };
}

/** A parameter that may be left out. */
export function optional(type: BuiltinType): Omit<BuiltinParameter, "name"> {
  return { type, optional: true };
}

/** A parameter that takes a `dyn` and nothing that would have to become one. */
export const DYN_ONLY: Omit<BuiltinParameter, "name"> = { type: DYN, only: true };

/** A parameter that takes all arguments that are left. */
export function rest(type: BuiltinType): Omit<BuiltinParameter, "name"> {
  return { type, rest: true };
}

/** A way to call a function that always has a value. */
export function overload(parameters: Parameters, returns: BuiltinType, call: Overload["call"]): Overload {
  return { parameters: named(parameters), returns, fails: false, async: false, call };
}

/** A way to call a function that can fail. */
export function fallible(parameters: Parameters, returns: BuiltinType, call: Overload["call"]): Overload {
  return { ...overload(parameters, returns, call), fails: true };
}

/** The same of one that waits. */
export function waiting(way: Overload): Overload {
  return { ...way, async: true };
}

/** Ways whose first parameter is the name of a file, which a string is as good for as a Path. */
export function ofFile(
  make: typeof overload,
  more: Parameters,
  returns: BuiltinType,
  call: Overload["call"],
): Overload[] {
  return [make({ path: STRING, ...more }, returns, call), make({ path: PATH, ...more }, returns, call)];
}

/** A program and the lines that it prints. */
export function example(program: string, ...lines: string[]): Builtin["example"] {
  return { program, prints: lines.map((line) => `${line}\n`).join("") };
}

/** The failure of a call. Its code is not for exiting with: 2 stands for a program that did not run. */
export function failure(message: string, kind: string, code = 1): Failure {
  return new Failure(new ErrorValue(code, message, kind, { exitCode: 1 }), -1);
}

function named(parameters: Parameters): BuiltinParameter[] {
  return Object.entries(parameters).map(([name, it]) => "kind" in it ? { name, type: it } : { name, ...it });
}
