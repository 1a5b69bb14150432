/**
 * From the type that an expression has to the type that its place wants.
 *
 * @module
 */

import type { Expression } from "../syntax/ast.ts";
import { CAPTURED, RUN } from "../types/records.ts";
import { DYN, optionalOf, resultOf, type Type, UNKNOWN } from "../types/types.ts";
import { describeType, sameType, typeText } from "../values/mod.ts";
import type { CheckCode } from "./codes.ts";
import { type Context, NOTHING } from "./context.ts";
import type { Expr, Place, Variable } from "./tree.ts";

/** Checks an expression for a place of a type; `subject` says what wants it: `'x' is declared as int8`. */
export function valueFor(context: Context, node: Expression, target: Type, subject: string): Expr {
  return fit(context, context.expression(node, target), node, target, subject);
}

/** An expression as a value of `target`; one that cannot be that is reported. */
export function fit(context: Context, expr: Expr, node: Expression, target: Type, subject: string): Expr {
  const place = context.place(node.span);
  const converted = convert(expr, target, place);
  if (converted && !isImpossibleName(converted)) return converted;
  if (converted) return context.wrong("ARIA-161", "the name of a file holds no NUL", node.span);
  const value = present(expr, place);
  const message = `${subject}, but this is ${describe(value, node)}`;
  return context.wrong(codeOf(value.type, target), message, node.span, mend(context, value, node, target));
}

/** An expression as a value of `target`, or null where that cannot be. */
export function convert(expr: Expr, target: Type, place: Place): Expr | null {
  const from = expr.type;
  if (isFree(from) || isFree(target)) return expr;
  if (target.kind === "dyn") return from.kind === "dyn" ? expr : box(expr, place);
  if (from.kind === "dyn")
    return canUnbox(target)
      ? { op: "convert", how: "unbox", type: target, operand: expr, place }
      : null;
  if (from.kind === "optional" && target.kind !== "optional") {
    return isUncertain(expr) ? convert(present(expr, place), target, place) : null;
  }
  switch (target.kind) {
    case "optional":
      return toOptional(expr, target, place);
    case "command":
      return from.kind === "command" && !(target.single && isPipeline(from)) ? expr : null;
    case "result":
      return toResult(expr, target.value, place);
    case "error":
      return from.kind === "error" ? expr : from.kind === "nil" ? retyped(expr, target) : null;
    case "path":
      return from.kind === "path" ? expr : from.kind === "string" && isText(expr) ? retyped(expr, target) : null;
    case "array":
      if (from.kind !== "array" || !sameType(from.element, target.element)) return null;
      return target.length === null || target.length === from.length ? expr : null;
    case "function":
      return from.kind === "function" && (target.signature === null || sameType(from, target)) ? expr : null;
    default:
      return sameType(from, target) ? expr : null;
  }
}

/** What has an error, or never comes to be, fits everywhere. */
function isFree(type: Type): boolean {
  return type.kind === "unknown" || type.kind === "never";
}

function toOptional(expr: Expr, target: Extract<Type, { kind: "optional" }>, place: Place): Expr | null {
  if (expr.type.kind === "nil") return retyped(expr, target);
  if (expr.type.kind === "optional") return sameType(expr.type, target) ? expr : null;
  const inner = convert(expr, target.inner, place);
  return inner && retyped(inner, target);
}

/** A result whose value becomes one of another type; a command is run for it. */
function toResult(expr: Expr, value: Type, place: Place): Expr | null {
  const result = expr.type.kind === "command" ? execute(expr, place) : expr;
  if (result.type.kind !== "result") return null;
  if (sameType(result.type.value, value)) return result;
  const variable = newVariable("value", result.type.value);
  const body = convert({ op: "variable", type: variable.type, variable }, value, place);
  return body && { op: "chain", type: resultOf(value), result, variable, body };
}

/** A command, run and waited for: a result, of which `test` takes only the truth. */
export function execute(command: Expr, place: Place, how: "run" | "test" = "run"): Expr {
  return { op: "execute", how, type: resultOf(RUN), command: placed(command, place), place };
}

/** A command where it is used: one of a variable fails here, and not where it was made. */
export function placed(command: Expr, place: Place): Expr {
  if (command.op !== "variable") return command;
  return { op: "placed", type: command.type, command, name: command.variable.name, place };
}

/** A result, a command's by running it; null of anything else. */
export function asResult(expr: Expr, place: Place, how: "run" | "test" = "run"): Expr | null {
  if (expr.type.kind === "command") return execute(expr, place, how);
  return expr.type.kind === "result" ? expr : null;
}

