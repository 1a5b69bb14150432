/**
 * What generated code does where a value may not be what it takes: each check stops the program with its place.
 *
 * @module
 */

import type { Type } from "../types/types.ts";
import {
  box,
  Boxed,
  characterAt,
  compareTbb,
  describeType,
  divideInt64,
  divideUint64,
  Failure,
  formatDyn,
  functionTypeOf,
  type Integer,
  integerOf,
  lengthOf,
  Mismatch,
  RangeValue,
  remainderInt64,
  remainderUint64,
  sliceString,
  StickyError,
  type Tbb,
  typeOfDyn,
  unbox,
} from "../values/mod.ts";
import type { Stops } from "./stops.ts";

/** Kinds of values that can be a word of a command. */
const WORDS: ReadonlySet<Type["kind"]> = new Set(["string", "path", "integer", "float", "tbb", "bool"]);

type Function = (...values: unknown[]) => unknown;

/** The checks of one running program: `R` in generated code. */
export class Checks {
  readonly #stops: Stops;

  constructor(stops: Stops) {
    this.#stops = stops;
  }

  /* -- Results -- */

  /** Whether a function failed, after a quick look found that this is no value of its type. */
  failed(value: unknown, at: number): boolean {
    if (value === null) this.#stops.withoutValue(at);
    return value instanceof Failure;
  }

  /** The value of a result where nobody could take its failure. */
  unwrapped(value: unknown, at: number): unknown {
    return this.failed(value, at) ? this.#stops.stopWith(value as Failure, at) : value;
  }

  /** A failure that nobody took. */
  notTaken(failure: Failure, at: number): void {
    this.#stops.notTaken(failure, at);
  }

  /** `fail(…)` outside of functions. */
  stopWith(failure: Failure): never {
    return this.#stops.stopWith(failure, failure.at);
  }

  /** `exit(code)` */
  exit(code: Tbb, at: number): never {
    return this.#stops.exit(code, at);
  }

  /* -- Numbers -- */

  divisionByZero(at: number): never {
    return this.#stops.stop("ARIA-310", "division by zero", at);
  }

  divideInt64(a: Integer, b: Integer, at: number): Integer {
    return b === 0 ? this.divisionByZero(at) : divideInt64(a, b);
  }

  remainderInt64(a: Integer, b: Integer, at: number): Integer {
    return b === 0 ? this.divisionByZero(at) : remainderInt64(a, b);
  }

  divideUint64(a: Integer, b: Integer, at: number): Integer {
    return b === 0 ? this.divisionByZero(at) : divideUint64(a, b);
  }

  remainderUint64(a: Integer, b: Integer, at: number): Integer {
    return b === 0 ? this.divisionByZero(at) : remainderUint64(a, b);
  }

  /** A value where no `ERR` may be: in an argument, a target, a number of another kind. */
  solid(value: unknown, use: string, at: number): unknown {
    const held = value instanceof Boxed ? value.value : value;
    if (held instanceof StickyError) this.#stops.violation(held, use, at);
    return value;
  }

  /** The order of two numbers in a condition. */
  compareStrictly(a: Tbb, b: Tbb, at: number): number {
    if (a instanceof StickyError) this.#stops.violation(a, "part of a condition", at);
    if (b instanceof StickyError) this.#stops.violation(b, "part of a condition", at);
    return compareTbb(a, b);
  }

  badStep(step: Integer, at: number): never {
    const message = step < 0 ? `the step of a loop is positive, but this is ${step}` : "the step of a loop is 0";
    return this.#stops.stop("ARIA-315", message, at);
  }

  /* -- What holds others -- */

  /** An element that is not there. */
  outside(object: string | ArrayLike<unknown>, index: Integer, at: number): never {
    const length = typeof object === "string" ? lengthOf(object) : object.length;
    return this.#stops.stop("ARIA-311", `the index ${index} is out of bounds: the length is ${length}`, at);
  }

  /** `object[index]` of a `dyn`. */
  element(given: unknown, index: Integer, at: number): unknown {
    const { object, dynOf } = this.#indexed(given, at);
    const value = typeof object === "string" ? characterAt(object, index) : object[Number(index)];
    return value === undefined ? this.outside(object, index, at) : dynOf(value);
  }

  /** `object[start..end]`; an empty one may begin right behind the last element. */
  slice(given: unknown, range: RangeValue, at: number): unknown {
    const { object } = this.#indexed(given, at);
    const { start, end } = range;
    const length = typeof object === "string" ? lengthOf(object) : object.length;
    const isEmpty = end < start;
    if (start < 0 || (isEmpty ? start > length : end >= length)) {
      this.#stops.stop("ARIA-311", `the slice ${start}..${end} is out of bounds: the length is ${length}`, at);
    }
    if (typeof object === "string") return isEmpty ? "" : sliceString(object, start, end);
    const slice = object.slice(Number(start), isEmpty ? Number(start) : Number(end) + 1);
    return given instanceof Boxed ? new Boxed(given.type, slice) : slice;
  }

