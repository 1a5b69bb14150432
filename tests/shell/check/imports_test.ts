import { assertEquals } from "@std/assert";
import { assertFoundWith } from "./cases.ts";
import { check, codes, said } from "./program.ts";

const LIB = 'func:twice = int(int:n) { pass(n * 2); }; string:hello = "hi"; fixed int:K = 5; struct:P = { int:x; };';

Deno.test("a file gives its names under an alias, or all of them", () => {
  const files = { "./lib.aria": LIB };
  assertFoundWith(files, 'use "./lib.aria" as lib; int:x = lib.twice(2)?; print(lib.hello, lib.K);');
  assertFoundWith(files, 'use "./lib.aria".*; int:x = twice(2)?; print(hello, K); P:p = {x: 1};');
  assertFoundWith(files, 'use "./lib.aria" as lib; lib.⟨182⟩twic(2); print(lib.⟨182⟩helo, ⟨112⟩lib);');
  assertFoundWith(files, 'use "./lib.aria" as lib; lib.twice(⟨120⟩"x"); int8:x = ⟨120⟩lib.K;');
  assertFoundWith(files, 'use "./lib.aria".*; int:⟨101⟩hello = 1;');
});

Deno.test("names of other files are read-only", () => {
  const files = { "./lib.aria": LIB };
  assertFoundWith(files, 'use "./lib.aria" as lib; ⟨102⟩lib.hello = "x";');
  assertFoundWith(files, 'use "./lib.aria".*; ⟨102⟩hello = "x"; ⟨102⟩K++; ⟨102⟩twice = twice;');
});

Deno.test("a file that marks names as public gives those alone", () => {
  const files = { "./lib.aria": "pub func:a = NIL() { b(); }; func:b = NIL() {}; pub int:c = 1;" };
  assertFoundWith(files, 'use "./lib.aria" as lib; lib.a(); print(lib.c); lib.⟨182⟩b();');
});

Deno.test("what a file gives has its value behind the 'use' statement", () => {
  const files = { "./lib.aria": LIB };
  assertFoundWith(files, '⟨107⟩twice(2); use "./lib.aria".*; twice(2);');
  assertFoundWith(files, '⟨107⟩f(); use "./lib.aria".*; func:f = NIL() { print(hello); };');
  assertFoundWith(files, 'func:f = NIL() { use "./lib.aria".*; print(hello); }; f(); f();');
});

Deno.test("a circle of files is an error that names it", () => {
  const files = { "./a.aria": 'use "./b.aria" as b;', "./b.aria": 'use "./a.aria" as a;' };
  assertEquals(codes('use "./a.aria" as a;', files), ["ARIA-181 1:5"]);
  const text = said('use "./a.aria" as a;', files);
  assertEquals(
    text.split("\n")[0],
    "./b.aria:1:5: error: './a.aria' uses itself: ./a.aria → ./b.aria → ./a.aria [ARIA-181]",
  );
});

Deno.test("a file that is used twice is checked and runs once", () => {
  const files = { "./a.aria": 'use "./b.aria" as b; print(b.x);', "./b.aria": "int:x = 1;" };
  const { program, errors } = check('use "./b.aria" as b; use "./a.aria" as a; use "./b.aria".*; print(x);', files);
  assertEquals(errors, 0);
  assertEquals(program.files.map(({ source }) => source.name), ["t.aria", "./b.aria", "./a.aria"]);
  assertEquals(program.files[0]!.body.slice(0, 3).map((stmt) => stmt.op === "use" && stmt.file), [1, 2, 1]);
});

Deno.test("a file that is missing, and errors in another file, are errors of the program", () => {
  assertEquals(codes('use "./nope.aria" as n; n.f(n.x);'), ["ARIA-180 1:5"]);
  assertEquals(codes('use "./nope.aria".*; print(1);'), ["ARIA-180 1:5"]);
  assertEquals(codes('use "./a.aria" as a; a.f();', { "./a.aria": "func:f = int() { pass(true); };" }), [
    "ARIA-120 1:22",
  ]);
  assertEquals(codes('use "./a.aria" as a; a.f();', { "./a.aria": "func:f = int( { };" }).length, 1);
});

Deno.test("what a file with errors might have given is no error besides", () => {
  const files = { "./bad.aria": "pub int:a = ;\npub func:mk = int( { pass(1); };\npub struct:S = { int:x; };" };
  const found = codes('use "./bad.aria".*; print(a, mk()); S:s = {x: 1}; int:y = "s";', files);
  assertEquals(found.filter((code) => code.startsWith("ARIA-1")), ["ARIA-120 1:59"]);
});
