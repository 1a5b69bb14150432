/**
 * Statements: every node, in every form.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import type { Statement } from "../../../src/shell/syntax/ast.ts";
import { errors, outlines, statements } from "./outline.ts";

/** The first statement, which must be of this type. */
function first<Type extends Statement["type"]>(text: string, type: Type): Extract<Statement, { type: Type }> {
  const [statement] = statements(text);
  assertEquals(statement?.type, type, text);
  return statement as Extract<Statement, { type: Type }>;
}

Deno.test("empty statements leave nothing", () => {
  assertEquals(outlines(";;\n;"), []);
});

Deno.test("a block holds statements, and its last one needs no ';'", () => {
  assertEquals(outlines("{ x = 1; { y = 2 } z = 3 }"), ["{x = 1; {y = 2;} z = 3;}"]);
});

Deno.test("declarations have a type, a name, and perhaps a value", () => {
  assertEquals(outlines('string:a = "x"; int8:b; string[]:c; result<int8[]>:d = f(); int8[4]:e; P?:f;'), [
    'string:a = "x";',
    "int8:b;",
    "string[]:c;",
    "result<int8[]>:d = f();",
    "int8[4]:e;",
    "P?:f;",
  ]);
});

Deno.test("a blank may stand for the ':' of a declaration", () => {
  assertEquals(outlines('int32 m = 5; string s; string[] list = []; command c = run("x");'), [
    "int32:m = 5;",
    "string:s;",
    "string[]:list = [];",
    'command:c = run("x");',
  ]);
});

Deno.test("types nest", () => {
  assertEquals(outlines("result<result<int8[]?>>:a; int8?[]?[2]:b; dict<string, int8>:c;"), [
    "result<result<int8[]?>>:a;",
    "int8?[]?[2]:b;",
    "dict<string int8>:c;",
  ]);
});

Deno.test("constants, storage words and 'pub' stand before a declaration", () => {
  assertEquals(
    outlines("fixed int8:A = 1; const string:B = s; wild int8:c; gc stack int8:d = 1; pub fixed int8:E = 2;"),
    [
      "fixed int8:A = 1;",
      "const string:B = s;",
      "wild int8:c;",
      "gc stack int8:d = 1;",
      "pub fixed int8:E = 2;",
    ],
  );
});

Deno.test("a function has a name; its final ';' is optional", () => {
  assertEquals(outlines("func:f = int8(int8:x) { pass(x); }; pub func:g = NIL() { } x = 1;"), [
    "func:f = int8(int8:x){pass x;};",
    "pub func:g = NIL(){};",
    "x = 1;",
  ]);
});

Deno.test("'func' declares a variable where its value is no function's text", () => {
  assertEquals(outlines("func:f = make()?; func:g; func h = f; func[]:all = [f];"), [
    "func:f = (make()?);",
    "func:g;",
    "func:h = f;",
    "func[]:all = [f];",
  ]);
});

Deno.test("a struct has fields, ended by ';' or ','; its final ';' is optional", () => {
  assertEquals(outlines("struct:P = { int32:x; string[]:y, P?:next }; pub struct:Q = { } P:p = {x: 1};"), [
    "struct:P {int32:x string[]:y P?:next};",
    "pub struct:Q {};",
    "P:p = {x:1};",
  ]);
});

Deno.test("'use' imports a file under a name, or its names", () => {
  assertEquals(outlines("use \"./a.aria\" as u; use './b.aria'.*;"), ['use "./a.aria" as u;', "use './b.aria'.*;"]);
  assertEquals(first('use "./a\\t.aria" as u;', "Use").path.value, "./a\t.aria");
});

Deno.test("'if' takes any statements, and 'else' belongs to the nearest", () => {
  assertEquals(outlines("if (a) x = 1; else if (b) { } else y = 2;"), ["if a x = 1; else if b {} else y = 2;"]);
  assertEquals(outlines("if (a) if (b) c(); else d();"), ["if a if b c(); else d();"]);
});

Deno.test("'while' takes any statement, an empty one too", () => {
  assertEquals(outlines("while (f()) { x++; } while (g());"), ["while f() {(x++);}", "while g() {}"]);
});

Deno.test("'for' counts by declaration, condition and step, of which only the condition must be", () => {
  assertEquals(
    outlines("for (int32:i = 0; i < 10; i++) { } for (i = 0; i < 3; i += 2) f(); for (; a; ) { } for (a; b()) { }"),
    [
      "for (int32:i = 0; (i < 10); (i++);) {}",
      "for (i = 0; (i < 3); i += 2;) f();",
      "for ( a; ) {}",
      "for ( a; b();) {}",
    ],
  );
});

