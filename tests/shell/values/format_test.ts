import { assertEquals } from "@std/assert";
import { STAGE } from "../../../src/shell/types/records.ts";
import {
  arrayOf,
  BUFFER,
  COMMAND,
  DYN,
  ERROR,
  FLT64,
  FUNCTION,
  type FunctionType,
  INT32,
  INT64,
  NEVER,
  NIL,
  OBJECT,
  optionalOf,
  PATH,
  PROCESS,
  type RecordType,
  resultOf,
  STRING,
  STRINGS,
  type Type,
} from "../../../src/shell/types/types.ts";
import {
  Boxed,
  describeType,
  ErrorValue,
  Failure,
  formatDyn,
  formatFloat,
  formatNested,
  formatterOf,
  formatValue,
  RangeValue,
  StickyError,
  toJson,
  typedFunction,
  typeText,
} from "../../../src/shell/values/mod.ts";

const ERR = new StickyError("here");
const TBB8: Type = { kind: "tbb", bits: 8 };
const FLT32: Type = { kind: "float", bits: 32 };
const POINT: RecordType = {
  kind: "record",
  name: "P",
  fields: new Map<string, Type>([["x", INT32], ["s", STRING]]),
  declared: true,
};
const ADD: FunctionType = { kind: "function", signature: { parameters: [INT32, STRINGS], returns: optionalOf(INT32) } };
const NO_FILE = new Failure(new ErrorValue(2, "no such file", "io"), -1);

/** A type, a value of it, how `print` shows it, and how it is shown within another. */
const SHOWN: ReadonlyArray<readonly [Type, unknown, string, string?]> = [
  [INT64, 5, "5"],
  [INT64, -9223372036854775808n, "-9223372036854775808"],
  [TBB8, ERR, "ERR"],
  [FLT64, 5, "5.0"],
  [FLT32, Math.fround(0.1), "0.1"],
  [{ kind: "bool" }, true, "true"],
  [NIL, null, "NIL"],
  [STRING, 'a "b"\n', 'a "b"\n', '"a \\"b\\"\\n"'],
  [PATH, "/tmp/x y", "/tmp/x y", '"/tmp/x y"'],
  [optionalOf(STRING), "s", "s", '"s"'],
  [optionalOf(STRING), null, "NIL"],
  [STRINGS, ["a", "b c"], '["a", "b c"]'],
  [arrayOf(arrayOf(INT64)), [[1, 2], []], "[[1, 2], []]"],
  [arrayOf(FLT64), [1, 0.5], "[1.0, 0.5]"],
  [arrayOf(optionalOf(INT64)), [1, null], "[1, NIL]"],
  [
    OBJECT,
    new Map<string, unknown>([["a", 1], ["k k", "v"], ["f", new Boxed(FLT64, 2)]]),
    '{a: 1, "k k": "v", f: 2.0}',
  ],
  [OBJECT, new Map(), "{}"],
  [POINT, { x: 1, s: "t" }, 'P{x: 1, s: "t"}'],
  [
    STAGE,
    { name: "sh", code: ERR, signal: "KILL", broken_pipe: false },
    '{name: "sh", code: ERR, signal: "KILL", broken_pipe: false}',
  ],
  [BUFFER, new Uint8Array([1, 2, 255]), "buffer(3 bytes: 01 02 ff)"],
  [BUFFER, new Uint8Array([7]), "buffer(1 byte: 07)"],
  [BUFFER, new Uint8Array(), "buffer(0 bytes)"],
  [resultOf(STRING), "fine", "fine", '"fine"'],
  [resultOf(STRING), NO_FILE, "no such file"],
  [ERROR, NO_FILE.error, "no such file"],
  [ERROR, null, "NIL"],
  [FUNCTION, () => 1, "func"],
  [FUNCTION, typedFunction(() => 1, ADD), "int32?(int32, string[])"],
  [PROCESS, { pid: 42 }, "process 42"],
  [{ kind: "range", element: INT64 }, new RangeValue(1, 5), "1..5"],
  [DYN, "s", "s", '"s"'],
  [DYN, new Boxed(PATH, "p"), "p", '"p"'],
  [DYN, new Boxed(arrayOf(INT32), [1]), "[1]"],
  [DYN, [1, "x", null], '[1, "x", NIL]'],
  [{ kind: "stream", element: STRING }, {}, "stream"],
];

