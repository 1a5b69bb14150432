/**
 * After an error: one mistake makes one error, and what follows is read.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { errors, outline, read } from "./outline.ts";

/** Statements that are read though there are errors. */
function rest(text: string): string[] {
  return read(text).program.body.map(outline);
}

/** Mistakes with the code that each must give, alone; a statement follows each. */
const MISTAKES: Readonly<Record<string, string>> = {
  "x = 1 + ;": "ARIA-008",
  "x = (1 + 2;": "ARIA-006",
  "x = f(1, [2;": "ARIA-006",
  "x = {a: 1, b 2};": "ARIA-008",
  "x = {\n  a: 1,\n  b 2,\n  c: y,\n};": "ARIA-008",
  "x = [1 2 [3], {a: 1}];": "ARIA-008",
  "x = f(a b, (c));": "ARIA-008",
  "x = 5 5;": "ARIA-008",
  "print(1));": "ARIA-007",
  'print("a &{1 +} b &{c}");': "ARIA-008",
  'print("a &{b);': "ARIA-006",
  'print("a &{f(} &{c}", `&{")"}`);': "ARIA-008",
  "print(`a\n&{b c}\nd`);": "ARIA-008",
  'x = "abc;': "ARIA-002",
  'x = "\\u{110000}";': "ARIA-005",
  "int8:x = ;": "ARIA-008",
  "int8:while = 1;": "ARIA-010",
  "if (x ==) { a = 1; } else { b = 2; }": "ARIA-008",
  "if (f(a b) == (2)) { a = 1; } else if (c) { } else { }": "ARIA-008",
  "if (x = 1) { a = 1; }": "ARIA-013",
  "while (x { a = 1; }": "ARIA-008",
  "for (int8:i = 0, i < 3; i++) { a = i; }": "ARIA-008",
  "for (x of y) { a = 1; }": "ARIA-008",
  "when (a b) { } then { } end { }": "ARIA-008",
  "loop(1, 2) { a = $; }": "ARIA-030",
  "pick (x) { (1 2) { a = 1; } (2) { } }": "ARIA-008",
  "pick (x) { 1 { a = 1; } (2) { } }": "ARIA-008",
  "pick (x y) { (1) { a = 1; } (2) { } }": "ARIA-008",
  "struct:P = { int8 x; };": "ARIA-008",
  "struct:P = { int8:x; y; string:z; };": "ARIA-008",
  "struct P = { int8:x; };": "ARIA-008",
  "func:f = int8(int8:a b) { pass(a); };": "ARIA-008",
  "func:f = int8(a, b) { pass(a); };": "ARIA-008",
  "func:f = (int8:a) { pass(a); };": "ARIA-008",
  "func f(a) { pass(a); }": "ARIA-018",
  "func:f<T> = T(T:a) { pass(a); };": "ARIA-031",
  "int32 f(int32 a) { return a; }": "ARIA-018",
  "g(a) { echo a; }": "ARIA-018",
  "foo() { echo a; }": "ARIA-018",
  "function f(a, b) {\n  return a + b;\n}": "ARIA-018",
  "def f(a):": "ARIA-018",
  "let a = f(1, [2]);": "ARIA-018",
  "var a;": "ARIA-018",
  "a := 5;": "ARIA-018",
  "for (let i = 0; i < 3; i++) { a = i; }": "ARIA-018",
  "switch (x) { case 1: break; default: x(); }": "ARIA-018",
  "until (x) { a = 1; }": "ARIA-018",
  "try { a = 1; } catch (e) { b = 1; } finally { c = 1; }": "ARIA-018",
  "class A { int8:x; }": "ARIA-018",
  'import "./a.aria";': "ARIA-018",
  'if [ -f x ]; then\n  echo "a"\nelse\n  echo b\nfi': "ARIA-025",
  "if true; then echo a; fi": "ARIA-025",
  "for i in 1 2 3; do echo $i; done": "ARIA-025",
  "while read x; do\n  if [ $x ]; then\n    echo a\n  fi\ndone": "ARIA-025",
  "case $x in\n  a) echo a;;\n  *) echo b;;\nesac": "ARIA-025",
  "while (x) do\n  echo a\ndone": "ARIA-018",
  "if (x) then\n  echo a\nfi": "ARIA-018",
  "if x == 1 {\n  a = 1;\n}": "ARIA-025",
  "[ -f x ] && echo y": "ARIA-018",
  "[[ -f x ]]": "ARIA-018",
  "fi": "ARIA-018",
  "do { a = 1; }": "ARIA-018",
  "int8@:p = x;": "ARIA-031",
  "int8*:p = x;": "ARIA-031",
  "A=1 B=2 make -j all": "ARIA-017",
  "PATH=/x:$PATH make": "ARIA-017",
  "x = $HOME;": "ARIA-014",
  "x = $(date | wc);": "ARIA-014",
  "x = ${a};": "ARIA-014",
  "# a comment: it's": "ARIA-019",
  "a = 1; # it's": "ARIA-019",
  "x = a => b;": "ARIA-008",
  "x = (a) => b;": "ARIA-008",
  "x = a ? b : c;": "ARIA-008",
  "x = a === b;": "ARIA-008",
  "x = a and b;": "ARIA-008",
  "++x;": "ARIA-008",
  "else { a = 1; }": "ARIA-021",
  "if (x) { }; else { }": "ARIA-021",
  "}": "ARIA-007",
  "]": "ARIA-007",
  "é = 5;": "ARIA-001",
  "x = 5 @ 6;": "ARIA-001",
  "x = 12abc;": "ARIA-004",
  "use x as y;": "ARIA-008",
  'pub use "x" as y;': "ARIA-008",
  "echo a (b; c) d": "ARIA-022",
  "echo &{1 + } b; int8:b;": "ARIA-008",
  'echo "a &{(} b" c': "ARIA-008",
  "echo it's": "ARIA-002",
  "cat << END": "ARIA-016",
  "ls &> f": "ARIA-016",
  "ls | | wc": "ARIA-008",
  "x = &{y};": "ARIA-023",
  'run("a") | [];': "ARIA-027",
  "fixed int8:N;": "ARIA-029",
  "const X = 5;": "ARIA-008",
  "f()? + 1;": "ARIA-026",
  "5 = x;": "ARIA-012",
};