  /** `object.key` of a `dyn`. */
  key(object: unknown, key: string, at: number): unknown {
    if (object instanceof Boxed && object.type.kind === "record") {
      const type = object.type.fields.get(key);
      return type ? box(type, (object.value as Record<string, unknown>)[key]) : null;
    }
    return this.#map(object, at).get(key) ?? null;
  }

  /** `object?.key` */
  optionalKey(object: unknown, key: string, at: number): unknown {
    return object === null ? null : this.key(object, key, at);
  }

  setKey(object: unknown, key: string, value: unknown, at: number): void {
    this.#map(object, at).set(key, value);
  }

  /** What `for … in` goes through, of a `dyn`. */
  iterate(value: unknown, at: number): Iterable<unknown> {
    if (value instanceof Map) return [...value.keys()];
    if (value instanceof RangeValue) return numbers(value);
    if (value instanceof Boxed && value.value instanceof RangeValue) return numbers(value.value);
    const { object, dynOf } = this.#indexed(value, at);
    return typeof object === "string" ? object : Array.from(object, dynOf);
  }

  /** Why a loop over what a command writes has ended before its end. */
  endOfStream(error: unknown, at: number): void {
    if (!(error instanceof Failure)) throw error;
    this.#stops.notTaken(error, at);
  }

  /** A string as the name of a file. */
  path(text: string, at: number): string {
    return text.includes("\0") ? this.#stops.stop("ARIA-321", "the name of a file holds no NUL", at) : text;
  }

  /* -- dyn -- */

  /** A `dyn` that was brought to a type, or could not be. */
  unboxed(value: unknown, at: number): unknown {
    return value instanceof Mismatch ? this.#stops.stop("ARIA-313", value.message, at) : value;
  }

  /** A `dyn` as a word of a command. */
  word(value: unknown, at: number): string {
    const type = typeOfDyn(value);
    if (!WORDS.has(type.kind)) {
      const message = `a word takes a string, Path, number or bool, but this is ${describeType(type)}`;
      this.#stops.stop("ARIA-313", message, at);
    }
    return formatDyn(this.solid(value, "an argument or a target", at));
  }

  /** A call of a function that is only known to be one. Arguments and value are `dyn`. */
  call(callee: unknown, args: readonly unknown[], at: number): unknown {
    if (typeof callee !== "function") {
      return this.#stops.stop("ARIA-314", `this is ${describeType(typeOfDyn(callee))}, which cannot be called`, at);
    }
    const { signature } = functionTypeOf(callee);
    if (signature === null) return (callee as Function)(...args);
    const { parameters, returns } = signature;
    if (parameters.length !== args.length) {
      const counts = `takes ${parameters.length}, but is given ${args.length}`;
      this.#stops.stop("ARIA-314", `the number of arguments is wrong: the function ${counts}`, at);
    }
    const values = parameters.map((type, index) => {
      const value = unbox(type, args[index]);
      if (!(value instanceof Mismatch)) return value;
      return this.#stops.stop("ARIA-314", `argument ${index + 1}: ${value.message}`, at);
    });
    const outcome = (callee as Function)(...values);
    const asDyn = (value: unknown) => value instanceof Failure ? value : box(returns, value);
    return outcome instanceof Promise ? outcome.then(asDyn) : asDyn(outcome);
  }

  /** What has indexes, and how its elements become `dyn`. */
  #indexed(given: unknown, at: number): {
    object: string | unknown[] | Uint8Array;
    dynOf: (element: unknown) => unknown;
  } {
    const object = given instanceof Boxed ? given.value : given;
    const type = given instanceof Boxed && given.type.kind === "array" ? given.type.element : null;
    if (typeof object === "string" || Array.isArray(object) || object instanceof Uint8Array) {
      return { object, dynOf: (element) => type ? box(type, element) : element };
    }
    return this.#stops.stop("ARIA-313", `this is ${describeType(typeOfDyn(given))}, which has no elements`, at);
  }

  #map(object: unknown, at: number): Map<string, unknown> {
    if (object instanceof Map) return object;
    return this.#stops.stop("ARIA-313", `expected obj, but this is ${describeType(typeOfDyn(object))}`, at);
  }
}

function* numbers({ start, end }: RangeValue): Generator<Integer> {
  for (let number = BigInt(start); number <= end; number++) {
    yield typeof end === "bigint" || typeof start === "bigint" ? integerOf(number) : Number(number);
  }
}
