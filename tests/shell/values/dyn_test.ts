import { assertEquals, assertStrictEquals } from "@std/assert";
import {
  arrayOf,
  BOOL,
  BUFFER,
  COMMAND,
  DYN,
  ERROR,
  FLT64,
  FUNCTION,
  type FunctionType,
  INT32,
  INT64,
  NIL,
  OBJECT,
  optionalOf,
  PATH,
  PROCESS,
  record,
  resultOf,
  STRING,
  STRINGS,
  type Type,
} from "../../../src/shell/types/types.ts";
import {
  box,
  Boxed,
  boxerOf,
  ErrorValue,
  Failure,
  Mismatch,
  RangeValue,
  readJson,
  StickyError,
  typedFunction,
  typeOfDyn,
  typeText,
  unbox,
} from "../../../src/shell/values/mod.ts";

const FLT32: Type = { kind: "float", bits: 32 };
const TBB8: Type = { kind: "tbb", bits: 8 };
const UINT8: Type = { kind: "integer", bits: 8, signed: false };
const UINT64: Type = { kind: "integer", bits: 64, signed: false };
const POINT = record("P", { x: INT32 });
const ADD: FunctionType = { kind: "function", signature: { parameters: [INT32], returns: INT32 } };
const FAILURE = new Failure(new ErrorValue(1, "no", "fail"), -1);

const VALUES: ReadonlyArray<readonly [Type, unknown]> = [
  [INT64, 5],
  [INT64, 2n ** 60n],
  [UINT64, 2n ** 63n],
  [INT32, 5],
  [FLT64, 5],
  [TBB8, new StickyError("here")],
  [BOOL, false],
  [STRING, "s"],
  [PATH, "p"],
  [BUFFER, new Uint8Array(2)],
  [STRINGS, ["a"]],
  [arrayOf(DYN), [1, "x"]],
  [OBJECT, new Map()],
  [POINT, { x: 1 }],
  [NIL, null],
  [ADD, typedFunction(() => 1, ADD)],
  [ERROR, FAILURE.error],
  [COMMAND, { stages: [], edges: [] }],
  [PROCESS, { pid: 1 }],
  [{ kind: "range", element: INT32 }, new RangeValue(1, 2)],
];

Deno.test("a dyn keeps a value and its type", () => {
  for (const [type, value] of VALUES) {
    const held = box(type, value);
    assertEquals(typeText(typeOfDyn(held)), typeText(type));
    assertStrictEquals(unbox(type, held), value);
    assertStrictEquals(unbox(DYN, held), held);
    assertStrictEquals(unbox(optionalOf(type), box(optionalOf(type), value)), value);
    assertStrictEquals(unbox(resultOf(type), box(resultOf(type), value)), value);
  }
});

Deno.test("what tells its type by itself is not boxed", () => {
  for (
    const type of [
      INT64,
      STRING,
      BOOL,
      NIL,
      BUFFER,
      OBJECT,
      ERROR,
      COMMAND,
      FUNCTION,
      DYN,
      arrayOf(DYN),
      optionalOf(STRING),
    ]
  ) {
    assertEquals(boxerOf(type), null, typeText(type));
  }
  for (const type of [INT32, UINT64, FLT64, TBB8, PATH, STRINGS, POINT, PROCESS, optionalOf(INT32)]) {
    assertEquals(typeof boxerOf(type), "function", typeText(type));
  }
});

Deno.test("NIL and failures pass through boxes", () => {
  assertEquals(box(optionalOf(INT32), null), null);
  assertEquals(unbox(optionalOf(INT32), null), null);
  assertStrictEquals(box(resultOf(INT32), FAILURE), FAILURE);
  assertStrictEquals(unbox(resultOf(INT32), FAILURE), FAILURE);
  assertEquals(typeText(typeOfDyn(FAILURE)), "result");
  assertEquals(unbox(ERROR, null), null);
});

