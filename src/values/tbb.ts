/**
 * TBB integers ("twisted balanced binary"): symmetric ranges, and one pattern left over for a sticky error. A
 * computation with an `ERR` in it is `ERR`, so a count or an exit code that a failure has falsified cannot pass for a
 * number again.
 *
 * | class | values |
 * |---|---|
 * | `Tbb8` | -127 … 127 |
 * | `Tbb16` | -32,767 … 32,767 |
 * | `Tbb32` | -(2^31 - 1) … 2^31 - 1 |
 * | `Tbb64` | -(2^63 - 1) … 2^63 - 1, exact |
 *
 * @module
 */

import { TbbValue } from "./tbb_value.ts";
import { bigintWidth, numberWidth, type TbbWidth } from "./tbb_width.ts";

/**
 * An 8-bit TBB integer, -127 … 127 or `ERR`.
 *
 * @example
 * ```ts
 * import { Tbb8 } from "@aria/runtime/values";
 * import { assertEquals } from "@std/assert";
 *
 * const sum = Tbb8.of(127).add(Tbb8.of(1));
 * assertEquals(`${sum} ${sum.mul(Tbb8.of(0))}`, "ERR ERR");
 * ```
 */
export class Tbb8 extends TbbValue<number> {
  /** The width's arithmetic. */
  static readonly width: TbbWidth<number> = numberWidth(8);
  /** 127 */
  static readonly MAX: Tbb8 = Tbb8.of(Tbb8.width.max);
  /** -127 */
  static readonly MIN: Tbb8 = Tbb8.of(Tbb8.width.min);

  /** For `of` and `parse`. */
  constructor(value: number | null, origin: string | null) {
    super(Tbb8.width, value, origin);
  }
}

/**
 * A 16-bit TBB integer, -32,767 … 32,767 or `ERR`; see {@linkcode Tbb8}.
 *
 * @example
 * ```ts
 * import { Tbb16 } from "@aria/runtime/values";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(Tbb16.of(40_000).toString(), "ERR");
 * ```
 */
export class Tbb16 extends TbbValue<number> {
  /** The width's arithmetic. */
  static readonly width: TbbWidth<number> = numberWidth(16);
  /** 32,767 */
  static readonly MAX: Tbb16 = Tbb16.of(Tbb16.width.max);
  /** -32,767 */
  static readonly MIN: Tbb16 = Tbb16.of(Tbb16.width.min);

  /** For `of` and `parse`. */
  constructor(value: number | null, origin: string | null) {
    super(Tbb16.width, value, origin);
  }
}

/**
 * A 32-bit TBB integer, -2,147,483,647 … 2,147,483,647 or `ERR`; see {@linkcode Tbb8}.
 *
 * @example
 * ```ts
 * import { Tbb32 } from "@aria/runtime/values";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(Tbb32.MAX.add(Tbb32.of(1), "the total").origin, "the total");
 * ```
 */
export class Tbb32 extends TbbValue<number> {
  /** The width's arithmetic. */
  static readonly width: TbbWidth<number> = numberWidth(32);
  /** 2,147,483,647 */
  static readonly MAX: Tbb32 = Tbb32.of(Tbb32.width.max);
  /** -2,147,483,647 */
  static readonly MIN: Tbb32 = Tbb32.of(Tbb32.width.min);

  /** For `of` and `parse`. */
  constructor(value: number | null, origin: string | null) {
    super(Tbb32.width, value, origin);
  }
}

/**
 * A 64-bit TBB integer, ±9,223,372,036,854,775,807 or `ERR`; its numbers are bigints, so none is rounded.
 *
 * @example
 * ```ts
 * import { Tbb64 } from "@aria/runtime/values";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(Tbb64.MAX.sub(Tbb64.of(1)).toString(), "9223372036854775806");
 * ```
 */
export class Tbb64 extends TbbValue<bigint> {
  /** The width's arithmetic. */
  static readonly width: TbbWidth<bigint> = bigintWidth(64);
  /** 9,223,372,036,854,775,807 */
  static readonly MAX: Tbb64 = Tbb64.of(Tbb64.width.max);
  /** -9,223,372,036,854,775,807 */
  static readonly MIN: Tbb64 = Tbb64.of(Tbb64.width.min);

  /** For `of` and `parse`. */
  constructor(value: bigint | null, origin: string | null) {
    super(Tbb64.width, value, origin);
  }
}