Deno.test("print shows a value of every type", () => {
  for (const [type, value, top, nested] of SHOWN) {
    assertEquals(formatValue(type, value), top);
    assertEquals(formatNested(type, value), nested ?? top);
    assertEquals(formatNested(arrayOf(type), [value]), `[${nested ?? top}]`);
  }
});

Deno.test("a command is shown as the program would write it", () => {
  const stage = (program: string, ...args: string[]) => ({ program, args });
  const shown = (stages: unknown[], edges: unknown[]) => formatValue(COMMAND, { stages, edges });
  assertEquals(shown([stage("pwd")], []), 'run("pwd")');
  assertEquals(
    shown([stage("echo", "a b"), stage("wc", "-l")], [{ from: 0, to: [1], operator: "|" }]),
    'run("echo", ["a b"]) | run("wc", ["-l"])',
  );
  assertEquals(
    shown([stage("a"), stage("b"), stage("c")], [{ from: 0, to: [1, 2], operator: "|*" }]),
    'run("a") |* [run("b"), run("c")]',
  );
  assertEquals(formatDyn({ stages: [stage("pwd")], edges: [] }), 'run("pwd")');
});

Deno.test("a long buffer is shown by its beginning", () => {
  const text = formatValue(BUFFER, new Uint8Array(1000));
  assertEquals(text, `buffer(1000 bytes: ${Array(32).fill("00").join(" ")} …)`);
});

Deno.test("what is within itself is shown once", () => {
  const list: unknown[] = [1];
  list.push(list, [list]);
  assertEquals(formatDyn(list), "[1, […], [[…]]]");
  const fields = new Map<string, unknown>();
  fields.set("self", fields);
  assertEquals(formatDyn(fields), "{self: {…}}");
  const node: RecordType = { kind: "record", name: "Node", fields: new Map(), declared: true };
  node.fields.set("next", optionalOf(node));
  const one = { next: null as unknown };
  assertEquals(formatValue(node, one), "Node{next: NIL}");
  one.next = one;
  assertEquals(formatValue(node, one), "Node{next: Node{…}}");
  const twice = [2];
  assertEquals(formatDyn([twice, twice]), "[[2], [2]]");
});

Deno.test("what is deeper than anybody looks is cut off and not an overflow", () => {
  let deep: unknown = 1;
  for (let i = 0; i < 20_000; i++) deep = [deep];
  const text = formatDyn(deep);
  assertEquals([text.slice(0, 3), text.includes("…"), text.length < 2000], ["[[[", true, true]);
});

Deno.test("a type's formatter is made once", () => {
  assertEquals(formatterOf(STRINGS), formatterOf(STRINGS));
});

Deno.test("a float always looks like a float and reads back as itself", () => {
  const cases: ReadonlyArray<readonly [number, string]> = [
    [5, "5.0"],
    [0.1, "0.1"],
    [0.1 + 0.2, "0.30000000000000004"],
    [1e21, "1e+21"],
    [1e-7, "1e-7"],
    [123456789012345680000, "123456789012345680000.0"],
    [0, "0.0"],
    [-0, "-0.0"],
    [Infinity, "inf"],
    [-Infinity, "-inf"],
    [NaN, "nan"],
  ];
  for (const [value, text] of cases) assertEquals(formatFloat(value), text);
});

Deno.test("floats of 32 bits are shown by as few digits as they need", () => {
  for (const text of ["0.1", "3.4028235e+38", "1.17549435e-38", "16777216.0", "0.3333333433", "1e-45", "-2.5"]) {
    const value = Math.fround(Number(text));
    const shown = formatFloat(value, 32);
    assertEquals(Math.fround(Number(shown)), value, text);
    assertEquals(shown.replace(/[^0-9]/g, "").length <= 11, true, shown);
  }
  assertEquals(formatFloat(Math.fround(0.1), 32), "0.1");
  const bits = new Uint32Array(1);
  const floats = new Float32Array(bits.buffer);
  for (const random of crypto.getRandomValues(new Uint32Array(2000))) {
    bits[0] = random;
    if (Number.isFinite(floats[0])) assertEquals(Math.fround(Number(formatFloat(floats[0]!, 32))), floats[0]);
  }
});

