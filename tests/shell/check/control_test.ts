import { assertEquals } from "@std/assert";
import { assertFound } from "./cases.ts";
import { diagnose } from "./program.ts";

function helpOf(program: string): string | undefined {
  return diagnose(program)[0]?.help;
}

Deno.test("a condition is a bool, a result or a command", () => {
  assertFound(
    'if (true) {} if (run("x")) {} if (run("x") | run("y")) {} if (read_file("x")) {} if (!run("x")) {} ' +
      "while (1 < 2) {}",
    'if (⟨127⟩1) {} if (⟨127⟩"a") {} if (⟨127⟩[1]) {} if (⟨127⟩NIL) {} if (⟨127⟩ENV.X) {} if (⟨127⟩run("x").err) {}',
    "while (⟨127⟩0) {} when (⟨127⟩0) {} for (int:i = 0; ⟨127⟩i; i++) {} print(is ⟨127⟩1 : 2 : 3, !⟨127⟩5, " +
      "true && ⟨127⟩1);",
    'bool:b = true && run("x"); bool:c = !run("x"); if (b && (run("x") || run("y"))) {}',
    "dyn:d = true; if (d) {}",
  );
  assertEquals(helpOf("int:n = 5; if (n) {}"), "write n != 0");
  assertEquals(helpOf("if (ARG0) {}"), 'write ARG0 != ""');
  assertEquals(helpOf("if (ARGS) {}"), "write len(ARGS) > 0");
  assertEquals(helpOf("if (ENV.X) {}"), "write ENV.X != NIL");
});

Deno.test("both values of 'is' are of one type", () => {
  assertFound(
    'int:x = is true : 1 : ⟨129⟩"a"; int8:y = is true : 1 : 2; int?:z = is true : 1 : NIL; ' +
      "flt64:f = is true : 1 : 2.5;",
    'command:c = is true : run("a") : run("b"); print(is true : exit(1) : 5);',
    "int8:x = is true : 1 : ⟨123⟩300;",
  );
});

Deno.test("'for' goes through what has elements", () => {
  assertFound(
    'for (x in [1, 2]) { int:y = x; } for (x in "abc") { string:y = x; } for (x in {a: 1}) { string:y = x; }',
    "for (x in 0..3) { int:y = x; } for (x in range(0, 3)) { int:y = x; } int8:n = 3; for (x in 0...n) { int8:y = x; }",
    "for (int8:x in [1, 2]) { int8:y = x; } for (int8:x in 0..3) {} for (⟨120⟩string:x in 0..3) {} " +
      "for (dyn:x in [1]) {}",
    "dyn:d = [1]; for (x in d) { int:y = x; } for (string:x in d) {}",
    'for (x in ⟨132⟩5) {} for (x in ⟨132⟩true) {} for (x in ⟨132⟩run("x")) {} int?:o = 5; for (x in ⟨122⟩o) {}',
    'for (l in lines(run("x"))) { string:s = l; } for (e in events(run("x"))) { print(e.level); }',
    "for (x in [1]) { x = 5; }",
  );
  assertEquals(helpOf('for (l in run("x")) {}'), 'write lines(run("x"))');
  assertEquals(helpOf("int:n = 3; for (i in n) {}"), "write 0...n");
});

Deno.test("'loop' and 'till' count integers of one type by a step that counts", () => {
  assertFound(
    "loop(1, 3, 1) { int:x = $; loop(1, 2, 1) { print($); } } till(3, -1) {} int8:n = 3; loop(0, n, 1) { int8:x = $; }",
    "loop(1, 3, ⟨140⟩0) {} loop(3, 1, ⟨140⟩-1) {} till(3, ⟨140⟩0) {}",
    'loop(⟨124⟩1.5, 3, 1) {} loop(1, ⟨124⟩"a", 1) {} tbb8:t = 1; till(⟨124⟩t, 1) {}',
    "int8:a = 1; int16:b = 2; loop(a, ⟨124⟩b, 1) {}",
    "print(⟨148⟩$); loop(1, 2, 1) {} func:f = NIL() { print(⟨148⟩$); };",
    "loop(1, 2, 1) { func:f = NIL() { print($); }; f(); }",
    "dyn:d = 3; till(d, 1) { int:x = $; }",
  );
});