Deno.test("'for' goes through what there is, with a type or without", () => {
  assertEquals(
    outlines("for (x in 0...3) f(x); for (string:l in lines(c)) { } for (int8[] a in b) { } for (P?:p in q) { }"),
    [
      "for (x in (0...3)) f(x);",
      "for (string:l in lines(c)) {}",
      "for (int8[]:a in b) {}",
      "for (P?:p in q) {}",
    ],
  );
});

Deno.test("'loop' and 'till' have their values in brackets", () => {
  assertEquals(outlines("loop(1, 3, 1) { print($); } till(10, -2) print($);"), [
    "loop (1 3 1) {print($);}",
    "till (10 (-2)) print($);",
  ]);
});

Deno.test("'when' has a then and an end, either or none", () => {
  assertEquals(outlines("when (a) { } then { b(); } end c(); when (a) { } end { } when (a) b();"), [
    "when a {} then {b();} end c();",
    "when a {} end {}",
    "when a b();",
  ]);
});

Deno.test("'pick' has arms with labels, patterns and blocks, and commas between them are optional", () => {
  assertEquals(
    outlines(
      'pick (v) { (1) { a(); } low: (< 5) { }, (>= 9) { } (1..3) { fall(low); }, ("s") { } (!x) { } (!) { } (*) { }, }',
    ),
    ['pick v {(1){a();} low:(<5){} (>=9){} ((1..3)){fall(low);} ("s"){} ((!x)){} (!){} (*){}}'],
  );
  assertEquals(outlines("pick (v) { }"), ["pick v {}"]);
  const pick = first("pick (v) { (<= 1) { } (> 2) { } (-1) { } }", "Pick");
  assertEquals(pick.arms.map(({ pattern }) => pattern.type), ["ComparePattern", "ComparePattern", "ValuePattern"]);
});

Deno.test("statements that leave have their value in brackets or not, or none", () => {
  assertEquals(outlines('pass(1); pass v; fail("e"); fail 3; return; return a + b; exit(3); exit 3; exit;'), [
    "pass 1;",
    "pass v;",
    'fail "e";',
    "fail 3;",
    "return;",
    "return (a + b);",
    "exit 3;",
    "exit 3;",
    "exit;",
  ]);
  assertEquals(outlines("break; continue; pass; fail;"), ["break;", "continue;", "pass;", "fail;"]);
});

Deno.test("what a statement leaves with is a whole expression", () => {
  assertEquals(outlines("pass(a) + 1; return (a)?;"), ["pass (a + 1);", "return (a?);"]);
});

Deno.test("'defer' takes a statement or a block", () => {
  assertEquals(outlines('defer print("a"); defer { x = 1; } defer rm -f x;'), [
    'defer print("a");',
    "defer {x = 1;}",
    "defer <rm -f x>;",
  ]);
});

Deno.test("every operator assigns, to every kind of place", () => {
  for (const operator of "= += -= *= /= %= &= |= ^=".split(" ")) {
    assertEquals(outlines(`x ${operator} 1 + 2;`), [`x ${operator} (1 + 2);`]);
  }
  assertEquals(outlines('obj:o; o.f = 1; o[0].g = 2; _ = e; $ = 5; ENV.A = "1";').slice(1), [
    "o.f = 1;",
    "o[0].g = 2;",
    "_ = e;",
    "$ = 5;",
    'ENV.A = "1";',
  ]);
});

Deno.test("what is no place cannot be assigned", () => {
  for (const [text, at] of [["5 = 6;", "5"], ["f() = 1;", "f()"], ["(a + b) = 1;", "(a + b)"], ["f()++;", "++"]]) {
    assertEquals(errors(text!), [`ARIA-012 ${at}`], text);
  }
});

Deno.test("a keyword cannot be a name", () => {
  for (
    const text of [
      "int8:while = 1;",
      "func:end = int8() { };",
      "struct:if = { };",
      'use "x" as for;',
      "x = int8(int8:in) { };",
    ]
  ) {
    assertEquals(errors(text).map((error) => error.slice(0, 8)), ["ARIA-010"], text);
  }
});

Deno.test("a constant must have a value", () => {
  assertEquals(errors("fixed int8:N; const string:S; int8:n;"), ["ARIA-029 N", "ARIA-029 S"]);
});

Deno.test("statements need no ';' at the end of the program and before '}'", () => {
  assertEquals(outlines("int8:x = 1"), ["int8:x = 1;"]);
  assertEquals(outlines("{ x = 1 } { int8:y } { break }"), ["{x = 1;}", "{int8:y;}", "{break;}"]);
});