/** Constants and values that are the same at run time, under another type. */
export function retyped(expr: Expr, type: Type): Expr {
  return { ...expr, type } as Expr;
}

function isText(expr: Expr): boolean {
  return expr.op === "constant" && typeof expr.value === "string";
}

/** A literal as the name of a file that no system has. */
function isImpossibleName(expr: Expr): boolean {
  const type = expr.type.kind === "optional" ? expr.type.inner : expr.type;
  return type.kind === "path" && expr.op === "constant" && String(expr.value).includes("\0");
}

/** To `dyn`; null of what must not be mistaken for its value, or is none. */
function box(operand: Expr, place: Place): Expr | null {
  return canBox(operand.type) ? { op: "convert", how: "box", type: DYN, operand, place } : null;
}

function canBox(type: Type): boolean {
  return !["result", "stream", "namespace"].includes(type.kind);
}

function canUnbox(type: Type): boolean {
  return !["result", "stream", "namespace", "range"].includes(type.kind);
}

/** Whether this can be NIL only because a result failed, or did not: `r.val`, `r.err.code`. */
function isUncertain(expr: Expr): boolean {
  return expr.op === "val" || expr.op === "errorField";
}

/** `r.val` and `r.err.code` where a value is needed: NIL stops the program there. */
export function present(expr: Expr, place: Place): Expr {
  if (!isUncertain(expr) || expr.type.kind !== "optional") return expr;
  const operand = box(expr, place);
  return operand ? { op: "convert", how: "unbox", type: expr.type.inner, operand, place } : expr;
}

/** A variable that the program does not name. */
export function newVariable(name: string, type: Type): Variable {
  return { name, type, isGlobal: false, isAssigned: false };
}

/** The type that holds the values of both; null where there is none. */
export function unify(a: Type, b: Type): Type | null {
  if (isFree(a)) return b;
  if (isFree(b)) return a;
  if (a.kind === "dyn" || b.kind === "dyn") return canBox(a) && canBox(b) ? DYN : null;
  if (a.kind === "command" && b.kind === "command") return a.shape === b.shape ? a : { kind: "command", shape: null };
  if (sameType(a, b)) return a;
  if (a.kind === "nil") return nilOr(b);
  if (b.kind === "nil") return nilOr(a);
  if (a.kind === "optional" || b.kind === "optional") {
    const inner = unify(a.kind === "optional" ? a.inner : a, b.kind === "optional" ? b.inner : b);
    return inner && optionalOf(inner);
  }
  if (a.kind === "array" && b.kind === "array" && sameType(a.element, b.element)) return { ...a, length: null };
  if (a.kind === "function" && b.kind === "function") return { kind: "function", signature: null };
  if (a.kind === "result" && b.kind === "result") return resultOf(unify(a.value, b.value) ?? DYN);
  return null;
}

function nilOr(type: Type): Type | null {
  if (type.kind === "error") return type;
  return canBox(type) && type.kind !== "command" ? optionalOf(type) : null;
}

/** Two expressions as values of one type; reported where there is none. */
export function unified(
  context: Context,
  [a, b]: readonly [Expr, Expr],
  [left, right]: readonly [Expression, Expression],
  message: (left: string, right: string) => string,
): readonly [Expr, Expr, Type] {
  const type = unify(a.type, b.type);
  const [first, second] = type
    ? [convert(a, type, context.place(left.span)), convert(b, type, context.place(right.span))]
    : [];
  if (type && first && second) return [first, second, type];
  const text = message(describe(a, left), describe(b, right));
  const help = isNumber(a.type) && rank(a.type) < rank(b.type)
    ? mend(context, a, left, b.type)
    : mend(context, b, right, a.type);
  context.error("ARIA-129", text, right.span, help);
  return [NOTHING, NOTHING, UNKNOWN];
}

/** The higher, the better a number is made one of that type: wide ones, floats before TBB before integers. */
export function rank(type: Type): number {
  const kinds = { float: 3000, tbb: 2000, integer: 1000 };
  return type.kind === "float" || type.kind === "tbb" || type.kind === "integer" ? kinds[type.kind] + type.bits : 0;
}

/** Whether a command is known to have several stages. */
export function isPipeline(type: Type): boolean {
  return type.kind === "command" && type.shape !== null && type.shape.stages.length > 1;
}

/** A value as messages speak of it: `a string`, `an integer`. */
export function describe(expr: Expr, node?: Expression): string {
  if (node?.type === "IntegerLiteral" && node.suffix === null) return "an integer";
  if (node?.type === "FloatLiteral" && node.suffix === null) return "a float";
  const { type } = expr;
  if (type.kind === "command") return isPipeline(type) ? "a pipeline" : "a command";
  if (type.kind === "array" && type.element.kind === "string") return "an array of strings";
  if (type.kind === "function") return type.signature ? `a function ${typeText(type)}` : "a function";
  return describeType(type);
}

