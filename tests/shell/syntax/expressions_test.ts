/**
 * Expressions: every node, and what binds what.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import type { Expression } from "../../../src/shell/syntax/ast.ts";
import { errors, expression, outlines, read, statements } from "./outline.ts";

/** The value of `x = …;`, so that any expression can stand there. */
function value(text: string): string {
  const [outline] = outlines(`x = ${text};`);
  return outline!.slice("x = ".length, -1);
}

/** The node of that value. */
function node(text: string): Expression {
  const [statement] = statements(`x = ${text};`);
  if (statement?.type !== "Assignment") throw new Error(`'${text}' is no value`);
  return statement.value;
}

/** The operators from the tightest level to the loosest; each is tried against the level below it. */
const LEVELS = [
  ["*", "/", "%"],
  ["+", "-"],
  ["<<", ">>"],
  ["<", "<=", ">", ">=", "<=>"],
  ["==", "!="],
  ["&"],
  ["^"],
  ["|", "|*", "|+"],
  ["&&"],
  ["||"],
  ["|>", "<|"],
  ["??"],
];

Deno.test("every operator binds tighter than those of the next level, on both sides", () => {
  LEVELS.slice(1).forEach((looser, index) => {
    for (const tight of LEVELS[index]!) {
      for (const loose of looser) {
        assertEquals(value(`a ${tight} b ${loose} c`), `((a ${tight} b) ${loose} c)`);
        assertEquals(value(`a ${loose} b ${tight} c`), `(a ${loose} (b ${tight} c))`);
      }
    }
  });
});

Deno.test("every operator associates left", () => {
  for (const operators of LEVELS) {
    for (const first of operators) {
      for (const second of operators) assertEquals(value(`a ${first} b ${second} c`), `((a ${first} b) ${second} c)`);
    }
  }
});

Deno.test("a range binds looser than a default, and 'is' looser than a range", () => {
  assertEquals(value("a ?? b .. c ?? d"), "((a ?? b)..(c ?? d))");
  assertEquals(value("a?...b?"), "((a?)...(b?))");
  assertEquals(value("is a : b .. c : d ... e"), "(is a : (b..c) : (d...e))");
});

Deno.test("signs bind tighter than operators, and looser than calls, members and indexes", () => {
  assertEquals(value("-a * !b.c"), "((-a) * (!b.c))");
  assertEquals(value("~a[0] - -b(1)"), "((~a[0]) - (-b(1)))");
  assertEquals(value("!!-~a"), "(!(!(-(~a))))");
});

Deno.test("calls, members, indexes and steps follow an operand in any order", () => {
  assertEquals(value("a.b[c](d)?.e(f,)[0]++"), "(a.b[c](d)?.e(f)[0]++)");
  assertEquals(value("a--"), "(a--)");
  assertEquals(value("a.end.if"), "a.end.if");
  assertEquals(value('"text"[0]'), '"text"[0]');
  assertEquals(value("[1, 2][0..1]"), "[1 2][(0..1)]");
});

Deno.test("brackets group, and the span of what they hold includes them", () => {
  assertEquals(value("(1 + 2) * 3"), "((1 + 2) * 3)");
  assertEquals(value("a | (b | c)"), "(a | (b | c))");
  assertEquals(node("(1 + 2)").span, { start: 4, end: 11 });
});

Deno.test("numbers keep their text, value and the type of their suffix", () => {
  const integer = node("0xF_Fu16");
  assertEquals(integer, {
    type: "IntegerLiteral",
    span: { start: 4, end: 12 },
    text: "0xF_Fu16",
    value: 255n,
    suffix: "uint16",
  });
  const float = node("2.5e1f32");
  assertEquals(float, {
    type: "FloatLiteral",
    span: { start: 4, end: 12 },
    text: "2.5e1f32",
    value: 25,
    suffix: "flt32",
  });
});

Deno.test("a string without interpolation keeps its text and its characters", () => {
  assertEquals(node('"a\\tb"'), { type: "StringLiteral", span: { start: 4, end: 10 }, text: '"a\\tb"', value: "a\tb" });
  assertEquals(node("'a\\tb'"), {
    type: "StringLiteral",
    span: { start: 4, end: 10 },
    text: "'a\\tb'",
    value: "a\\tb",
  });
});

Deno.test("a string with interpolations is texts and expressions in turn", () => {
  const template = node("`a\\n&{b + 1}&{c}`");
  if (template.type !== "Template") throw new Error("It is no template");
  assertEquals(template.texts, [{ text: "a\\n", value: "a\n" }, { text: "", value: "" }, { text: "", value: "" }]);
  assertEquals(template.quote, "`");
  assertEquals(template.expressions.length, 2);
  assertEquals(template.span, { start: 4, end: 21 });
});

