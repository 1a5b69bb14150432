/**
 * What the four TBB integers share: an immutable value that is an integer of its width or `ERR`, and arithmetic in
 * which an `ERR` never turns back into a number.
 *
 * @module
 */

import { ERR, type TbbErr, TbbViolation } from "./tbb_error.ts";
import type { TbbWidth } from "./tbb_width.ts";

/** What an integer can be made from: an integer, a TBB integer of any width, or `ERR`. */
export type TbbSource = number | bigint | TbbErr | TbbValue<number> | TbbValue<bigint>;

/** A class of TBB integers, as `of` and `parse` need it. */
export interface TbbClass<N extends number | bigint, T> {
  /** The width's arithmetic. */
  readonly width: TbbWidth<N>;
  /** A value, or with null an `ERR` and its origin. */
  new (value: N | null, origin: string | null): T;
}

/**
 * The common part of `Tbb8`, `Tbb16`, `Tbb32` and `Tbb64`; make values by their `of` and `parse`.
 *
 * @example
 * ```ts
 * import { Tbb32, Tbb8, TbbValue } from "@aria/runtime/values";
 * import { assert } from "@std/assert";
 *
 * assert([Tbb8.of(1), Tbb32.of(1)].every((value) => value instanceof TbbValue));
 * ```
 */
export abstract class TbbValue<N extends number | bigint> {
  readonly #width: TbbWidth<N>;
  readonly #value: N | null;

  /** For an `ERR`: where it was born, carried through every operation since. Null for a number. */
  readonly origin: string | null;

  /** For the subclasses. */
  protected constructor(width: TbbWidth<N>, value: N | null, origin: string | null) {
    this.#width = width;
    this.#value = value;
    this.origin = value === null ? origin ?? "an unknown place" : null;
    Object.freeze(this);
  }

