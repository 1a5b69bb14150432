import { assertEquals } from "@std/assert";
import type { FloatType, IntegerType, TbbType } from "../../../src/shell/types/types.ts";
import { formatFloat, limitsOf, typeText } from "../../../src/shell/values/mod.ts";
import { prints } from "./program.ts";

/** What each operator gives of exact integers; the divisor is not 0. */
const EXACT: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
  "&": (a, b) => a & b,
  "|": (a, b) => a | b,
  "^": (a, b) => a ^ b,
  "<<": shift,
  ">>": (a, b) => shift(a, -b),
};

/** A large count shifts everything out, a negative one shifts the other way. */
function shift(a: bigint, count: bigint): bigint {
  if (count >= 64n) return 0n;
  return count <= -64n ? (a < 0n ? -1n : 0n) : a << count;
}

const BITS = [8, 16, 32, 64] as const;
const EDGES = [0n, 1n, 2n, 7n, 31n, 33n, 64n, 2n ** 16n, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 62n];

/** Numbers of a type that are near the places where something happens. */
function edgesOf(type: IntegerType | TbbType): bigint[] {
  const [lowest, highest] = [BigInt(limitsOf(type).lowest), BigInt(limitsOf(type).highest)];
  const near = [lowest, highest, ...EDGES, ...EDGES.map((edge) => -edge)].flatMap((
    edge,
  ) => [edge - 1n, edge, edge + 1n]);
  return [...new Set(near)].filter((number) => number >= lowest && number <= highest);
}

/** Runs an operator at all edges in all the ways it can be written, and compares with what is expected. */
async function compare<T>(
  name: string,
  operator: string,
  values: readonly T[],
  written: (value: T) => string,
  expected: (a: T, b: T) => string,
  guard?: string,
) {
  const guarded = (text: string) => guard ? `is b == ${guard} : ${guard} : ${text}` : text;
  const compound = operator.length === 1 ? `c ${operator}= b;` : `c = c ${operator} b;`;
  const list = `${name}[]:values = [${values.map(written).join(", ")}];`;
  const literals = values.filter((value) => !guard || written(value) !== guard);
  const program = `${list}
    func:f = ${name}(${name}:a, ${name}:b) { pass(${guarded(`a ${operator} b`)}); };
    for (a in values) {
      for (b in values) {
        ${name}:c = a;
        ${guard ? `if (b == ${guard}) { c = b; } else { ${compound} }` : compound}
        print(${guarded(`a ${operator} b`)}, c, f(a, b)?);
      }
      print(${literals.map((b) => `a ${operator} ${written(b)}`).join(", ")});
    }`;
  const lines = values.flatMap((a) => [
    ...values.map((b) => Array(3).fill(guard && written(b) === guard ? guard : expected(a, b)).join(" ")),
    literals.map((b) => expected(a, b)).join(" "),
  ]);
  assertEquals((await prints(program)).trimEnd().split("\n"), lines);
}

for (const bits of BITS) {
  for (const signed of [true, false]) {
    const type: IntegerType = { kind: "integer", bits, signed };
    const name = typeText(type);
    const wrap = signed ? BigInt.asIntN : BigInt.asUintN;
    for (const [operator, exact] of Object.entries(EXACT)) {
      Deno.test(`${name}: '${operator}' at all edges`, async () => {
        const guard = operator === "/" || operator === "%" ? "0" : undefined;
        await compare(name, operator, edgesOf(type), String, (a, b) => String(wrap(bits, exact(a, b))), guard);
      });
    }
    Deno.test(`${name}: negation, complement, counting and order at all edges`, async () => {
      const values = edgesOf(type);
      const program = `${name}[]:values = [${values.join(", ")}];
        for (a in values) { ${name}:up = a; ${name}:down = a; up++; down--; print(-a, ~a, up, down); }
        for (a in values) { for (b in values) { print(a == b, a < b, a >= b, a <=> b); } }`;
      const counted = values.map((a) => [-a, ~a, a + 1n, a - 1n].map((number) => wrap(bits, number)).join(" "));
      const ordered = values.flatMap((a) =>
        values.map((b) => [a === b, a < b, a >= b, a < b ? -1 : a > b ? 1 : 0].join(" "))
      );
      assertEquals((await prints(program)).trimEnd().split("\n"), [...counted, ...ordered]);
    });
  }

  const tbb: TbbType = { kind: "tbb", bits };
  const highest = BigInt(limitsOf(tbb).highest);
  const settle = (value: bigint) => value > highest || value < -highest ? "ERR" : String(value);
  for (const operator of ["+", "-", "*", "/", "%"]) {
    Deno.test(`tbb${bits}: '${operator}' at all edges`, async () => {
      const divides = operator === "/" || operator === "%";
      await compare(`tbb${bits}`, operator, edgesOf(tbb), String, (a, b) => {
        return divides && b === 0n ? "ERR" : settle(EXACT[operator]!(a, b));
      });
    });
  }
  Deno.test(`tbb${bits}: negation, counting and order at all edges, and of ERR`, async () => {
    const values = edgesOf(tbb);
    const program = `tbb${bits}[]:values = [${values.join(", ")}];
      for (a in values) { tbb${bits}:up = a; tbb${bits}:down = a; up++; down--; print(-a, up, down); }
      for (a in values) { for (b in values) { print(a == b, a < b, a >= b, a <=> b); } }
      tbb${bits}:e = ERR; for (a in values) { print(e + a, a * e, e == a, e < a, a <=> e, -e); }`;
    const counted = values.map((a) => [-a, a + 1n, a - 1n].map(settle).join(" "));
    const ordered = values.flatMap((a) =>
      values.map((b) => [a === b, a < b, a >= b, a < b ? -1 : a > b ? 1 : 0].join(" "))
    );
    const ofErr = values.map(() => "ERR ERR false true 1 ERR");
    assertEquals((await prints(program)).trimEnd().split("\n"), [...counted, ...ordered, ...ofErr]);
  });
}

for (const bits of [32, 64] as const) {
  const type: FloatType = { kind: "float", bits };
  const settle = bits === 32 ? Math.fround : Number;
  const values = [-1e10, -7.5, -1, -0.5, 0, 0.1, 1, 3, 1e10, 1e30].map(settle);
  const operations: Readonly<Record<string, (a: number, b: number) => number>> = {
    "+": (a, b) => a + b,
    "-": (a, b) => a - b,
    "*": (a, b) => a * b,
    "/": (a, b) => a / b,
    "%": (a, b) => a % b,
  };
  for (const [operator, operation] of Object.entries(operations)) {
    Deno.test(`${typeText(type)}: '${operator}'`, async () => {
      const written = (value: number) => formatFloat(value, bits);
      await compare(typeText(type), operator, values, written, (a, b) => written(settle(operation(a, b))));
    });
  }
}
