/**
 * The checked tree as a short text: `(op.part child…):type`.
 *
 * @module
 */

import type { Stmt } from "../../../src/shell/check/tree.ts";
import type { Type } from "../../../src/shell/types/types.ts";
import { StickyError, typeText } from "../../../src/shell/values/mod.ts";
import { checked } from "./program.ts";

/** The statements of a program, one a line. */
export function shown(program: string): string[] {
  return checked(program).map(showStatement);
}

/** Fields that say where something stands, or that are shown in another way. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  "op",
  "type",
  "place",
  "builtin",
  "overload",
  "types",
  "isGlobal",
  "isAssigned",
  "strict",
  "pick",
  "kind",
]);

type Node = Readonly<Record<string, unknown>>;

function showStatement(stmt: Stmt): string {
  return show(stmt);
}

function show(value: unknown): string {
  if (value === null) return "NIL";
  if (value instanceof StickyError) return "ERR";
  if (Array.isArray(value)) return `[${value.map(show).join(" ")}]`;
  if (typeof value !== "object") return JSON.stringify(typeof value === "bigint" ? `${value}n` : value);
  const node = value as Node;
  if ("isAssigned" in node) return String(node.name);
  if (node.op === "constant") return `${show(node.value)}:${typeText(node.type as Type)}`;
  if (node.op === "variable") return (node.variable as { name: string }).name;
  return showNode(node);
}

function showNode(node: Node): string {
  const head = [node.op ?? node.kind, node.how, node.strict === true ? "strict" : undefined].filter(Boolean).join(".");
  const name = node.op === "builtin" ? [(node.builtin as { name: string }).name] : [];
  const children = Object.entries(node)
    .filter(([key, child]) => !LEFT_OUT.has(key) && key !== "how" && child !== undefined)
    .map(([, child]) => typeof child === "string" ? child : show(child));
  const type = node.type === undefined || node.kind !== undefined ? "" : `:${typeText(node.type as Type)}`;
  return `(${[head, ...name, ...children].join(" ")})${type}`;
}
