import { assertEquals, assertThrows } from "@std/assert";
import { FLT64, INT64, STRING } from "../../../src/shell/types/types.ts";
import { StickyError } from "../../../src/shell/values/mod.ts";
import { call, Stopped } from "./context.ts";

Deno.test("split() cuts at a separator, between code points, or into words", () => {
  assertEquals(call("split", ["a,b,,c", ","]), ["a", "b", "", "c"]);
  assertEquals(call("split", ["", ","]), [""]);
  assertEquals(call("split", ["a", "ab"]), ["a"]);
  assertEquals(call("split", ["né😀", ""]), ["n", "é", "😀"]);
  assertEquals(call("split", ["", ""]), []);
  assertEquals(call("split", ["  two\twords \n"]), ["two", "words"]);
  assertEquals(call("split", [" "]), []);
});

Deno.test("join() shows every item as print does", () => {
  assertEquals(call("join", [["a", "b"], ", "], { types: { T: STRING } }), "a, b");
  assertEquals(call("join", [[1, 2.5]], { types: { T: FLT64 } }), "1.02.5");
  assertEquals(call("join", [[], "-"]), "");
});

Deno.test("trim() takes blanks from both ends only", () => {
  assertEquals(call("trim", ["\t a b\u00a0\n"]), "a b");
});

Deno.test("replace() replaces every occurrence and takes both parts as they are", () => {
  assertEquals(call("replace", ["a.b.c", ".", "$&"]), "a$&b$&c");
  assertEquals(call("replace", ["aaa", "aa", "b"]), "ba");
  assertEquals(call("replace", ["abc", "x", "y"]), "abc");
  assertEquals(call("replace", ["né😀", "", "-"]), "-n-é-😀-");
  assertEquals(call("replace", ["", "", "-"]), "-");
});

Deno.test("contains() finds a part of a text or an equal item", () => {
  assertEquals(call("contains", ["hello", "ell"]), true);
  assertEquals(call("contains", ["hello", ""]), true);
  assertEquals(call("contains", [[[1], [2]], [2]], { overload: 1 }), true);
  assertEquals(call("contains", [["ERR", new StickyError("here")], new StickyError("there")], { overload: 1 }), true);
  assertEquals(call("contains", [[1, 2], 3], { overload: 1 }), false);
});

Deno.test("starts_with() and ends_with() look at the ends", () => {
  assertEquals([call("starts_with", ["--help", "--"]), call("starts_with", ["-", "--"])], [true, false]);
  assertEquals([call("ends_with", ["a.gz", ".gz"]), call("ends_with", ["gz", ".gz"])], [true, false]);
});

Deno.test("upper() and lower() go by Unicode, not by locale", () => {
  assertEquals([call("upper", ["straße i"]), call("lower", ["ÄÖ I"])], ["STRASSE I", "äö i"]);
});

Deno.test("repeat() repeats, and stops at what no string can hold", () => {
  assertEquals([call("repeat", ["ab", 3]), call("repeat", ["ab", 0]), call("repeat", ["ab", -1])], ["ababab", "", ""]);
  assertEquals(call("repeat", ["", 2n ** 60n]), "");
  assertThrows(() => call("repeat", ["ab", 2n ** 60n]), Stopped, "repeat: 1152921504606846976 times is more than");
});

Deno.test("len() counts code points, items, keys and bytes", () => {
  assertEquals(call("len", ["né😀"], { overload: 0 }), 3);
  assertEquals(call("len", [[1, 2]], { overload: 1 }), 2);
  assertEquals(call("len", [new Map([["a", 1]])], { overload: 2 }), 1);
  assertEquals(call("len", [new Uint8Array(5)], { overload: 3 }), 5);
  for (const [value, length] of [["😀", 1], [[1], 1], [new Map(), 0], [new Uint8Array(2), 2]] as const) {
    assertEquals(call("len", [value], { overload: 4 }), length);
  }
  assertThrows(() => call("len", [5], { overload: 4, types: { T: INT64 } }), Stopped, "len: an int64 has no length");
});
