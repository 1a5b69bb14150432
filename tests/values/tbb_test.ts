import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { ERR, Tbb16, Tbb32, Tbb64, Tbb8, TbbViolation } from "../../src/values/mod.ts";

type Operation = "add" | "sub" | "mul" | "div" | "rem";
const OPERATIONS: Operation[] = ["add", "sub", "mul", "div", "rem"];

/** The definition itself, on unbounded integers: null stands for ERR. */
function reference(operation: Operation, a: bigint | null, b: bigint | null, max: bigint): bigint | null {
  if (a === null || b === null) return null;
  if (b === 0n && (operation === "div" || operation === "rem")) return null;
  const exact = { add: a + b, sub: a - b, mul: a * b, div: b && a / b, rem: b && a % b }[operation];
  return exact < -max || exact > max ? null : exact;
}

function shown(value: bigint | null): string {
  return value === null ? "ERR" : value.toString();
}

Deno.test("Tbb8 agrees with the definition for all 65,536 pairs of patterns and every operation", () => {
  const values = Array.from({ length: 256 }, (_, i) => i === 0 ? null : BigInt(i - 128));
  const held = values.map((v) => Tbb8.of(v === null ? ERR : v));
  for (const [i, a] of values.entries()) {
    for (const [j, b] of values.entries()) {
      const left = held[i]!;
      const right = held[j]!;
      for (const operation of OPERATIONS) {
        const got = left[operation](right);
        const want = shown(reference(operation, a, b, 127n));
        if (got.toString() !== want) assertEquals(`${operation} ${left} ${right} = ${got}`, want);
        if (got.isErr !== (want === "ERR")) assertEquals(`${operation} ${left} ${right}`, want);
      }
      const order = a === b ? 0 : a === null ? -1 : b === null ? 1 : a < b ? -1 : 1;
      if (left.compare(right) !== order || left.equals(right) !== (order === 0)) {
        assertEquals(`compare ${left} ${right} = ${left.compare(right)}`, String(order));
      }
    }
  }
});

Deno.test("Tbb8.neg() and abs() exist for every number, and keep ERR", () => {
  for (let n = -127; n <= 127; n++) {
    assertStrictEquals(Tbb8.of(n).neg().valueOf(), n === 0 ? 0 : -n);
    assertStrictEquals(Tbb8.of(n).abs().valueOf(), Math.abs(n));
  }
  assert(Tbb8.of(ERR).neg().isErr && Tbb8.of(ERR).abs().isErr);
});

Deno.test("every width agrees with the definition at its edges and for random pairs", () => {
  for (const type of [Tbb8, Tbb16, Tbb32, Tbb64] as unknown as (typeof Tbb64)[]) {
    const max = BigInt(type.width.max);
    const values = [0n, 1n, -1n, 2n, -2n, 3n, max, -max, max - 1n, 1n - max, max / 2n, max / 2n + 1n];
    const random = crypto.getRandomValues(new BigInt64Array(60));
    for (const r of random) values.push(r % (max + 1n));
    for (const a of values) {
      for (const b of values) {
        for (const operation of OPERATIONS) {
          const want = shown(reference(operation, a, b, max));
          const got = type.of(a)[operation](type.of(b)).toString();
          if (got !== want) assertEquals(`${type.width.name} ${operation} ${a} ${b} = ${got}`, want);
        }
      }
    }
  }
});

Deno.test("Tbb64 is exact beyond 2^53", () => {
  const z = Tbb64.of(9223372036854775807n);
  assertEquals(`${z.sub(z)} ${z.add(Tbb64.of(1))} ${z.sub(Tbb64.of(1))}`, "0 ERR 9223372036854775806");
  assertEquals(Tbb64.MIN.neg().toBigInt(), 9223372036854775807n);
});

Deno.test("of() gives ERR outside the range and refuses what is no integer", () => {
  for (const source of [128, -128, 1e300, Infinity, -Infinity, NaN, 10n ** 30n]) assert(Tbb8.of(source).isErr);
  assert(Tbb64.of(2n ** 63n).isErr && Tbb64.of(-(2n ** 63n)).isErr && Tbb64.of(NaN).isErr);
  assertStrictEquals(Tbb8.of(-0).valueOf(), 0);
  assertThrows(() => Tbb8.of(1.5), TypeError, "1.5");
  assertThrows(() => Tbb8.of("5" as unknown as number), TypeError, "string");
});