Deno.test("interpolations hold any expression, strings and functions with statements included", () => {
  assertEquals(value('"&{f("}", `&{"`"}`)}b"'), '"&{f("}" `&{"`"}`)}b"');
  assertEquals(value('"&{{a: {}}}&{is a : b : c}"'), '"&{{a:{}}}&{(is a : b : c)}"');
  assertEquals(value('"&{int8() { ls -l; pass(1); }}"'), '"&{int8(){<ls -l>; pass 1;}}"');
});

Deno.test("an escaped interpolation is text", () => {
  assertEquals(node('"\\&{x}"').type, "StringLiteral");
});

Deno.test("literals have nodes of their own", () => {
  assertEquals(value("[true, false, NIL, NULL, ERR,]"), "[true false NIL NULL ERR]");
  assertEquals(value("[]"), "[]");
  assertEquals([node("ERR").type, node("NULL").type, node("true").type], [
    "ErrLiteral",
    "NilLiteral",
    "BooleanLiteral",
  ]);
});

Deno.test("an object has names and strings for its fields' names", () => {
  assertEquals(value('{a: 1, "b c": {d: 2}, end: 3,}'), '{a:1 "b c":{d:2} end:3}');
  assertEquals(value("{}"), "{}");
});

Deno.test("'$' is the counter of a loop", () => {
  assertEquals(value("$ * 2 + f($)"), "(($ * 2) + f($))");
});

Deno.test("'?' alone unwraps, and with something behind it gives a default", () => {
  assertEquals(value("a?"), "(a?)");
  assertEquals(value("a ? b"), "(a? b)");
  assertEquals(value("a ? -1"), "(a? (-1))");
  assertEquals(value("f() ? 0 + 1"), "(f()? (0 + 1))");
  assertEquals(value("a | b?"), "((a | b)?)");
  assertEquals(value("a ? b ? c"), "((a? b)? c)");
  assertEquals(value("a ?? b ? c ?? d"), "(((a ?? b)? c) ?? d)");
  assertEquals(value("f(a?, [b?])"), "f((a?) [(b?)])");
});

Deno.test("'?' takes whatever can begin an expression", () => {
  for (
    const fallback of [
      "1",
      "1.5",
      '"s"',
      '"&{s}"',
      "true",
      "NIL",
      "ERR",
      "x",
      "[]",
      "{}",
      "(x)",
      "(!x)",
      "(-x)",
      "(~x)",
      "$",
    ]
  ) {
    assertEquals(value(`a ? ${fallback}`), `(a? ${fallback.replace(/^\((.)\)$/, "$1")})`);
  }
});

Deno.test("'?' takes return, fail and exit", () => {
  assertEquals(value("a ? return b"), "(a? return b;)");
  assertEquals(value("a ? return"), "(a? return;)");
  assertEquals(value('a ? fail("x")'), '(a? fail "x";)');
  assertEquals(value("a ? exit(1 + 2)"), "(a? exit (1 + 2);)");
  assertEquals(value("a ? exit 3"), "(a? exit 3;)");
});

Deno.test("'exit' is a name where it is declared", () => {
  assertEquals(outlines("int32:exit = 1; x = a ? exit;").at(-1), "x = (a? exit);");
});

Deno.test("'?.' is a member, also behind a call", () => {
  assertEquals(value("capture(a)?.stdout"), "capture(a)?.stdout");
});

Deno.test("'is' chooses, and nests on the right", () => {
  assertEquals(value('is 5 > 3 : "y" : "n"'), '(is (5 > 3) : "y" : "n")');
  assertEquals(value("is a : 1 : is b : 2 : 3"), "(is a : 1 : (is b : 2 : 3))");
  assertEquals(value("is is a : b : c : 1 : 2"), "(is (is a : b : c) : 1 : 2)");
  assertEquals(value("1 + (is a : b : c)"), "(1 + (is a : b : c))");
});

Deno.test("a function is a type, parameters and a block", () => {
  assertEquals(value("int8(int8:x) { pass(x * 2); }"), "int8(int8:x){pass (x * 2);}");
  assertEquals(value("T() { }"), "T(){}");
  assertEquals(value("string[](string[]:a, result<int8>:b, P?:c,) { }"), "string[](string[]:a result<int8>:b P?:c){}");
  assertEquals(value("result<obj>(func:f) { }"), "result<obj>(func:f){}");
  assertEquals(value("string?(int8[4]:x) { }"), "string?(int8[4]:x){}");
  assertEquals(value("func(func:f) { }"), "func(func:f){}");
  assertEquals(value("NIL() { }"), "NIL(){}");
  assertEquals(value("map(a, int8(int8:x) { pass(x); })"), "map(a int8(int8:x){pass x;})");
});

