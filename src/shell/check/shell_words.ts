/**
 * Bare words that are carried out by the shell itself: `set`, `export`, `unset`, `cd`, `pwd`, `exit`, `source`,
 * `help`.
 *
 * @module
 */

import { BUILTINS } from "../builtins/table.ts";
import type { BareCommand, Expression, Redirect, Word } from "../syntax/ast.ts";
import { nearest } from "../syntax/nearest.ts";
import { wordPieces } from "../syntax/word_pieces.ts";
import { INT64, NIL, optionalOf, STRING, type Type } from "../types/types.ts";
import type { Argument } from "./arguments.ts";
import { callBuiltin } from "./builtin_calls.ts";
import { type Context, NO_STATEMENT, NOTHING } from "./context.ts";
import { convert } from "./conversions.ts";
import { helpOf, helpTopics } from "./help.ts";
import { checkExitCode, leaving } from "./leaving.ts";
import { identifier } from "./names.ts";
import { assignmentIn, plainText, setting, shownSettings } from "./settings.ts";
import type { Expr, Stmt } from "./tree.ts";
import { bareCommand, wordOf } from "./words.ts";

/** Names of what the shell carries out itself, and cannot be a part of a pipeline. */
const OF_THE_SHELL: ReadonlySet<string> = new Set(["set", "export", "unset", "cd", "exit", "source", "help"]);

/** What the shell itself carries out; null of a program. */
export function shellName(node: { readonly type: string }): string | null {
  if (node.type !== "BareCommand") return null;
  const [first] = (node as BareCommand).words;
  const name = first && plainText(first);
  return name && OF_THE_SHELL.has(name) ? name : null;
}

/** A bare-word command as a statement; null where it is like any other expression. */
export function shellStatement(context: Context, node: BareCommand): Stmt | null {
  const word = shellName(node) ?? (node.words.length === 1 ? plainText(node.words[0]!) : null);
  const statement = word && carriedOut(context, node, word);
  if (!statement || statement === NO_STATEMENT) return statement || null;
  return { op: "block", body: [{ op: "trace", word, place: context.place(node.span) }, statement] };
}

function carriedOut(context: Context, node: BareCommand, word: string): Stmt | null {
  const text = shownText(context, node, word);
  if (text) return text === NOTHING ? NO_STATEMENT : printed(context, node, text);
  switch (word) {
    case "set":
      return setting(context, node);
    case "export":
      return exported(context, node);
    case "unset":
      return unset(context, node);
    case "pwd":
      return printed(context, node, built(context, "cwd", [], node));
    case "cd":
      return changed(context, node);
    default:
      return null;
  }
}

/** What a bare-word command shows that changes nothing; null of any other. */
function shownText(context: Context, node: BareCommand, word: string): Expr | null {
  switch (word) {
    case "set": {
      const settings = shownSettings(node);
      return settings && { op: "listing", type: STRING, settings };
    }
    case "export":
      return node.words.length === 1 ? { op: "listing", type: STRING, settings: null } : null;
    case "help":
      return help(context, node);
    default:
      return null;
  }
}

/** What `export` alone and `help` print, where that goes to a program or a file; null of any other expression. */
export function shownLines(context: Context, node: Expression): Expr | null {
  const word = shellName(node);
  const text = word && word !== "set" && shownText(context, node as BareCommand, word);
  if (!text || text === NOTHING) return text || null;
  const place = context.place(node.span);
  const value: Expr = { op: "text", type: STRING, parts: [text, "\n"], strict: false, place };
  return { op: "traced", type: STRING, word, value, place };
}

