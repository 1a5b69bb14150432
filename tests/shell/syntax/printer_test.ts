/**
 * The canonical form of programs, by example.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { parse } from "../../../src/shell/syntax/parser.ts";
import { print } from "../../../src/shell/syntax/printer.ts";
import { Source } from "../../../src/shell/syntax/source.ts";

function printed(text: string): string {
  const source = new Source("t.aria", text);
  const parsed = parse(source);
  assertEquals(parsed.diagnostics.count, 0, parsed.diagnostics.format(source));
  return print(parsed, source);
}

/** Prints each program, whose lines are given, and expects these lines; and that they are already canonical. */
function check(name: string, cases: readonly (readonly [text: string | string[], lines: string | string[]])[]): void {
  Deno.test(`print: ${name}`, () => {
    for (const [text, lines] of cases) {
      const wanted = [lines].flat().map((line) => `${line}\n`).join("");
      assertEquals(printed([text].flat().join("\n")), wanted);
      assertEquals(printed(wanted), wanted);
    }
  });
}

const LONG = "a".repeat(60);
const DECLARED = "int64:a; int64:b; command:c; int64[]:list;";
const DECLARED_LINES = ["int64:a;", "int64:b;", "command:c;", "int64[]:list;"];

check("a program with nothing in it is empty", [["", []], [" \n\n", []], [";;", []]]);

check("declarations have a colon, words before their type in one order", [
  ["int32   x=5", "int32:x = 5;"],
  ["pub wild fixed int8 : A = 1 ;", "pub fixed wild int8:A = 1;"],
  ["const string:B='b'", "const string:B = 'b';"],
  ["result < int8 [ ] ? > : r", "result<int8[]?>:r;"],
  ["int8 ? ? : x", "int8? ?:x;"],
  ["string[]list=[]", "string[]:list = [];"],
]);

check("numbers and strings stay as they were written", [
  ["print(0xFFu8 , 1_000, 2.50e-3, 1f32 )", "print(0xFFu8, 1_000, 2.50e-3, 1f32);"],
  [
    String.raw`print("\u{e9}\&{x}",'a\n',"two
  lines")`,
    [String.raw`print("\u{e9}\&{x}", 'a\n', "two`, '  lines");'],
  ],
  ["print(`a &{ 1+1 } b`)", "print(`a &{ 1+1 } b`);"],
]);

check("parentheses stay only where the tree needs them", [
  ["print((1+2)*3, (1*2)+3, ((4)))", "print((1 + 2) * 3, 1 * 2 + 3, 4);"],
  ["print(1-(2-3), (1-2)-3, -(-1), !(!true), -(1+2))", "print(1 - (2 - 3), 1 - 2 - 3, -(-1), !!true, -(1 + 2));"],
  ["print((1 < 2) == (3 < 4), 1 < (2 == 3), (1 & 2) | 3, 1 & (2 | 3))", [
    "print(1 < 2 == 3 < 4, 1 < (2 == 3), 1 & 2 | 3, 1 & (2 | 3));",
  ]],
  ["print((f())?, (f()?) + 1, (f() ? 1) + 1, f() ? (0 + 1), (f()?)?)", [
    "print(f()?, (f()?) + 1, (f() ? 1) + 1, f() ? 0 + 1, f()? ?);",
  ]],
  ["print((f() ? return 1) ? 2, (f() ? fail(1)) ?? 2)", "print((f() ? return 1) ? 2, (f() ? fail(1)) ?? 2);"],
  ["print(f() ? exit(1), f() ? (exit(1)), f() ?? (exit(1)))", "print(f() ? exit(1), f() ? (exit(1)), f() ?? exit(1));"],
  ["print((is a : b : c) + 1, is (is a : b : c) : d : (is e : f : g))", [
    "print((is a : b : c) + 1, is is a : b : c : d : is e : f : g);",
  ]],
  ["print((1..2), (1+1)..(2), 0...(len(x)), (f()?)..2)", "print(1..2, 1 + 1 .. 2, 0...len(x), f()? .. 2);"],
  ['run("a") | (run("b") | run("c")); (run("a") | run("b")) | run("c");', [
    'run("a") | (run("b") | run("c"));',
    'run("a") | run("b") | run("c");',
  ]],
  ['(run("a") > "f") | run("b"); (run("a") | run("b")) > "f"; run("a") >> ("f" + x); run("a") > (b >> c);', [
    'run("a") > "f" | run("b");',
    '(run("a") | run("b")) > "f";',
    'run("a") >> "f" + x;',
    'run("a") > (b >> c);',
  ]],
  ["int8() { pass(1); }(); (int8[]() {})();", ["int8() { pass(1); }();", "(int8[]() {}());"]],
]);

