/**
 * The settings of the shell, and the check of `set`.
 *
 * @module
 */

import type { BareCommand, Word } from "../syntax/ast.ts";
import { nearest } from "../syntax/nearest.ts";
import { join, type Span } from "../syntax/source.ts";
import { type Context, NO_STATEMENT } from "./context.ts";
import type { Stmt } from "./tree.ts";

/** What a setting can be. */
export interface Setting {
  /** Its usual value; its type is the setting's. Of `errexit` it is that of scripts. */
  readonly usual: boolean | number | string;
  /** What it may be, where not every value of the type may. */
  readonly takes?: { readonly test: (value: boolean | number | string) => boolean; readonly words: string };
}

/** Every setting by its name. */
export const SETTINGS: Readonly<Record<string, Setting>> = {
  errexit: { usual: true },
  strict_pipe: { usual: false },
  sticky_errors: { usual: true },
  stddbg: {
    usual: "ring",
    takes: { test: (value) => /^(ring|show|file:.+)$/s.test(String(value)), words: '"ring", "show" or "file:PATH"' },
  },
  stddato_notice: { usual: true },
  trace: { usual: false },
  edit_mode: {
    usual: "run",
    takes: { test: (value) => value === "run" || value === "edit", words: '"run" or "edit"' },
  },
  indent: { usual: 4 },
  esc_ms: { usual: 50 },
  highlight: { usual: true },
  suggest: { usual: true },
  banner: { usual: true },
  history_size: { usual: 10000 },
  history_save: { usual: true },
  history_secrets: { usual: false },
  notify: { usual: false },
  exit_warning: { usual: true },
};

/** The settings that `set` or `set NAME` shows; null of anything else. */
export function shownSettings({ words }: BareCommand): readonly string[] | null {
  if (words.length === 1) return Object.keys(SETTINGS).sort();
  const name = words.length === 2 ? plainText(words[1]!) : null;
  return name && Object.hasOwn(SETTINGS, name) ? [name] : null;
}

/** `set NAME = VALUE` */
export function setting(context: Context, node: BareCommand): Stmt {
  const given = assigned(context, node);
  if (!given) return NO_STATEMENT;
  const { name, value, span } = given;
  const known = Object.hasOwn(SETTINGS, name) ? SETTINGS[name]! : null;
  if (!known) {
    unknownSetting(context, name, span);
    return NO_STATEMENT;
  }
  const constant = constantOf(value);
  const isOfType = typeof constant === typeof known.usual && (typeof constant !== "number" || constant >= 0);
  if (constant !== null && isOfType && (known.takes?.test(constant) ?? true))
    return { op: "set", name, value: constant };
  const wanted = known.takes?.words ?? WORDS[typeof known.usual as keyof typeof WORDS];
  context.error(
    "ARIA-170",
    `the setting '${name}' must be ${wanted}`,
    value.span,
    `write set ${name} = ${meantBy(value) ?? exampleOf(known)}`,
  );
  return NO_STATEMENT;

  /** What words of other languages stand for. */
  function meantBy(word: Word): string | undefined {
    return typeof known!.usual === "boolean" ? FLAGS.get(String(constantOf(word) ?? plainText(word))) : undefined;
  }
}

/** Truth in other words. */
const FLAGS: ReadonlyMap<string, string> = new Map([
  ...["true", "yes", "on", "1"].map((word) => [word, "true"] as const),
  ...["false", "no", "off", "0"].map((word) => [word, "false"] as const),
]);

function unknownSetting(context: Context, name: string, span: Span): void {
  const near = nearest(name, Object.keys(SETTINGS));
  context.error("ARIA-169", `there is no setting '${name}'`, span, near && `did you mean '${near}'?`);
}

const WORDS = { boolean: "true or false", number: "an integer from 0", string: "a string" };

function exampleOf({ usual }: Setting): string {
  return typeof usual === "string" ? `"${usual}"` : String(usual);
}

/** A word as a value; null of one that is no constant. */
function constantOf({ parts }: Word): boolean | number | string | null {
  const [part, ...more] = parts;
  if (!part || more.length > 0) return null;
  if (part.type === "StringLiteral") return part.value;
  if (part.type !== "WordText") return null;
  if (part.text === "true" || part.text === "false") return part.text === "true";
  return /^[0-9]+$/.test(part.text) ? Number(part.text) : null;
}

interface Assigned {
  readonly name: string;
  readonly value: Word;
  /** Of the name. */
  readonly span: Span;
}

/** `NAME = VALUE` or `NAME=VALUE` behind `set`; null (and reported) where that is not there. */
function assigned(context: Context, { words, span }: BareCommand): Assigned | null {
  const found = assignmentIn(words.slice(1));
  if (found) return found;
  const name = words[1] && plainText(words[1]);
  const known = name && Object.hasOwn(SETTINGS, name) ? SETTINGS[name]! : null;
  if (name && !known && words.length === 2) unknownSetting(context, name, words[1]!.span);
  else {
    const value = words.length === 3 ? context.text(words[2]!.span) : known && exampleOf(known);
    const help = known ? `write set ${name} = ${value}` : "write set NAME = VALUE";
    context.error("ARIA-168", "'set' gives one setting one value", span, help);
  }
  return null;
}

/** `NAME = word` or `NAME=word` in words; null of anything else. */
export function assignmentIn(words: readonly Word[]): Assigned | null {
  const [first, equals, value, ...more] = words;
  const name = first && plainText(first);
  if (first && name && equals && value && plainText(equals) === "=" && more.length === 0)
    return { name, value, span: first.span };
  const [part, ...parts] = first?.parts ?? [];
  if (!first || part?.type !== "WordText" || words.length !== 1) return null;
  const at = part.text.indexOf("=");
  if (at <= 0) return null;
  const rest = part.text.slice(at + 1);
  const start = part.span.start + at + 1;
  const tail = rest === "" ? [] : [{ type: "WordText", span: { start, end: part.span.end }, text: rest } as const];
  const span = { start: part.span.start, end: part.span.start + at };
  return {
    name: part.text.slice(0, at),
    value: { type: "Word", span: join({ start, end: start }, first.span), parts: [...tail, ...parts] },
    span,
  };
}

/** The text of a word that is bare text alone. */
export function plainText({ parts }: Word): string | null {
  const [part] = parts;
  return parts.length === 1 && part?.type === "WordText" ? part.text : null;
}
