import { assertEquals } from "@std/assert";
import { assertFound } from "./cases.ts";
import { diagnose } from "./program.ts";

function helpOf(program: string): string | undefined {
  return diagnose(program)[0]?.help;
}

Deno.test("a name counts from its declaration to the end of its block", () => {
  assertFound(
    "int:x = 1; print(x);",
    "{ int:x = 1; } print(⟨100⟩x);",
    "print(⟨100⟩x); int:x = 1;",
    "int:x = ⟨100⟩x;",
    "for (int:i = 0; i < 2; i++) {} print(⟨100⟩i);",
    "for (i in 0..2) {} print(⟨100⟩i);",
    "func:f = NIL(int:a) {}; print(⟨100⟩a);",
    "⟨100⟩x = 1;",
  );
});

Deno.test("a name that is not there is answered with the nearest one", () => {
  assertEquals(helpOf("int:count = 1; print(cuont);"), "did you mean 'count'?");
  assertEquals(helpOf("print(AGRS);"), "did you mean 'ARGS'?");
  assertEquals(helpOf("prnt(1);"), "did you mean 'print'?");
  assertEquals(helpOf("capure(1);"), "did you mean 'capture'?");
  assertEquals(helpOf("print(x); int:x = 1;"), "it is declared at t.aria:1:15: move that above this");
  assertEquals(helpOf("print(unlike);"), undefined);
});

Deno.test("one mistake is reported once", () => {
  assertFound(
    "int:x = ⟨100⟩nope; int8:y = ⟨120⟩x + 1; print(x.⟨108⟩foo, ⟨130⟩x[0]);",
    "dyn:d = ⟨104⟩nope(1); print(⟨100⟩nope2.a.b(⟨100⟩c));",
    "print(⟨100⟩a + 1, -⟨100⟩a, ⟨100⟩a == 1, ⟨100⟩a < 2, !⟨100⟩a, [⟨100⟩a], {k: ⟨100⟩a}, ⟨100⟩a?, ⟨100⟩a ?? 1);",
    "⟨109⟩strng:s = 5; s = 6; print(s.x);",
    "run(⟨100⟩nope) | run(⟨157⟩5); run(⟨100⟩nope) > ⟨156⟩5;",
  );
});

Deno.test("a name is declared once in a scope, and again inside", () => {
  assertFound(
    "int:x = 1; int:⟨101⟩x = 2;",
    "int:x = 1; { int:x = 2; }",
    "int:x = 1; func:⟨101⟩x = NIL() {};",
    "func:x = NIL() {}; int:⟨101⟩x = 1;",
    "func:f = NIL(int:a, int:⟨101⟩a) {};",
    "func:f = NIL(int:a) { int:⟨101⟩a = 1; };",
    "func:f = NIL(int:a) { { int:a = 1; } };",
    "struct:P = { int:x; }; int:⟨101⟩P = 1;",
    "for (i in 0..1) { int:i = 2; }",
  );
  assertEquals(helpOf("int:x = 1;\nint:x = 2;"), "first declared at t.aria:1:5");
});

Deno.test("the names that every program has are read-only and cannot be declared", () => {
  assertFound(
    "print(len(ARGS), ARG0, STATUS, LASTPID, PID, ENV.HOME);",
    "int:⟨101⟩STATUS = 1;",
    "{ string:⟨101⟩ARG0 = ARG0; }",
    "func:⟨101⟩ENV = NIL() {};",
    "⟨102⟩PID = 1;",
    "⟨102⟩STATUS++;",
    "print(⟨112⟩ENV);",
    'print(⟨112⟩ENV["HOME"]);',
    "int32?:last = LASTPID; int32:status = STATUS;",
  );
});

Deno.test("constants, functions and counters cannot be assigned", () => {
  assertFound(
    "fixed int:K = 1; ⟨103⟩K = 2; ⟨103⟩K++; ⟨103⟩K += 1;",
    "const int:K = 1; func:f = NIL() { ⟨103⟩K = 2; };",
    "fixed int[]:A = [1]; A[0] = 2;",
    "func:f = NIL() {}; ⟨102⟩f = f;",
    "loop(1, 2, 1) { ⟨102⟩$ = 5; ⟨102⟩$++; }",
    "⟨112⟩print = 5;",
  );
});

Deno.test("a variable may have the name of a built-in function, which it hides", () => {
  assertFound(
    "int:len = 5; print(len);",
    'func:print = NIL(string:s) { run("echo", [s]); }; print("a");',
    'int:len = 5; print(⟨105⟩len("a"));',
    'string:run = "x"; ⟨105⟩run("a");',
  );
  assertEquals(helpOf('int:len = 5; print(len("a"));'), "the variable 'len' hides the built-in function");
});

Deno.test("a top-level function may be called before its text, but not before what it uses has a value", () => {
  assertFound(
    "f(); func:f = NIL() { g(); }; func:g = NIL() {};",
    "⟨107⟩f(); int:x = 1; func:f = NIL() { print(x); };",
    "⟨107⟩f(); int:x = 1; func:f = NIL() { g(); }; func:g = NIL() { h(); f(); }; func:h = NIL() { x = 2; };",
    "int:x = 1; f(); func:f = NIL() { print(x); };",
    "func:f = NIL() { print(⟨100⟩x); }; int:x = 1;",
    "func:f = NIL() { int:y = 1; ⟨104⟩g(); func:g = NIL() { print(y); }; };",
    "func:f = NIL() { func:g = NIL() { g(); f(); }; g(); };",
  );
});

Deno.test("a variable that hides a program which is run as a bare word is warned of", () => {
  assertFound(
    `date -u
string:⟨201⟩date = "x"; print(date);`,
    "date -u\nfunc:f = NIL(string:⟨201⟩date) { print(date); };",
    'run("date"); string:date = "x"; print(date);',
  );
});

Deno.test("a type that is not there is answered with the nearest, one of Aria's as not part of the language", () => {
  assertFound(
    "⟨109⟩strin:s = 5;",
    "⟨110⟩vec3:v = 5;",
    "⟨110⟩int9:v = 5;",
    "func:f = ⟨110⟩void() {};",
    "⟨110⟩result<int, int>:r = 5;",
    "⟨110⟩int<int>:x = 5;",
    "P:p = {x: 1}; struct:P = { int:x; };",
    "func:f = P(P[]:many, Q?:one) { pass(many[0]); }; struct:P = { int:x; }; struct:Q = { P:p; };",
  );
  assertEquals(helpOf("strin:s = 5;"), "did you mean 'string'?");
  assertEquals(helpOf("struct:Point = { int:x; }; Piont:p = {x: 1};"), "did you mean 'Point'?");
});

Deno.test("storage words mean nothing", () => {
  assertFound("wild int:a = 5; gc string:b; stack int8[]:c = []; print(a, b, c);");
});
