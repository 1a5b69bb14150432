/**
 * Literals: they take their type from their place.
 *
 * @module
 */

import type {
  ArrayLiteral,
  Expression,
  FloatLiteral,
  IntegerLiteral,
  ObjectLiteral,
  StringLiteral,
  Template,
} from "../syntax/ast.ts";
import { nearest } from "../syntax/nearest.ts";
import type { Span } from "../syntax/source.ts";
import {
  arrayOf,
  type ArrayType,
  DYN,
  type FloatType,
  FLT64,
  INT64,
  type IntegerType,
  OBJECT,
  type RecordType,
  STRING,
  type TbbType,
  type Type,
} from "../types/types.ts";
import { fits, integerOf, limitsOf, StickyError, typeText } from "../values/mod.ts";
import type { Context } from "./context.ts";
import { fit, isNumber, unify, valueFor } from "./conversions.ts";
import { textOf } from "./texts.ts";
import type { Expr } from "./tree.ts";
import { simpleType } from "./type_names.ts";

/** Whether an expression takes its type from its place. */
export function isFlexible(node: Expression): boolean {
  switch (node.type) {
    case "IntegerLiteral":
    case "FloatLiteral":
      return node.suffix === null;
    case "ErrLiteral":
    case "NilLiteral":
    case "ObjectLiteral":
      return true;
    case "ArrayLiteral":
      return node.items.every(isFlexible);
    case "Unary":
      return node.operator !== "!" && isFlexible(node.operand);
    case "Binary":
      return node.operator === "<=>" ||
        (ARITHMETIC.has(node.operator) && isFlexible(node.left) && isFlexible(node.right));
    case "Range":
      return isFlexible(node.start) && isFlexible(node.end);
    case "Is":
      return isFlexible(node.then) && isFlexible(node.otherwise);
    default:
      return false;
  }
}

const ARITHMETIC: ReadonlySet<string> = new Set(["+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>"]);

/**
 * Checks expressions that are to have one type: literals take that of the others.
 *
 * @param known those that were checked already
 */
export function together(
  context: Context,
  nodes: readonly Expression[],
  expected: Type | null = null,
  known: ReadonlyArray<Expr | null> = [],
): Expr[] {
  const found = nodes.map((node, index) => isFlexible(node) ? null : known[index] ?? context.expression(node));
  let type: Type | null = null;
  for (const expr of found) type = expr && type ? unify(type, expr.type) : type ?? expr?.type ?? null;
  const exprs = nodes.map((node, index) => found[index] ?? context.expression(node, type ?? expected));
  const wanted = withoutOptional(expected);
  if (type || (wanted && isNumber(wanted))) return exprs;
  const leading = leadingType(exprs);
  if (!leading) return exprs;
  return exprs.map((expr, index) => expr.type.kind === "integer" ? context.expression(nodes[index]!, leading) : expr);
}

/** Of literals that nothing gives a type, the one that integers take: that of a float, or else that of `ERR`. */
function leadingType(exprs: readonly Expr[]): Type | undefined {
  if (exprs.some((expr) => expr.type.kind === "float")) return FLT64;
  return exprs.find((expr) => expr.type.kind === "tbb")?.type;
}

/** The type that a literal is expected to have, without its `?`. */
export function withoutOptional(expected: Type | null): Type | null {
  return expected?.kind === "optional" ? expected.inner : expected;
}

/** `5`, or with a sign before it `-5`. */
export function integer(
  context: Context,
  node: IntegerLiteral,
  expected: Type | null,
  sign: 1n | -1n,
  span: Span,
): Expr {
  const type = numberType(node.suffix === null ? withoutOptional(expected) : simpleType(node.suffix)!);
  const value = node.value * sign;
  if (type.kind === "float") return floating(context, Number(value), type, span);
  if (fits(type, value)) return { op: "constant", type, value: integerOf(value) };
  if (type.kind === "tbb") return { op: "constant", type, value: born(context, span) };
  const { lowest, highest } = limitsOf(type);
  const message = `${value} is out of the range of ${typeText(type)}`;
  return context.wrong("ARIA-123", message, span, `${typeText(type)} is ${lowest} to ${highest}`);
}

/** The type of an integer literal in a place. */
function numberType(expected: Type | null): IntegerType | TbbType | FloatType {
  switch (expected?.kind) {
    case "integer":
    case "tbb":
    case "float":
      return expected;
    default:
      return INT64;
  }
}

/** `2.5`, or with a sign before it `-2.5`. */
export function float(context: Context, node: FloatLiteral, expected: Type | null, sign: 1 | -1, span: Span): Expr {
  const wanted = node.suffix === null ? withoutOptional(expected) : simpleType(node.suffix)!;
  return floating(context, node.value * sign, wanted?.kind === "float" ? wanted : FLT64, span);
}

