/**
 * Files, functions and statements of the checked tree; see `tree.ts`.
 *
 * @module
 */

import type { Source, Span } from "../syntax/source.ts";
import type { Type } from "../types/types.ts";
import type { ArithmeticOperator, Expr } from "./tree_expressions.ts";

/** A whole program, imported files included. */
export interface CheckedProgram {
  /** The files; the program itself is the first. */
  readonly files: readonly CheckedFile[];
}

/** One file. Its body runs once: the first's when the program starts, others' when a {@linkcode UseStatement} comes. */
export interface CheckedFile {
  readonly source: Source;
  readonly body: readonly Stmt[];
}

/** A place in one of the files. */
export interface Place {
  readonly source: Source;
  readonly span: Span;
}

/** A variable, parameter, constant or named function. Compared by identity. */
export interface Variable {
  readonly name: string;
  readonly type: Type;
  /** Declared outside every function and block: it may be seen from other files and, at a prompt, by later input. */
  readonly isGlobal: boolean;
  /** Assigned after its declaration. */
  isAssigned: boolean;
  /** The function that it names, when it was declared as one: such a variable is never assigned. */
  readonly definition?: FunctionNode;
}

/** A function's code. */
export interface FunctionNode {
  /** For messages; null for a lambda. */
  readonly name: string | null;
  readonly parameters: readonly Variable[];
  readonly returns: Type;
  /** Filled in after the node was made, so that functions can call each other. */
  body: readonly Stmt[];
  readonly place: Place;
}

export type Stmt =
  | { readonly op: "block"; readonly body: readonly Stmt[] }
  /** A new variable; also of constants. */
  | { readonly op: "declare"; readonly variable: Variable; readonly value: Expr }
  /** A named function; it can be called from the beginning of the block or file it stands in. */
  | { readonly op: "function"; readonly variable: Variable; readonly definition: FunctionNode }
  | AssignStatement
  | { readonly op: "if"; readonly condition: Expr; readonly then: Stmt; readonly otherwise: Stmt | null }
  | { readonly op: "while"; readonly condition: Expr; readonly body: Stmt }
  | {
    readonly op: "for";
    readonly initial: Stmt | null;
    readonly condition: Expr;
    readonly update: Stmt | null;
    readonly body: Stmt;
  }
  | ForInStatement
  | CountStatement
  | {
    readonly op: "when";
    readonly condition: Expr;
    readonly body: Stmt;
    readonly then: Stmt | null;
    readonly end: Stmt | null;
  }
  | PickStatement
  /** To the arm of this number of the innermost `pick` that surrounds it. */
  | { readonly op: "fall"; readonly pick: PickStatement; readonly arm: number }
  | { readonly op: "break" | "continue" }
  /**
   * The function succeeds with a value; outside of functions the file ends. `value` is of the function's type, or a
   * `result` of it, whose failure is the function's.
   */
  | { readonly op: "return"; readonly value: Expr | null }
  /** The function fails; outside of functions the program stops. The value is an integer, a string or an error. */
  | { readonly op: "fail"; readonly error: Expr; readonly place: Place }
  /** Ends the program; the code is any integer or TBB type. */
  | { readonly op: "exit"; readonly code: Expr | null; readonly place: Place }
  | { readonly op: "defer"; readonly body: Stmt }
  /** An expression for its effect. Of a `result` type: a failure stops the program. */
  | { readonly op: "do"; readonly value: Expr; readonly place: Place }
  /** The same, but a failure is dropped: `ignore(e);`, `_ = e;`. */
  | { readonly op: "drop"; readonly value: Expr }
  /** `command &` */
  | { readonly op: "background"; readonly command: Expr; readonly place: Place }
  /** Tells, where commands are traced, that the shell itself now carries out what this word says. */
  | { readonly op: "trace"; readonly word: string; readonly place: Place }
  /** `set name = value` */
  | { readonly op: "set"; readonly name: string; readonly value: boolean | number | string }
  | UseStatement;

/** Runs a file's body, if it has not run. */
export interface UseStatement {
  readonly op: "use";
  /** Index into {@linkcode CheckedProgram.files}. */
  readonly file: number;
}

/** `target = value`, or with an operator `target = target operator value`, the target's parts evaluated once. */
export interface AssignStatement {
  readonly op: "assign";
  readonly target: Target;
  readonly operator: ArithmeticOperator | null;
  readonly value: Expr;
  readonly place: Place;
}

/** What can be assigned. */
export type Target =
  | { readonly kind: "variable"; readonly variable: Variable; readonly type: Type }
  /** An element of an array; out of bounds stops the program. */
  | { readonly kind: "element"; readonly array: Expr; readonly index: Expr; readonly type: Type }
  /** A field of a record. */
  | { readonly kind: "field"; readonly object: Expr; readonly name: string; readonly type: Type }
  /** A key of an `obj`, or of a `dyn` that must hold one. */
  | { readonly kind: "key"; readonly object: Expr; readonly key: Expr; readonly type: Type }
  /** `ENV.NAME`; NIL takes it away. */
  | { readonly kind: "environment"; readonly name: string; readonly type: Type };

/** `for (variable in iterable) body`; the iterable is an array, range, string, `obj` (its keys), stream or `dyn`. */
export interface ForInStatement {
  readonly op: "forIn";
  readonly variable: Variable;
  readonly iterable: Expr;
  /** From what the iterable gives to what the variable takes: a `dyn` to its type. Its operand is `element`. */
  readonly element: Variable;
  readonly convert: Expr | null;
  readonly body: Stmt;
  readonly place: Place;
}

/** `loop(start, limit, step)` and `till(limit, step)`. */
export interface CountStatement {
  readonly op: "loop" | "till";
  /** `$` */
  readonly counter: Variable;
  /** Null of `till`, which begins at 0 or at the limit, by the step's sign. */
  readonly start: Expr | null;
  readonly limit: Expr;
  readonly step: Expr;
  readonly body: Stmt;
  readonly place: Place;
}

/** `pick`; the first arm whose test is true runs. */
export interface PickStatement {
  readonly op: "pick";
  /** Holds the value that the tests look at. */
  readonly subject: Variable;
  readonly value: Expr;
  readonly arms: readonly PickArmNode[];
}

export interface PickArmNode {
  readonly label: string | null;
  /** Null: always (`*`); "never": reached by `fall` only. */
  readonly test: Expr | null | "never";
  readonly body: Stmt;
}
