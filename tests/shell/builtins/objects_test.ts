import { assertEquals } from "@std/assert";
import { FLT64, INT32, record, STRING, type Type } from "../../../src/shell/types/types.ts";
import { Boxed, equalValues, ErrorValue, Failure, StickyError } from "../../../src/shell/values/mod.ts";
import { call } from "./context.ts";

const TBB8: Type = { kind: "tbb", bits: 8 };

Deno.test("keys(), values(), has() and delete() are about one obj", () => {
  const object = new Map<string, unknown>([["b", 1], ["a", null]]);
  assertEquals([call("keys", [object]), call("values", [object])], [["b", "a"], [1, null]]);
  assertEquals([call("has", [object, "a"]), call("has", [object, "x"])], [true, false]);
  assertEquals([call("delete", [object, "b"]), call("delete", [object, "b"]), object.size], [true, false, 1]);
});

/** Kind and message of a failure. */
function failed(outcome: unknown): string {
  return outcome instanceof Failure ? `${outcome.error.kind}: ${outcome.error.message}` : `succeeded: ${outcome}`;
}

Deno.test("json_parse() reads or says where it could not", () => {
  assertEquals(call("json_parse", ['{"a": [1]}']), new Map([["a", [1]]]));
  assertEquals(call("json_parse", ["null"]), null);
  assertEquals(call("json_parse", ['"\\ud800a"']), "\ufffda");
  assertEquals(
    failed(call("json_parse", ["[1,\n]"])),
    'parse: json_parse: line 2, column 1: expected a value, found "]"',
  );
});

Deno.test("json_text() writes values of every type that JSON has a form for", () => {
  const point = new Boxed(record("P", { x: INT32, s: STRING }), { x: 1, s: "é\n" });
  const value = new Map<string, unknown>([
    ["n", [1, 2n ** 60n, null, true]],
    ["f", new Boxed(FLT64, 2)],
    ["p", point],
    ["t", new Boxed(TBB8, new StickyError("here"))],
    ["b", new Uint8Array([1, 2])],
    ["e", []],
    ["k k", new Map()],
  ]);
  assertEquals(
    call("json_text", [value]),
    '{"n":[1,1152921504606846976,null,true],"f":2.0,"p":{"x":1,"s":"é\\n"},"t":"ERR",' +
      '"b":{"base64":"AQI="},"e":[],"k k":{}}',
  );
});

Deno.test("json_text() indents each level", () => {
  const value = new Map<string, unknown>([["a", [1, []]], ["b", new Map([["c", null]])]]);
  const lines = ["{", '  "a": [', "    1,", "    []", "  ],", '  "b": {', '    "c": null', "  }", "}"];
  assertEquals(call("json_text", [value, 2]), lines.join("\n"));
});

Deno.test("json_text() fails for what JSON has no form for", () => {
  assertEquals(failed(call("json_text", [[new Boxed(FLT64, NaN)]])), "parse: json_text: nan has no JSON form");
  assertEquals(failed(call("json_text", [() => 1])), "parse: json_text: a func has no JSON form");
  assertEquals(
    failed(call("json_text", [new ErrorValue(1, "m", "fail")])),
    "parse: json_text: an error has no JSON form",
  );
  const loop: unknown[] = [];
  loop.push(loop);
  assertEquals(failed(call("json_text", [loop])), "parse: json_text: the value contains itself");
  let deep: unknown = 1;
  for (let i = 0; i < 50_000; i++) deep = [deep];
  assertEquals(failed(call("json_text", [deep])), "parse: json_text: the value has more than 1000 levels");
});

Deno.test("what json_text() writes, json_parse() reads as an equal value of the same types", () => {
  const values = [
    0,
    -1,
    2 ** 53,
    2n ** 62n,
    -(2n ** 63n),
    "a\u0001\u2028😀",
    true,
    null,
    [],
    [[]],
    new Map([["", "x"]]),
  ];
  const floats = [0.1, 5, -0, 1e300, 1e-7, 123456789012345680000].map((float) => new Boxed(FLT64, float));
  for (const value of [...values, ...floats, [1, "a", null]]) {
    const text = call("json_text", [value]) as string;
    const back = call("json_parse", [text]);
    assertEquals(equalValues(back, value), true, text);
    assertEquals(back instanceof Boxed, value instanceof Boxed, text);
    assertEquals(call("json_text", [back]), text);
  }
});