function floating(context: Context, value: number, type: FloatType, span: Span): Expr {
  const rounded = type.bits === 32 ? Math.fround(value) : value;
  if (Number.isFinite(rounded)) return { op: "constant", type, value: rounded };
  return context.wrong("ARIA-123", `this number is out of the range of ${typeText(type)}`, span);
}

/** `ERR`: it takes its width from its place. */
export function sticky(context: Context, span: Span, expected: Type | null): Expr {
  const wanted = withoutOptional(expected);
  const type: TbbType = wanted?.kind === "tbb" ? wanted : { kind: "tbb", bits: 64 };
  return { op: "constant", type, value: born(context, span) };
}

/** The sticky error that a literal is. */
function born(context: Context, span: Span): StickyError {
  return new StickyError(`${context.text(span)} at ${context.where(span)}`);
}

export function text(node: StringLiteral): Expr {
  return { op: "constant", type: STRING, value: node.value };
}

/** A string with interpolations. */
export function template(context: Context, node: Template): Expr {
  const parts: Array<string | Expr> = [];
  for (const [index, { value }] of node.texts.entries()) {
    if (value !== "") parts.push(value);
    const inner = node.expressions[index];
    if (inner) parts.push(textOf(context, context.expression(inner), inner));
  }
  return { op: "text", type: STRING, parts, strict: false, place: context.place(node.span) };
}

/** `[a, b]` */
export function array(context: Context, node: ArrayLiteral, expected: Type | null): Expr {
  const wanted = withoutOptional(expected);
  if (wanted?.kind === "array") return arrayFor(context, node, wanted);
  if (wanted?.kind === "dyn") return arrayFor(context, node, arrayOf(DYN));
  const items = together(context, node.items);
  const element = items.reduce<Type | null>((type, item) => type ? unify(type, item.type) ?? DYN : item.type, null) ??
    DYN;
  const subject = `an element must be ${typeText(element)}`;
  const fitted = items.map((item, index) => fit(context, item, node.items[index]!, element, subject));
  return { op: "array", type: arrayOf(element), items: fitted };
}

function arrayFor(context: Context, node: ArrayLiteral, type: ArrayType): Expr {
  if (type.length !== null && type.length !== node.items.length) {
    const message = `${typeText(type)} holds ${type.length} elements, but here are ${node.items.length}`;
    context.error("ARIA-136", message, node.span);
  }
  const subject = `an element must be ${typeText(type.element)}`;
  return { op: "array", type, items: node.items.map((item) => valueFor(context, item, type.element, subject)) };
}

/** `{name: value}` */
export function object(context: Context, node: ObjectLiteral, expected: Type | null): Expr {
  const wanted = withoutOptional(expected);
  reportTwins(context, node);
  if (wanted?.kind === "record" && wanted.declared) return structFor(context, node, wanted);
  const fields = node.fields.map(({ name, value }): readonly [string, Expr] => [
    nameOf(name),
    valueFor(context, value, DYN, "an obj holds values"),
  ]);
  return { op: "object", type: OBJECT, fields };
}

function structFor(context: Context, node: ObjectLiteral, type: RecordType): Expr {
  const given = new Map<string, Expr>();
  for (const { name, value } of node.fields) {
    const field = nameOf(name);
    const wanted = type.fields.get(field);
    if (wanted) {
      given.set(field, valueFor(context, value, wanted, `'${field}' of ${type.name} is ${typeText(wanted)}`));
    } else {
      context.expression(value);
      const near = nearest(field, type.fields.keys());
      context.error("ARIA-137", `${type.name} has no field '${field}'`, name.span, near && `did you mean '${near}'?`);
    }
  }
  const missing = [...type.fields.keys()].filter((name) => !given.has(name)).map((name) => `'${name}'`);
  if (missing.length > 0 && node.fields.every(({ name }) => type.fields.has(nameOf(name)))) {
    const what = missing.length === 1 ? "the field" : "the fields";
    context.error("ARIA-137", `this ${type.name} lacks ${what} ${missing.join(", ")}`, node.span);
  }
  return { op: "record", type, fields: [...given] };
}

function nameOf(name: ObjectLiteral["fields"][number]["name"]): string {
  return name.type === "Identifier" ? name.name : name.value;
}

function reportTwins(context: Context, node: ObjectLiteral): void {
  const seen = new Set<string>();
  for (const { name } of node.fields) {
    if (seen.has(nameOf(name))) context.error("ARIA-138", `'${nameOf(name)}' is given twice`, name.span);
    seen.add(nameOf(name));
  }
}
