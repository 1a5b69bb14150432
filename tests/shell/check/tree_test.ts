import { assertEquals } from "@std/assert";
import { shown } from "./shown.ts";

function assertTree(program: string, ...statements: string[]): void {
  assertEquals(shown(program), statements, program);
}

Deno.test("literals become constants of their place's type", () => {
  assertTree("int8:x = 5;", "(declare x 5:int8)");
  assertTree("flt64:f = 1;", "(declare f 1:flt64)");
  assertTree("tbb8:t = 200;", "(declare t ERR:tbb8)");
  assertTree("tbb8:t = -128;", "(declare t ERR:tbb8)");
  assertTree("int:m = -9223372036854775808;", '(declare m "-9223372036854775808n":int64)');
  assertTree("int[]:a = [1, 2];", "(declare a (array [1:int64 2:int64]):int64[])");
  assertTree("string?:s = NIL;", "(declare s NIL:string?)");
  assertTree("int8[4]:a;", "(declare a (zero):int8[4])");
});

Deno.test("a '+' with strings is one text, whatever its length", () => {
  assertTree('string:s = "a" + 1 + ENV.X;', '(declare s (text ["a" 1:int64 (environment X):string?]):string)');
  assertTree('string:s = "a"; s += 5;', '(declare s "a":string)', "(assign (variable s) + (text [5:int64]):string)");
  assertTree('string:s = `&{"a"}b`;', '(declare s (text ["a":string "b"]):string)');
});

Deno.test("values are boxed and unboxed where a dyn begins and ends", () => {
  assertTree("dyn:d = 5; int8:x = d;", "(declare d (convert.box 5:int64):dyn)", "(declare x (convert.unbox d):int8)");
  assertTree(
    "obj:o = {a: 1}; o.a += 1;",
    '(declare o (object [["a" (convert.box 1:int64):dyn]]):obj)',
    '(assign (key o "a":string) NIL (convert.box (arithmetic + ' +
      '(convert.unbox (key o "a":string false):dyn):int64 1:int64):int64):dyn)',
  );
});

Deno.test("a command runs where its result is wanted", () => {
  const run = '(execute.run (command "x":string NIL NIL):command):result<run>';
  assertTree('run("x");', `(do ${run})`);
  assertTree('result:r = run("x");', `(declare r ${run})`);
  assertTree('if (run("x")) {}', `(if (succeeded ${run.replace("run", "test")}):bool (block []) NIL)`);
  assertTree('run("x")?;', `(do (unwrap ${run}):run)`);
  assertTree('ignore(run("x"));', `(drop ${run})`);
  assertTree('run("x") &;', '(background (command "x":string NIL NIL):command)');
  assertTree('bool:b = true; b && run("x");', "(declare b true:bool)", `(if b (do ${run}) NIL)`);
});

Deno.test("a variable's command is placed where it is used", () => {
  assertTree(
    'command:c = run("x"); c | run("y"); result:r = c;',
    '(declare c (command "x":string NIL NIL):command)',
    '(do (execute.run (connect (placed c c):command | [(command "y":string NIL NIL):command]):command):result<run>)',
    "(declare r (execute.run (placed c c):command):result<run>)",
  );
});

Deno.test("a result of one type becomes one of another by its value", () => {
  assertTree(
    'result:r = read_file("f"); r = read_file("g"); r = run("x");',
    '(declare r (chain (builtin read_file ["f":string]):result<string> value (convert.box value):dyn):result)',
    '(assign (variable r) NIL (chain (builtin read_file ["g":string]):result<string> value ' +
      "(convert.box value):dyn):result)",
    '(assign (variable r) NIL (chain (execute.run (command "x":string NIL NIL):command):result<run> value ' +
      "(convert.box value):dyn):result)",
  );
});

Deno.test("'?' and '??' have their fallback, or leave", () => {
  assertTree(
    'string:s = read_file("f") ? "none";',
    '(declare s (otherwise (builtin read_file ["f":string]):result<string> false "none":string):string)',
  );
  assertTree(
    'run("x") ? exit(3);',
    '(do (otherwise (execute.run (command "x":string NIL NIL):command):result<run> false (leave (exit 3:int64))):run)',
  );
  assertTree('string:s = ENV.X ?? "d";', '(declare s (coalesce (environment X):string? "d":string):string)');
});

