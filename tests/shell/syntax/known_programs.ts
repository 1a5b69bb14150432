/**
 * The programs that the project contains: its `.aria` files, the examples in its documents, and the lists and texts in
 * its tests that are programs.
 *
 * @module
 */

import { parse } from "../../../src/shell/syntax/parser.ts";
import { Source } from "../../../src/shell/syntax/source.ts";
import { projectFiles, ROOT } from "../../../tools/files.ts";

/** A program and where it is from. */
export interface KnownProgram {
  readonly name: string;
  readonly text: string;
}

/** The `.aria` files. */
export function ariaFiles(): KnownProgram[] {
  return projectFiles([".aria"]).map((name) => ({ name, text: textOf(name) }));
}

/** Every program without syntax errors. */
export function knownPrograms(): KnownProgram[] {
  const documents = projectFiles([".md"]).flatMap((name) => numbered(name, fences(textOf(name))));
  const transcripts = projectFiles([".aria.txt"]).flatMap((name) => numbered(name, cases(textOf(name))));
  const tests = projectFiles(["_test.ts"]).filter((name) => name.startsWith("tests/shell/"))
    .flatMap((name) => numbered(name, literals(textOf(name))));
  const listed = projectFiles([".txt"]).filter((name) => name.startsWith("tests/shell/eval/programs/"))
    .flatMap((name) => numbered(name, items(textOf(name))));
  return [...ariaFiles(), ...documents, ...transcripts, ...tests, ...listed].filter(({ name, text }) => {
    return parse(new Source(name, text)).diagnostics.count === 0;
  });
}

function textOf(path: string): string {
  return Deno.readTextFileSync(`${ROOT}/${path}`);
}

function numbered(file: string, texts: readonly string[]): KnownProgram[] {
  return texts.map((text, index) => ({ name: `${file} ${index + 1}`, text }));
}

/** The programs of a document. */
function fences(markdown: string): string[] {
  return [...markdown.matchAll(/^```aria.*\n([^]*?)^```$/gm)].map(([, program]) => program!);
}

/** The programs of a list for the evaluator. */
function items(list: string): string[] {
  return list.split(/^# .*\n/m).slice(1).map((text) => text.replaceAll(/^(?:> .*|exit \d+)\n/gm, ""));
}

/** The programs of a file of transcripts. */
function cases(transcripts: string): string[] {
  return transcripts.split(/^### .*\n/m).slice(1).map((text) => text.split(/^=== /m)[0]!);
}

/** The strings of a TypeScript file that look like statements, as they are written there. */
function literals(code: string): string[] {
  const strings = code.matchAll(/'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\$]|\\.)*)`/g);
  return [...strings].map(([, single, double, template]) => single ?? double ?? template ?? "")
    .filter((text) => /[;|(]/.test(text));
}
