/**
 * Expression mode: text to tokens.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { Lexer } from "../../../src/shell/syntax/lexer.ts";
import { Source } from "../../../src/shell/syntax/source.ts";
import { OPERATORS, type Token } from "../../../src/shell/syntax/tokens.ts";

function lex(text: string): Token[] {
  return lexAll(text).tokens;
}

function lexAll(text: string): { tokens: Token[]; lexer: Lexer } {
  const lexer = new Lexer(new Source("t.aria", text));
  const tokens: Token[] = [];
  for (let token = lexer.next(); token.kind !== "end"; token = lexer.next()) tokens.push(token);
  return { tokens, lexer };
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
  const { tokens, lexer } = lexAll('#!/usr/bin/env ariash "\nrun');
  assertEquals([tokens.map(({ text }) => text), lexer.comments], [["run"], []]);
});

Deno.test("Lexer skips a byte order mark", () => {
  assertEquals(texts("\ufeff#!x\na"), ["a"]);
});

Deno.test("Lexer keeps both kinds of comments, which do not nest, with their places", () => {
  const text = 'a // b ; " \n /* c /* d */ e';
  const { tokens, lexer } = lexAll(text);
  assertEquals(tokens.map((token) => token.text), ["a", "e"]);
  assertEquals(lexer.comments.map(({ kind, text }) => [kind, text]), [["line", '// b ; " '], [
    "block",
    "/* c /* d */",
  ]]);
  for (const { span, text: written } of lexer.comments) assertEquals(text.slice(span.start, span.end), written);
});

Deno.test("Lexer drops the comments behind the place that it is moved to", () => {
  const lexer = new Lexer(new Source("t.aria", "echo http://x // c"));
  while (lexer.next().kind !== "end") continue;
  lexer.moveTo(5, null);
  assertEquals(lexer.comments, []);
  lexer.moveTo(14, null);
  assertEquals(lexer.next().kind, "end");
  assertEquals(lexer.comments.map(({ text }) => text), ["// c"]);
});

Deno.test("Lexer takes '#' for a comment, so that one mistake makes one error", () => {
  const { tokens, lexer } = lexAll("a # it's\nb");
  assertEquals([tokens.map(({ text }) => text), lexer.comments[0]?.text], [["a", "b"], "# it's"]);
});

Deno.test("Lexer gives every token the span of its text", () => {
  const text = 'command : a=run( "x",\n\t[\'y\'] ) |* b 5>> "é😀 &{a}-" ;';
  for (const token of lex(text)) assertEquals(text.slice(token.span.start, token.span.end), token.text);
});

Deno.test("Lexer reads every operator whole", () => {
  for (const operator of OPERATORS) {
    const token = only(operator);
    assertEquals([token.kind, token.text], ["operator", operator]);
  }
});

Deno.test("Lexer takes the longest operator", () => {
  assertEquals(
    texts("a|*b|+c||d|>e>>f<=>g...h?.i??j++k"),
    "a |* b |+ c || d |> e >> f <=> g ... h ?. i ?? j ++ k".split(" "),
  );
  assertEquals(texts("a<<=b&&&c"), ["a", "<<", "=", "b", "&&", "&", "c"]);
});

Deno.test("Lexer tells keywords from names, and types and 'run' are names", () => {
  const kinds = lex("while whilex int8 run true NIL").map(({ kind }) => kind);
  assertEquals(kinds, ["keyword", "identifier", "identifier", "identifier", "keyword", "keyword"]);
});

Deno.test("Lexer reads integers of every base", () => {
  const values = ["0", "42", "1_000", "0xFF_ff", "0o17", "0b10_10", "007"].map((text) => only(text).value);
  assertEquals(values, [0n, 42n, 1000n, 0xffffn, 15n, 10n, 7n]);
  assertEquals(only("18446744073709551615").value, 18446744073709551615n);
});

Deno.test("Lexer reads the types that suffixes name", () => {
  const suffixed = [
    ..."1i8 1i16 1i32 1i64 1u8 1u16 1u32 1u64 1f32 1f64 1tbb8 1tbb16 1tbb32 1tbb64".split(" "),
    ..."1.5f32 0x1u8 1_0u16".split(" "),
  ];
  assertEquals(suffixed.map((text) => only(text).suffix), [
    ..."int8 int16 int32 int64 uint8 uint16 uint32 uint64 flt32 flt64 tbb8 tbb16 tbb32 tbb64".split(" "),
    ..."flt32 uint8 uint16".split(" "),
  ]);
  assertEquals([only("1f32").kind, only("1f32").value], ["float", 1]);
  assertEquals([only("0xf32").kind, only("0xf32").value, only("0xf32").suffix], ["integer", 0xf32n, null]);
});

Deno.test("Lexer reads floats, and a range between two integers", () => {
  assertEquals(["3.14", "1e10", "2.5e-3", "1_0.5_0", "1E+2"].map((text) => only(text).value), [
    3.14,
    1e10,
    2.5e-3,
    10.5,
    100,
  ]);
  assertEquals(texts("1..5"), ["1", "..", "5"]);
  assertEquals(texts("1.foo"), ["1", ".", "foo"]);
});

