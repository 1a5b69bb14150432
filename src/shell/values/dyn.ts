/**
 * `dyn`: values together with their types. Most tell their type by themselves; the others are put into a `Boxed`.
 *
 * @module
 */

import {
  arrayOf,
  BOOL,
  BUFFER,
  COMMAND,
  DYN,
  ERROR,
  FUNCTION,
  type FunctionType,
  INT64,
  NIL,
  OBJECT,
  resultOf,
  STRING,
  type Type,
} from "../types/types.ts";
import { Boxed, ErrorValue, Failure } from "./kinds.ts";

/** Makes a value of one type a `dyn`. */
export type Boxer = (value: unknown) => unknown;

const ARRAY = arrayOf(DYN);
const RESULT = resultOf(DYN);

/**
 * Gives what makes values of a type `dyn`; null where each is its own `dyn`. Where a function came to its end without
 * a value, that is NIL.
 */
export function boxerOf(type: Type): Boxer | null {
  if (type.kind === "optional") return boxerOf(type.inner);
  if (type.kind === "result") {
    const box = boxerOf(type.value);
    return box && ((value) => value instanceof Failure ? value : box(value));
  }
  return tellsItsType(type) ? null : (value) => value === null ? null : new Boxed(type, value);
}

/** A value of a type as a `dyn`. */
export function box(type: Type, value: unknown): unknown {
  const boxer = boxerOf(type);
  return boxer === null ? value : boxer(value);
}

/** The type of what a `dyn` holds. */
export function typeOfDyn(value: unknown): Type {
  switch (typeof value) {
    case "string":
      return STRING;
    case "boolean":
      return BOOL;
    case "number":
    case "bigint":
      return INT64;
    case "function":
      return functionTypeOf(value);
  }
  if (value === null) return NIL;
  if (value instanceof Boxed) return value.type;
  if (value instanceof Map) return OBJECT;
  if (Array.isArray(value)) return ARRAY;
  if (value instanceof Uint8Array) return BUFFER;
  if (value instanceof ErrorValue) return ERROR;
  return value instanceof Failure ? RESULT : COMMAND;
}

const FUNCTION_TYPE = Symbol("type");

/** A function of a program, which may know its type. */
// deno-lint-ignore ban-types -- functions of every signature
type Typed = Function & { [FUNCTION_TYPE]?: FunctionType };

/** Notes a function's type on it, so that it is known wherever it gets to. */
export function typedFunction<F extends Typed>(made: F, type: FunctionType): F {
  made[FUNCTION_TYPE] = type;
  return made;
}

/** The type that was noted on a function, or that of any function. */
export function functionTypeOf(made: Typed): FunctionType {
  return made[FUNCTION_TYPE] ?? FUNCTION;
}

function tellsItsType(type: Type): boolean {
  switch (type.kind) {
    case "integer":
      return type.bits === 64 && type.signed;
    case "array":
      return type.length === null && type.element.kind === "dyn";
    case "float":
    case "tbb":
    case "path":
    case "record":
    case "process":
    case "stream":
    case "range":
      return false;
    default:
      return true;
  }
}
