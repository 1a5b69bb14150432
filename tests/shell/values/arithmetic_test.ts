import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import type { Bits, IntegerType, TbbType } from "../../../src/shell/types/types.ts";
import {
  addInt64,
  andInt64,
  andUint64,
  arithmeticOf,
  complementInt64,
  complementUint64,
  divideInt64,
  fits,
  type Integer,
  integerOf,
  limitsOf,
  multiplyInt64,
  negateInt64,
  orInt64,
  orUint64,
  remainderInt64,
  shiftLeftInt64,
  shiftLeftSmall,
  shiftLeftUint64,
  shiftRightInt64,
  shiftRightSmall,
  shiftRightUint64,
  StickyError,
  tbbArithmetic,
  typeText,
  wrapInt16,
  wrapInt32,
  wrapInt8,
  wrapUint16,
  wrapUint32,
  wrapUint8,
  xorInt64,
  xorUint64,
} from "../../../src/shell/values/mod.ts";

const WIDTHS: readonly Bits[] = [8, 16, 32, 64];
const INTEGERS: readonly IntegerType[] = WIDTHS.flatMap((bits) =>
  [true, false].map((signed) => ({ kind: "integer", bits, signed }) as const)
);
const TBBS: readonly TbbType[] = WIDTHS.map((bits) => ({ kind: "tbb", bits }));
const OPERATIONS = ["add", "subtract", "multiply", "divide", "remainder"] as const;
type Operation = typeof OPERATIONS[number];

/** All values of 8 bits; else the edges of the type and of exact numbers, and random ones of every size. */
function samplesOf(type: IntegerType | TbbType): Integer[] {
  const lowest = BigInt(limitsOf(type).lowest);
  const highest = BigInt(limitsOf(type).highest);
  if (type.bits === 8) return Array.from({ length: Number(highest - lowest) + 1 }, (_, i) => Number(lowest) + i);
  const safe = 2n ** 53n;
  const candidates = [
    0n,
    1n,
    2n,
    3n,
    7n,
    2n ** 31n,
    2n ** 32n,
    safe - 1n,
    safe,
    safe + 1n,
    2n ** 62n,
    highest,
    highest - 1n,
  ];
  for (const random of crypto.getRandomValues(new BigUint64Array(24))) candidates.push(random >> (random & 63n));
  const signed = candidates.flatMap((n) => [n, -n, lowest + n]);
  return [...new Set(signed)].filter((n) => n >= lowest && n <= highest).map(integerOf);
}

/** The definition itself, on unbounded integers; null for a division by 0. */
function exactly(operation: Operation, a: bigint, b: bigint): bigint | null {
  switch (operation) {
    case "add":
      return a + b;
    case "subtract":
      return a - b;
    case "multiply":
      return a * b;
    case "divide":
      return b === 0n ? null : a / b;
    case "remainder":
      return b === 0n ? null : a % b;
  }
}

/** Two's complement. */
function wrapped(type: IntegerType, value: bigint): Integer {
  return integerOf(type.signed ? BigInt.asIntN(type.bits, value) : BigInt.asUintN(type.bits, value));
}

/** Equal, of one form, and no -0. */
function check(what: () => string, got: unknown, want: unknown): void {
  if (!Object.is(got, want)) assertStrictEquals(`${what()} = ${Deno.inspect(got)}`, Deno.inspect(want));
}

for (const type of INTEGERS) {
  Deno.test(`${typeText(type)} computes as two's complement does`, () => {
    const arithmetic = arithmeticOf(type);
    const samples = samplesOf(type);
    for (const a of samples) {
      check(() => `-(${a})`, arithmetic.negate(a), wrapped(type, -BigInt(a)));
      check(() => `abs(${a})`, arithmetic.abs(a), wrapped(type, a < 0 ? -BigInt(a) : BigInt(a)));
      for (const b of samples) {
        for (const operation of OPERATIONS) {
          const exact = exactly(operation, BigInt(a), BigInt(b));
          if (exact === null) continue;
          check(() => `${operation} ${a} ${b}`, arithmetic[operation](a, b, 0), wrapped(type, exact));
        }
      }
    }
  });
}

