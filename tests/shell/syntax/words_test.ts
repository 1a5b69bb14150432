/**
 * Word mode: commands of bare words, and what bare text means.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import type { BareCommand, Expression } from "../../../src/shell/syntax/ast.ts";
import { wordPieces } from "../../../src/shell/syntax/word_pieces.ts";
import { errors, outlines, read, statements } from "./outline.ts";

/** The command of a statement. */
function command(text: string): Expression {
  const [statement] = statements(text);
  if (statement?.type !== "ExpressionStatement") throw new Error(`'${text}' is no command`);
  return statement.expression;
}

function words(text: string): string[] {
  return (command(text) as BareCommand).words.map(({ span }) => text.slice(span.start, span.end));
}

function warnings(text: string): string[] {
  return read(text).diagnostics.list().map(({ severity, code, span }) => {
    return `${severity} ${code} ${text.slice(span.start, span.end)}`;
  });
}

Deno.test("words end at blanks", () => {
  assertEquals(words("ls -la \t /tmp"), ["ls", "-la", "/tmp"]);
});

Deno.test("a command ends with its line, at ';' and at a '}' that begins a word", () => {
  assertEquals(outlines("echo a; echo b\necho c\r\n{ echo d } { echo {}; }"), [
    "<echo a>;",
    "<echo b>;",
    "<echo c>;",
    "{<echo d>;}",
    "{<echo {}>;}",
  ]);
});

Deno.test("braces inside of a word are text", () => {
  assertEquals(words("find . -exec rm {} \\;"), ["find", ".", "-exec", "rm", "{}", "\\;"]);
  assertEquals(words("echo a{b,c}d {x}"), ["echo", "a{b,c}d", "{x}"]);
});

Deno.test("a word joins pieces without a blank between them", () => {
  assertEquals(outlines("x a\"b c\"'d e'`f`&{g}h"), ["<x a·\"b c\"·'d e'·`f`·&{g}·h>;"]);
});

Deno.test("a backslash quotes one character", () => {
  assertEquals(words("x a\\ b \\; \\| \\'"), ["x", "a\\ b", "\\;", "\\|", "\\'"]);
});

Deno.test("a backslash at the end of a line continues the command", () => {
  assertEquals(words("cmd a \\\n  --flag \\\r\n b\\\nc"), ["cmd", "a", "--flag", "b\\\nc"]);
});

Deno.test("an interpolation holds any expression", () => {
  assertEquals(outlines('echo &{1 + f({a: "}"})} "x &{y} z" &{is a : b : c}'), [
    '<echo &{(1 + f({a:"}"}))} "x &{y} z" &{(is a : b : c)}>;',
  ]);
  assertEquals(outlines("echo &{int8() { ls | wc; pass(1) }} b"), ["<echo &{int8(){(<ls> | <wc>); pass 1;}} b>;"]);
});

Deno.test("a comment begins only where a word does", () => {
  assertEquals(words("echo http://x a//b /*c*/ d // e | f"), ["echo", "http://x", "a//b", "d"]);
  const { comments } = read("echo http://x a//b /*c*/ d // e | f\n");
  assertEquals(comments.map(({ kind, text }) => [kind, text]), [["block", "/*c*/"], ["line", "// e | f"]]);
});

Deno.test("pipes connect commands, and bind tighter than '&&', and that tighter than '||'", () => {
  assertEquals(outlines("a | b |* c |+ d"), ["(((<a> | <b>) |* <c>) |+ <d>);"]);
  assertEquals(outlines("a && b | c || d && e"), ["((<a> && (<b> | <c>)) || (<d> && <e>));"]);
  assertEquals(outlines("a|b&&c||d"), ["(((<a> | <b>) && <c>) || <d>);"]);
});

Deno.test("pipes of bare words are no Binary", () => {
  const pipe = command("a |* b");
  if (pipe.type !== "Pipe") throw new Error("It is no pipe");
  assertEquals([pipe.operator, pipe.operatorSpan, pipe.fanOut], ["|*", { start: 2, end: 4 }, false]);
});

Deno.test("a line break continues the command behind a connecting operator, comments included", () => {
  for (const operator of ["|", "|*", "|+", "&&", "||"]) {
    assertEquals(outlines(`a ${operator} // first\n\n  /* x */ b; c`), [`(<a> ${operator} <b>);`, "<c>;"]);
  }
});