/** `export > "variables.txt"`: the shell itself writes the file. */
export function showIn(context: Context, node: Omit<Redirect, "type">, lines: Expr): Expr {
  const { command, operator, stream, target } = node;
  const number = stream ? Number(stream.value) : 1;
  if (operator === "<" || number !== 1) {
    const help = "it prints on stdout: write > or >> and a file";
    return context.wrong("ARIA-168", "this cannot be wired so", node.operatorSpan, help);
  }
  if (target.type === "Word" && hasPattern(target)) {
    return context.wrong("ARIA-168", "a pattern names no file here", target.span, "quote it, or write the file's name");
  }
  const file = target.type === "Word" ? textOfWord(context, target) : context.expression(target, STRING);
  if (!file || lines === NOTHING) return NOTHING;
  const values = [argumentOf(target, file), argumentOf(command, lines)];
  return built(context, operator === ">" ? "write_file" : "append_file", values, command);
}

/** A bare-word command as an expression. */
export function shellCommand(context: Context, node: BareCommand): Expr {
  const name = shellName(node);
  switch (name) {
    case null:
      return bareCommand(context, node);
    case "cd":
      return changeTo(context, node) ?? NOTHING;
    case "exit":
      return exit(context, node);
    case "source":
      return context.wrong("ARIA-167", "'source' is for the prompt", node.span, 'write use "./file.aria".*;');
    default:
      return context.wrong("ARIA-167", `'${name}' is a statement of its own`, node.span);
  }
}

/** A call of a built-in function. */
function built(context: Context, name: string, values: readonly Argument[], node: Expression): Expr {
  return callBuiltin(context, BUILTINS.get(name)!, { arguments: values, span: node.span });
}

/** `help`, `help topic` */
function help(context: Context, node: BareCommand): Expr {
  const [first, word, ...more] = node.words;
  const topic = word ? plainText(word) : null;
  const text = more.length > 0 || (word && topic === null) ? undefined : helpOf(topic);
  if (text !== undefined) return { op: "constant", type: STRING, value: text };
  const near = topic && nearest(topic, helpTopics());
  const mend = near ? `did you mean '${near}'?` : "'help' alone says how to go on";
  return context.wrong("ARIA-168", "there is no help for this", word?.span ?? first!.span, mend);
}

function printed(context: Context, node: BareCommand, value: Expr): Stmt {
  const place = context.place(node.span);
  return { op: "do", value: built(context, "print", [argumentOf(node.words[0]!, value)], node), place };
}

/** A checked expression as an argument: what was written has no literal's freedom. */
function argumentOf({ span }: Word | Expression, expr: Expr): Argument {
  return { node: { type: "Identifier", span, name: "" }, expr };
}

/** `cd folder`; `cd -` says where it went. */
function changed(context: Context, node: BareCommand): Stmt {
  const value = changeTo(context, node);
  if (!value) return NO_STATEMENT;
  const change: Stmt = { op: "do", value, place: context.place(node.span) };
  const isBack = node.words.length === 2 && plainText(node.words[1]!) === "-";
  return isBack ? { op: "block", body: [change, printed(context, node, built(context, "cwd", [], node))] } : change;
}

function changeTo(context: Context, node: BareCommand): Expr | null {
  const [first, folder, ...more] = node.words;
  const last = more.at(-1);
  if (folder && last) {
    const help = `quote it: cd "${context.text({ start: folder.span.start, end: last.span.end })}"`;
    context.error("ARIA-168", "'cd' goes to one directory", node.span, help);
    return null;
  }
  const target = !folder
    ? environment("HOME")
    : plainText(folder) === "-"
    ? environment("OLDPWD")
    : textOfWord(context, folder);
  return target && built(context, "cd", [argumentOf(folder ?? first!, target)], node);
}

/** A variable of the environment that must be set. */
function environment(name: string): Expr {
  return { op: "environment", type: STRING, name, isNeeded: true };
}