  /**
   * The value of this width for an integer. Out of range (NaN and the infinities too) and `ERR` give `ERR`; a value of
   * another width is converted.
   *
   * @param origin where an `ERR` that is born here comes from, in words for people
   * @throws {TypeError} for a number with a fraction
   */
  static of<N extends number | bigint, T extends TbbValue<N>>(
    this: TbbClass<N, T>,
    source: TbbSource,
    origin?: string,
  ): T {
    if (source === ERR) return new this(null, origin ?? ERR.origin);
    if (source instanceof TbbValue) {
      if (source.isErr) return new this(null, source.origin);
      return fitted(this, source.#value as number | bigint, origin);
    }
    if (typeof source === "number" && Number.isFinite(source) && !Number.isInteger(source)) {
      throw new TypeError(`Cannot make a ${this.width.name} of ${source}: it is not an integer`);
    }
    if (typeof source !== "number" && typeof source !== "bigint") {
      throw new TypeError(`Cannot make a ${this.width.name} of a ${typeof source}`);
    }
    return fitted(this, source, origin);
  }

  /**
   * Reads what `toString` writes: a decimal integer with an optional sign, or "ERR". Out of range gives `ERR`.
   *
   * @throws {SyntaxError} when the text is something else
   */
  static parse<N extends number | bigint, T extends TbbValue<N>>(
    this: TbbClass<N, T>,
    text: string,
    origin?: string,
  ): T {
    if (text === "ERR") return new this(null, origin ?? `the text "ERR"`);
    if (!/^[+-]?[0-9]+$/.test(text)) {
      throw new SyntaxError(`Cannot read ${JSON.stringify(text)} as a ${this.width.name}: it is not an integer`);
    }
    return fitted(this, BigInt(text.startsWith("+") ? text.slice(1) : text), origin);
  }

  /** Whether this is `ERR`. */
  get isErr(): boolean {
    return this.#value === null;
  }

  /** The sum; like every operation, `ERR` when an operand is, or when the outcome is out of range. */
  add(other: this | TbbErr, origin?: string): this {
    return this.#combine("+", this.#width.add, other, origin);
  }

  /** The difference. */
  sub(other: this | TbbErr, origin?: string): this {
    return this.#combine("-", this.#width.sub, other, origin);
  }

  /** The product. */
  mul(other: this | TbbErr, origin?: string): this {
    return this.#combine("*", this.#width.mul, other, origin);
  }

  /** The quotient without its fraction; by zero it is `ERR`. */
  div(other: this | TbbErr, origin?: string): this {
    return this.#combine("/", this.#width.div, other, origin);
  }

  /** The remainder, with the dividend's sign; by zero it is `ERR`. */
  rem(other: this | TbbErr, origin?: string): this {
    return this.#combine("%", this.#width.rem, other, origin);
  }

  /** The opposite: the range is symmetric, so it always exists. */
  neg(): this {
    return this.#value === null ? this : this.#with(this.#width.neg(this.#value), null);
  }

  /** The magnitude. */
  abs(): this {
    return this.#value === null || this.#value >= 0 ? this : this.neg();
  }

  /** Whether both are the same number, or both are `ERR`. */
  equals(other: this | TbbErr): boolean {
    return this.#value === this.#operand("compare", other).value;
  }

  /** -1, 0 or 1 as this is below, equal to or above the other; `ERR` is below every number. */
  compare(other: this | TbbErr): -1 | 0 | 1 {
    const mine = this.#value;
    const theirs = this.#operand("compare", other).value;
    if (mine === theirs) return 0;
    if (mine === null || theirs === null) return mine === null ? -1 : 1;
    return mine < theirs ? -1 : 1;
  }

  /**
   * The number, a bigint for 64 bits.
   *
   * @throws {TbbViolation} for `ERR`
   */
  valueOf(): N {
    return this.#demand("take the number of");
  }

  /**
   * The number as a bigint, whatever the width.
   *
   * @throws {TbbViolation} for `ERR`
   */
  toBigInt(): bigint {
    return BigInt(this.#demand("take the number of"));
  }

  /** Decimal digits, or "ERR". */
  toString(): string {
    return this.#value === null ? "ERR" : String(this.#value);
  }

  /** A number; decimal digits in a string where a JSON reader could lose some; "ERR". */
  toJSON(): number | string {
    if (this.#value === null) return "ERR";
    const number = Number(this.#value);
    return Number.isSafeInteger(number) ? number : String(this.#value);
  }

  /**
   * Lets the value stand where JavaScript wants a primitive.
   *
   * @throws {TbbViolation} where `ERR` is used as a number
   */
  [Symbol.toPrimitive](hint: string): string | N {
    return hint === "string" ? this.toString() : this.#demand("compute with");
  }

  /** How `console.log` shows it. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  #combine(
    symbol: string,
    operation: (a: N, b: N) => N | null,
    other: this | TbbErr,
    origin: string | undefined,
  ): this {
    if (this.#value === null) {
      this.#operand(symbol, other);
      return this;
    }
    const operand = this.#operand(symbol, other);
    if (operand.value === null) return this.#with(null, other === ERR ? origin ?? operand.origin : operand.origin);
    const value = operation(this.#value, operand.value);
    if (value !== null) return this.#with(value, null);
    return this.#with(null, origin ?? `${this.#value} ${symbol} ${operand.value} in ${this.#width.name}`);
  }

  #operand(symbol: string, other: this | TbbErr): { value: N | null; origin: string | null } {
    if (other === ERR) return { value: null, origin: ERR.origin };
    const operand: unknown = other;
    if (operand instanceof TbbValue && operand.#width === this.#width) {
      return { value: operand.#value as N | null, origin: operand.origin };
    }
    const kind = operand instanceof TbbValue ? operand.#width.name : typeof operand;
    const name = this.#width.name;
    throw new TypeError(`Cannot apply "${symbol}" to ${name} and ${kind}: convert the operand to ${name} by of()`);
  }

  #demand(use: string): N {
    if (this.#value === null) throw new TbbViolation(use, this.origin ?? "an unknown place");
    return this.#value;
  }

  #with(value: N | null, origin: string | null): this {
    return new (this.constructor as TbbClass<N, this>)(value, origin);
  }
}

function fitted<N extends number | bigint, T>(type: TbbClass<N, T>, integer: number | bigint, origin?: string): T {
  const value = type.width.fit(integer);
  return new type(value, value === null ? origin ?? `${integer} as ${type.width.name}` : null);
}