Deno.test("an integer without a type of its own takes that of its place if it fits", () => {
  assertEquals([unbox(INT32, 5), unbox(UINT8, 255), unbox(TBB8, -127), unbox(FLT64, 7), unbox(UINT64, 2n ** 62n)], [
    5,
    255,
    -127,
    7,
    2n ** 62n,
  ]);
  assertEquals(unbox(FLT32, new Boxed(FLT64, 0.1)), Math.fround(0.1));
  assertEquals(unbox(FLT64, 2n ** 60n), 2 ** 60);
});

/** What a value is refused with. */
function refusal(type: Type, value: unknown): string {
  const outcome = unbox(type, value);
  return outcome instanceof Mismatch ? outcome.message : `not refused: ${Deno.inspect(outcome)}`;
}

Deno.test("a value of another type is refused in words", () => {
  assertEquals(refusal(INT32, "s"), "expected int32, but this is a string");
  assertEquals(refusal(UINT8, 256), "expected uint8, but this is 256");
  assertEquals(refusal(TBB8, -128), "expected tbb8, but this is -128");
  assertEquals(refusal(FLT64, 2n ** 60n + 1n), "expected flt64, which has no 1152921504606846977");
  assertEquals(refusal(INT64, new Boxed(INT32, 5)), "expected int64, but this is an int32");
  assertEquals(refusal(INT64, new Boxed(FLT64, 5)), "expected int64, but this is a flt64");
  assertEquals(refusal(STRING, new Boxed(PATH, "p")), "expected string, but this is a Path");
  assertEquals(refusal(STRING, null), "expected string, but this is NIL");
  assertEquals(refusal(OBJECT, [1]), "expected obj, but this is a dyn[]");
  assertEquals(refusal(ERROR, 3), "expected error, but this is an int64");
  assertEquals(refusal(POINT, new Boxed(record("P", { x: INT32 }), { x: 1 })), "expected P, but this is a P");
  assertEquals(refusal(optionalOf(INT32), "s"), "expected int32, but this is a string");
});

Deno.test("an array of dyn becomes an array of what all its elements can become", () => {
  const items = [1, 2, 300];
  const converted = unbox(arrayOf(INT32), items);
  assertEquals(converted, [1, 2, 300]);
  assertEquals(converted === items, false, "the new array has a life of its own");
  assertEquals(unbox(arrayOf(arrayOf(STRING)), [["a"], []]), [["a"], []]);
  assertEquals(refusal(arrayOf(UINT8), items), "in element 2: expected uint8, but this is 300");
  assertEquals(refusal(STRINGS, ["a", 1]), "in element 1: expected string, but this is an int64");
  assertEquals(refusal(STRINGS, "a"), "expected string[], but this is a string");
  assertEquals(refusal(arrayOf(INT32), new Boxed(STRINGS, ["a"])), "expected int32[], but this is a string[]");
  assertEquals(unbox(arrayOf(DYN), new Boxed(arrayOf(INT32), [1])), [new Boxed(INT32, 1)]);
  assertEquals(unbox({ kind: "array", element: INT64, length: 3 }, items), items);
  assertEquals(refusal({ kind: "array", element: INT64, length: 2 }, items), "expected int64[2], but this is a dyn[]");
});

Deno.test("a function's signature is compared where it is known", () => {
  const known = typedFunction(() => 1, ADD);
  assertStrictEquals(unbox(FUNCTION, known), known);
  const unknown = () => 1;
  assertStrictEquals(unbox(ADD, unknown), unknown);
  const other: FunctionType = { kind: "function", signature: { parameters: [STRING], returns: INT32 } };
  assertEquals(refusal(other, known), "expected int32(string), but this is an int32(int32)");
});