Deno.test("reports hold values as plain JSON", () => {
  const json = (type: Type, value: unknown) => JSON.stringify(toJson(type, value));
  assertEquals(json(INT64, 2 ** 53 - 1), "9007199254740991");
  assertEquals(json(INT64, 2n ** 53n), '"9007199254740992"');
  assertEquals(json(TBB8, ERR), '"ERR"');
  assertEquals(json(NIL, null), "null");
  assertEquals(json(FLT64, NaN), '"nan"');
  assertEquals(json(FLT64, 0.5), "0.5");
  assertEquals(json(BUFFER, new Uint8Array([1, 2, 255])), '{"base64":"AQL/"}');
  assertEquals(json(FUNCTION, () => 1), '{"type":"func"}');
  assertEquals(json(PROCESS, { pid: 1 }), '{"type":"process"}');
  assertEquals(json(POINT, { x: 1, s: "t" }), '{"x":1,"s":"t"}');
  assertEquals(
    json(OBJECT, new Map<string, unknown>([["a", [1, null]], ["b", new Boxed(TBB8, ERR)]])),
    '{"a":[1,null],"b":"ERR"}',
  );
  assertEquals(json(OBJECT, new Map([["__proto__", 1]])), '{"__proto__":1}');
  assertEquals(json(resultOf(STRING), NO_FILE), '{"code":2,"message":"no such file","kind":"io"}');
  assertEquals(json(resultOf(optionalOf(STRING)), "x"), '"x"');
  assertEquals(json(ERROR, new ErrorValue(ERR, "m", "signal")), '{"code":"ERR","message":"m","kind":"signal"}');
});

Deno.test("a report of a value that is within itself ends", () => {
  const list: unknown[] = [1];
  list.push(list);
  assertEquals(toJson(DYN, list), [1, { type: "dyn[]" }]);
  const item = [2];
  assertEquals(toJson(DYN, [item, item]), [[2], [2]]);
  const text = "same";
  assertEquals(toJson(DYN, [text, [text]]), ["same", ["same"]]);
});

Deno.test("types are written as in programs", () => {
  const cases: ReadonlyArray<readonly [Type, string, string]> = [
    [INT64, "int64", "an int64"],
    [{ kind: "integer", bits: 8, signed: false }, "uint8", "a uint8"],
    [FLT32, "flt32", "a flt32"],
    [TBB8, "tbb8", "a tbb8"],
    [STRING, "string", "a string"],
    [PATH, "Path", "a Path"],
    [OBJECT, "obj", "an obj"],
    [NIL, "NIL", "NIL"],
    [ERROR, "error", "an error"],
    [NEVER, "NIL", "NIL"],
    [arrayOf(optionalOf(STRING)), "string?[]", "a string?[]"],
    [{ kind: "array", element: INT32, length: 4 }, "int32[4]", "an int32[4]"],
    [resultOf(INT32), "result<int32>", "a result<int32>"],
    [resultOf(DYN), "result", "a result"],
    [FUNCTION, "func", "a func"],
    [ADD, "int32?(int32, string[])", "an int32?(int32, string[])"],
    [POINT, "P", "a P"],
    [COMMAND, "command", "a command"],
  ];
  for (const [type, text, described] of cases) assertEquals([typeText(type), describeType(type)], [text, described]);
});

Deno.test("a report of a value of very many levels ends", () => {
  let deep: unknown = 1;
  for (let i = 0; i < 20_000; i++) deep = [deep];
  const text = JSON.stringify(toJson(DYN, deep));
  assertEquals(text.length, 500 * 2 + '{"type":"dyn[]"}'.length);
});
