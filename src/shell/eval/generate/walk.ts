/**
 * Goes through the nodes of a checked tree without knowing each kind.
 *
 * @module
 */

import type { Expr, FunctionNode, Stmt } from "../../check/tree.ts";

/** A node: a statement, an expression, or a word. */
export type Node = Stmt | Expr;

/** What a node refers to, in contrast to what it consists of. */
const REFERENCES = new Set([
  "type",
  "types",
  "place",
  "variable",
  "counter",
  "subject",
  "builtin",
  "overload",
  "pick",
  "definition",
]);

/** Calls `visit` for each node that stands directly in this one; a function's body does not stand in it. */
export function eachChild(node: object, visit: (child: Node) => void): void {
  for (const [key, value] of Object.entries(node)) {
    if (!REFERENCES.has(key) && typeof value === "object" && value !== null) eachNode(value, visit);
  }
}

function eachNode(value: object, visit: (child: Node) => void): void {
  if (isNode(value)) visit(value);
  else if (Array.isArray(value)) value.forEach((item) => typeof item === "object" && item && eachNode(item, visit));
  else if (isPart(value)) eachChild(value, visit);
}

/** Statements and expressions have an `op`; so has a word, and what may stand behind `?`, which only hold others. */
function isNode(value: object): value is Node {
  return "op" in value && value.op !== "word" && value.op !== "leave";
}

/** A word, a part of a word, an arm, a target: what holds nodes and is none. */
function isPart(value: object): boolean {
  return "op" in value || "kind" in value || "test" in value;
}

/** The functions that stand directly in this node, to be called later or at once. */
export function definitionOf(node: Node): FunctionNode | null {
  return node.op === "lambda" || node.op === "function" ? node.definition : null;
}

/** Whether some node of these, or within them, fits; bodies of functions are not looked at. */
export function contains(nodes: readonly Node[], fits: (node: Node) => boolean): boolean {
  return nodes.some((node) => {
    if (fits(node)) return true;
    let found = false;
    eachChild(node, (child) => {
      found ||= contains([child], fits);
    });
    return found;
  });
}
