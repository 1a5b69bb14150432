/**
 * The syntax tree as JSON can hold it, for `--ast` and for tools.
 *
 * @module
 */

import type { TemplateText, TypeSuffix } from "./ast.ts";
import type { Code } from "./codes.ts";
import type { Severity } from "./diagnostics.ts";
import type { Parsed } from "./parser.ts";
import { suffixText } from "./printer_types.ts";
import type { Source, Span } from "./source.ts";
import { Places } from "./tree_places.ts";

/** Where something stands. Lines and columns count from 1, columns in code points; the end is behind it. */
export interface Location {
  readonly line: number;
  readonly col: number;
  readonly endLine: number;
  readonly endCol: number;
}

/** A node: the fields of the tree's node, its span as `loc`, integers as their digits. */
export interface TreeNode {
  readonly type: string;
  readonly loc: Location;
  readonly [field: string]: TreeValue;
}

/** What a field of a node holds. */
export type TreeValue = string | number | boolean | null | Location | TreeNode | readonly TreeValue[];

/** A diagnostic, and where. */
export interface TreeDiagnostic extends Location {
  readonly severity: Severity;
  readonly code: Code;
  readonly message: string;
  /** The name of the source. */
  readonly file: string;
  readonly help: string | null;
}

/** A program. */
export interface Tree {
  readonly type: "Program";
  /** Of this form. */
  readonly version: 1;
  readonly loc: Location;
  readonly body: readonly TreeNode[];
  readonly diagnostics: readonly TreeDiagnostic[];
}

/** The tree of a program. The texts of a template, and what stands behind a type's name, are lists of strings. */
export function treeOf({ program, diagnostics }: Parsed, source: Source): Tree {
  const places = new Places(source.text);
  return {
    type: "Program",
    version: 1,
    loc: places.of(program.span),
    body: program.body.map((node) => nodeOf(node, places)),
    diagnostics: diagnostics.list().map(({ severity, code, message, span, help }) => {
      return { severity, code, message, file: source.name, ...places.of(span), help: help ?? null };
    }),
  };
}

/** Any node of the syntax tree. */
interface SyntaxNode {
  readonly type: string;
  readonly span: Span;
}

function nodeOf(node: SyntaxNode, places: Places): TreeNode {
  const { type, span, ...fields } = node;
  const result: Record<string, TreeValue> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (!name.endsWith("Span")) result[name] = valueOf(name, value, places);
  }
  return { type, loc: places.of(span), ...result };
}

function valueOf(name: string, value: unknown, places: Places): TreeValue {
  if (name === "suffixes") return (value as readonly TypeSuffix[]).map(suffixText);
  if (name === "texts") return (value as readonly TemplateText[]).map(({ text }) => text);
  if (Array.isArray(value)) return value.map((item) => valueOf("", item, places));
  if (typeof value === "bigint") return String(value);
  return typeof value === "object" && value !== null
    ? nodeOf(value as SyntaxNode, places)
    : value as string | number | boolean | null;
}
