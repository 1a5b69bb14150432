/**
 * The editor's grammar beside the language's own lexer and parser, over the programs of the project: strings,
 * comments, keywords, types and numbers are coloured as what they are, and nothing is coloured past its end.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import type { BareCommand } from "../../src/shell/syntax/ast.ts";
import { Lexer } from "../../src/shell/syntax/lexer.ts";
import { parse, type Parsed } from "../../src/shell/syntax/parser.ts";
import { Source, type Span } from "../../src/shell/syntax/source.ts";
import { knownPrograms } from "../shell/syntax/known_programs.ts";
import { loadAriaGrammar, scopesOf } from "./grammar.ts";

const grammar = await loadAriaGrammar();

/** What the grammar is tried with: programs as people write them. */
const programs = knownPrograms().filter(({ name }) => !name.includes("_test.ts")).map(({ name, text }) => {
  const source = new Source(name, text);
  return { name, text, source, parsed: parse(source), scopes: scopesOf(grammar, text) };
});

/** Any node of the tree. */
interface Node {
  readonly type: string;
  readonly span: Span;
}

/** The nodes of these types. */
function nodes(value: unknown, ...types: string[]): Node[] {
  if (Array.isArray(value)) return value.flatMap((item) => nodes(item, ...types));
  if (typeof value !== "object" || value === null) return [];
  const found = Object.values(value).flatMap((field) => nodes(field, ...types));
  return "type" in value && types.includes(value.type as string) ? [value as Node, ...found] : found;
}

/** Where a literal stands without the brackets around it. */
function withoutBrackets({ start, end }: Span, text: string): Span {
  while (/[(\s]/.test(text[start]!)) start++;
  while (/[)\s]/.test(text[end - 1]!)) end--;
  return { start, end };
}

/** What a character is, by its scopes: `string` or `comment` if one of them is, else the innermost one. */
function kindOf(names: readonly string[]): string {
  const inner = names.slice(names.findLastIndex((name) => name.startsWith("meta.interpolation")) + 1);
  return inner.find((name) => /^(string|comment)\b/.test(name)) ?? inner.at(-1) ?? "";
}

/** Fails unless the character at an offset is coloured as one of these. */
function assertKind({ source, scopes, name }: typeof programs[number], offset: number, kind: RegExp): void {
  const { line, column } = source.position(offset);
  const names = scopes[offset]!;
  assert(
    kind.test(kindOf(names)),
    `${name}: column ${column} of\n${source.line(line)}\nis ${names.join(" ")}, not ${kind}`,
  );
}

function assertKinds(program: typeof programs[number], { start, end }: Span, kind: RegExp): void {
  for (let offset = start; offset < end; offset++) {
    if (program.text[offset] !== "\n") assertKind(program, offset, kind);
  }
}

/** The keywords of expression mode; those that are names of members, and what stands in words, are none. */
function keywordsOf({ program }: Parsed, source: Source): Span[] {
  const words = nodes(program, "Word").map(({ span }) => span);
  const names = new Set(nodes(program, "Identifier").map(({ span }) => span.start));
  const found: Span[] = [];
  const lexer = new Lexer(source);
  for (let token = lexer.next(); token.kind !== "end"; token = lexer.next()) {
    const word = words.find(({ start, end }) => start <= token.span.start && token.span.start < end);
    if (word) lexer.moveTo(word.end, lexer.nesting);
    else if (token.kind === "keyword" && !names.has(token.span.start)) found.push(token.span);
  }
  return found;
}

Deno.test("the grammar is tried with many programs", () => {
  assert(programs.length > 100, `only ${programs.length} programs`);
});

