/**
 * The expressions of the checked tree; see `tree.ts`.
 *
 * @module
 */

import type { Builtin, Overload } from "../types/builtin.ts";
import type { Type } from "../types/types.ts";
import type { CommandExpression, ExecuteExpression } from "./command_tree.ts";
import type { FunctionNode, Place, Stmt, Target, Variable } from "./tree_statements.ts";

/** Operators of numbers; `+` of strings is a {@linkcode Expr} `text`, of `+=` on a string it stays here. */
export type ArithmeticOperator = "+" | "-" | "*" | "/" | "%" | "&" | "|" | "^" | "<<" | ">>";
export type CompareOperator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "<=>";

export type Expr =
  /** A number, string, boolean, null or StickyError, as it is at run time. */
  | { readonly op: "constant"; readonly type: Type; readonly value: unknown }
  /** The zero value of the type, new each time: 0, "", NIL, an empty or filled array, a record of zero values. */
  | { readonly op: "zero"; readonly type: Type }
  | { readonly op: "variable"; readonly type: Type; readonly variable: Variable }
  /** A name that the shell gives every program: ARGS ARG0 STATUS LASTPID PID. */
  | { readonly op: "given"; readonly type: Type; readonly name: string }
  /** The lines that `set` shows of these settings, or, with null, `export` of the environment. */
  | { readonly op: "listing"; readonly type: Type; readonly settings: readonly string[] | null }
  /** A value that the shell itself makes where a command would stand, as a line of the setting `trace` tells. */
  | { readonly op: "traced"; readonly type: Type; readonly word: string; readonly value: Expr; readonly place: Place }
  /** `ENV.NAME`; one that is needed, and is not set, stops the program. */
  | { readonly op: "environment"; readonly type: Type; readonly name: string; readonly isNeeded?: boolean }
  | { readonly op: "array"; readonly type: Type; readonly items: readonly Expr[] }
  /** An `obj`; the values are `dyn`. */
  | { readonly op: "object"; readonly type: Type; readonly fields: ReadonlyArray<readonly [string, Expr]> }
  /** A struct, every field given. */
  | { readonly op: "record"; readonly type: Type; readonly fields: ReadonlyArray<readonly [string, Expr]> }
  | TextExpression
  | { readonly op: "negate" | "complement"; readonly type: Type; readonly operand: Expr; readonly place: Place }
  | { readonly op: "not"; readonly type: Type; readonly operand: Expr }
  /** Both operands are of one numeric type, which is the type. */
  | {
    readonly op: "arithmetic";
    readonly type: Type;
    readonly operator: ArithmeticOperator;
    readonly left: Expr;
    readonly right: Expr;
    readonly place: Place;
  }
  | CompareExpression
  /** Of bools, lazy. */
  | { readonly op: "and" | "or"; readonly type: Type; readonly left: Expr; readonly right: Expr }
  /** Of results, lazy: `andThen` gives the left failure or the right result, `orElse` the left success or right. */
  | { readonly op: "andThen" | "orElse"; readonly type: Type; readonly left: Expr; readonly right: Expr }
  /** `left ?? right`: right when left is NIL. */
  | { readonly op: "coalesce"; readonly type: Type; readonly left: Expr; readonly right: Expr }
  | {
    readonly op: "choose";
    readonly type: Type;
    readonly condition: Expr;
    readonly then: Expr;
    readonly otherwise: Expr;
  }
  | ConvertExpression
  /** A result as a condition: whether it succeeded. */
  | { readonly op: "succeeded"; readonly type: Type; readonly result: Expr }
  /** `result?`: its value; a failure leaves the function with it, outside of functions it stops the program. */
  | { readonly op: "unwrap"; readonly type: Type; readonly result: Expr; readonly place: Place }
  /** `result ? fallback`: the fallback when it failed, with `nil` also when its value is NIL. */
  | {
    readonly op: "otherwise";
    readonly type: Type;
    readonly result: Expr;
    readonly nil: boolean;
    readonly fallback: Expr | LeaveExpression;
  }
  /** `result.err`, `result.val`; the value of a failed result is NIL. */
  | { readonly op: "err" | "val"; readonly type: Type; readonly result: Expr }
  /** `|>`: the function is given the result's value; a failure goes around it. The body sees `variable`. */
  | {
    readonly op: "chain";
    readonly type: Type;
    readonly result: Expr;
    readonly variable: Variable;
    /** A result. */
    readonly body: Expr;
  }
  /** A field of a record. With `optional`: NIL when the object is. */
  | {
    readonly op: "field";
    readonly type: Type;
    readonly object: Expr;
    readonly name: string;
    readonly optional: boolean;
  }
  /** A field of an error: code message kind stage stages signal. NIL when it is no error. */
  | { readonly op: "errorField"; readonly type: Type; readonly object: Expr; readonly name: string }
  /** A key of an `obj` or of a `dyn` that must hold one; NIL when there is none. */
  | {
    readonly op: "key";
    readonly type: Type;
    readonly object: Expr;
    readonly key: Expr;
    readonly optional: boolean;
    readonly place: Place;
  }
  /** `array[index]`, `string[index]` (a code point), `buffer[index]`, or of a `dyn`; out of bounds ends the program. */
  | { readonly op: "element"; readonly type: Type; readonly object: Expr; readonly index: Expr; readonly place: Place }
  /** `object[range]`, of arrays, strings and buffers. */
  | { readonly op: "slice"; readonly type: Type; readonly object: Expr; readonly range: Expr; readonly place: Place }
  | {
    readonly op: "range";
    readonly type: Type;
    readonly start: Expr;
    readonly end: Expr;
    readonly inclusive: boolean;
  }
  /** `target++`: the value before. */
  | {
    readonly op: "postfix";
    readonly type: Type;
    readonly target: Target;
    readonly operator: "+" | "-";
    readonly place: Place;
  }
  | { readonly op: "lambda"; readonly type: Type; readonly definition: FunctionNode }
  /** A call; its value is a result. A callee without a signature takes `dyn` and is checked when it is called. */
  | {
    readonly op: "call";
    readonly type: Type;
    readonly callee: Expr;
    readonly arguments: readonly Expr[];
    readonly place: Place;
  }
  | BuiltinCall
  /** A method of a process, a reader, a writer or of what was captured; the run-time object has it under this name. */
  | {
    readonly op: "method";
    readonly type: Type;
    readonly object: Expr;
    readonly name: string;
    readonly arguments: readonly Expr[];
    /** It gives a promise. */
    readonly async: boolean;
    readonly place: Place;
  }
  | CommandExpression
  /** Starts a command: see {@linkcode ExecuteExpression}. */
  | ExecuteExpression;

