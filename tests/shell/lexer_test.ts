import { assertEquals, assertMatch } from "@std/assert";
import { Lexer } from "../../src/shell/syntax/lexer.ts";
import { Source } from "../../src/shell/syntax/source.ts";
import { isOperator, OPERATORS, type Token } from "../../src/shell/syntax/tokens.ts";

function lex(text: string): Token[] {
  const lexer = new Lexer(new Source("t.aria", text));
  const tokens: Token[] = [];
  for (let token = lexer.next(); token.kind !== "end"; token = lexer.next()) tokens.push(token);
  return tokens;
}

function texts(text: string): string[] {
  return lex(text).map((token) => token.text);
}

function only(text: string): Token {
  const tokens = lex(text);
  assertEquals(tokens.length, 1, `'${text}' is one token`);
  return tokens[0]!;
}

Deno.test("Lexer skips a first line that begins with #!", () => {
  assertEquals(texts('#!/usr/bin/env ariash "\nrun'), ["run"]);
});

Deno.test("Lexer skips both kinds of comments, which do not nest", () => {
  assertEquals(texts('a // b ; " \n /* c /* d */ e'), ["a", "e"]);
});

Deno.test("Lexer skips a byte order mark", () => {
  assertEquals(texts("\ufeff#!x\na"), ["a"]);
});

Deno.test("Lexer gives every token the span of its text", () => {
  const text = 'command : a=run( "x",\n\t[\'y\'] ) |* b 5>> "é😀" ;';
  for (const token of lex(text)) assertEquals(text.slice(token.span.start, token.span.end), token.text);
  assertEquals(lex(text).at(-2)!.span, { start: 40, end: 45 });
});

Deno.test("Lexer reads every operator whole", () => {
  for (const operator of OPERATORS) {
    const token = only(operator);
    assertEquals([token.kind, token.text], ["operator", operator]);
  }
});

Deno.test("Lexer takes the longest operator", () => {
  assertEquals(texts("a|*b|+c||d|>e>>f<=>g...h"), "a |* b |+ c || d |> e >> f <=> g ... h".split(" "));
});

Deno.test("Lexer reads numbers, and a range between two of them", () => {
  for (const text of ["0", "42", "1_000", "0xFF", "0o17", "0b1010", "42i8", "7u64", "1tbb32"]) {
    assertEquals(only(text).kind, "integer", text);
  }
  for (const text of ["3.14", "1e10", "2.5e-3"]) assertEquals(only(text).kind, "float", text);
  assertEquals(texts("1..5"), ["1", "..", "5"]);
});

Deno.test("Lexer finds fault with letters behind a number", () => {
  assertMatch(only("12abc").problem!.message, /'12abc' is not a number/);
});

Deno.test("Lexer resolves the escapes of a double-quoted string", () => {
  assertEquals(only(String.raw`"\n\t\r\0\\\"\'\u{1F600}\q\&{x}"`).value, "\n\t\r\0\\\"'\u{1F600}q&{x}");
});

Deno.test("Lexer resolves the escapes of a template", () => {
  assertEquals(only("`a\\`b\\n`").value, "a`b\n");
});

Deno.test("Lexer keeps a single-quoted string raw but for its quote and the backslash", () => {
  assertEquals(only(String.raw`'a\n\'\\&{x}'`).value, String.raw`a\n'\&{x}`);
});

Deno.test("Lexer reads a string over several lines", () => {
  assertEquals(only('"a\nb"').value, "a\nb");
});

Deno.test("Lexer finds fault with an escape that names no character", () => {
  for (const text of ['"\\u{110000}"', '"\\u{d800}"', '"\\u41"', '"\\u{}"']) {
    assertMatch(only(text).problem!.message, /does not name a character/, text);
  }
});

Deno.test("Lexer ends an unclosed string with its line", () => {
  const [first, second] = lex('"abc\nnext');
  assertEquals(first!.problem!.message, "this string is not closed");
  assertEquals(second!.text, "next");
});

Deno.test("Lexer sees the quotes, braces and templates inside an interpolation", () => {
  assertEquals(texts('"a&{f("}", `&{"`"}`)}b" c').at(-1), "c");
});

Deno.test("Lexer tells which tokens begin a line", () => {
  assertEquals(lex('a b\nc "x\ny" d\n  e').filter((token) => token.startsLine).map((token) => token.text), [
    "a",
    "c",
    "e",
  ]);
});

Deno.test("Lexer goes on where it is moved", () => {
  const lexer = new Lexer(new Source("t.aria", "it's; run"));
  assertEquals(lexer.next().text, "it");
  lexer.moveTo(4);
  assertEquals(isOperator(lexer.next(), ";"), true);
  assertEquals(lexer.next().text, "run");
});

Deno.test("Lexer says end again and again", () => {
  const lexer = new Lexer(new Source("t.aria", " "));
  assertEquals([lexer.next().kind, lexer.next().kind], ["end", "end"]);
});

Deno.test("Source counts columns in code points and lines by their breaks", () => {
  const source = new Source("t.aria", "a😀b\r\nc\n");
  assertEquals(source.position(3), { line: 1, column: 3 });
  assertEquals(source.line(1), "a😀b");
  assertEquals(source.where(6), "t.aria:2:1");
  assertEquals(source.position(99), { line: 3, column: 1 });
});