Deno.test("comments are coloured as comments, and nothing else is", () => {
  for (const program of programs) {
    const inside = new Set<number>();
    for (const { span } of program.parsed.comments) {
      assertKinds(program, span, /^comment/);
      for (let offset = span.start; offset < span.end; offset++) inside.add(offset);
    }
    const shebang = program.text.startsWith("#!") ? program.text.indexOf("\n") : 0;
    for (let offset = shebang; offset < program.text.length; offset++) {
      const isEnd = program.text[offset] === "\n";
      if (!inside.has(offset) && !isEnd) assertKind(program, offset, /^(?!comment)/);
    }
  }
});

Deno.test("strings are coloured as strings, and what is interpolated is not", () => {
  for (const program of programs) {
    for (const { span } of nodes(program.parsed.program, "StringLiteral")) {
      assertKinds(program, withoutBrackets(span, program.text), /^string/);
    }
    for (const { span } of nodes(program.parsed.program, "Template")) {
      const { start, end } = withoutBrackets(span, program.text);
      assertKind(program, start, /^string/);
      assertKind(program, end - 1, /^string/);
    }
    for (const { span } of nodes(program.parsed.program, "Identifier")) {
      assertKinds(program, withoutBrackets(span, program.text), /^(?!string|comment)/);
    }
  }
});

Deno.test("keywords are coloured as keywords", () => {
  for (const program of programs) {
    for (const span of keywordsOf(program.parsed, program.source)) {
      assertKinds(program, span, /^(keyword|storage|constant\.language)\./);
    }
  }
});

Deno.test("types are coloured as types", () => {
  for (const program of programs) {
    for (const { span } of nodes(program.parsed.program, "TypeName")) {
      assertKind(program, span.start, /^(support\.type|storage\.type|entity\.name\.type|constant\.language)\b/);
    }
  }
});

Deno.test("numbers are coloured as numbers, the streams of redirections too", () => {
  for (const program of programs) {
    for (const { span } of nodes(program.parsed.program, "IntegerLiteral", "FloatLiteral")) {
      assertKinds(program, withoutBrackets(span, program.text), /^constant\.numeric\./);
    }
  }
});

Deno.test("the name of a program that arguments follow is coloured as a command", () => {
  let count = 0;
  for (const program of programs) {
    for (const { span: { start }, words } of nodes(program.parsed.program, "BareCommand") as BareCommand[]) {
      const hasWords = words.slice(1).some(({ parts: [part] }) =>
        part?.type === "WordText" && /^[a-z]/.test(part.text)
      );
      if (!hasWords || !/^[\w.\/]/.test(program.text.slice(start))) continue;
      assertKind(program, start, /^support\.function\.command/);
      count++;
    }
  }
  assert(count > 20, `only ${count} commands`);
});

Deno.test("nothing is coloured beyond the end of its statement", () => {
  for (const { name, text, parsed } of programs) {
    for (const { span } of parsed.program.body) {
      const before = `${text.slice(0, span.end)}\n`;
      const names = scopesOf(grammar, `${before}fixed`)[before.length];
      assertEquals(names, ["source.aria", "storage.modifier.aria"], `${name}, behind:\n${before}`);
    }
  }
});

Deno.test("every rule that the grammar names is there, and every one there is named", () => {
  const text = Deno.readTextFileSync(new URL("../../editors/vscode/syntaxes/aria.tmLanguage.json", import.meta.url));
  const named = new Set([...text.matchAll(/"include":\s*"#(\w+)"/g)].map(([, rule]) => rule!));
  assertEquals([...named].sort(), Object.keys(JSON.parse(text).repository).sort());
});

Deno.test("the extension names files that are there", () => {
  const folder = new URL("../../editors/vscode/", import.meta.url);
  const manifest = JSON.parse(Deno.readTextFileSync(new URL("package.json", folder)));
  const { languages: [language], grammars: [colours] } = manifest.contributes;
  for (const path of [language.configuration, colours.path, "README.md"]) {
    assert(Deno.statSync(new URL(path, folder)).isFile, path);
  }
  JSON.parse(Deno.readTextFileSync(new URL(language.configuration, folder)));
  assertEquals(colours.language, language.id);
});