/** Texts and values joined; a value is formatted by its type. */
export interface TextExpression {
  readonly op: "text";
  readonly type: Type;
  readonly parts: ReadonlyArray<string | Expr>;
  /** It becomes an argument or a target, where a sticky `ERR` stops the program. */
  readonly strict: boolean;
  readonly place: Place;
}

/** Both operands are of one type, or `dyn`. */
export interface CompareExpression {
  readonly op: "compare";
  readonly type: Type;
  readonly operator: CompareOperator;
  readonly left: Expr;
  readonly right: Expr;
  /** It stands in a condition, where ordering a sticky `ERR` stops the program. */
  readonly strict: boolean;
  readonly place: Place;
}

/** From the operand's type to another. */
export interface ConvertExpression {
  readonly op: "convert";
  readonly type: Type;
  readonly operand: Expr;
  /**
   * `cast`: between numbers, written by the programmer: integers wrap, TBB out of range is `ERR`, `ERR` to another kind
   * stops the program. `box`: to `dyn`. `unbox`: from `dyn`; a value of another type stops the program. `word`: from
   * `dyn` to the text of a word; what is no string, Path, number or bool stops the program.
   */
  readonly how: "cast" | "box" | "unbox" | "word";
  readonly place: Place;
}

/** What leaves instead of giving a value. */
export type LeaveExpression = { readonly op: "leave"; readonly statement: Stmt };

export interface BuiltinCall {
  readonly op: "builtin";
  readonly type: Type;
  readonly builtin: Builtin;
  readonly overload: Overload;
  /** In the order of the parameters; those left out at the end are missing, those of a rest parameter are one array. */
  readonly arguments: readonly Expr[];
  readonly types: Readonly<Record<string, Type>>;
  readonly place: Place;
}
