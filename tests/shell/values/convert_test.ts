import { assertEquals, assertStrictEquals } from "@std/assert";
import {
  arrayOf,
  type Bits,
  FLT64,
  type IntegerType,
  OBJECT,
  optionalOf,
  record,
  STRING,
  type TbbType,
  type Type,
} from "../../../src/shell/types/types.ts";
import {
  castOf,
  fits,
  type Integer,
  integerOf,
  limitsOf,
  readFloat,
  readInteger,
  sameType,
  StickyError,
  typeText,
  zeroOf,
} from "../../../src/shell/values/mod.ts";

const WIDTHS: readonly Bits[] = [8, 16, 32, 64];
const INTEGERS: readonly IntegerType[] = WIDTHS.flatMap((bits) =>
  [true, false].map((signed) => ({ kind: "integer", bits, signed }) as const)
);
const TBBS: readonly TbbType[] = WIDTHS.map((bits) => ({ kind: "tbb", bits }));
const FLT32: Type = { kind: "float", bits: 32 };
const WHOLE = [
  0n,
  1n,
  127n,
  128n,
  255n,
  256n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 53n - 1n,
  2n ** 53n + 1n,
  2n ** 63n - 1n,
]
  .flatMap((n) => [n, -n]);

Deno.test("every type has its limits", () => {
  const limits = [...INTEGERS, ...TBBS].map((type) =>
    `${typeText(type)} ${limitsOf(type).lowest} ${limitsOf(type).highest}`
  );
  assertEquals(limits, [
    "int8 -128 127",
    "uint8 0 255",
    "int16 -32768 32767",
    "uint16 0 65535",
    "int32 -2147483648 2147483647",
    "uint32 0 4294967295",
    "int64 -9223372036854775808 9223372036854775807",
    "uint64 0 18446744073709551615",
    "tbb8 -127 127",
    "tbb16 -32767 32767",
    "tbb32 -2147483647 2147483647",
    "tbb64 -9223372036854775807 9223372036854775807",
  ]);
});

Deno.test("integers are kept in one form", () => {
  assertStrictEquals(integerOf(2n ** 53n - 1n), 2 ** 53 - 1);
  assertStrictEquals(integerOf(-(2n ** 53n)), -(2n ** 53n));
  assertStrictEquals(integerOf(2 ** 60), 2n ** 60n);
  assertStrictEquals(Object.is(integerOf(-0), 0), true);
});

Deno.test("integers become others by their low bits", () => {
  for (const to of INTEGERS) {
    for (const from of INTEGERS) {
      for (const exact of WHOLE.filter((n) => fits(from, integerOf(n)))) {
        const want = to.signed ? BigInt.asIntN(to.bits, exact) : BigInt.asUintN(to.bits, exact);
        assertStrictEquals(castOf(from, to)(integerOf(exact), 0), integerOf(want), `${typeText(to)}(${exact})`);
      }
    }
  }
});

Deno.test("integers and TBB numbers out of range become ERR", () => {
  for (const to of TBBS) {
    for (const from of [...INTEGERS, ...TBBS]) {
      for (const exact of WHOLE.filter((n) => fits(from, integerOf(n)))) {
        const value = integerOf(exact);
        const got = castOf(from, to, () => "here")(value, 0);
        if (fits(to, value)) assertStrictEquals(got, value);
        else assertEquals((got as StickyError).origin, `${exact} as ${typeText(to)} at here`);
      }
    }
  }
});

Deno.test("ERR stays ERR in another width and remembers where it was born", () => {
  const born = new StickyError("here");
  assertStrictEquals(castOf(TBBS[1]!, TBBS[0]!)(born, 0), born);
});

Deno.test("floats become integers without their fraction, at most the nearest end of the range", () => {
  const cast = (to: Type, value: number) => castOf(FLT64, to)(value, 0);
  assertEquals([3.9, -3.9, 300, -300, NaN, Infinity, -Infinity].map((x) => cast(INTEGERS[0]!, x)), [
    3,
    -3,
    127,
    -128,
    0,
    127,
    -128,
  ]);
  assertStrictEquals(Object.is(cast(INTEGERS[0]!, -0.5), 0), true);
  assertEquals([-1, 256, 255.9].map((x) => cast(INTEGERS[1]!, x)), [0, 255, 255]);
  const int64 = INTEGERS[6]!;
  assertEquals([1e300, -1e300, 2 ** 60, 2 ** 63].map((x) => cast(int64, x)), [
    2n ** 63n - 1n,
    -(2n ** 63n),
    2n ** 60n,
    2n ** 63n - 1n,
  ]);
  assertEquals([-5, 2 ** 64].map((x) => cast(INTEGERS[7]!, x)), [0, 2n ** 64n - 1n]);
});

