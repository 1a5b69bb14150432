/**
 * What a statement is: the first rule that fits decides, and the names in scope with it.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { errors, outlines, read } from "./outline.ts";

/** What the last statement of a program is. */
function kind(text: string): string {
  const statement = read(text).program.body.at(-1);
  if (statement?.type !== "ExpressionStatement") return statement?.type ?? "nothing";
  return statement.expression.type;
}

Deno.test("a keyword begins its statement, whatever programs are called", () => {
  assertEquals(kind("pass(1);"), "Pass");
  assertEquals(kind("fail x;"), "Fail");
  assertEquals(kind("is a : b : c;"), "Is");
});

Deno.test("a type with a declarator behind it begins a declaration", () => {
  for (
    const text of [
      "string:x;",
      "string x;",
      "string x = y;",
      "string[]:x;",
      "result<int8>:x;",
      "int8?:x;",
      "command ls;",
      "process p = q;",
    ]
  ) {
    assertEquals(kind(text), "Declaration", text);
  }
});

Deno.test("two names with a ':' between them are a declaration, whatever the first one is", () => {
  assertEquals(kind("strng:x = y;"), "Declaration");
  assertEquals(kind("foo[]:x = y;"), "Declaration");
  assertEquals(kind("foo<int8>:x;"), "Declaration");
});

Deno.test("a type's name without a declarator is a word like any other", () => {
  for (
    const text of [
      "command -v ls",
      "process list",
      "result a b",
      "buffer < x",
      "command",
      "pipeline run x",
      "string -a",
    ]
  ) {
    assertEquals(
      kind(text),
      text === "process list" ? "Declaration" : text === "buffer < x" ? "Redirect" : "BareCommand",
      text,
    );
  }
});

Deno.test("a misspelt type before a name and '=' is a declaration too", () => {
  assertEquals(kind('strng x = "a";'), "Declaration");
  assertEquals(kind("set x = a"), "BareCommand");
  assertEquals(kind("export NAME = word"), "BareCommand");
  assertEquals(kind("alias g = x"), "BareCommand");
});

Deno.test("a name before an operator that assigns begins an assignment, declared or not", () => {
  for (const operator of "= += -= *= /= %= &= |= ^=".split(" "))
    assertEquals(kind(`x ${operator} 1;`), "Assignment", operator);
  assertEquals(kind("x++;"), "Postfix");
  assertEquals(kind("x[0].y = 1;"), "Assignment");
  assertEquals(kind("git --version"), "BareCommand");
  assertEquals(kind("x --y"), "BareCommand");
  assertEquals(kind("x == y"), "BareCommand");
});

Deno.test("a name before '(' begins a call, in its line only", () => {
  assertEquals(kind("foo(1);"), "Call");
  assertEquals(kind("foo (1);"), "Call");
  assertEquals(outlines("foo\n(1 + 2);"), ["<foo>;", "(1 + 2);"]);
});

Deno.test("a name that is declared begins an expression, another one a command", () => {
  assertEquals(kind("x | y"), "Pipe");
  assertEquals(kind("int8:x; x | y;"), "Binary");
  assertEquals(kind("func:x = int8() { }; x |> y;"), "Binary");
  assertEquals(kind('use "./a.aria" as u; u.f |> y;'), "Binary");
  assertEquals(kind("ENV.HOME |> f;"), "Binary");
  assertEquals(kind("ARGS;"), "Identifier");
});

Deno.test("names are declared from their declaration to the end of their block", () => {
  assertEquals(outlines("x -a; { int8:x; x -a; { x -a; } } x -a;"), [
    "<x -a>;",
    "{int8:x; (x - a); {(x - a);}}",
    "<x -a>;",
  ]);
});

Deno.test("parameters and loop variables are declared in their bodies only", () => {
  assertEquals(outlines("func:f = int8(int8:x) { x -a; }; x -a;"), ["func:f = int8(int8:x){(x - a);};", "<x -a>;"]);
  assertEquals(outlines("for (x in y) { x -a; } x -a;"), ["for (x in y) {(x - a);}", "<x -a>;"]);
  assertEquals(outlines("for (int8:x = 0; b; c()) x -a; x -a;"), ["for (int8:x = 0; b; c();) (x - a);", "<x -a>;"]);
});

Deno.test("a declaration that is a body does not reach behind it", () => {
  assertEquals(outlines("if (a) int8:x; x -a;"), ["if a int8:x;", "<x -a>;"]);
});

Deno.test("functions and structs of the file count from its start, variables and inner functions do not", () => {
  assertEquals(outlines("f |> g; func:f = int8() { };")[0], "(f |> g);");
  assertEquals(outlines("P x; P[] y; struct:P = { };").slice(0, 2), ["P:x;", "P[]:y;"]);
  assertEquals(outlines("v -a; int8:v;")[0], "<v -a>;");
  assertEquals(outlines("f -a; { func:f = int8() { }; }")[0], "<f -a>;");
});

Deno.test("a struct that an error moves out of its block is not known outside of it", () => {
  const program = 'pick(S?(b:\nc){\n"";struct:S={//\n}})\n{}';
  assertEquals(errors(program).length > 0, true);
});

Deno.test("names that are imported count from the start of the file", () => {
  const names = { predeclared: [], imported: (path: string) => path === "./b.aria" ? ["helper", "Point"] : [] };
  assertEquals(outlines('helper |> g; Point p; use "./b.aria".*;', names).slice(0, 2), ["(helper |> g);", "Point:p;"]);
  assertEquals(outlines('helper -g; use "./c.aria".*;', names)[0], "<helper -g>;");
});

