/**
 * How diagnostics are collected and shown, and the catalogue of those of the syntax.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { SYNTAX_CODES } from "../../../src/shell/syntax/codes.ts";
import { Diagnostics, DIAGNOSTICS_MAX, formatDiagnostic } from "../../../src/shell/syntax/diagnostics.ts";
import { Source, type Span } from "../../../src/shell/syntax/source.ts";
import { read } from "./outline.ts";

function format(text: string, span: Span): string {
  return formatDiagnostic(new Source("t.aria", text), { severity: "error", code: "ARIA-008", message: "bad", span });
}

Deno.test("a second error at one place is dropped, and so is a second warning", () => {
  const diagnostics = new Diagnostics();
  const span = { start: 0, end: 1 };
  diagnostics.add("ARIA-001", "first", span);
  diagnostics.add("ARIA-002", "second", span);
  diagnostics.warn("ARIA-015", "third", span);
  diagnostics.warn("ARIA-015", "fourth", span);
  diagnostics.add("ARIA-001", "fifth", { start: 0, end: 2 });
  assertEquals(diagnostics.list().map(({ message }) => message), ["first", "third", "fifth"]);
});

Deno.test("warnings do not count", () => {
  const diagnostics = new Diagnostics();
  diagnostics.warn("ARIA-015", "warning", { start: 0, end: 1 });
  assertEquals([diagnostics.count, diagnostics.list().length], [0, 1]);
  diagnostics.add("ARIA-001", "error", { start: 0, end: 1 });
  assertEquals(diagnostics.count, 1);
});

Deno.test("diagnostics are listed by their place", () => {
  const diagnostics = new Diagnostics();
  diagnostics.add("ARIA-001", "later", { start: 5, end: 6 });
  diagnostics.warn("ARIA-015", "earlier", { start: 1, end: 6 });
  assertEquals(diagnostics.list().map(({ message }) => message), ["earlier", "later"]);
});

Deno.test("a diagnostic is its place, the line, the carets and the help", () => {
  const source = new Source("t.aria", "a;\n  foo(5);\n");
  const diagnostic = { message: "no", span: { start: 9, end: 10 }, help: "do" };
  assertEquals(
    formatDiagnostic(source, { severity: "warning", code: "ARIA-015", ...diagnostic }),
    "t.aria:2:7: warning: no [ARIA-015]\n    foo(5);\n        ^\nhelp: do\n",
  );
});

Deno.test("carets stand under wide characters and behind tabs", () => {
  assertEquals(format('\trun("日本é", 5);', { start: 12, end: 13 }).split("\n")[2], `  \t${" ".repeat(13)}^`);
});

Deno.test("control characters are shown, and the carets stand under what is meant", () => {
  const source = new Source("\x1bt.aria", "a\x1b[2J \u202eb\r bad;");
  const diagnostic = { message: "'\x07' of\n\tlines", span: { start: 10, end: 13 }, help: "no \x9b" };
  assertEquals(
    formatDiagnostic(source, { severity: "error", code: "ARIA-008", ...diagnostic }),
    "\\u{1b}t.aria:1:11: error: '\\u{7}' of\n\tlines [ARIA-008]\n" +
      "  a\\u{1b}[2J \\u{202e}b\\u{d} bad;\n" +
      `  ${" ".repeat(26)}^^^\nhelp: no \\u{9b}\n`,
  );
});

Deno.test("carets end with the line, and there is always one", () => {
  assertEquals(format("ab\ncd", { start: 1, end: 5 }), "t.aria:1:2: error: bad [ARIA-008]\n  ab\n   ^\n");
  assertEquals(format("ab", { start: 2, end: 2 }), "t.aria:1:3: error: bad [ARIA-008]\n  ab\n    ^\n");
  assertEquals(format("", { start: 0, end: 0 }), "t.aria:1:1: error: bad [ARIA-008]\n  \n  ^\n");
});

Deno.test("a very long line is shown around the carets", () => {
  const [, line, carets] = format(`${"a".repeat(5000)}BAD${"c".repeat(5000)}`, { start: 5000, end: 5003 }).split("\n");
  assertEquals(line, `  …${"a".repeat(50)}BAD${"c".repeat(50)}…`);
  assertEquals(line!.slice(carets!.indexOf("^")).slice(0, 3), "BAD");
});

Deno.test("at most twenty errors are shown, and then how many more there are", () => {
  const diagnostics = read(")\n".repeat(23)).diagnostics;
  const text = diagnostics.format(new Source("t.aria", ")\n".repeat(23)));
  assertEquals(diagnostics.count, 23);
  assertEquals(text.match(/: error: /g)?.length, DIAGNOSTICS_MAX);
  assertEquals(text.split("\n").at(-2), "t.aria: 3 more errors are not shown");
});

Deno.test("warnings beyond twenty are counted apart", () => {
  const program = "echo $a\n".repeat(21) + ")";
  const text = read(program).diagnostics.format(new Source("t.aria", program));
  assertEquals(text.match(/: (error|warning): /g)?.length, 21);
  assertEquals(text.split("\n").at(-2), "t.aria: 1 more warning is not shown");
});

for (const [code, { title, example, mend }] of Object.entries(SYNTAX_CODES)) {
  Deno.test(`the example of ${code} gives it alone: ${title}`, () => {
    assertEquals(read(example).diagnostics.list().map((diagnostic) => diagnostic.code), [code]);
    assert(!title.endsWith(".") && mend.endsWith("."), "a title is no sentence, a mend is one");
  });
}