Deno.test("floats become TBB numbers, ERR where they are none", () => {
  const cast = (value: number) => String(castOf(FLT64, TBBS[0]!)(value, 0));
  assertEquals([1.9, -127.9, 128, NaN, -Infinity].map(cast), ["1", "-127", "ERR", "ERR", "ERR"]);
});

Deno.test("integers become the nearest float", () => {
  assertStrictEquals(castOf(INTEGERS[6]!, FLT64)(2n ** 53n + 1n, 0), 2 ** 53);
  assertStrictEquals(castOf(INTEGERS[6]!, FLT32)(16777217, 0), 16777216);
  assertStrictEquals(castOf(FLT64, FLT32)(0.1, 0), Math.fround(0.1));
  assertStrictEquals(castOf(FLT32, FLT64)(0.5, 0), 0.5);
});

Deno.test("a bigint becomes a float of 32 bits by rounding once", () => {
  const cast = (value: bigint) => castOf(INTEGERS[7]!, FLT32)(value, 0);
  const tie = 2n ** 62n + 2n ** 38n; // halfway between two floats of 32 bits, the even one below
  assertStrictEquals(cast(tie), 2 ** 62);
  assertStrictEquals(cast(tie + 1n), 2 ** 62 + 2 ** 39);
  assertStrictEquals(cast(tie - 1n), 2 ** 62);
  assertStrictEquals(castOf(INTEGERS[6]!, FLT32)(-tie - 1n, 0), -(2 ** 62) - 2 ** 39);
});

Deno.test("text is read as an integer of any size", () => {
  const cases: ReadonlyArray<readonly [string, Integer | null]> = [
    ["42", 42],
    [" -42\n", -42],
    ["+7", 7],
    ["0x_ff", null],
    ["0xFF", 255],
    ["-0b101", -5],
    ["0o17", 15],
    ["1_000_000", 1000000],
    ["9223372036854775808", 2n ** 63n],
    ["007", 7],
    ["", null],
    ["1_", null],
    ["1.0", null],
    ["1e3", null],
    ["- 1", null],
    ["٣", null],
    ["NaN", null],
  ];
  for (const [text, value] of cases) assertStrictEquals(readInteger(text), value, Deno.inspect(text));
  assertStrictEquals(Object.is(readInteger("-0"), 0), true);
});

Deno.test("text is read as a float", () => {
  const cases: ReadonlyArray<readonly [string, number | null]> = [
    ["1", 1],
    [" -2.5e-3 ", -0.0025],
    [".5", 0.5],
    ["1_000.25", 1000.25],
    ["inf", Infinity],
    ["-Inf", -Infinity],
    ["nan", NaN],
    ["1e400", Infinity],
    ["", null],
    ["1.", null],
    ["0x10", null],
    ["Infinity", null],
    ["1,5", null],
  ];
  for (const [text, value] of cases) assertStrictEquals(readFloat(text), value, Deno.inspect(text));
});

Deno.test("a variable without a value begins at zero, new each time", () => {
  const point = record("P", { x: INTEGERS[4]!, name: STRING, next: optionalOf(STRING) });
  assertEquals(zeroOf(point), { x: 0, name: "", next: null });
  assertEquals(zeroOf({ kind: "array", element: FLT64, length: 3 }), [0, 0, 0]);
  assertEquals(zeroOf({ kind: "array", element: point, length: 1 }), [{ x: 0, name: "", next: null }]);
  assertEquals([zeroOf(arrayOf(STRING)), zeroOf(OBJECT), zeroOf({ kind: "buffer" })], [
    [],
    new Map(),
    new Uint8Array(),
  ]);
  assertEquals([zeroOf({ kind: "bool" }), zeroOf({ kind: "dyn" }), zeroOf(TBBS[0]!)], [false, null, 0]);
  const first = zeroOf(OBJECT);
  assertEquals(first === zeroOf(OBJECT), false);
});

Deno.test("types are the same by their parts, records by identity", () => {
  const point = record("P", {});
  const types: Type[] = [
    ...INTEGERS,
    ...TBBS,
    FLT32,
    FLT64,
    STRING,
    OBJECT,
    point,
    record("P", {}),
    arrayOf(STRING),
    arrayOf(point),
    { kind: "array", element: STRING, length: 2 },
    optionalOf(STRING),
    { kind: "result", value: STRING },
    { kind: "range", element: INTEGERS[0]! },
    { kind: "stream", element: STRING },
    { kind: "function", signature: null },
    { kind: "function", signature: { parameters: [STRING], returns: STRING } },
    { kind: "function", signature: { parameters: [STRING, STRING], returns: STRING } },
  ];
  for (const [i, a] of types.entries()) {
    for (const [j, b] of types.entries()) {
      const copy = b.kind === "record" ? b : structuredClone(b.kind === "array" && b.element === point ? { ...b } : b);
      const isSame = b.kind === "array" && b.element === point ? sameType(a, b) : sameType(a, copy);
      assertEquals(isSame, i === j, `${typeText(a)} and ${typeText(b)}`);
    }
  }
});