for (const [mistake, code] of Object.entries(MISTAKES)) {
  Deno.test(`one error, and the next statement is read: ${mistake}`, () => {
    const program = `int8:before;\n${mistake}\nprint(last);\nint8:after = 2;\n`;
    assertEquals(errors(program).map((error) => error.slice(0, 8)), [code]);
    assertEquals(rest(program).slice(-2), ["print(last);", "int8:after = 2;"]);
  });

  Deno.test(`the same within a block: ${mistake}`, () => {
    if (mistake === "}") return;
    const program = `func:f = NIL() {\n${mistake}\nprint(last);\n}\nint8:after = 2;\n`;
    assertEquals(errors(program).map((error) => error.slice(0, 8)), [code]);
    assertEquals(rest(program).at(-1), "int8:after = 2;");
  });
}

Deno.test("errors in several places are all reported", () => {
  const program = "if (a ==) { b = ; } else { c = ; }\nfunc:f = int8(x y) { d = ; };\npick (e =) { (1) { g = ; } }";
  assertEquals(errors(program).length, 7);
});

Deno.test("a statement without ';' counts, and the place is its end", () => {
  const program = 'print("a")\nint8:x = 1\nbreak\nprint("b") print("c")\n';
  const { diagnostics, program: { body } } = read(program);
  assertEquals(
    diagnostics.list().map(({ code, span }) => [code, span.start === span.end]),
    Array(4).fill(["ARIA-009", true]),
  );
  assertEquals(diagnostics.list()[0]?.span, { start: 10, end: 10 });
  assertEquals(body.length, 5);
});

Deno.test("a misspelt keyword is read as what was meant", () => {
  const mended = {
    "whlie (a) { b(); }": "while a {b();}",
    "fro (x in y) { }": "for (x in y) {}",
    "foreach (x in y) { }": "for (x in y) {}",
    "pikc (a) { (1) { } }": "pick a {(1){}}",
    "if (a) { } esle { }": "if a {} else {}",
    "if (a) { } elif (b) { } elsif (c) { }": "if a {} else if b {} else if c {}",
    "when (a) { } than { } edn { }": "when a {} then {} end {}",
    "strcut:P = { int8:x; };": "struct:P {int8:x};",
    "fucn:f = int8() { };": "func:f = int8(){};",
  };
  for (const [written, meant] of Object.entries(mended)) {
    assertEquals(rest(written), [meant]);
    const codes = errors(written).map((error) => error.slice(0, 8));
    assertEquals(codes.every((code) => code === "ARIA-011" || code === "ARIA-018"), true, `${written}: ${codes}`);
  }
});