check("'>>' after a name binds as what the name was declared as", [
  [`${DECLARED} print(a < (b >> 1), a < b >> 1); print(c < (b >> 1), (c < b) >> 1);`, [
    ...DECLARED_LINES,
    "print(a < b >> 1, a < b >> 1);",
    "print(c < (b >> 1), c < b >> 1);",
  ]],
]);

check("a fan-out stays a fan-out and an array an array", [
  ['run("a")|[run("b")>"f",run("c"),]; run("a") |* ([x]); run("a") | ([x])', [
    'run("a") | [run("b") > "f", run("c")];',
    'run("a") |* ([x]);',
    'run("a") | ([x]);',
  ]],
]);

check("redirections and background", [
  ['run("a")2>"e" 3>> "d" 4<"i" 2>&1&', 'run("a") 2> "e" 3>> "d" 4< "i" 2>&1 &;'],
]);

check("what begins a statement stays an expression, and words stay words", [
  ["({a: 1}).a; ({}); (x); (true); true", ["({a: 1}.a);", "({});", "(x);", "(true);", "true;"]],
  [`${DECLARED} (a); a; (a)++; (list)[0] = 1; (b + 1) | c; ($) + 1;`, [
    ...DECLARED_LINES,
    ...["a;", "a;", "a++;", "list[0] = 1;", "b + 1 | c;", "$ + 1;"],
  ]],
  ["(unknown).x = 1; (unknown)(1); ($)(1);", ["(unknown.x) = 1;", "unknown(1);", "($)(1);"]],
  ["print; print (1)", ["print;", "print(1);"]],
  ["func:f = (int8() {}); func:g = int8() {}", ["func:f = (int8() {});", "func:g = int8() {};"]],
  ["(later); func:later = int8() {};", ["later;", "func:later = int8() {};"]],
]);

check("words stay as they were written, with one blank between them", [
  ["ls   -la	/tmp|wc   -l>n.txt", "ls -la /tmp | wc -l > n.txt;"],
  ['echo a\\ b "c  d" &{ 1+1 }x ~/y *.txt http://x // c', 'echo a\\ b "c  d" &{ 1+1 }x ~/y *.txt http://x; // c'],
  ["echo 3 >f 2>g 2>&1 b", "echo 3 > f 2> g 2>&1 b;"],
  ["a && b || c|*d |+ e &", "a && b || c |* d |+ e &;"],
  ["if (x) { ls }\nls; pwd\ndefer rm -r x", ["if (x) {", "    ls;", "}", "ls;", "pwd;", "defer rm -r x;"]],
  ["echo a \\\n  b", "echo a b;"],
  ["a | /* one */ b /* two */ c; // three", "a | /* one */ b /* two */ c; // three"],
]);

check("leaving statements have their value in parentheses, but 'return'", [
  ["func:f = int8() { pass 1; fail 'x'; return(2); return; pass; exit 3; exit(4) }", [
    "func:f = int8() {",
    ...["pass(1);", "fail('x');", "return 2;", "return;", "pass;", "exit(3);", "exit(4);"].map((line) => `    ${line}`),
    "};",
  ]],
]);

check("blocks are broken, 'else' stands behind the brace", [
  ["if(a){b();}else if(c){d();}else{e();}", [
    "if (a) {",
    "    b();",
    "} else if (c) {",
    "    d();",
    "} else {",
    "    e();",
    "}",
  ]],
  ["if (a) b(); else c();", ["if (a) b();", "else c();"]],
  ["if (a) if (b) c(); else d();", ["if (a)", "    if (b) c();", "    else d();"]],
  ["while (a);", "while (a) {}"],
  ["for (int32 i=0;i<3;i++) for (x in 0...3) for (;a;) {}", [
    "for (int32:i = 0; i < 3; i++)",
    "    for (x in 0...3)",
    "        for (; a;) {}",
  ]],
  ["loop(1,3,1){print($)} till(10,-2)print($)", ["loop(1, 3, 1) {", "    print($);", "}", "till(10, -2) print($);"]],
  ["when(a){}then b();end{c();}", ["when (a) {} then b();", "end {", "    c();", "}"]],
  ["defer{a();}", ["defer {", "    a();", "}"]],
]);

check("arms of 'pick' stand one a line", [
  ["pick(x){(1){a();}, low:(<2){a();fall(low);}\n\n(3..4){a();b();c();} (*){} (!){}}", [
    "pick (x) {",
    "    (1) { a(); }",
    "    low: (< 2) { a(); fall(low); }",
    "",
    "    (3..4) {",
    "        a();",
    "        b();",
    "        c();",
    "    }",
    "    (*) {}",
    "    (!) {}",
    "}",
  ]],
]);

check("structs, functions and imports", [
  ["struct:P={int32:x;string?:y,}", ["struct:P = {", "    int32:x;", "    string?:y;", "};"]],
  ['struct:E={};use "a" as b;use "c".*', ["struct:E = {};", 'use "a" as b;', 'use "c".*;']],
  ["pub func:f=int8(int8:a,int8:b,){pass(a);}", ["pub func:f = int8(int8:a, int8:b) {", "    pass(a);", "};"]],
]);