function codeOf(from: Type, target: Type): CheckCode {
  if (from.kind === "result" && target.kind !== "result") return "ARIA-121";
  if (from.kind === "optional" && target.kind !== "optional") return "ARIA-122";
  return "ARIA-120";
}

const PRINT_HELP = 'print() writes to stdout: write write_file("…", …) or append_file("…", …)';

/** How an operand gets to be one of `target`: a result's value is taken in brackets, since '?' binds loosely. */
export function mendOperand(context: Context, expr: Expr, node: Expression, target: Type): string | undefined {
  if (expr.op === "builtin" && expr.builtin.name === "print") return PRINT_HELP;
  if (expr.type.kind === "result") return `take its value in brackets: (${context.shown(node.span)}?)`;
  if (expr.type.kind === "optional") return `say what it is when it is NIL: (${context.shown(node.span)} ?? …)`;
  return mend(context, expr, node, target);
}

/** How a value of another type gets to be one of `target`, where that is plain. */
export function mend(context: Context, expr: Expr, node: Expression, target: Type): string | undefined {
  const from = expr.type;
  const text = context.shown(node.span);
  if (target.kind === "bool" && isOutcome(from)) return `write ${text}.err == NULL`;
  if (from.kind === "result" && from.value === CAPTURED && target.kind === "string") return `write ${text}?.text()`;
  if (from.kind === "result") return `add '?' to take its value: ${text}?`;
  if (from.kind === "optional") return `say what it is when it is NIL: ${text} ?? …`;
  if (from.kind === "command") return ofCommand(from, text, target);
  if (target.kind === "optional") return mend(context, expr, node, target.inner);
  if (target.kind === "string" || target.kind === "path") return toText(node, from, text, target);
  if (isNumber(target)) return toNumber(node, from, text, target);
  if (target.kind === "buffer" && from.kind === "string") return `write buffer(${text})`;
  if (target.kind === "array" && sameType(from, target.element)) return `write [${text}]`;
  if (target.kind === "bool") return toBool(from, node, text);
  return undefined;
}

/** A command, or a result whose value is no bool. */
function isOutcome(type: Type): boolean {
  return type.kind === "command" || (type.kind === "result" && type.value.kind !== "bool");
}

function toNumber(node: Expression, from: Type, text: string, target: Type): string | undefined {
  const name = typeText(target);
  if (isNumber(from)) return `write ${name}(${text})`;
  if (from.kind !== "string") return undefined;
  if (node.type === "StringLiteral") return /^-?[0-9][0-9_.]*$/.test(node.value) ? `write ${node.value}` : undefined;
  const read = target.kind === "float" ? `flt(${text})?` : `int(${text})?`;
  return name === "int64" || name === "flt64" ? `write ${read}` : `write ${name}(${read})`;
}

function toText(node: Expression, from: Type, text: string, target: Type): string | undefined {
  if (target.kind === "path" && from.kind === "string") return `write Path(${text})`;
  if (node.type === "IntegerLiteral" || node.type === "FloatLiteral") return `write "${node.text}"`;
  return isNumber(from) || ["bool", "path", "buffer", "error"].includes(from.kind)
    ? `write string(${text})`
    : undefined;
}

function ofCommand(from: Type, text: string, target: Type): string | undefined {
  if (target.kind === "string" || target.kind === "dyn") return `write capture(${text})?.stdout`;
  return target.kind === "command" && isPipeline(from) ? "say 'pipeline' where 'command' is declared" : undefined;
}

/** How a value becomes a condition. */
export function toBool(from: Type, node: Expression, text: string): string | undefined {
  const operand = LOOSE.has(node.type) ? `(${text})` : text;
  if (isNumber(from)) return `write ${operand} != 0`;
  switch (from.kind) {
    case "string":
      return `write ${operand} != ""`;
    case "array":
    case "buffer":
    case "object":
      return `write len(${text}) > 0`;
    case "optional":
    case "error":
      return `write ${operand} != NIL`;
    default:
      return undefined;
  }
}

/** Expressions that need brackets to be an operand. */
const LOOSE: ReadonlySet<Expression["type"]> = new Set(["Binary", "Unwrap", "Is", "Range"]);

/** Integers, floats and TBB numbers. */
export function isNumber(type: Type): boolean {
  return type.kind === "integer" || type.kind === "float" || type.kind === "tbb";
}