Deno.test("calls of functions are no misspelt keywords", () => {
  for (const text of ["wait(p);", "min(a, b);", "fort(x);", "pack(x);", "lop(1);", "whlie(x);"])
    assertEquals(errors(text), [], text);
});

Deno.test("an unclosed bracket is told where it was opened, and once", () => {
  assertEquals(errors("if (true) { x = [1, {a: f(2"), ["ARIA-006 ("]);
  assertEquals(errors("{ { {"), ["ARIA-006 {"]);
  assertEquals(errors("func:f = NIL() {\n  if (a) {\n    b();\n  }\n"), ["ARIA-006 {"]);
});

Deno.test("a '}' that stands too far left tells which block is open", () => {
  const program = "func:f = NIL() {\n  if (a) {\n    b();\n}\nc();\n";
  const [diagnostic, ...more] = read(program).diagnostics.list();
  assertEquals([diagnostic?.code, diagnostic?.span, more], ["ARIA-006", { start: 26, end: 27 }, []]);
  assertEquals(diagnostic?.help, "the '}' at 4:1 stands as if it closed an outer one");
});

Deno.test("a string that swallows the next one's quote is named", () => {
  const { diagnostics } = read('x = "abc;\ny = "def";\nprint(y);');
  assertEquals(diagnostics.list().map(({ help }) => help), ["the string before it began at 1:5: is its quote closed?"]);
});

Deno.test("names whose declarations are left out are known as lost", () => {
  const { lost } = read(
    "int8:a = 1 + ;\nlet b = 1;\nstruct:C = { x };\nfunc:d = int8(x y) { };\nfunction e() { }\nint8:f = 1;",
  );
  assertEquals([...lost], ["a", "b", "C", "d", "e"]);
});

Deno.test("a name that is lost is a name all the same", () => {
  assertEquals(rest("int8:a = 1 + ;\na -b;"), ["(a - b);"]);
  assertEquals(rest("let a = 1;\na -b;"), ["(a - b);"]);
});

Deno.test("a ';' that '#' hides is not missed", () => {
  assertEquals(errors("x = 5 # five;\ny = 6;"), ["ARIA-019 #"]);
});

Deno.test("too deep a program makes one error, whatever nests", () => {
  const nested: Array<(count: number) => string> = [
    (count) => `x = ${"(".repeat(count)}1${")".repeat(count)};`,
    (count) => "{".repeat(count) + "}".repeat(count),
    (count) => `x = ${"[".repeat(count)}${"]".repeat(count)};`,
    (count) => `x = ${"{a: ".repeat(count)}1${"}".repeat(count)};`,
    (count) => `x = ${"!".repeat(count)}1;`,
    (count) => `x = ${"f(".repeat(count)}${")".repeat(count)};`,
    (count) => `x = 1${" + 1".repeat(count)};`,
    (count) => `x = f${"()".repeat(count)};`,
    (count) => `x = f${".a".repeat(count)};`,
    (count) => `x = f${" ?? 1".repeat(count)};`,
    (count) => `a${" | a".repeat(count)}`,
    (count) => `a${" > b".repeat(count)}`,
    (count) => `${"if (a) ".repeat(count)}b;`,
    (count) => `${"if (a) b; else ".repeat(count)}b;`,
    (count) => `${"defer ".repeat(count)}b;`,
    (count) => `x = ${"is a : b : ".repeat(count)}c;`,
    (count) => `x = ${"int8() { x = ".repeat(count)}1${"; }".repeat(count)};`,
    (count) => `x = "${'&{"'.repeat(count)}${'"}'.repeat(count)}";`,
    (count) => `${"a<".repeat(count)}a${">".repeat(count)}:x;`,
    (count) => `int8${"[]".repeat(count)}:x;`,
  ];
  for (const make of nested)
    assertEquals(errors(make(10_000)).map((error) => error.slice(0, 8)), ["ARIA-020"], make(2));
});