Deno.test("'break' and 'continue' are of loops", () => {
  assertFound(
    "while (true) { if (true) { break; } else { continue; } } for (x in [1]) { break; } loop(1, 2, 1) { continue; }",
    "when (true) { break; } then { ⟨144⟩break; }",
    "while (true) { when (true) { break; } end { break; } }",
    "⟨144⟩break;",
    "if (true) { ⟨144⟩continue; }",
    "while (true) { func:f = NIL() { ⟨144⟩break; }; f(); }",
    "pick (1) { (1) { ⟨144⟩break; } }",
    "while (true) { pick (1) { (1) { break; } } }",
  );
});

Deno.test("patterns are of the type of the value", () => {
  assertFound(
    'pick (5) { (1) {} (> 3) {} (2..4) {} (6...8) {} (*) {} } pick ("a") { ("b") {} ("c".."f") {} (>= "x") {} }',
    'pick (5) { (⟨126⟩"x") {} (⟨126⟩1.5) {} (⟨126⟩NIL) {} (> ⟨126⟩"a") {} (⟨126⟩"a"..5) {} }',
    "int8:n = 5; pick (n) { (⟨123⟩300) {} } tbb8:t = 5; pick (t) { (ERR) {} (< 0) {} (128) {} }",
    'dyn:d = 5; pick (d) { (1) {} ("a") {} (NIL) {} (> 3) {} } pick (ENV.X) { ("a") {} (NIL) {} }',
    "pick (1) { (*) {} (⟨203⟩2) {} } pick (1) { (⟨203⟩!) {} b: (!) {} (1) { fall(b); } }",
  );
});

Deno.test("'fall' goes to a label of the innermost 'pick'", () => {
  assertFound(
    "pick (1) { a: (1) { fall(b); } b: (2) {} }",
    "pick (1) { a: (1) { fall(⟨146⟩c); } b: (2) {} }",
    "pick (1) { a: (1) { pick (2) { (2) { fall(⟨146⟩a); } } } }",
    "⟨146⟩fall(a);",
    "pick (1) { a: (1) {} ⟨147⟩a: (2) {} }",
    "pick (1) { a: (1) { func:f = NIL() { ⟨146⟩fall(a); }; f(); } }",
  );
  assertEquals(helpOf("pick (1) { first: (1) { fall(frist); } }"), "did you mean 'first'?");
});

Deno.test("what is never reached is warned of, once for each block", () => {
  assertFound(
    'exit(0); ⟨200⟩print("a"); print("b");',
    "func:f = int() { pass(1); ⟨200⟩print(1); print(2); };",
    'while (true) { print("x"); } ⟨200⟩print("y");',
    'while (true) { if (ARG0 == "x") { break; } } print("y");',
    'for (int:i = 0; true; i++) { while (true) { break; } } ⟨200⟩print("y");',
    "func:f = int(bool:b) { if (b) { pass(1); } else { fail(1); } ⟨200⟩print(1); };",
    "while (true) { continue; ⟨200⟩print(1); }",
    "exit(0); func:f = NIL() {}; struct:P = { int:x; };",
    'if (true) { exit(1); } ⟨200⟩print("a");',
    "when (true) { print(1); } end { print(2); } ⟨200⟩print(3);",
  );
});

Deno.test("an exit code that is known is 0 to 255", () => {
  assertFound(
    "exit(0);",
    "exit(255);",
    "exit ⟨141⟩256;",
    "exit ⟨141⟩-1;",
    'exit ⟨120⟩"x";',
    "exit(STATUS);",
    "tbb8:t = ERR; exit(t);",
    "exit ⟨122⟩LASTPID;",
  );
});

Deno.test("a statement does something", () => {
  assertFound(
    '⟨135⟩"hello"; ⟨135⟩5; ⟨135⟩[1]; ⟨135⟩NIL; int:x = 1; ⟨135⟩x; ⟨135⟩x + 1; ⟨135⟩x == 1; ⟨135⟩-x; x++;',
    '⟨135⟩lines(run("x")); capture(run("x")); len("a"); run("x") && run("y");',
    'bool:b = true; b && run("x"); b || run("x"); ⟨135⟩b && b; is b : print(1) : print(2); !run("x");',
  );
});
