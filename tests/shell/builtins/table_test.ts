import { assert, assertEquals, assertMatch } from "@std/assert";
import { signatureOf } from "../../../src/shell/builtins/signature.ts";
import { BUILTINS } from "../../../src/shell/builtins/table.ts";

/** What the language promises. */
const PROMISED = "print len split join trim replace contains starts_with ends_with upper lower repeat map filter " +
  "reduce sort reverse unique range min max abs sum keys values has json_parse json_text read_file read_bytes " +
  "write_file append_file exists is_dir list_dir remove make_dir glob temp_dir cwd cd env now sleep assert int flt " +
  "hex type_of random on_signal push pop delete";

Deno.test("the table has every function that the language promises, and no other", () => {
  assertEquals([...BUILTINS.keys()].sort(), PROMISED.split(" ").sort());
});

Deno.test("every entry goes by its name", () => {
  for (const [name, builtin] of BUILTINS) {
    assertEquals(builtin.name, name);
    assertMatch(name, /^[a-z][a-z0-9_]*$/);
  }
});

Deno.test("every function is documented in sentences", () => {
  for (const { name, doc } of BUILTINS.values()) {
    assertMatch(doc, /^[A-Z`].*\.$/s, name);
    assertEquals(/ {2}|\n/.test(doc), false, `${name}: one paragraph without double blanks`);
  }
});

Deno.test("every function has an example that uses it and prints something", () => {
  for (const { name, example } of BUILTINS.values()) {
    assert(example.program.includes(`${name}(`), name);
    assertMatch(example.prints, /.\n$/, name);
  }
});

Deno.test("a function that can fail says with which kind", () => {
  for (const { name, doc, overloads } of BUILTINS.values()) {
    const fails = overloads.some((overload) => overload.fails);
    assertEquals(/[Ff]ails with kind `(io|parse|range|broken_pipe)`/.test(doc), fails, name);
  }
});

Deno.test("the ways to call one function can fail all or none, and wait all or none", () => {
  for (const { name, overloads } of BUILTINS.values()) {
    assertEquals(new Set(overloads.map(({ fails }) => fails)).size, 1, name);
    assertEquals(new Set(overloads.map(({ async }) => async)).size, 1, name);
  }
});

Deno.test("optional parameters follow the others, and one that takes the rest is the last", () => {
  for (const { name, overloads } of BUILTINS.values()) {
    for (const { parameters } of overloads) {
      const ranks = parameters.map(({ optional, rest }) => rest ? 2 : optional ? 1 : 0);
      assertEquals(ranks, ranks.toSorted(), name);
      assert(ranks.filter((rank) => rank === 2).length <= 1, name);
      assertEquals(new Set(parameters.map((parameter) => parameter.name)).size, parameters.length, name);
    }
  }
});

Deno.test("signatures are written as declarations are", () => {
  const signatures = (name: string) => signatureOf(BUILTINS.get(name)!);
  assertEquals(signatures("split"), ["split(string:text, [string:separator]) → string[]"]);
  assertEquals(signatures("print"), ["print(dyn...:values) → result<NIL>"]);
  assertEquals(signatures("read_file"), ["read_file(string|Path:path) → result<string>"]);
  assertEquals(signatures("write_file"), ["write_file(string|Path:path, string|buffer:contents) → result<NIL>"]);
  assertEquals(signatures("map"), ["map(T[]:items, U(T):f) → U[]"]);
  assertEquals(signatures("sort"), ["sort(O[]:items) → O[]", "sort(T[]:items, N(T, T):compare) → T[]"]);
  assertEquals(signatures("pop"), ["pop(T[]:items) → T?", "pop(dyn:items) → dyn"]);
  assertEquals(signatures("json_parse"), ["json_parse(string:text) → result<dyn>"]);
  for (const name of BUILTINS.keys()) assert(signatures(name).every((line) => line.startsWith(`${name}(`)), name);
});