Deno.test("a struct's name begins a function's type where it is declared, also later", () => {
  assertEquals(outlines("struct:P = { }; x = P[](int8:a) { };")[1], "x = P[](int8:a){};");
  assertEquals(outlines("x = P?(int8:a) { }; struct:P = { };")[0], "x = P?(int8:a){};");
});

Deno.test("a type's name before brackets is a call, whatever is in them", () => {
  assertEquals(value("int32(x)"), "int32(x)");
  assertEquals(value("string(a[0])"), "string(a[0])");
  assertEquals(value("Path(is a : b : c)"), "Path((is a : b : c))");
});

Deno.test("a name that is a variable is no type", () => {
  assertEquals(outlines("result:result = f(); print(result ? x);")[1], "print((result? x));");
  assertEquals(outlines("string:string = s; x = string[0](1);")[1], "x = string[0](1);");
});

Deno.test("pipes associate left, and redirections bind tighter", () => {
  assertEquals(expression('run("a") | run("b") |* run("c") > "f";'), '((run("a") | run("b")) |* (run("c") > "f"))');
});

Deno.test("a single '|' and a redirection without a number are for the checker to tell", () => {
  assertEquals([node("a | b").type, node('a > "f"').type, node('a >> "f"').type], ["Binary", "Binary", "Binary"]);
  assertEquals([node("a |* b").type, node("a |+ b").type, node("a | [b]").type], ["Pipe", "Pipe", "Pipe"]);
});

Deno.test("a number before a redirection is its stream, blank or none", () => {
  for (const text of ['run("a") 5> "f"', 'run("a")5>"f"', 'run("a") 5 > "f"']) {
    assertEquals(value(text), '(run("a") 5> "f")', text);
  }
  assertEquals(value('a 2>> "x" + "y" 4< p'), '((a 2>> ("x" + "y")) 4< p)');
});

Deno.test("a stream can go where another one goes", () => {
  assertEquals(value('run("a") > "f" 2>&1 | b'), '(((run("a") > "f") 2>&1) | b)');
  const duplicate = node("a 2>&1");
  if (duplicate.type !== "Duplicate") throw new Error("It is no duplicate");
  assertEquals([duplicate.from.value, duplicate.to.value, duplicate.operatorSpan], [2n, 1n, { start: 6, end: 10 }]);
});

Deno.test("'>>' appends behind a command, and shifts elsewhere", () => {
  assertEquals(value('run("a") < "in" >> "out"'), '((run("a") < "in") >> "out")');
  assertEquals(value('run("a") >> "x" + "y"'), '(run("a") >> ("x" + "y"))');
  assertEquals(value('f() > "a" >> "b"'), '((f() > "a") >> "b")');
  assertEquals(value("1 < 2 >> 1"), "(1 < (2 >> 1))");
  assertEquals(outlines("command:c = a; int8:n = 1; x = c < p >> q; x = n < p >> q;").slice(2), [
    "x = ((c < p) >> q);",
    "x = (n < (p >> q));",
  ]);
});

Deno.test("a fan-out is a list behind a pipe, over several lines too", () => {
  assertEquals(
    expression('run("a")\n  |* [\n    run("b") > "f",\n    run("c"),\n  ];'),
    '(run("a") |* [(run("b") > "f") run("c")])',
  );
});

Deno.test("an '&' behind a command ends the statement", () => {
  assertEquals(outlines('run("a") &; run("b") | c &'), ['run("a") &;', '(run("b") | c) &;']);
  assertEquals(outlines("command:c = a; c &; f() & }".replace(" }", "")), ["command:c = a;", "c &;", "f() &;"]);
  assertEquals(value("a & b"), "(a & b)");
});

Deno.test("text can be the source of a pipe", () => {
  assertEquals(expression('"x\\n" | run("cat");'), '("x\\n" | run("cat"))');
});

Deno.test("a default in the next line is warned of, unless the '?' stands there too", () => {
  const { diagnostics } = read('run("a")?\nrun("b");');
  assertEquals(diagnostics.list().map(({ severity, code }) => [severity, code]), [["warning", "ARIA-024"]]);
  assertEquals(read("x = a\n  ? b;").diagnostics.list(), []);
});

Deno.test("an operator behind '?' and an 'is' inside of an expression need brackets", () => {
  assertEquals(errors("x = f()? + 1;"), ["ARIA-026 +"]);
  assertEquals(errors("x = 1 + is a : b : c;"), ["ARIA-026 is"]);
});

Deno.test("operands that are missing are told where they should stand", () => {
  for (const [text, at] of [["1 + ;", ";"], ["f(, a);", ","], ["(1 + );", ")"], ["[1, , 2];", ","], ["a[];", "]"]]) {
    assertEquals(errors(`x = ${text}`), [`ARIA-008 ${at}`], text);
  }
});
