/**
 * Where nodes stand: every span is exactly what was written.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import type { Span } from "../../../src/shell/syntax/source.ts";
import { read } from "./outline.ts";

interface Node {
  readonly type: string;
  readonly span: Span;
}

/** All nodes of a program, each with the one around it, parents first. */
function nodesOf(value: unknown, parent: Node | null = null): Array<[node: Node, parent: Node | null]> {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item) => nodesOf(item, parent));
  const isNode = "type" in value && "span" in value;
  const node = isNode ? value as Node : parent;
  const inner = Object.values(value).flatMap((item) => nodesOf(item, node));
  return isNode ? [[value as Node, parent], ...inner] : inner;
}

/** The texts of all nodes of a type. */
function texts(program: string, type: string): string[] {
  const { program: tree, diagnostics } = read(program);
  assertEquals(diagnostics.count, 0, program);
  return nodesOf(tree).filter(([node]) => node.type === type).map(([{ span }]) => program.slice(span.start, span.end));
}

const PROGRAM = `#!/usr/bin/env ariash
use "./a.aria" as u; // first
pub fixed int8[4]:LIST = [1i8, 2.5, "s", 'r', ];
struct:P = { int32:x; P?:next, };
func:f = result<int8>(int8:a, string[]:b) {
  if (!(a > 3) && -a == $) { pass(a ? fail("x")); } else return a ?? b[0..1];
  while (true) a += 1;
  for (int32:i = 0; i < 10; i++) { continue; }
  for (string:l in lines(run("seq", ["3"]))) print(l, "n &{l + 1}!");
  loop(1, 3, 1) { break; } till(2, 1) fail 3;
  when (u.v?.w) { } then { } end x = {k: 1, "k k": NIL};
  pick (a) { (1) { } low: (< 5) { fall(low); }, (!) { } (*) { } }
  defer ls -l "q r"&{a}~x > out.txt 2>&1 | wc -c &
  pass (is a : ERR : (1 + 2) * 3);
};
run("a") |* [b, c] &;
exit(3)
`;

Deno.test("the span of every node is what was written", () => {
  const expected: Readonly<Record<string, readonly string[]>> = {
    Use: ['use "./a.aria" as u;'],
    Declaration: ["pub fixed int8[4]:LIST = [1i8, 2.5, \"s\", 'r', ];", "int32:i = 0;"],
    StructDeclaration: ["struct:P = { int32:x; P?:next, };"],
    Parameter: ["int32:x", "P?:next", "int8:a", "string[]:b"],
    TypeName: ["int8[4]", "int32", "P?", "result<int8>", "int8", "int8", "string[]", "int32", "string"],
    ArrayLiteral: ["[1i8, 2.5, \"s\", 'r', ]", '["3"]'],
    FloatLiteral: ["2.5"],
    If: ['if (!(a > 3) && -a == $) { pass(a ? fail("x")); } else return a ?? b[0..1];'],
    Unary: ["!(a > 3)", "-a"],
    Binary: ["!(a > 3) && -a == $", "(a > 3)", "-a == $", "a ?? b[0..1]", "i < 10", "l + 1", "(1 + 2) * 3", "(1 + 2)"],
    Dollar: ["$"],
    Unwrap: ['(a ? fail("x"))'],
    Fail: ['fail("x")', "fail 3;"],
    Return: ["return a ?? b[0..1];"],
    Index: ["b[0..1]"],
    Range: ["0..1"],
    While: ["while (true) a += 1;"],
    Assignment: ["a += 1;", 'x = {k: 1, "k k": NIL};'],
    For: ["for (int32:i = 0; i < 10; i++) { continue; }"],
    Postfix: ["i++"],
    ForIn: ['for (string:l in lines(run("seq", ["3"]))) print(l, "n &{l + 1}!");'],
    Call: ['lines(run("seq", ["3"]))', 'run("seq", ["3"])', 'print(l, "n &{l + 1}!")', 'run("a")'],
    Template: ['"n &{l + 1}!"'],
    Loop: ["loop(1, 3, 1) { break; }"],
    Till: ["till(2, 1) fail 3;"],
    When: ['when (u.v?.w) { } then { } end x = {k: 1, "k k": NIL};'],
    Member: ["u.v?.w", "u.v"],
    ObjectLiteral: ['{k: 1, "k k": NIL}'],
    ObjectField: ["k: 1", '"k k": NIL'],
    NilLiteral: ["NIL"],
    Pick: ["pick (a) { (1) { } low: (< 5) { fall(low); }, (!) { } (*) { } }"],
    PickArm: ["(1) { }", "low: (< 5) { fall(low); }", "(!) { }", "(*) { }"],
    ValuePattern: ["1"],
    ComparePattern: ["< 5"],
    NeverPattern: ["!"],
    AnyPattern: ["*"],
    Fall: ["fall(low);"],
    Defer: ['defer ls -l "q r"&{a}~x > out.txt 2>&1 | wc -c &'],
    BareCommand: ['ls -l "q r"&{a}~x', "wc -c"],
    Word: ["ls", "-l", '"q r"&{a}~x', "out.txt", "wc", "-c"],
    WordText: ["ls", "-l", "~x", "out.txt", "wc", "-c"],
    Interpolation: ["&{a}"],
    Redirect: ['ls -l "q r"&{a}~x > out.txt'],
    Duplicate: ['ls -l "q r"&{a}~x > out.txt 2>&1'],
    Pipe: ['ls -l "q r"&{a}~x > out.txt 2>&1 | wc -c', 'run("a") |* [b, c]'],
    Pass: ['pass(a ? fail("x"));', "pass (is a : ERR : (1 + 2) * 3);"],
    Is: ["(is a : ERR : (1 + 2) * 3)"],
    ErrLiteral: ["ERR"],
    Exit: ["exit(3)"],
    Break: ["break;"],
    Continue: ["continue;"],
  };
  for (const [type, slices] of Object.entries(expected)) assertEquals(texts(PROGRAM, type), slices, type);
});

Deno.test("spans of pipes and redirections go from their command to their target", () => {
  const program = 'run("a") 2> "e" 3>&1 |* [b, c > "f"] &;';
  assertEquals(texts(program, "Redirect"), ['run("a") 2> "e"']);
  assertEquals(texts(program, "Duplicate"), ['run("a") 2> "e" 3>&1']);
  assertEquals(texts(program, "Pipe"), ['run("a") 2> "e" 3>&1 |* [b, c > "f"]']);
  assertEquals(texts(program, "ExpressionStatement"), [program]);
});

Deno.test("the program's span is the whole text", () => {
  assertEquals(read(PROGRAM).program.span, { start: 0, end: PROGRAM.length });
});

Deno.test("every node stands within the one around it", () => {
  const { program, diagnostics } = read(PROGRAM);
  assertEquals(diagnostics.list(), []);
  for (const [node, parent] of nodesOf(program)) {
    const isWithin = parent === null || (parent.span.start <= node.span.start && node.span.end <= parent.span.end);
    assertEquals([node.type, isWithin], [node.type, true]);
  }
});

Deno.test("comments are kept in their order, the first line and what only looks like comments left out", () => {
  const { comments } = read(`${PROGRAM}echo http://x "// no" // last\nx = "/* no */"; /* end */`);
  assertEquals(comments.map(({ text }) => text), ["// first", "// last", "/* end */"]);
});
