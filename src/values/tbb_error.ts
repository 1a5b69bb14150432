/**
 * `ERR`, the sentinel of TBB integers, and the error for using it as if it were a number.
 *
 * @module
 */

/**
 * Thrown where an `ERR` would have become an ordinary number. `origin` tells where the `ERR` was born.
 *
 * @example
 * ```ts
 * import { Tbb8, TbbViolation } from "@aria/runtime/values";
 * import { assertThrows } from "@std/assert";
 *
 * const sum = Tbb8.of(127).add(Tbb8.of(1), "line 3");
 * assertThrows(() => Number(sum), TbbViolation, "line 3");
 * ```
 */
export class TbbViolation extends TypeError {
  /** "TbbViolation" */
  override name = "TbbViolation";
  /** Where the `ERR` was born. */
  readonly origin: string;

  /** `use` says what was tried, as in "Cannot {use} ERR". */
  constructor(use: string, origin: string) {
    super(`Cannot ${use} ERR: it was born at ${origin}`);
    this.origin = origin;
  }
}

/** The type of {@linkcode ERR}. */
export interface TbbErr {
  /** Always true. */
  readonly isErr: true;
  /** Where it was born: the literal itself. */
  readonly origin: string;
  /** "ERR" */
  toString(): string;
  /** "ERR" */
  toJSON(): string;
}

class ErrSentinel implements TbbErr {
  readonly isErr = true;
  readonly origin = "the literal ERR";

  toString(): string {
    return "ERR";
  }

  toJSON(): string {
    return "ERR";
  }

  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return "ERR";
    throw new TbbViolation("compute with", this.origin);
  }

  [Symbol.for("Deno.customInspect")](): string {
    return "ERR";
  }
}

/**
 * The literal sentinel: usable with a TBB integer of any width, as an operand and in `of`.
 *
 * @example
 * ```ts
 * import { ERR, Tbb16 } from "@aria/runtime/values";
 * import { assert } from "@std/assert";
 *
 * assert(Tbb16.of(1).add(ERR).equals(ERR));
 * ```
 */
export const ERR: TbbErr = Object.freeze(new ErrSentinel());
