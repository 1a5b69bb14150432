/**
 * Assignments.
 *
 * @module
 */

import type { Assignment, Binary, Expression } from "../syntax/ast.ts";
import { DYN, STRING, type Type } from "../types/types.ts";
import { typeText } from "../values/mod.ts";
import { type Context, NO_STATEMENT } from "./context.ts";
import { asResult, convert, fit, isNumber, isPipeline, present, valueFor } from "./conversions.ts";
import { combined } from "./operators.ts";
import { targetOf } from "./targets.ts";
import { textOf } from "./texts.ts";
import type { ArithmeticOperator, Expr, Place, Stmt, Target } from "./tree.ts";

/** `target = value`, `target += value`, `_ = value`. */
export function assignment(context: Context, node: Assignment): Stmt {
  const { target, operator, value } = node;
  if (target.type === "Identifier" && target.name === "_" && operator === "=" && !context.scope.find("_")) {
    return { op: "drop", value: dropped(context, context.expression(value), value) };
  }
  const checked = targetOf(context, target, () => operator === "=" ? declarationOf(context, node) : undefined);
  if (!checked) {
    context.expression(value);
    return NO_STATEMENT;
  }
  if (operator === "=") {
    const fitted = valueFor(context, value, checked.type, subjectOf(context, target, checked));
    return { op: "assign", target: checked, operator: null, value: fitted, place: context.place(node.span) };
  }
  return changed(context, node, checked);
}

/** Types that no declaration has. */
const NAMELESS: ReadonlySet<Type["kind"]> = new Set(["range", "stream", "namespace", "nil", "never", "unknown"]);

/** Types that are declared by another word than the one that shows them. */
const WORDS: Readonly<Record<string, string>> = { command: "command", function: "func" };

/** How a name is declared that was meant to be by its first assignment, as other languages have it. */
function declarationOf(context: Context, { target, value }: Assignment): string | undefined {
  const type = context.attempt(() => context.expression(value))?.type;
  if (!type) return undefined;
  const inside = type.kind === "result" ? type.value : type;
  const name = nameOf(inside) ?? (inside === type ? undefined : "result");
  if (name === undefined) return undefined;
  const unwrap = inside === type || name === "result" ? "" : "?";
  return `to declare it, write ${name}:${context.text(target.span)} = …${unwrap}`;
}

/** A type as a declaration names it; undefined of one that has no name. */
function nameOf(type: Type): string | undefined {
  if (isPipeline(type)) return "pipeline";
  return isNameless(type) ? undefined : WORDS[type.kind] ?? typeText(type);
}

function isNameless(type: Type): boolean {
  switch (type.kind) {
    case "array":
      return isNameless(type.element);
    case "optional":
      return isNameless(type.inner);
    case "record":
      return !type.declared;
    default:
      return NAMELESS.has(type.kind);
  }
}

function subjectOf(context: Context, node: Expression, target: Target): string {
  return `'${context.text(node.span)}' is ${target.kind === "variable" ? "declared as " : ""}${typeText(target.type)}`;
}

/** What `ignore(…)` and `_ =` drop: a command runs. */
export function dropped(context: Context, expr: Expr, node: Expression): Expr {
  return asResult(expr, context.place(node.span)) ?? expr;
}

/** `target += value` and its kin. */
function changed(context: Context, node: Assignment, target: Target): Stmt {
  const { type } = target;
  if (type.kind === "dyn") return changedOpenly(context, node, target);
  const value = present(context.expression(node.value, type), context.place(node.value.span));
  if (type.kind === "unknown" || value.type.kind === "unknown") return NO_STATEMENT;
  const operator = node.operator.slice(0, -1) as ArithmeticOperator;
  if (type.kind === "optional") {
    const text = context.shown(node.target.span);
    context.error("ARIA-122", `'${text}' may be NIL`, node.target.span, `write ${text} = (${text} ?? …) ${operator} …`);
    return NO_STATEMENT;
  }
  const place = context.place(node.span);
  if (type.kind === "string" && operator === "+") {
    return { op: "assign", target, operator, value: asText(context, value, node), place };
  }
  const result = combined(context, asBinary(node, operator), { op: "zero", type }, unboxed(value, type, context, node));
  if (result.op === "arithmetic") return { op: "assign", target, operator, value: result.right, place };
  fit(context, result, node.value, type, subjectOf(context, node.target, target));
  return NO_STATEMENT;
}

function asText(context: Context, value: Expr, node: Assignment): Expr {
  const part = textOf(context, value, node.value);
  if (part.type.kind === "string") return part;
  return { op: "text", type: STRING, parts: [part], strict: false, place: context.place(node.span) };
}

/** A `dyn` is taken as the number that its target is. */
function unboxed(value: Expr, type: Type, context: Context, node: Assignment): Expr {
  return value.type.kind === "dyn" && isNumber(type)
    ? convert(value, type, context.place(node.value.span)) ?? value
    : value;
}

/** A `dyn`: it is read, computed with and assigned. */
function changedOpenly(context: Context, node: Assignment, target: Target): Stmt {
  const operator = node.operator.slice(0, -1) as ArithmeticOperator;
  const place = context.place(node.span);
  const value = context.expression(node.value);
  const left = readOf(target, place);
  if (!left) {
    const text = context.shown(node.target.span);
    context.error(
      "ARIA-149",
      "this dyn cannot be changed in one step",
      node.target.span,
      `write ${text} = ${text} ${operator} …`,
    );
    return NO_STATEMENT;
  }
  const result = combined(context, asBinary(node, operator), left, value);
  const fitted = fit(context, result, node.value, DYN, `'${context.shown(node.target.span)}' is dyn`);
  return { op: "assign", target, operator: null, value: fitted, place };
}

/** A target as a value; null where reading it might do more than reading. */
function readOf(target: Target, place: Place): Expr | null {
  const { type } = target;
  switch (target.kind) {
    case "variable":
      return { op: "variable", type, variable: target.variable };
    case "key": {
      const { object, key } = target;
      return isStill(object) && isStill(key) ? { op: "key", type, object, key, optional: false, place } : null;
    }
    case "element": {
      const { array: object, index } = target;
      return isStill(object) && isStill(index) ? { op: "element", type, object, index, place } : null;
    }
    case "field": {
      const { object, name } = target;
      return isStill(object) ? { op: "field", type, object, name, optional: false } : null;
    }
    case "environment":
      return null;
  }
}

/** Whether an expression only reads, so that it may be evaluated twice. */
function isStill(expr: Expr): boolean {
  switch (expr.op) {
    case "constant":
    case "variable":
    case "given":
      return true;
    case "field":
      return isStill(expr.object);
    case "key":
      return isStill(expr.object) && isStill(expr.key);
    case "element":
      return isStill(expr.object) && isStill(expr.index);
    case "convert":
      return isStill(expr.operand);
    case "arithmetic":
      return isStill(expr.left) && isStill(expr.right);
    default:
      return false;
  }
}

function asBinary({ target, value, span, operatorSpan }: Assignment, operator: ArithmeticOperator): Binary {
  return { type: "Binary", span, left: target, operator, operatorSpan, right: value };
}