/** A word as one string; null (and reported) where that cannot be. */
function textOfWord(context: Context, word: Word): Expr | null {
  const parts: Array<string | Expr> = [];
  const last = word.parts.length - 1;
  for (const [index, part] of word.parts.entries()) {
    if (part.type !== "WordText") {
      const [checked] = wordOf(context, { ...word, parts: [{ ...part }] }, false).parts;
      if (checked?.kind === "text") parts.push(checked.text);
      else if (checked?.kind === "value") parts.push(checked.value);
      continue;
    }
    for (const piece of wordPieces(part.text, index === 0, index === last)) {
      if (piece.kind === "home") parts.push(environment("HOME"));
      else parts.push(piece.kind === "text" ? piece.text : piece.pattern);
    }
  }
  if (parts.every((part) => typeof part === "string")) return { op: "constant", type: STRING, value: parts.join("") };
  return { op: "text", type: STRING, parts, strict: true, place: context.place(word.span) };
}

function hasPattern({ parts }: Word): boolean {
  const last = parts.length - 1;
  return parts.some((part, index) =>
    part.type === "WordText" &&
    wordPieces(part.text, index === 0, index === last).some(({ kind }) => kind === "glob")
  );
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** `export NAME = word`, `export NAME=word`, `export NAME` of a string variable. */
function exported(context: Context, node: BareCommand): Stmt {
  const words = node.words.slice(1);
  const given = assignmentIn(words);
  if (given) {
    if (!isName(context, given.name, given.span)) return NO_STATEMENT;
    const value = textOfWord(context, given.value);
    return value ? assignEnvironment(context, given.name, value, node) : NO_STATEMENT;
  }
  const [word, ...more] = words;
  const name = word && plainText(word);
  if (!word || !name || more.length > 0) {
    context.error("ARIA-168", "'export' needs a name and one word", node.span, 'write export NAME = "value"');
    return NO_STATEMENT;
  }
  if (!isName(context, name, word.span)) return NO_STATEMENT;
  const value = identifier(context, { type: "Identifier", span: word.span, name });
  const text = convert(value, STRING, context.place(word.span));
  if (text) return assignEnvironment(context, name, text, node);
  context.error(
    "ARIA-168",
    `'export' takes variables of type string, but '${name}' is not one`,
    word.span,
    `write ENV.${name} = string(${name});`,
  );
  return NO_STATEMENT;
}

function isName(context: Context, name: string, span: Word["span"]): boolean {
  if (NAME.test(name)) return true;
  context.error("ARIA-168", `'${name}' cannot be the name of a variable`, span);
  return false;
}

/** `unset NAME…` */
function unset(context: Context, node: BareCommand): Stmt {
  const words = node.words.slice(1);
  if (words.length === 0) context.error("ARIA-168", "'unset' needs a name", node.span, "write unset NAME");
  const body = words.map((word) => {
    const name = plainText(word);
    if (name === null) {
      context.error("ARIA-168", "'unset' takes plain names", word.span);
      return NO_STATEMENT;
    }
    return isName(context, name, word.span)
      ? assignEnvironment(context, name, { op: "constant", type: NIL, value: null }, node)
      : NO_STATEMENT;
  });
  return { op: "block", body };
}

function assignEnvironment(context: Context, name: string, text: Expr, node: BareCommand): Stmt {
  const type: Type = optionalOf(STRING);
  const place = context.place(node.span);
  return {
    op: "assign",
    target: { kind: "environment", name, type },
    operator: null,
    value: convert(text, type, place)!,
    place,
  };
}

/** `exit 3` behind `&&` or `||`. */
function exit(context: Context, node: BareCommand): Expr {
  const place = context.place(node.span);
  const [, word, ...more] = node.words;
  if (more.length > 0) return context.wrong("ARIA-168", "'exit' takes one code", node.span);
  let code: Expr | null = null;
  if (word) {
    const text = plainText(word);
    if (!text || !/^[0-9]+$/.test(text)) return context.wrong("ARIA-168", "'exit' takes a number here", word.span);
    code = { op: "constant", type: INT64, value: Number(text) };
    if (!checkExitCode(context, code, word.span)) return NOTHING;
  }
  return leaving({ op: "exit", code, place });
}
