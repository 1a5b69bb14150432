/**
 * What the table of built-in functions says of each: one entry feeds the checker, the evaluator, `help` and the docs.
 *
 * @module
 */

import type { Failure } from "../values/mod.ts";
import type { Type } from "./types.ts";

/** A built-in function. */
export interface Builtin {
  readonly name: string;
  /** The page's heading it stands under. */
  readonly group: "output" | "text" | "arrays" | "numbers" | "objects" | "files" | "system" | "values" | "commands";
  /** Tried in order; the first whose parameters fit is called. */
  readonly overloads: readonly Overload[];
  /** One or two sentences: what it does, units, what it fails with. */
  readonly doc: string;
  /** A program and exactly what it prints; run by a test. */
  readonly example: { readonly program: string; readonly prints: string };
  /** A program's own function of that name hides it; without, declaring the name is an error. All may be hidden. */
}

/** One way to call a built-in function. */
export interface Overload {
  readonly parameters: readonly BuiltinParameter[];
  readonly returns: BuiltinType;
  /** Its value is a `result`: it can fail. */
  readonly fails: boolean;
  /** Its implementation gives a promise. One that only calls functions it was given need not say so: see `call`. */
  readonly async: boolean;
  /**
   * Carries it out. The arguments come as the run-time values of their parameters' types. With `fails` it gives the
   * value or a `Failure`. A function among the arguments may give a promise; an implementation that calls one gives a
   * promise then too, and must not otherwise.
   */
  readonly call: (context: BuiltinContext, ...values: never[]) => unknown;
}

/** A parameter of a built-in function. */
export interface BuiltinParameter {
  readonly name: string;
  readonly type: BuiltinType;
  /** May be left out; the implementation gets undefined. */
  readonly optional?: boolean;
  /** Takes all arguments that are left, none too; they come as one array. */
  readonly rest?: boolean;
  /** Takes no value of another type that could be converted: of a `dyn`, what is a `dyn` already. */
  readonly only?: boolean;
}

/**
 * A type, or one with variables: `T` stands for one type throughout a call. `number` variables take integers, floats
 * and TBB numbers only, `integer` those from int8 to uint64, `ordered` numbers and strings.
 */
export type BuiltinType =
  | Type
  | { readonly kind: "variable"; readonly name: string; readonly limit?: "number" | "integer" | "ordered" }
  | { readonly kind: "arrayOf"; readonly element: BuiltinType }
  | { readonly kind: "optionalOf"; readonly inner: BuiltinType }
  | { readonly kind: "functionOf"; readonly parameters: readonly BuiltinType[]; readonly returns: BuiltinType };

/** What implementations may use of the program that calls them. */
export interface BuiltinContext {
  /** Writes to the shell's stdout; gives a failure of kind `broken_pipe` when its reader is gone. */
  print(text: string): unknown;
  /** Where the call stands, for what it stops the program with. */
  readonly at: number;
  /** The type that a variable of the overload's parameters stands for in this call, by its name. */
  readonly types: Readonly<Record<string, Type>>;
  /** The directory of the shell. */
  cwd(): string;
  /** Changes it; throws the system's error. */
  chdir(path: string): void;
  /** Stops the program with a failure that nobody can take: an index out of bounds, a failed assertion. */
  stop(message: string, code?: number): never;
  /** Stops it with the failure of a function that was given to the call. */
  stopWith(failure: Failure): never;
  /** Stops it because such a function came to its end without a value. */
  stopWithoutValue(): never;
  /** `file:line:col` of the call, for where an `ERR` was born. */
  place(): string;
  /** What `ENV.NAME` reads; null when it is not set. */
  environment(name: string): string | null;
  /** Of `on_signal`: null gives the signal its usual effect back. */
  onSignal(name: string, action: (() => unknown) | null): void;
  /** Ends as soon as a signal that ends the program has come. */
  readonly signal: AbortSignal;
}
