/**
 * A {@linkcode Result} is the outcome of something that may fail, as a value: an {@linkcode Ok} that holds what came
 * of it, or an {@linkcode Err} that holds the error. Nothing is thrown until somebody asks for the value by `unwrap()`.
 *
 * @module
 */

/** The outcome of something that may fail: look at `ok`, then at `val` or `err`. */
export type Result<T, E extends Error = Error> = Ok<T> | Err<E>;

/**
 * The outcome of something that went well.
 *
 * @example
 * ```ts
 * import { Ok } from "@aria/runtime/values";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(new Ok(20).map((n) => n + 1).unwrap(), 21);
 * ```
 */
export class Ok<T> {
  /** Always true: tells an `Ok` from an `Err`. */
  readonly ok = true;
  /** What came of it. */
  readonly val: T;
  /** Always null: there is no error. */
  readonly err = null;

  /** Wraps a value. */
  constructor(val: T) {
    this.val = val;
  }

  /** The value. */
  unwrap(): T {
    return this.val;
  }

  /** The value; the default is not used. */
  unwrapOr<D>(_default: D): T {
    return this.val;
  }

  /** An `Ok` of what `change` makes of the value. */
  map<U>(change: (val: T) => U): Ok<U> {
    return new Ok(change(this.val));
  }

  /** This very result: there is no error to change. */
  mapErr<F extends Error>(_change: (err: never) => F): this {
    return this;
  }

  /** The outcome of the next step, which gets the value. */
  andThen<U, F extends Error>(next: (val: T) => Result<U, F>): Result<U, F> {
    return next(this.val);
  }
}

/**
 * The outcome of something that failed.
 *
 * @example
 * ```ts
 * import { Err } from "@aria/runtime/values";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(new Err(new RangeError("Too far")).unwrapOr(0), 0);
 * ```
 */
export class Err<E extends Error = Error> {
  /** Always false: tells an `Err` from an `Ok`. */
  readonly ok = false;
  /** Always undefined: there is no value. */
  readonly val: undefined = undefined;
  /** Why it failed. */
  readonly err: E;

  /** Wraps an error. */
  constructor(err: E) {
    this.err = err;
  }

  /**
   * Throws the error.
   *
   * @throws {E} always
   */
  unwrap(): never {
    throw this.err;
  }

  /** The default, as there is no value. */
  unwrapOr<D>(defaultValue: D): D {
    return defaultValue;
  }

  /** This very result: there is no value to change. */
  map<U>(_change: (val: never) => U): this {
    return this;
  }

  /** An `Err` of what `change` makes of the error. */
  mapErr<F extends Error>(change: (err: E) => F): Err<F> {
    return new Err(change(this.err));
  }

  /** This very result: the next step is not taken. */
  andThen<U, F extends Error>(_next: (val: never) => Result<U, F>): this {
    return this;
  }
}