for (const type of TBBS) {
  Deno.test(`${typeText(type)} computes exactly or gives ERR`, () => {
    const arithmetic = tbbArithmetic(type.bits, () => "here");
    const samples = samplesOf(type);
    for (const a of samples) {
      check(() => `-(${a})`, arithmetic.negate(a), integerOf(-BigInt(a)));
      check(() => `abs(${a})`, arithmetic.abs(a), integerOf(a < 0 ? -BigInt(a) : BigInt(a)));
      for (const b of samples) {
        for (const operation of OPERATIONS) {
          const exact = exactly(operation, BigInt(a), BigInt(b));
          const got = arithmetic[operation](a, b, 0);
          if (exact !== null && fits(type, integerOf(exact)))
            check(() => `${operation} ${a} ${b}`, got, integerOf(exact));
          else assert(got instanceof StickyError, `${operation} ${a} ${b} = ${got}`);
        }
      }
    }
  });
}

Deno.test("an ERR stays in every operation, and is the first one that came", () => {
  for (const bits of WIDTHS) {
    const arithmetic = tbbArithmetic(bits, () => "here");
    const first = new StickyError("first");
    const second = new StickyError("second");
    for (const operation of OPERATIONS) {
      assertStrictEquals(arithmetic[operation](first, 0, 0), first);
      assertStrictEquals(arithmetic[operation](0, first, 0), first);
      assertStrictEquals(arithmetic[operation](first, second, 0), first);
    }
    assertStrictEquals(arithmetic.negate(first), first);
    assertStrictEquals(arithmetic.abs(first), first);
  }
});

Deno.test("an ERR tells the operation and place it was born at", () => {
  const places = (at: number) => `job.aria:${at}:9`;
  assertEquals((tbbArithmetic(8, places).add(127, 1, 3) as StickyError).origin, "127 + 1 at job.aria:3:9");
  assertEquals((tbbArithmetic(32, places).divide(1, 0, 4) as StickyError).origin, "1 / 0 at job.aria:4:9");
  assertEquals((tbbArithmetic(64, places).remainder(1, 0, 5) as StickyError).origin, "1 % 0 at job.aria:5:9");
  const highest = limitsOf({ kind: "tbb", bits: 64 }).highest;
  const sum = tbbArithmetic(64, places).add(highest, 1, 6);
  assertEquals((sum as StickyError).origin, "9223372036854775807 + 1 at job.aria:6:9");
  assertEquals(`${sum}`, "ERR");
});

Deno.test("the origin of an ERR is put into words when it is asked for, not before", () => {
  let asked = 0;
  const sum = tbbArithmetic(8, () => `place ${++asked}`).add(100, 100, 0) as StickyError;
  assertEquals(asked, 0);
  assertEquals(sum.origin, "100 + 100 at place 1");
});

Deno.test("TBB operations are those of the language's page", () => {
  const tbb8 = tbbArithmetic(8, String);
  const sum = tbb8.add(127, 1, 0);
  assertEquals([sum, tbb8.add(sum, 1, 0), tbb8.multiply(sum, 0, 0)].join(" "), "ERR ERR ERR");
  assertEquals(tbb8.negate(-127), 127);
  const tbb64 = tbbArithmetic(64, String);
  assertEquals([tbb64.subtract(2n ** 63n - 1n, 2n ** 63n - 1n, 0), tbb64.add(2n ** 63n - 1n, 1, 0)].join(" "), "0 ERR");
});

Deno.test("int64 operations are those of the language's page", () => {
  assertEquals(addInt64(9223372036854775807n, 1), -9223372036854775808n);
  assertEquals([divideInt64(7, 2), divideInt64(-7, 2), remainderInt64(7, 2)], [3, -3, 1]);
  assertEquals(divideInt64(-9223372036854775808n, -1), -9223372036854775808n);
  assertEquals(negateInt64(-9223372036854775808n), -9223372036854775808n);
  assertEquals(multiplyInt64(3037000500, 3037000500), -9223372036709301616n);
  assertEquals(complementInt64(0), -1);
});

