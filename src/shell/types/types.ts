/**
 * The types of the language.
 *
 * How a value of each type looks at run time is part of this contract; `src/shell/values` computes with it:
 *
 * | type | at run time |
 * |---|---|
 * | `int8` … `int32`, `uint8` … `uint32` | a number |
 * | `int64`, `uint64` | a number up to ±(2^53 - 1), beyond it a bigint; never a bigint for what a number holds |
 * | `tbb8` … `tbb64` | the same, or a `StickyError` |
 * | `flt32`, `flt64` | a number |
 * | `bool`, `string`, `Path` | a boolean, a string, a string |
 * | `buffer` | a `Uint8Array` |
 * | arrays | an `Array`, shared by reference |
 * | `obj` | a `Map` of names to `dyn` values, in the order of insertion, shared by reference |
 * | structs and records | an object with the fields, shared by reference |
 * | `T?` | the value, or null |
 * | `NIL` | null |
 * | `dyn` | the value where that tells its type, else a `Boxed`; see below |
 * | `func` | a function; called, it gives the value that was passed, or a `Failure` |
 * | `result<T>` | the value, or a `Failure` that holds an `ErrorValue` |
 * | `error` | an `ErrorValue`, or null: no error |
 * | `command` | a `CommandPlan` |
 * | `process`, `stream` | an object of the runner |
 * | a range | a `RangeValue` |
 *
 * A string, bool, `int64`, NIL, buffer, `obj`, function, error, command, `dyn[]` and a failure tell their type
 * themselves.
 *
 * @module
 */

import type { Span } from "../syntax/source.ts";

/** Widths of integers. */
export type Bits = 8 | 16 | 32 | 64;

/** A type. */
export type Type =
  | IntegerType
  | FloatType
  | TbbType
  | { readonly kind: "bool" | "string" | "path" | "buffer" | "object" | "dyn" | "nil" | "error" | "process" }
  | ArrayType
  | RecordType
  | OptionalType
  | FunctionType
  | ResultType
  | CommandType
  /** What `for … in` goes through: `lines(…)`, `events(…)`. */
  | { readonly kind: "stream"; readonly element: Type }
  | { readonly kind: "range"; readonly element: Type }
  /** The names of an imported file, or `ENV`. */
  | { readonly kind: "namespace"; readonly name: string }
  /** What never comes to be: `exit(1)`. It fits everywhere. */
  | { readonly kind: "never" }
  /** What an expression with an error has: it fits everywhere and is reported nowhere. */
  | { readonly kind: "unknown" };

/** `int8` … `uint64` */
export interface IntegerType {
  readonly kind: "integer";
  readonly bits: Bits;
  readonly signed: boolean;
}

/** `flt32`, `flt64` */
export interface FloatType {
  readonly kind: "float";
  readonly bits: 32 | 64;
}

/** `tbb8` … `tbb64` */
export interface TbbType {
  readonly kind: "tbb";
  readonly bits: Bits;
}

/** `T[]`, `T[4]` */
export interface ArrayType {
  readonly kind: "array";
  readonly element: Type;
  /** The fixed length; null: any. */
  readonly length: number | null;
}

/** A declared struct, or a built-in record such as a pipeline's value. Two are the same when they are one object. */
export interface RecordType {
  readonly kind: "record";
  readonly name: string;
  /** Filled in once all structs are known, since they may name each other. */
  readonly fields: Map<string, Type>;
  /** Whether the program declared it, and may make one from `{…}`. */
  readonly declared: boolean;
}

/** `T?` */
export interface OptionalType {
  readonly kind: "optional";
  readonly inner: Type;
}

/** `func`, with what is known of its signature. */
export interface FunctionType {
  readonly kind: "function";
  /** Null: unknown; a call is checked when it happens and gives `result<dyn>`. */
  readonly signature: Signature | null;
}

/** Parameters and the value of a function; a call gives `result<returns>`. */
export interface Signature {
  readonly parameters: readonly Type[];
  readonly returns: Type;
}

/** `result<T>`; a plain `result` is `result<dyn>` unless more is known. */
export interface ResultType {
  readonly kind: "result";
  readonly value: Type;
}

/** `command` and `pipeline`, with what is known before it runs. */
export interface CommandType {
  readonly kind: "command";
  /** Null: nothing, as of a command that came from a variable that is assigned in several places. */
  readonly shape: CommandShape | null;
  /** Declared as `command`: not a pipeline. */
  readonly single?: boolean;
}

/** What is known of a command or pipeline before it runs. */
export interface CommandShape {
  readonly stages: readonly StageShape[];
  /** Ends in a fan-out, so that nothing can follow it. */
  readonly fanOut: boolean;
}

/** What is known of one stage: where each of its streams was wired, by number. */
export interface StageShape {
  readonly wired: ReadonlyMap<number, Span>;
}

export const INT64: IntegerType = { kind: "integer", bits: 64, signed: true };
export const INT32: IntegerType = { kind: "integer", bits: 32, signed: true };
export const FLT64: FloatType = { kind: "float", bits: 64 };
export const BOOL: Type = { kind: "bool" };
export const STRING: Type = { kind: "string" };
export const PATH: Type = { kind: "path" };
export const BUFFER: Type = { kind: "buffer" };
export const OBJECT: Type = { kind: "object" };
export const DYN: Type = { kind: "dyn" };
export const NIL: Type = { kind: "nil" };
export const ERROR: Type = { kind: "error" };
export const PROCESS: Type = { kind: "process" };
export const NEVER: Type = { kind: "never" };
export const UNKNOWN: Type = { kind: "unknown" };
export const FUNCTION: FunctionType = { kind: "function", signature: null };
export const COMMAND: CommandType = { kind: "command", shape: null };
export const STRINGS: ArrayType = { kind: "array", element: STRING, length: null };

/** `T[]` */
export function arrayOf(element: Type): ArrayType {
  return { kind: "array", element, length: null };
}

/** `result<T>` */
export function resultOf(value: Type): ResultType {
  return { kind: "result", value };
}

/** `T?`; of an optional type, that type. */
export function optionalOf(inner: Type): Type {
  return inner.kind === "optional" || inner.kind === "nil" || inner.kind === "dyn"
    ? inner
    : { kind: "optional", inner };
}

/** A built-in record. */
export function record(name: string, fields: Readonly<Record<string, Type>>): RecordType {
  return { kind: "record", name, fields: new Map(Object.entries(fields)), declared: false };
}
