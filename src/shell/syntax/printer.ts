/**
 * The canonical text of a program: one form for one tree, with all comments in their order.
 *
 * @module
 */

import { GIVEN_NAMES, type Parsed } from "./parser.ts";
import { CommentQueue } from "./printer_comments.ts";
import { commentPiece, sequence } from "./printer_layout.ts";
import { render } from "./printer_render.ts";
import { StatementPrinter } from "./printer_statements.ts";
import { type NameKind, Scopes } from "./scopes.ts";
import type { Source } from "./source.ts";

/**
 * Formats a program. Read again, the text gives the same tree apart from positions, and printed again the same text.
 *
 * Lines have 120 columns where they can be broken, blocks are indented by four blanks, single empty lines stay, and
 * words of commands, strings and templates stay as they were written. The text ends with one newline; that of a program
 * with nothing in it is empty.
 *
 * That it gives the same tree is not made sure of: what replaces a program is {@linkcode canonicalText}.
 *
 * @param parsed a program without errors: statements that could not be read are not printed
 * @param source the program's text
 *
 * @example
 * ```ts
 * import { parse } from "./parser.ts";
 * import { print } from "./printer.ts";
 * import { Source } from "./source.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const source = new Source("-c", "int32 x=(1+2) // three\nif(x>2){ls   -la /tmp|wc -l }");
 * assertEquals(
 *   print(parse(source), source),
 *   "int32:x = 1 + 2; // three\nif (x > 2) {\n    ls -la /tmp | wc -l;\n}\n",
 * );
 * ```
 */
export function print(parsed: Parsed, source: Source): string {
  const { program, comments } = parsed;
  const first = interpreterLine(source);
  const given = GIVEN_NAMES.map((name): [string, NameKind] => [name, "variable"]);
  const scopes = new Scopes([...given, ...foreseen(parsed)]);
  const statements = new StatementPrinter(source.text, new CommentQueue(source.text, comments), scopes);
  const body = statements.program(program, first === undefined);
  const text = render(first === undefined ? body : sequence(commentPiece([first], true, "own", false), body));
  return text === "" ? "" : `${text}\n`;
}

/** A first line `#!…`, without blanks at its end. */
export function interpreterLine({ text }: Source): string | undefined {
  return /^\ufeff?(#![^\n]*)/.exec(text)?.[1]?.trimEnd();
}

/** Functions and structs, which count from the start of the file. */
function foreseen({ program }: Parsed): [string, NameKind][] {
  return program.body.flatMap((node): [string, NameKind][] => {
    if (node.type === "FunctionDeclaration") return [[node.name.name, "function"]];
    return node.type === "StructDeclaration" ? [[node.name.name, "struct"]] : [];
  });
}