Deno.test("Lexer finds fault with what is no number", () => {
  for (const text of ["12abc", "0x", "0b2", "1__0", "5i7", "1f16", "0b1f32", "0o8"]) {
    assertMatch(only(text).problem!.message, /is not a number/, text);
  }
  assertEquals(only("1.5u8").problem?.message, "a number of type uint8 has no fraction");
  for (const text of ["1e999", "9".repeat(2000)]) {
    assertEquals(only(text).problem?.message, "no type holds a number as large as this");
  }
});

Deno.test("Lexer finds fault with a name in letters of another alphabet, as a whole", () => {
  for (const text of ["größe", "élan", "имя"]) {
    assertEquals([only(text).kind, only(text).problem?.message], ["identifier", `'${text}' cannot be a name`]);
  }
});

Deno.test("Lexer names a character that begins no token", () => {
  assertEquals(only("@").problem?.message, "unexpected character '@'");
  assertEquals(only("\0").problem?.message, "unexpected character U+0000");
});

Deno.test("Lexer resolves the escapes of a double-quoted string", () => {
  assertEquals(only(String.raw`"\n\t\r\0\\\"\'\u{1F600}\q\&{x}"`).value, "\n\t\r\0\\\"'\u{1F600}q&{x}");
});

Deno.test("Lexer resolves the escapes of a template", () => {
  assertEquals(only('`a\\`b\\n"`').value, 'a`b\n"');
});

Deno.test("Lexer keeps a single-quoted string raw but for its quote and the backslash", () => {
  assertEquals(only(String.raw`'a\n\'\\&{x}'`).value, String.raw`a\n'\&{x}`);
});

Deno.test("Lexer keeps an '&' without a brace", () => {
  assertEquals(only('"a & b && c"').value, "a & b && c");
});

Deno.test("Lexer reads a string over several lines", () => {
  assertEquals(only('"a\nb"').value, "a\nb");
});

Deno.test("Lexer finds fault with an escape that names no character", () => {
  for (const text of ['"\\u{110000}"', '"\\u{d800}"', '"\\u41"', '"\\u{}"']) {
    assertMatch(only(text).problem!.message, /does not name a character/, text);
    assertEquals(only(text).problem!.span, { start: 1, end: 3 });
  }
});

Deno.test("Lexer ends an unclosed string with its line", () => {
  const [first, second] = lex('"abc\nnext');
  assertEquals(first!.problem!.message, "this string is not closed");
  assertEquals(second!.text, "next");
});

Deno.test("Lexer reads a string with interpolations in pieces, and expressions between them", () => {
  const tokens = lex('"a&{b + 1}c&{d}e" f');
  assertEquals(tokens.map(({ text }) => text), ['"a&{', "b", "+", "1", "}c&{", "d", '}e"', "f"]);
  assertEquals(tokens.filter(({ kind }) => kind.startsWith("template")).map(({ kind, value }) => [kind, value]), [
    ["templateStart", "a"],
    ["templateMiddle", "c"],
    ["templateEnd", "e"],
  ]);
});

Deno.test("Lexer tells the braces, quotes and templates inside of an interpolation from its end", () => {
  assertEquals(texts('"a&{f("}", {x: `&{"`"}`})}b" c').slice(-4), ["}`", "}", ")", '}b"', "c"].slice(-4));
});

Deno.test("Lexer names the interpolation that hides the end of its string", () => {
  const text = 'print("a &{b", 1)';
  const { problem } = lex(text).at(-1)!;
  assertEquals([problem?.message, text.slice(problem?.span.start, problem?.span.end)], [
    "this '&{' is not closed",
    "&{",
  ]);
});

Deno.test("Lexer tells which tokens begin a line, and which touch the one before", () => {
  const tokens = lex('a b+c\nd "x\ny" /* \n */ e\n  f');
  assertEquals(tokens.filter((token) => token.startsLine).map((token) => token.text), ["a", "d", "e", "f"]);
  assertEquals(tokens.filter((token) => token.touches).map((token) => token.text), ["a", "+", "c"]);
});

Deno.test("Lexer goes on where it is moved", () => {
  const lexer = new Lexer(new Source("t.aria", "it's; run"));
  assertEquals(lexer.next().text, "it");
  lexer.moveTo(4, null);
  assertEquals([lexer.next().text, lexer.next().text], [";", "run"]);
});

Deno.test("Lexer says end again and again, with what is wrong there", () => {
  const lexer = new Lexer(new Source("t.aria", " /* a"));
  assertEquals([lexer.next().problem?.code, lexer.next().problem?.code], ["ARIA-003", "ARIA-003"]);
});

Deno.test("Source counts columns in code points and lines by their breaks", () => {
  const source = new Source("t.aria", "a😀b\r\nc\n");
  assertEquals(source.position(3), { line: 1, column: 3 });
  assertEquals(source.line(1), "a😀b");
  assertEquals(source.where(6), "t.aria:2:1");
  assertEquals(source.position(99), { line: 3, column: 1 });
});