Deno.test("JSON is read into dyn values", () => {
  const cases: ReadonlyArray<readonly [string, unknown]> = [
    ["5", 5],
    ["-0", 0],
    ["5.0", new Boxed(FLT64, 5)],
    ["1e3", new Boxed(FLT64, 1000)],
    ["9223372036854775807", 9223372036854775807n],
    ["-9223372036854775808", -9223372036854775808n],
    ["9223372036854775808", new Boxed(FLT64, 9223372036854775808)],
    ["9007199254740993", 9007199254740993n],
    ['"a\\n\\u00e9\\ud83d\\ude00\\/\\"\\\\"', 'a\né😀/"\\'],
    ['"\\ud800"', "\ufffd"],
    [" [ ] ", []],
    ["\ufeff[1, [true, false, null]]\r\n", [1, [true, false, null]]],
    ['{"a": 1, "b": {"c": []}, "a": 2}', new Map<string, unknown>([["a", 2], ["b", new Map([["c", []]])]])],
    ['{"__proto__": 1}', new Map([["__proto__", 1]])],
  ];
  for (const [text, value] of cases) assertEquals(readJson(text), value, text);
});

Deno.test("what is no JSON is an error that says where and what", () => {
  const cases: ReadonlyArray<readonly [string, string]> = [
    ["", "line 1, column 1: expected a value, found the end"],
    ["[1,\n 2,]", 'line 2, column 4: expected a value, found "]"'],
    ["[1 2]", 'line 1, column 4: expected "," or "]", found "2"'],
    ["{'a': 1}", `line 1, column 2: expected a name in quotes or "}", found "'"`],
    ['{"a": 1,}', 'line 1, column 9: expected a name in quotes, found "}"'],
    ['{"a" 1}', 'line 1, column 6: expected ":", found "1"'],
    ['{"a": 1', 'line 1, column 8: expected "," or "}", found the end'],
    ["nul", 'line 1, column 1: expected a value, found "n"'],
    ["truer", 'line 1, column 1: expected a value, found "t"'],
    ["01", 'line 1, column 2: expected the end, found "1"'],
    ["+1", 'line 1, column 1: expected a value, found "+"'],
    ["1.", 'line 1, column 2: expected the end, found "."'],
    ["NaN", 'line 1, column 1: expected a value, found "N"'],
    ['"a', "line 1, column 3: expected the closing quote of a string, control characters as escapes, found the end"],
    ['"é😀\n"', 'line 1, column 4: expected the closing quote of a string, control characters as escapes, found "\\n"'],
    ['"\\x"', 'line 1, column 3: expected one of "\\/bfnrtu behind the backslash, found "x"'],
    ['"\\u12g4"', 'line 1, column 4: expected four hexadecimal digits, found "1"'],
    ["1 // c", 'line 1, column 3: expected the end, found "/"'],
  ];
  for (const [text, message] of cases) assertEquals((readJson(text) as ErrorValue).message, message, text);
  const error = readJson("[") as ErrorValue;
  assertEquals([error.kind, error.code], ["parse", 1]);
});

Deno.test("JSON that is too deep is refused", () => {
  assertEquals(Array.isArray(readJson("[".repeat(900) + "]".repeat(900))), true);
  const error = readJson("[".repeat(100_000)) as ErrorValue;
  assertEquals(error.message, 'line 1, column 1001: expected no more than 1000 levels, found "["');
});

Deno.test("JSON is accepted exactly where the platform's reader accepts it", () => {
  const pieces = [
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    '"a"',
    '"',
    "\\",
    "1",
    "-",
    "0",
    ".",
    "e",
    "true",
    "null",
    " ",
    "\n",
    "\u0001",
  ];
  for (let round = 0; round < 5000; round++) {
    const random = crypto.getRandomValues(new Uint8Array(6));
    const text = Array.from(random.subarray(0, 1 + random[0]! % 6), (byte) => pieces[byte % pieces.length]).join("");
    assertEquals(readJson(text) instanceof ErrorValue, !isJson(text), Deno.inspect(text));
  }
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
