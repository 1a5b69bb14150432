/**
 * Whatever is written, reading it ends, throws nothing, and takes time in proportion to the text.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { parse } from "../../../src/shell/syntax/parser.ts";
import { Source } from "../../../src/shell/syntax/source.ts";

const PROGRAM = `#!x
use "./a.aria".*; command:a = run("x", ['y', \`z&{1 + f("}")}\`]); // c
a |* [run("z") 3>> "f", a] /* d */; ls -la *.txt | wc 2>&1 > "a &{b} c"\\ d &
if (a) { b } else { pick (c) { l: (< 3) { fall(l); } (*) { } } }
func:f = int8(int8:x, string[]:y) { when (x) { } then { } pass(is x > 1 : {k: [1, 2u8]} : x ? -1); };
for (int32:i = 0; i < 3; i++) { echo $x "&{i}" && false || true }`;

const PIECES = [
  "if while for loop pick func struct fixed use pub is true NIL int8 string[] x y run ls echo -la exit set let fi",
  "<=> ... == |> |* |+ << >> ++ += & &{ + - * < > ! | ? ?. ?? .. : . , ; ( ) { } [ ] $ \" ' ` # // /* */ \\ \n \n",
  '1 2> 2>&1 1.5 3i8 0x "a" "a&{ é 😀 $x $( as =>',
].flatMap((line) => line.split(" "));

/** The text is read, its diagnostics have places within it, and they can be shown. */
function survives(text: string): void {
  const source = new Source("t.aria", text);
  const { diagnostics, isOpen } = parse(source);
  for (const { span } of diagnostics.list())
    assert(0 <= span.start && span.start <= span.end && span.end <= text.length, text);
  assert(diagnostics.format(source).length > 0 || diagnostics.list().length === 0, text);
  assert(!isOpen || diagnostics.count > 0, text);
}

Deno.test("parse() ends on every prefix, every suffix, and without any one character", () => {
  survives(PROGRAM);
  for (let at = 0; at <= PROGRAM.length; at++) {
    survives(PROGRAM.slice(0, at));
    survives(PROGRAM.slice(at));
    survives(PROGRAM.slice(0, at) + PROGRAM.slice(at + 1));
  }
});

Deno.test("parse() ends with any piece put anywhere", () => {
  for (let at = 0; at <= PROGRAM.length; at += 7) {
    for (const piece of PIECES) survives(PROGRAM.slice(0, at) + piece + PROGRAM.slice(at));
  }
});

Deno.test("parse() ends on pieces in any order", () => {
  let state = 1;
  const next = (below: number): number => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return (state >> 8) % below;
  };
  for (let round = 0; round < 5000; round++) {
    const pieces = Array.from({ length: next(40) }, () => PIECES[next(PIECES.length)]! + (next(3) > 0 ? " " : ""));
    survives(pieces.join(""));
  }
});

Deno.test("what nests without end is no danger to the stack", () => {
  for (
    const piece of [
      "(",
      "[",
      "{",
      "&{",
      "{a:",
      "f(",
      "!",
      "- ",
      "if (a) ",
      "is a : ",
      '"&{',
      "int8() {",
      "a<",
      "pick (a) { (1) {",
      "x = ",
      "a || {",
    ]
  ) {
    for (const start of ["", "x = ", "echo "]) survives(start + piece.repeat(30_000));
  }
});

Deno.test("twice the text takes about twice the time, whatever is wrong with it", () => {
  const lines = [
    'int32:x = f(a * 2 + 1, "b &{c}") ? 0; if (x > 1) { ls -la | wc > out.txt\n }',
    "x = );",
    "let x = 5",
    "if x",
    "# it's",
    'echo "a',
    '\\"',
    "x = {",
    "foo(a) {",
    "print(1)",
    "A=b c",
    "f(a<b<c",
    'x = "&{a',
    "P x = 1;",
    "}",
  ];
  for (const line of lines) {
    const short = time(`${line}\n`.repeat(1_000));
    const long = time(`${line}\n`.repeat(4_000));
    assert(long < 16 * short + 500, `${line}: ${short} ms, and ${long} ms for four times the text`);
  }
});

Deno.test("10,000 ordinary lines are read without trouble", () => {
  const lines = 'func:work = int32(int32:a) {\n  ls -la | grep "x &{a}" > out.txt\n  pass(a * 2 + f(a)?);\n};\n\n'
    .repeat(2_000);
  const { program, diagnostics } = parse(new Source("t.aria", lines));
  assertEquals([diagnostics.count, program.body.length], [0, 2_000]);
});

/** Milliseconds that reading takes, the best of three. */
function time(text: string): number {
  const source = new Source("t.aria", text);
  return Math.min(...[1, 2, 3].map(() => {
    const start = performance.now();
    parse(source);
    return performance.now() - start;
  }));
}