Deno.test("wraps cut fractions off, keep the low bits, and know no -0", () => {
  const wraps = { wrapInt8, wrapInt16, wrapInt32, wrapUint8, wrapUint16, wrapUint32 };
  for (const wrap of Object.values(wraps)) {
    assertStrictEquals(Object.is(wrap(-0), 0), true);
    assertStrictEquals(Object.is(wrap(-1 / 2), 0), true);
    assertStrictEquals(wrap(7 / 2), 3);
  }
  assertEquals([wrapInt8(128), wrapInt16(-32769), wrapInt32(2 ** 31)], [-128, 32767, -(2 ** 31)]);
  assertEquals([wrapUint8(-1), wrapUint16(65536), wrapUint32(-1)], [255, 0, 4294967295]);
});

/** The definition: large counts shift everything out, negative ones the other way. */
function shifted(type: IntegerType, value: bigint, count: number): Integer {
  if (count >= 0) return wrapped(type, value << BigInt(Math.min(count, 200)));
  return wrapped(type, value >> BigInt(Math.min(-count, 200)));
}

Deno.test("shifts move the bits of every width by any count", () => {
  const wraps = [wrapInt8, wrapUint8, wrapInt16, wrapUint16, wrapInt32, wrapUint32];
  const counts = [0, 1, 2, 7, 8, 15, 16, 30, 31, 32, 33, 52, 53, 54, 63, 64, 65, 127];
  for (const [index, type] of INTEGERS.entries()) {
    const allowed = [...counts, ...type.signed ? counts.map((count) => -count) : []].filter((count) =>
      fits(type, count)
    );
    for (const value of samplesOf(type)) {
      for (const count of allowed) {
        const small = wraps[index];
        const wide = type.signed ? [shiftLeftInt64, shiftRightInt64] : [shiftLeftUint64, shiftRightUint64];
        const left = small ? small(shiftLeftSmall(Number(value), count)) : wide[0]!(value, count);
        const right = small ? small(shiftRightSmall(Number(value), count)) : wide[1]!(value, count);
        check(() => `${typeText(type)} ${value} << ${count}`, left, shifted(type, BigInt(value), count));
        check(() => `${typeText(type)} ${value} >> ${count}`, right, shifted(type, BigInt(value), -count));
      }
    }
  }
});

Deno.test("a count too large for a number shifts everything out", () => {
  assertEquals([shiftLeftInt64(1, 2n ** 60n), shiftRightInt64(-5, 2n ** 60n), shiftRightInt64(5, 2n ** 60n)], [
    0,
    -1,
    0,
  ]);
  assertEquals(
    [shiftLeftInt64(5, -(2n ** 63n)), shiftLeftUint64(1, 2n ** 60n), shiftRightUint64(2n ** 63n, 2n ** 60n)],
    [0, 0, 0],
  );
});

Deno.test("and, or, exclusive or and complement work on all 64 bits", () => {
  const signed = { and: andInt64, or: orInt64, xor: xorInt64, complement: complementInt64 };
  const unsigned = { and: andUint64, or: orUint64, xor: xorUint64, complement: complementUint64 };
  for (const type of INTEGERS.filter(({ bits }) => bits === 64)) {
    const operations = type.signed ? signed : unsigned;
    const samples = samplesOf(type);
    for (const a of samples) {
      check(() => `~${a}`, operations.complement(a), wrapped(type, ~BigInt(a)));
      for (const b of samples) {
        check(() => `${a} & ${b}`, operations.and(a, b), wrapped(type, BigInt(a) & BigInt(b)));
        check(() => `${a} | ${b}`, operations.or(a, b), wrapped(type, BigInt(a) | BigInt(b)));
        check(() => `${a} ^ ${b}`, operations.xor(a, b), wrapped(type, BigInt(a) ^ BigInt(b)));
      }
    }
  }
});

Deno.test("floats of 32 bits are rounded after every operation", () => {
  const { add, multiply, divide, negate, abs, remainder } = arithmeticOf({ kind: "float", bits: 32 });
  assertStrictEquals(add(Math.fround(0.1), Math.fround(0.2), 0), Math.fround(0.30000001192092896));
  assertStrictEquals(multiply(16777216, 3, 0), 50331648);
  assertStrictEquals(divide(1, 0, 0), Infinity);
  assertStrictEquals([negate(-2), abs(-2), remainder(-7, 2, 0)].join(" "), "2 2 -1");
});
