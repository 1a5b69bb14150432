/**
 * Expressions: which rule checks which.
 *
 * @module
 */

import type { Binary, Expression } from "../syntax/ast.ts";
import { BOOL, NIL, type Type } from "../types/types.ts";
import { call, chain } from "./calls.ts";
import { duplicate, pipe, pipeBinary, redirect, redirectBinary } from "./commands.ts";
import { comparison } from "./comparisons.ts";
import { choice, logic, not } from "./conditions.ts";
import { type Context, NOTHING } from "./context.ts";
import { lambda } from "./functions.ts";
import { index } from "./indexing.ts";
import { array, float, integer, isFlexible, object, sticky, template, text } from "./literals.ts";
import { member } from "./members.ts";
import { identifier } from "./names.ts";
import { arithmetic, postfix, range, unary } from "./operators.ts";
import { coalesce, unwrap } from "./results.ts";
import { shellCommand } from "./shell_words.ts";
import type { Expr } from "./tree.ts";

/** Checks an expression; `expected` is the type of its place, which literals take. */
export function expression(context: Context, node: Expression, expected: Type | null): Expr {
  switch (node.type) {
    case "IntegerLiteral":
      return integer(context, node, expected, 1n, node.span);
    case "FloatLiteral":
      return float(context, node, expected, 1, node.span);
    case "StringLiteral":
      return text(node);
    case "Template":
      return template(context, node);
    case "BooleanLiteral":
      return { op: "constant", type: BOOL, value: node.value };
    case "NilLiteral":
      return { op: "constant", type: NIL, value: null };
    case "ErrLiteral":
      return sticky(context, node.span, expected);
    case "ArrayLiteral":
      return array(context, node, expected);
    case "ObjectLiteral":
      return object(context, node, expected);
    case "Identifier":
      return identifier(context, node);
    case "Dollar":
      return counter(context, node);
    case "Unary":
      return node.operator === "!" ? not(context, node) : unary(context, node, expected);
    case "Postfix":
      return postfix(context, node);
    case "Binary":
      return binary(context, node, expected);
    case "Range":
      return range(context, node, expected);
    case "Is":
      return choice(context, node, expected);
    case "Unwrap":
      return unwrap(context, node);
    case "Call":
      return call(context, node);
    case "Member":
      return member(context, node);
    case "Index":
      return index(context, node);
    case "Lambda":
      return lambda(context, node);
    case "Redirect":
      return redirect(context, node);
    case "Duplicate":
      return duplicate(context, node);
    case "Pipe":
      return pipe(context, node);
    case "BareCommand":
      return shellCommand(context, node);
  }
}

/** `$` */
function counter(context: Context, node: Expression): Expr {
  const variable = context.scope.findCounter();
  if (variable) return { op: "variable", type: variable.type, variable };
  return context.wrong("ARIA-148", "'$' is the counter of a 'loop' or 'till', and here is none", node.span);
}

function binary(context: Context, node: Binary, expected: Type | null): Expr {
  switch (node.operator) {
    case "&&":
    case "||":
      return logic(context, node);
    case "|>":
    case "<|":
      return chain(context, node);
    case "??":
      return coalesce(context, node, expected);
    case "==":
    case "!=":
    case "<=":
    case ">=":
    case "<=>":
      return comparison(context, node, expected);
    case "<":
    case ">":
    case ">>":
    case "|":
      return byLeft(context, node, expected);
    default:
      return arithmetic(context, node, expected);
  }
}

/** Operators that connect or redirect commands, and mean something else of numbers. */
function byLeft(context: Context, node: Binary, expected: Type | null): Expr {
  const { operator, right } = node;
  const left = isFlexible(node.left) ? null : context.expression(node.left);
  if (operator === "|") return bar(context, node, expected, left);
  if (left?.type.kind === "command") return redirectBinary(context, node, left);
  if (left?.type.kind === "unknown") {
    context.expression(right);
    return NOTHING;
  }
  return operator === ">>" ? arithmetic(context, node, expected, [left]) : comparison(context, node, expected, [left]);
}

/** `|`: a pipe if a command stands on either side. */
function bar(context: Context, node: Binary, expected: Type | null, left: Expr | null): Expr {
  if (left?.type.kind === "command") return pipeBinary(context, node, left, null);
  if (isFlexible(node.right)) return arithmetic(context, node, expected, [left]);
  const right = context.expression(node.right);
  if (right.type.kind === "command" || isCommandList(right.type)) {
    return pipeBinary(context, node, left ?? context.expression(node.left), right);
  }
  if (left?.type.kind === "unknown" || right.type.kind === "unknown") return NOTHING;
  return arithmetic(context, node, expected, [left, right]);
}

function isCommandList(type: Type): boolean {
  return type.kind === "array" && type.element.kind === "command";
}