Deno.test("a value that a failure took away stops the program where it is needed", () => {
  assertTree(
    'result:r = run("x"); tbb16:code = r.val.code;',
    '(declare r (execute.run (command "x":string NIL NIL):command):result<run>)',
    "(declare code (field (convert.unbox (convert.box (val r):run?):dyn):run code false):tbb16)",
  );
});

Deno.test("what becomes an argument, and what orders in a condition, is strict", () => {
  assertTree(
    'tbb8:t = 5; run("a", [string(t), "b" + t]);',
    "(declare t 5:tbb8)",
    '(do (execute.run (command "a":string (array [(text.strict [t]):string (text.strict ["b" t]):string]):string[] ' +
      "NIL):command):result<run>)",
  );
  assertTree(
    "tbb8:t = 5; if (!(t < 3)) {}",
    "(declare t 5:tbb8)",
    "(if (not (compare.strict < t 3:tbb8):bool):bool (block []) NIL)",
  );
  assertTree("tbb8:t = 5; bool:b = t < 3;", "(declare t 5:tbb8)", "(declare b (compare < t 3:tbb8):bool)");
  assertTree('tbb8:t = 5; string:s = "b" + t;', "(declare t 5:tbb8)", '(declare s (text ["b" t]):string)');
});

Deno.test("words have their pieces", () => {
  assertTree(
    'ls -l *.txt ~/x "&{ARG0}"z &{ARGS} > out',
    "(do (execute.run (redirect (words [(word [(text ls)]) (word [(text -l)]) (word [(glob *) (text .txt)]) " +
      "(word [(home) (text /x)]) (word [(value (text.strict [(given ARG0):string]):string) (text z)]) " +
      "(word [(spread (given ARGS):string[])])]):command 1 false (word [(text out)])):command):result<run>)",
  );
});

Deno.test("'|>' is a call, around which a failure goes", () => {
  assertTree("5 |> string |> len;", "(do (builtin len [(text [5:int64]):string]):int64)");
  assertTree(
    'read_file("f") |> len;',
    '(do (chain (builtin read_file ["f":string]):result<string> value (builtin len [value]):int64):result<int64>)',
  );
});

Deno.test("a function of other types is wrapped for the built-in function that calls it", () => {
  assertTree(
    "func:f = dyn(dyn:d) { pass(d); }; map([1], f);",
    "(function f ( f [d] (dyn) [(return d)]))",
    "(do (builtin map [(array [1:int64]):int64[] (lambda ( NIL [argument1] (dyn) [(return (call f " +
      "[(convert.box argument1):dyn]):result)])):dyn(int64)]):dyn[])",
  );
});

Deno.test("arms have tests, and 'fall' a number", () => {
  assertTree(
    "pick (5) { a: (1) { fall(b); } b: (2...3) {} (> 4) {} (!) {} (*) {} }",
    "(pick subject 5:int64 [( a (compare.strict == subject 1:int64):bool (block [(fall 1)])) " +
      "( b (and (compare.strict >= subject 2:int64):bool (compare.strict < subject 3:int64):bool):bool (block [])) " +
      "( NIL (compare.strict > subject 4:int64):bool (block [])) ( NIL never (block [])) ( NIL NIL (block []))])",
  );
});

Deno.test("loops have the variable, and the conversion where its type is written", () => {
  assertTree("for (int8:i in [1]) {}", "(forIn i (array [1:int8]):int8[] i NIL (block []))");
  assertTree(
    "dyn:d = 1; for (string:s in d) {}",
    "(declare d (convert.box 1:int64):dyn)",
    "(forIn s d element (convert.unbox element):string (block []))",
  );
  assertTree("int8:n = 3; loop(0, n, 1) {}", "(declare n 3:int8)", "(loop $ 0:int8 n 1:int8 (block []))");
  assertTree("till(3, 1) {}", "(till $ NIL 3:int64 1:int64 (block []))");
});

Deno.test("the shell's own words become what they do", () => {
  const value = '(text.strict ["b" (text.strict [1:int64]):string]):string?';
  assertTree(
    "export A = b&{1}\nunset A\nset trace = true\npwd",
    `(block [(trace export) (assign (environment A) NIL ${value})])`,
    "(block [(trace unset) (block [(assign (environment A) NIL NIL:string?)])])",
    "(block [(trace set) (set trace true)])",
    "(block [(trace pwd) (do (builtin print [(array [(convert.box (builtin cwd []):string):dyn]):dyn[]]):result<NIL>)" +
      "])",
  );
});