Deno.test("names that are given are declared", () => {
  assertEquals(outlines("earlier -a;", { predeclared: ["earlier"], imported: () => [] }), ["(earlier - a);"]);
  assertEquals(outlines("Point p; p -a;", { predeclared: ["Point"], imported: () => [] }), ["Point:p;", "(p - a);"]);
  assertEquals(outlines("result ? d;", { predeclared: ["result"], imported: () => [] }), ["(result? d);"]);
  assertEquals(outlines("ARGS -a;", { predeclared: [], imported: () => [] }), ["<ARGS -a>;"]);
});

Deno.test("built-in functions are commands without a bracket", () => {
  assertEquals(kind("sort -n names"), "BareCommand");
  assertEquals(kind("sort(names);"), "Call");
});

Deno.test("literals, brackets and signs begin an expression", () => {
  for (
    const text of [
      "42;",
      "1.5;",
      '"a";',
      "`a`;",
      "'a';",
      '"&{a}";',
      "NIL;",
      "ERR;",
      "(a);",
      "[a];",
      "!a;",
      "-a;",
      "~a;",
    ]
  ) {
    assertEquals(["BareCommand", "nothing"].includes(kind(text)), false, text);
  }
});

Deno.test("'true' and 'false' are the programs, unless they are compared", () => {
  assertEquals(outlines("false || echo b"), ["(<false> || <echo b>);"]);
  assertEquals(kind("true;"), "BareCommand");
  assertEquals(kind("true == a;"), "Binary");
});

Deno.test("paths, patterns and names that no identifier has begin a command", () => {
  for (
    const text of [
      "./run.sh",
      "../run",
      "/bin/ls",
      "~/bin/x",
      "~",
      "\\ls",
      "7z a",
      "2to3 -w",
      "%1",
      ".",
      "*",
      "@x",
      "café au",
      "a-b",
      "a.b",
      "a/b",
      "g++ -c",
    ]
  ) {
    assertEquals(kind(text), "BareCommand", text);
  }
});

Deno.test("'{' begins a block, and so no object and no command", () => {
  assertEquals(kind("{ a: 1 }"), "Block");
});

Deno.test("'exit' is a statement, unless it is declared", () => {
  assertEquals([kind("exit;"), kind("exit 3"), kind("exit(3);"), kind("exit = 3;")], [
    "Exit",
    "Exit",
    "Exit",
    "Assignment",
  ]);
  assertEquals(kind("int8:exit; exit + 3;"), "Binary");
});

Deno.test("what stands behind a word does not decide what it is", () => {
  assertEquals([kind("my photos;"), kind("my photos")], ["BareCommand", "BareCommand"]);
  assertEquals([kind("funcP x=1"), kind("funcP:x = 1;")], ["Declaration", "Declaration"]);
  assertEquals([kind("http:// |\ngit"), kind("tbb8://;\nprint(1)")], ["Pipe", "Call"]);
  assertEquals([kind("bin//x\n= 5"), kind("bin/*")], ["BareCommand", "BareCommand"]);
  assertEquals(errors("x--\n/5"), ["ARIA-008 /"]);
  assertEquals(outlines("{x++  } {x++;}"), ["{(x++);}", "{(x++);}"]);
  assertEquals(outlines("if (a) { } \\\nelse { }"), ["if a {} else {}"]);
  assertEquals(outlines("~//;(1);\n~\nx = 1;"), ["<~//>;", "1;", "<~>;", "x = 1;"]);
});

Deno.test("what looks like a declaration but for a '#' behind its ':' is a word", () => {
  assertEquals(outlines("tbb8:#\nx = 5;").length, 2);
  assertEquals(kind("foo:#bar"), "BareCommand");
  assertEquals(kind("int:#;"), "BareCommand");
});

Deno.test("a comment before its bracket keeps a call one, and is a part of a path elsewhere", () => {
  assertEquals(kind("print/* what */(1);"), "Call");
  assertEquals(kind("bin/* what"), "BareCommand");
  assertEquals(kind("bin//x\n(1);"), "IntegerLiteral");
});

Deno.test("what touches a word and could be a comment to the line's end is a part of the word", () => {
  for (const text of ["int8:// a\nx;", "int8[]:// a\nx;", "a:#b", "result<int8>:#a", "x++// a"]) {
    assertEquals(kind(text), text.startsWith("result") ? "Redirect" : "BareCommand", text);
  }
  for (const text of ["int8 /* a */ :x;", "int8: /* a */ x;", "int8: // a\nx;", "int8[]: // a\nx;"]) {
    assertEquals(kind(text), "Declaration", text);
  }
});

Deno.test("a comment within a line may touch what it stands in", () => {
  for (const text of ["int8/* a */:x;", "int8:/* a */x = 1;", "int8[]/* a */:/* b */x;", "result<int8>/* a */:x;"]) {
    assertEquals(kind(text), "Declaration", text);
  }
  assertEquals(outlines("int8:/*|\n*/x;"), ["(<int8:/*> | <*/x>);"]);
  assertEquals(outlines("int8:/*; a */x;"), ["<int8:/*>;", "<a */x>;"]);
  assertEquals(outlines("int8:/* a\nb */x;"), ["<int8:/* a>;", "<b */x>;"]);
});

Deno.test("what stands behind a '#' decides nothing before it", () => {
  assertEquals(["g #\n:x", "class x #\n{a;}", "t.#\nt = 1;"].map((text) => outlines(text)[0]), [
    "<g #>;",
    "<class x #>;",
    "<t.#>;",
  ]);
});

Deno.test("nothing is a part of what was changed by '++'", () => {
  assertEquals(errors("int8:x = 1; x++.y;"), ["ARIA-008 ."]);
});
