/**
 * The syntax tree as `--ast` writes it.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { parse } from "../../../src/shell/syntax/parser.ts";
import { print } from "../../../src/shell/syntax/printer.ts";
import { Source } from "../../../src/shell/syntax/source.ts";
import { type Location, type Tree, treeOf } from "../../../src/shell/syntax/tree.ts";
import { ariaFiles, knownPrograms } from "./known_programs.ts";

/** The tree, by the way of JSON. */
function tree(text: string): Tree {
  const source = new Source("t.aria", text);
  return JSON.parse(JSON.stringify(treeOf(parse(source), source)));
}

/** A node or what should be one. */
type Found = Record<string, unknown> & { loc: Location };

/** Calls `look` with every object in a tree but the places, and the object around it. */
function walk(value: unknown, look: (node: Found, around: Found) => void, around = value as Found): void {
  if (Array.isArray(value)) value.forEach((item) => walk(item, look, around));
  if (typeof value !== "object" || value === null || Array.isArray(value)) return;
  look(value as Found, around);
  for (const [name, field] of Object.entries(value)) {
    if (name !== "loc" && name !== "diagnostics") walk(field, look, value as Found);
  }
}

/** The text from a place to another, found the slow way. */
function slice(text: string, { line, col, endLine, endCol }: Location): string {
  const lines = text.split("\n").map((one) => [...one]);
  if (line === endLine) return lines[line - 1]!.slice(col - 1, endCol - 1).join("");
  const between = lines.slice(line, endLine - 1).map((one) => one.join(""));
  return [lines[line - 1]!.slice(col - 1).join(""), ...between, lines[endLine - 1]!.slice(0, endCol - 1).join("")]
    .join("\n");
}

/** A tree without places, as text. */
function withoutPlaces(value: Tree): string {
  return JSON.stringify(value, (name, field) => name === "loc" ? undefined : field);
}

Deno.test("the tree of a program has its nodes with their places", () => {
  assertEquals(tree("x =\n  12;"), {
    type: "Program",
    version: 1,
    loc: { line: 1, col: 1, endLine: 2, endCol: 6 },
    body: [{
      type: "Assignment",
      loc: { line: 1, col: 1, endLine: 2, endCol: 6 },
      target: { type: "Identifier", loc: { line: 1, col: 1, endLine: 1, endCol: 2 }, name: "x" },
      operator: "=",
      value: {
        type: "IntegerLiteral",
        loc: { line: 2, col: 3, endLine: 2, endCol: 5 },
        text: "12",
        value: "12",
        suffix: null,
      },
    }],
    diagnostics: [],
  });
});

Deno.test("integers are strings of digits, however large", () => {
  const [statement] = tree("x = 0xffffffffffffffff;").body;
  assertEquals((statement!.value as unknown as Record<string, unknown>).value, "18446744073709551615");
});

Deno.test("texts of templates and what stands behind a type's name are strings", () => {
  const [declaration] = tree("string[4]?:s = `a\\n &{b} c`;").body;
  assertEquals((declaration!.valueType as unknown as Record<string, unknown>).suffixes, ["[4]", "?"]);
  assertEquals((declaration!.value as unknown as Record<string, unknown>).texts, ["a\\n ", " c"]);
});

Deno.test("columns count code points, also behind characters of two units", () => {
  const text = 'print("😀é", "漢");\nprint("😀", x);';
  const identifiers: string[] = [];
  walk(tree(text), (node) => {
    if (node.type === "Identifier" || node.type === "StringLiteral") identifiers.push(slice(text, node.loc));
  });
  assertEquals(identifiers, ["print", '"😀é"', '"漢"', "print", '"😀"', "x"]);
});

Deno.test("a program with errors has a tree of the rest, and the errors", () => {
  const { body, diagnostics } = tree("print(1);\nx = ;\nx = 2;\n");
  assertEquals(body.map(({ type }) => type), ["ExpressionStatement", "Assignment"]);
  const [{ code, message, help, ...rest }] = diagnostics as [Tree["diagnostics"][number]];
  assertEquals(rest, { severity: "error", file: "t.aria", line: 2, col: 5, endLine: 2, endCol: 6 });
  assert(/^ARIA-0\d\d$/.test(code) && message !== "" && (help === null || help !== ""));
});

Deno.test("every node of every program has a type, and a place inside of that of the node around it", () => {
  for (const { name, text } of knownPrograms()) {
    walk(tree(text), ({ type, loc }, around) => {
      assert(typeof type === "string", `${name}: a node without a type in ${JSON.stringify(around)}`);
      const { line, col, endLine, endCol } = loc;
      const places = [[around.loc.line, around.loc.col], [line, col], [endLine, endCol], [
        around.loc.endLine,
        around.loc.endCol,
      ]];
      assertEquals(places.toSorted(byPlace), places, `${name}: ${type} in ${around.type}`);
    });
  }
});

function byPlace([line, col]: number[], [otherLine, otherCol]: number[]): number {
  return line! - otherLine! || col! - otherCol!;
}

Deno.test("the tree of every .aria file is the same before and after printing, but for the places", () => {
  for (const { name, text } of ariaFiles()) {
    const source = new Source(name, text);
    assertEquals(withoutPlaces(tree(print(parse(source), source))), withoutPlaces(tree(text)), name);
  }
});