Deno.test("redirections belong to their command, wherever they stand among its words", () => {
  assertEquals(outlines("a x > f y < g | b >> h"), ["(((<a x y> > f) < g) | (<b> >> h));"]);
  assertEquals(errors("> f echo a"), ["ARIA-008 >"]);
});

Deno.test("a number is a stream's where it follows a blank and touches the operator", () => {
  assertEquals(outlines("a 2> f 3>>g 4< h 0<i 10> j"), ["(((((<a> 2> f) 3>> g) 4< h) 0< i) 10> j);"]);
  assertEquals(outlines("echo 3 > f"), ["(<echo 3> > f);"]);
  assertEquals(outlines("echo a3>f"), ["(<echo a3> > f);"]);
  assertEquals(outlines("echo a>f"), ["(<echo a> > f);"]);
});

Deno.test("an output can go where another one goes", () => {
  assertEquals(outlines("a > f 2>&1 | b"), ["(((<a> > f) 2>&1) | <b>);"]);
  const duplicate = command("a 2>&1");
  if (duplicate.type !== "Duplicate") throw new Error("It is no duplicate");
  assertEquals([duplicate.from.value, duplicate.to.value, duplicate.operatorSpan], [2n, 1n, { start: 2, end: 6 }]);
});

Deno.test("a redirection's target is one word of any pieces", () => {
  assertEquals(outlines('a > "x y"&{z}.txt 2> ~/log'), ['((<a> > "x y"·&{z}·.txt) 2> ~/log);']);
});

Deno.test("'&' at the end runs the command in the background", () => {
  assertEquals(outlines("a | b &\nc& ; { d & }"), ["(<a> | <b>) &;", "<c> &;", "{<d> &;}"]);
});

Deno.test("a statement of bare words can be a body", () => {
  assertEquals(outlines("if (x) ls -l\nelse pwd\nwhile (y) echo a; defer rm x"), [
    "if x <ls -l>; else <pwd>;",
    "while y <echo a>;",
    "defer <rm x>;",
  ]);
});

Deno.test("spans cover what was written", () => {
  const text = "  ls -la > f 2>&1 | wc ; x";
  const [statement] = statements(text);
  if (statement?.type !== "ExpressionStatement" || statement.expression.type !== "Pipe")
    throw new Error("It is no pipe");
  const pipe = statement.expression;
  const spans = [statement, pipe, pipe.left, pipe.right[0]!].map(({ span }) => text.slice(span.start, span.end));
  assertEquals(spans, ["ls -la > f 2>&1 | wc ;", "ls -la > f 2>&1 | wc", "ls -la > f 2>&1", "wc"]);
});

Deno.test("a '$' in bare text is warned of where it looks like a variable", () => {
  assertEquals(warnings("echo $HOME ${x} $1 $? '$y' \"$z\" \\$a b$ 5$"), [
    "warning ARIA-015 $HOME",
    "warning ARIA-015 ${x}",
    "warning ARIA-015 $1",
    "warning ARIA-015 $?",
  ]);
});

Deno.test("the help for a '$' names what was meant", () => {
  const helps = read("int8:v; echo $v $HOME $1 $0 $@ $? $$ $!").diagnostics.list().map(({ help }) => help);
  assertEquals(helps, [
    "write &{v}",
    "write &{HOME} for a variable, &{ENV.HOME} for one of the environment",
    "write &{ARGS[0]}",
    "write &{ARG0}",
    "write &{ARGS}",
    "write &{STATUS}",
    "write &{PID}",
    "write &{LASTPID}",
  ]);
});

Deno.test("a word that begins with '#' is warned of", () => {
  assertEquals(warnings("echo a # b"), ["warning ARIA-019 #"]);
  assertEquals(warnings("echo a#b '#' \\#"), []);
});

Deno.test("brackets and blocks cannot stand among words", () => {
  assertEquals(errors("echo x (a; b); echo c"), ["ARIA-022 ("]);
  assertEquals(errors("echo a); echo b"), ["ARIA-022 )"]);
  assertEquals(errors("cd x || { echo no; exit 1; }\necho b"), ["ARIA-022 {"]);
  assertEquals(errors("echo $(date | wc) b; echo c"), ["ARIA-022 ("]);
});

