/**
 * Bare-word commands: their words, and what stands in them.
 *
 * @module
 */

import { BUILTINS } from "../builtins/table.ts";
import type { BareCommand, Interpolation, Word, WordPart } from "../syntax/ast.ts";
import { wordPieces } from "../syntax/word_pieces.ts";
import { COMMAND, STRING, type Type } from "../types/types.ts";
import { type Context, NOTHING } from "./context.ts";
import { convert, describe, isNumber, mend, present } from "./conversions.ts";
import { plainText } from "./settings.ts";
import { strict, warnOfNil } from "./texts.ts";
import type { Expr, WordNode, WordPartNode } from "./tree.ts";

/** `ls -la &{folder}` */
export function bareCommand(context: Context, node: BareCommand): Expr {
  warnOfFunction(context, node);
  const words = node.words.map((word) => wordOf(context, word, true));
  const shape = { stages: [{ wired: new Map() }], fanOut: false };
  return { op: "words", type: { ...COMMAND, shape }, words, place: context.place(node.span) };
}

/** Built-in functions whose names are those of usual programs as well. */
const ALSO_PROGRAMS: ReadonlySet<string> = new Set(["sort", "split", "join", "env", "sleep", "sum", "cd"]);

/** Warns of `print "a"`: that is a program, not the function. */
function warnOfFunction(context: Context, { words: [first, ...others] }: BareCommand): void {
  const [second] = others;
  const name = first && plainText(first);
  if (!first || !name || !second || !BUILTINS.has(name) || ALSO_PROGRAMS.has(name)) return;
  if (name !== "print" && !isQuoted(second)) return;
  const help = `write ${name}(${others.map((word) => asArgument(context, word)).join(", ")});`;
  context.warn("ARIA-204", `'${name}' is run as a program here, it is not the function`, first.span, help);
}

function isQuoted({ parts: [part] }: Word): boolean {
  return part?.type === "StringLiteral" || part?.type === "Template";
}

/** A word as the argument that it was probably meant to be. */
function asArgument(context: Context, word: Word): string {
  const text = plainText(word);
  const isValue = text === null || isQuoted(word) || context.scope.find(text) !== undefined || /^[0-9]/.test(text);
  return isValue ? context.shown(word.span) : `"${text}"`;
}

/** A word; where only one is wanted, an array in it is an error. */
export function wordOf(context: Context, word: Word, mayBeMany: boolean): WordNode {
  const [only] = word.parts;
  if (mayBeMany && word.parts.length === 1 && only?.type === "Interpolation") {
    return { op: "word", parts: [alone(context, only)], place: context.place(word.span) };
  }
  const last = word.parts.length - 1;
  const parts = word.parts.flatMap((part, index) => partOf(context, part, index === 0, index === last));
  return { op: "word", parts, place: context.place(word.span) };
}

function partOf(context: Context, part: WordPart, isFirst: boolean, isLast: boolean): readonly WordPartNode[] {
  switch (part.type) {
    case "WordText":
      return wordPieces(part.text, isFirst, isLast);
    case "StringLiteral":
      if (part.value.includes("\0")) context.error("ARIA-161", "a NUL cannot be given to a program", part.span);
      return [{ kind: "text", text: part.value }];
    case "Template": {
      const value = context.expression(part);
      const values = value.op === "text" ? value.parts.filter((each) => typeof each !== "string") : [];
      for (const [index, each] of values.entries()) warnOfNil(context, each, part.expressions[index]!);
      return [{ kind: "value", value: strict(value) }];
    }
    case "Interpolation":
      return [{ kind: "value", value: interpolated(context, part, context.expression(part.expression)) }];
  }
}

/** `&{e}` that is a whole word: an array is as many words as it has strings. */
function alone(context: Context, part: Interpolation): WordPartNode {
  const node = part.expression;
  const value = present(context.expression(node), context.place(node.span));
  const { type } = value;
  if (type.kind === "array" && (type.element.kind === "string" || type.element.kind === "path")) {
    return { kind: "spread", value };
  }
  return { kind: "value", value: interpolated(context, part, value) };
}

function interpolated(context: Context, part: Interpolation, checked: Expr): Expr {
  const node = part.expression;
  const place = context.place(part.span);
  const value = present(checked, place);
  const { type } = value;
  if (type.kind === "unknown") return NOTHING;
  if (type.kind === "string" || type.kind === "path") return strict(convert(value, type, place) ?? value);
  if (type.kind === "dyn") return { op: "convert", how: "word", type: STRING, operand: value, place };
  if (hasWord(type)) return { op: "text", type: STRING, parts: [value], strict: true, place };
  const message = `a word takes a string, Path, number or bool, but this is ${describe(value, node)}`;
  const code = type.kind === "result" ? "ARIA-121" : type.kind === "optional" ? "ARIA-122" : "ARIA-162";
  return context.wrong(code, message, node.span, arrayHelp(type) ?? mend(context, value, node, STRING));
}

function hasWord(type: Type): boolean {
  return isNumber(type) || type.kind === "bool";
}

function arrayHelp(type: Type): string | undefined {
  if (type.kind !== "array") return undefined;
  return type.element.kind === "string" || type.element.kind === "path"
    ? "let it be a word of its own"
    : "make its elements strings";
}