Deno.test("of() converts between widths and carries ERR", () => {
  assertEquals(Tbb64.of(Tbb8.of(-5)).toBigInt(), -5n);
  assertEquals(Tbb16.of(Tbb64.of(32767)).valueOf(), 32767);
  assert(Tbb16.of(Tbb32.of(32768)).isErr);
  assertEquals(Tbb8.of(Tbb64.of(2n ** 63n, "the count"), "elsewhere").origin, "the count");
});

Deno.test("parse() reads what toString() writes", () => {
  for (const text of ["0", "127", "-127", "ERR"]) assertEquals(Tbb8.parse(text).toString(), text);
  assertEquals(Tbb8.parse("+7").valueOf(), 7);
  assert(Tbb8.parse("128").isErr && Tbb8.parse("-128").isErr);
  assertEquals(Tbb64.parse("-9223372036854775807").toBigInt(), -9223372036854775807n);
  for (const text of ["", " 1", "1.0", "0x1", "err", "1e2"]) assertThrows(() => Tbb8.parse(text), SyntaxError);
});

Deno.test("mixing widths or plain numbers is a TypeError", () => {
  for (const other of [Tbb16.of(1), 1, 1n, "1", null, undefined] as unknown as Tbb8[]) {
    for (const left of [Tbb8.of(1), Tbb8.of(ERR)]) {
      for (const operation of OPERATIONS) assertThrows(() => left[operation](other), TypeError, "tbb8");
      assertThrows(() => left.compare(other), TypeError);
      assertThrows(() => left.equals(other), TypeError);
    }
  }
});

Deno.test("ERR serves as the operand of every width", () => {
  for (const value of [Tbb8.of(1), Tbb16.of(1), Tbb32.of(1), Tbb64.of(1)]) {
    assert(value.add(ERR).isErr && value.mul(ERR).equals(ERR) && !value.equals(ERR));
    assertEquals([value.compare(ERR), value.sub(ERR).compare(ERR)], [1, 0]);
  }
});

Deno.test("an ERR remembers where it was born, through every later operation", () => {
  const born = Tbb8.of(127).add(Tbb8.of(1), "main.aria:3:9");
  const later = Tbb8.of(5).mul(born.add(Tbb8.of(1), "main.aria:4:1").neg(), "main.aria:5:1").abs();
  assertEquals(later.origin, "main.aria:3:9");
  assertEquals(Tbb8.of(1).div(Tbb8.of(0)).origin, "1 / 0 in tbb8");
  assertEquals(born.add(Tbb8.of(1).div(Tbb8.of(0))).origin, "main.aria:3:9");
  assertEquals(Tbb8.of(1).add(ERR, "main.aria:6:1").origin, "main.aria:6:1");
  assertEquals(Tbb8.of(300).origin, "300 as tbb8");
  assertEquals(Tbb8.of(1).origin, null);
});

Deno.test("an ERR never becomes a number", () => {
  const err = Tbb8.of(127).add(Tbb8.of(1), "here");
  const uses: (() => unknown)[] = [
    () => Number(err),
    () => +(err as unknown as number),
    () => (err as unknown as number) + 1,
    () => (err as unknown as number) < 3,
    () => Math.max(err as unknown as number, 1),
    () => new Uint8Array([err as unknown as number]),
    () => err.valueOf(),
    () => err.toBigInt(),
    () => Number(ERR),
    () => (ERR as unknown as number) * 0,
  ];
  for (const use of uses) assertThrows(use, TbbViolation);
  assertEquals(assertThrows(() => Number(err), TbbViolation).origin, "here");
});

Deno.test("a number is a number to JavaScript, and text where text is wanted", () => {
  assertEquals(Number(Tbb8.of(5)), 5);
  assert((Tbb8.of(5) as unknown as number) < 6 && (Tbb64.of(5) as unknown as bigint) > 4n);
  assertEquals([`${Tbb8.of(5)}`, String(Tbb8.of(ERR)), `${ERR}`], ["5", "ERR", "ERR"]);
  assertEquals(Deno.inspect([Tbb8.of(5), Tbb8.of(ERR), ERR]), "[ 5, ERR, ERR ]");
});

Deno.test("toJSON() loses nothing", () => {
  const values = [Tbb8.of(5), Tbb8.of(ERR), ERR, Tbb64.of(2n ** 53n - 1n), Tbb64.of(2n ** 53n)];
  assertEquals(JSON.stringify(values), `[5,"ERR","ERR",9007199254740991,"9007199254740992"]`);
});

Deno.test("values cannot be changed", () => {
  const value = Tbb8.of(1);
  assertThrows(() => Object.assign(value, { origin: "x" }), TypeError);
  assertThrows(() => Object.assign(ERR, { isErr: false }), TypeError);
});
