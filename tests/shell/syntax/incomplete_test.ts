/**
 * What a prompt waits for.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { isIncomplete } from "../../../src/shell/syntax/incomplete.ts";

const OPEN = [
  "if (true) {",
  "if (true) {\n  print(1);",
  "if (true) {\n  if (a) { }",
  "func:f = int8(int8:x) {",
  "func:f = int8(int8:x,",
  "print(1,",
  "print(",
  "x = [1, 2",
  "x = {a: 1,",
  "x = (1 + 2",
  "pick (x) {",
  "pick (x) { (1) {",
  "struct:P = { int8:x;",
  '"a',
  "'a",
  "`a",
  "x = `a &{b",
  'x = "a &{f(',
  "echo &{",
  "echo &{1 +",
  'echo "a',
  "echo 'a",
  "echo `a &{b",
  "/* a",
  "print(1); /* a",
  "ls /* a",
  "ls |",
  "ls | ",
  "ls |\n",
  "ls |* // then",
  "ls |+",
  "ls &&",
  "ls ||\n\n",
  "{ ls |",
  "cmd a \\",
  "whlie (true) {",
  "function f() {",
  "let x = 5\nif (true) {",
];

const WHOLE = [
  "",
  " \n",
  "ls",
  "ls;",
  "print(1)",
  "print(1);",
  ")",
  "}",
  "]",
  "print(1));",
  'print(";;");',
  "x = '{';",
  "// {",
  "/* { */",
  "echo {",
  "echo a{",
  'echo \\"',
  "echo # {",
  "x = 1 +",
  'run("a") |',
  "if (true)",
  "int8:x =",
  "ls > ",
  "ls &",
  "if (true) { }",
  'x = "a &{b}";',
  "x = ) + 1",
];

for (const text of OPEN) {
  Deno.test(`more is wanted behind: ${JSON.stringify(text)}`, () => assertEquals(isIncomplete(text), true));
}

for (const text of WHOLE) {
  Deno.test(`nothing is awaited behind: ${JSON.stringify(text)}`, () => assertEquals(isIncomplete(text), false));
}

Deno.test("what is declared tells an expression from words", () => {
  const names = { predeclared: ["x"], imported: () => [] };
  assertEquals([isIncomplete("x |", names), isIncomplete("x |")], [false, true]);
});