Deno.test("redirections of other shells are answered with ours", () => {
  const cases = {
    "a &> f": ["&>", "write > f 2>&1"],
    "a &>> f": ["&>>", "write >> f 2>&1"],
    "a |& b": ["|&", "write 2>&1 |"],
    "a >&2": [">&", "write 1>&2"],
    "a 2>&-": [">&-", "a stream is not closed so"],
    "a >| f": [">|", "write >"],
    "a <> f": ["<>", "write < or >"],
  };
  for (const [text, [at, mend]] of Object.entries(cases)) {
    const [diagnostic, ...more] = read(`${text}; b`).diagnostics.list();
    assertEquals([diagnostic?.code, more.length], ["ARIA-016", 0], text);
    assertEquals(text.slice(diagnostic!.span.start, diagnostic!.span.end), at);
    assertEquals(`${diagnostic!.message} ${diagnostic!.help}`.includes(mend!), true, text);
  }
  assertEquals(errors("a << END; b"), ["ARIA-016 <<"]);
  assertEquals(errors("a 2>&x; b"), ["ARIA-016 2>&"]);
});

Deno.test("a missing command or file is told where it should stand", () => {
  assertEquals(errors("a | ; b"), ["ARIA-008 ;"]);
  assertEquals(errors("a && | b"), ["ARIA-008 |"]);
  assertEquals(errors("a > ; b"), ["ARIA-008 ;"]);
  assertEquals(errors("a > | b"), ["ARIA-008 |"]);
  assertEquals(errors("a & b; c"), ["ARIA-008 b"]);
  assertEquals(errors("a |"), ["ARIA-028 |"]);
  assertEquals(errors("{ a && }"), ["ARIA-008 }"]);
});

Deno.test("an error in a word does not hide the next command", () => {
  assertEquals(read("echo &{1 + } x; echo y\necho z").program.body.length, 2);
  assertEquals(errors('echo "a &{) + 1} b" c; echo &{(}; d'), ["ARIA-008 )", "ARIA-008 }"]);
  assertEquals(errors("echo it's\necho b"), ["ARIA-002 '"]);
});

Deno.test("wordPieces() takes patterns and text apart", () => {
  assertEquals(wordPieces("a*b?.[a-c]x", true), [
    { kind: "text", text: "a" },
    { kind: "glob", pattern: "*" },
    { kind: "text", text: "b" },
    { kind: "glob", pattern: "?" },
    { kind: "text", text: "." },
    { kind: "glob", pattern: "[a-c]" },
    { kind: "text", text: "x" },
  ]);
  assertEquals(wordPieces("**/*", true), [
    { kind: "glob", pattern: "**" },
    { kind: "text", text: "/" },
    { kind: "glob", pattern: "*" },
  ]);
});

Deno.test("wordPieces() reads sets that hold brackets, and leaves a '[' alone that nothing closes", () => {
  assertEquals(wordPieces("[]a]", true), [{ kind: "glob", pattern: "[]a]" }]);
  assertEquals(wordPieces("[!]a]", true), [{ kind: "glob", pattern: "[!]a]" }]);
  assertEquals(wordPieces("a[1", true), [{ kind: "text", text: "a[1" }]);
  assertEquals(wordPieces("[]", true), [{ kind: "text", text: "[]" }]);
});

Deno.test("wordPieces() takes what is quoted as text", () => {
  assertEquals(wordPieces("\\*\\?\\[a\\]\\~\\\\", true), [{ kind: "text", text: "*?[a]~\\" }]);
  assertEquals(wordPieces("a\\😀b\\\nc\\\r\nd", true), [{ kind: "text", text: "a😀bcd" }]);
});

Deno.test("wordPieces() knows the home directory at a word's start only", () => {
  assertEquals(wordPieces("~", true), [{ kind: "home" }]);
  assertEquals(wordPieces("~/x", true), [{ kind: "home" }, { kind: "text", text: "/x" }]);
  assertEquals(wordPieces("~/*", true).at(-1), { kind: "glob", pattern: "*" });
  assertEquals(wordPieces("~/x", false), [{ kind: "text", text: "~/x" }]);
  assertEquals(wordPieces("~", true, false), [{ kind: "text", text: "~" }]);
  assertEquals(wordPieces("~x a~".slice(0, 2), true), [{ kind: "text", text: "~x" }]);
  assertEquals(wordPieces("\\~/x", true), [{ kind: "text", text: "~/x" }]);
});