check("functions without a name stand on a line if they are short", [
  ["x = map(a, int8(int8:y){pass(y*2)});", "x = map(a, int8(int8:y) { pass(y * 2); });"],
  ["on(int8(){a();b();c();});", ["on(int8() {", "    a();", "    b();", "    c();", "});"]],
  ["on(int8(){ if (a) {} }, 1);", ["on(", "    int8() {", "        if (a) {}", "    },", "    1,", ");"]],
]);

check("what does not fit is broken", [
  [`f("${LONG}", "${LONG}");`, ["f(", `    "${LONG}",`, `    "${LONG}",`, ");"]],
  [`run("x", ["${LONG}", "${LONG}"]);`, ['run("x", [', `    "${LONG}",`, `    "${LONG}",`, "]);"]],
  [`x = {a: "${LONG}", b: "${LONG}"};`, ["x = {", `    a: "${LONG}",`, `    b: "${LONG}",`, "};"]],
  [`x = "${LONG}" + "${LONG}";`, ["x =", `    "${LONG}" +`, `    "${LONG}";`]],
  [`run("${LONG}") | run("${LONG}") |* [a];`, [`run("${LONG}") |`, `    run("${LONG}") |*`, "    [a];"]],
  [`echo ${LONG} | cat ${LONG}`, [`echo ${LONG} |`, `    cat ${LONG};`]],
  [`if (${LONG} && b || ${LONG}) {}`, ["if (", `    ${LONG} && b ||`, `        ${LONG}`, ") {}"]],
  [`string:s = read_file("${LONG}") ? "${LONG}";`, [`string:s = read_file("${LONG}")`, `    ? "${LONG}";`]],
  [`x = is ${LONG} : "${LONG}" : 1;`, [`x = is ${LONG} :`, `    "${LONG}" :`, "    1;"]],
  [`x = [${"1234567, ".repeat(20)}];`, [
    "x = [",
    `    ${"1234567, ".repeat(13).trim()}`,
    `    ${"1234567, ".repeat(7).trim()}`,
    "];",
  ]],
  [`func:f = int8(${["a", "b", "c"].map((name) => `int8:${name.repeat(40)}`).join(",")}) {};`, [
    "func:f = int8(",
    ...["a", "b", "c"].map((name) => `    int8:${name.repeat(40)},`),
    ") {};",
  ]],
]);

check("comments stay where they are", [
  [["#!/usr/bin/env ariash", "// one", "", "", "/* two */ a(); // three", "// four"], [
    ...["#!/usr/bin/env ariash", "// one", "", "/* two */ a(); // three", "// four"],
  ]],
  [["x = [ // one", "1, // two", "// three", "2 /* four */,", "/* five */ ];"], [
    ...["x = [ // one", "    1, // two", "    // three", "    2, /* four */", "    /* five */", "];"],
  ]],
  [["if (a) { // one", "// two", "} // three", "// four", "else { b(); /* five */ }"], [
    ...["if (a) { // one", "    // two", "} // three", "// four", "else {", "    b(); /* five */", "}"],
  ]],
  [["f(a, // one", "/* two */ b /* three */)"], ["f(", "    a, // one", "    /* two */ b, /* three */", ");"]],
  [['run("a") // one', '| run("b"); // two'], ['run("a") | // one', '    run("b"); // two']],
  [["x = // one", "1;", "return // two", "2;"], ["x = // one", "    1;", "return // two", "    2;"]],
  [["int8 /* one */ : /* two */ x /* three */ = 1 // four", ";"], [
    "/* one */ /* two */ int8:x = /* three */ 1; // four",
  ]],
  [["{", "  /*", "     * one", "     */", "  a();", "}"], ["{", "    /*", "     * one", "     */", "    a();", "}"]],
  [["pick (x) {", "// one", "(1) {} // two", "", "// three", "}"], [
    ...["pick (x) {", "    // one", "    (1) {} // two", "", "    // three", "}"],
  ]],
  [["ls | // one", "wc"], ["ls | // one", "    wc;"]],
]);

check("single empty lines stay, but none at the ends of blocks", [
  [["", "", "a();", "", "", "b();", "{", "", "c();", "", "}", ""], ["a();", "", "b();", "{", "    c();", "}"]],
  [["x = [", "1,", "", '"b", // c', "];"], ["x = [", "    1,", "", '    "b", // c', "];"]],
]);

check("line ends of other systems are gone, but those in strings", [
  ['a();\r\n\r\n/* b\r\n */\r\nc("\r\n");\r\n', ["a();", "", "/* b", " */", 'c("\r', '");']],
]);
