/**
 * Which way of calling a built-in function fits the arguments, and what its type variables stand for.
 *
 * @module
 */

import type { BuiltinParameter, BuiltinType, Overload } from "../types/builtin.ts";
import { DYN, type FunctionType, INT64, type Type } from "../types/types.ts";
import { sameType } from "../values/mod.ts";
import type { Argument } from "./arguments.ts";
import type { Context } from "./context.ts";
import { convert, isNumber, present } from "./conversions.ts";
import { isFlexible } from "./literals.ts";
import type { Expr, Place } from "./tree.ts";

/** What type variables stand for, by name. */
export type Bindings = Map<string, Type>;

/** An argument that was checked. */
export interface Checked extends Argument {
  readonly expr: Expr;
  /** It has errors, which are reported. */
  readonly isBroken: boolean;
}

/** How far an overload fits. */
export interface Match {
  readonly overload: Overload;
  readonly bindings: Bindings;
  /** The arguments that it does not take, by their numbers. */
  readonly misfits: readonly number[];
}

/** The parameter that takes argument `index`. */
export function parameterOf({ parameters }: Overload, index: number): BuiltinParameter | undefined {
  const last = parameters.at(-1);
  return parameters[index] ?? (last?.rest ? last : undefined);
}

/** The least and the largest number of arguments. */
export function countsOf({ parameters }: Overload): readonly [least: number, most: number] {
  const least = parameters.filter(({ optional, rest }) => !optional && !rest).length;
  return [least, parameters.at(-1)?.rest ? Infinity : parameters.length];
}

/** Tries an overload. Only a `loose` try takes a `dyn` for something of another type. */
export function tryOverload(context: Context, overload: Overload, given: readonly Checked[], loose: boolean): Match {
  const bindings: Bindings = new Map();
  const isFixed = given.map(({ node }) => !isFlexible(node));
  const order = [...given.keys()].sort((a, b) => rank(b) - rank(a) || a - b);
  const misfits = order.filter((index) => {
    const parameter = parameterOf(overload, index)!;
    return !(isFixed[index]
      ? fits(context, parameter, given[index]!, bindings, loose)
      : literalFits(context, parameter, given[index]!, bindings));
  });
  return { overload, bindings, misfits: misfits.sort((a, b) => a - b) };

  /** What has its type first, then literals: floats and ERR before those that may become one. */
  function rank(index: number): number {
    return isFixed[index] ? 2 : ["float", "tbb"].includes(given[index]!.expr.type.kind) ? 1 : 0;
  }
}

/** A literal takes its type from the parameter, where that is known by now. */
function literalFits(context: Context, parameter: BuiltinParameter, argument: Checked, bindings: Bindings): boolean {
  const wanted = substitute(parameter.type, bindings);
  if (wanted === null || parameter.only) return fits(context, parameter, argument, bindings, false);
  const { node } = argument;
  if (argument.isBroken) return true;
  const expr = context.attempt(() => context.expression(node, wanted));
  return expr !== null && convert(expr, wanted, context.place(node.span)) !== null;
}

function fits(
  context: Context,
  parameter: BuiltinParameter,
  argument: Checked,
  bindings: Bindings,
  loose: boolean,
): boolean {
  const { expr, node } = argument;
  const { type, only } = parameter;
  const place = context.place(node.span);
  if (only && expr.type.kind !== type.kind && expr.type.kind !== "unknown") return false;
  switch (type.kind) {
    case "variable": {
      const bound = bindings.get(type.name);
      return bound ? isTaken(expr, bound, place, loose) : matches(type, present(expr, place).type, bindings, loose);
    }
    case "arrayOf":
    case "functionOf":
      return matches(type, present(expr, place).type, bindings, loose);
    case "optionalOf":
      return matches(type, expr.type, bindings, loose);
    default:
      return isTaken(expr, type, place, loose);
  }
}

function isTaken(expr: Expr, type: Type, place: Place, loose: boolean): boolean {
  if (expr.type.kind === "command" && type.kind === "dyn") return false;
  if (expr.type.kind === "dyn" && type.kind !== "dyn" && !loose) return false;
  return convert(expr, type, place) !== null;
}

/** Whether a value of a type can be what a parameter wants; variables that were free stand for what it is then. */
function matches(wanted: BuiltinType, type: Type, bindings: Bindings, loose: boolean): boolean {
  if (type.kind === "unknown" || type.kind === "never") return true;
  switch (wanted.kind) {
    case "variable":
      return bind(wanted, loose && type.kind === "dyn" && wanted.limit === "integer" ? INT64 : type, bindings);
    case "arrayOf":
      if (type.kind === "dyn") return loose;
      return type.kind === "array" && matches(wanted.element, type.element, bindings, loose);
    case "optionalOf":
      if (type.kind === "nil") return true;
      return matches(wanted.inner, type.kind === "optional" ? type.inner : type, bindings, loose);
    case "functionOf":
      if (type.kind === "dyn") return loose;
      return type.kind === "function" && callable(wanted, type, bindings, loose);
    default:
      return sameType(wanted, type) || (loose && (wanted.kind === "dyn" || type.kind === "dyn"));
  }
}

function bind(variable: Extract<BuiltinType, { kind: "variable" }>, type: Type, bindings: Bindings): boolean {
  const bound = bindings.get(variable.name);
  if (bound) return sameType(bound, type);
  if (!isWithin(variable.limit, type)) return false;
  bindings.set(variable.name, type);
  return true;
}

function isWithin(limit: string | undefined, type: Type): boolean {
  switch (limit) {
    case "integer":
      return type.kind === "integer";
    case "number":
      return isNumber(type);
    case "ordered":
      return isNumber(type) || type.kind === "string";
    default:
      return !["result", "command", "stream", "namespace"].includes(type.kind);
  }
}

/** Whether a function can be called as a built-in function will; a `dyn` on either side is converted on the way. */
function callable(
  wanted: Extract<BuiltinType, { kind: "functionOf" }>,
  { signature }: FunctionType,
  bindings: Bindings,
  loose: boolean,
): boolean {
  if (signature === null) return true;
  if (signature.parameters.length !== wanted.parameters.length) return false;
  return wanted.parameters.every((parameter, index) => {
    const type = signature.parameters[index]!;
    return type.kind === "dyn" || matches(parameter, type, bindings, loose);
  }) && matches(wanted.returns, signature.returns, bindings, true);
}

/** The type that is meant; null while a variable in it stands for nothing. */
export function substitute(type: BuiltinType, bindings: Bindings): Type | null {
  switch (type.kind) {
    case "variable":
      return bindings.get(type.name) ?? null;
    case "arrayOf": {
      const element = substitute(type.element, bindings);
      return element && { kind: "array", element, length: null };
    }
    case "optionalOf": {
      const inner = substitute(type.inner, bindings);
      return inner && (["optional", "nil", "dyn"].includes(inner.kind) ? inner : { kind: "optional", inner });
    }
    case "functionOf": {
      const parameters = type.parameters.map((parameter) => substitute(parameter, bindings));
      const returns = substitute(type.returns, bindings);
      if (!returns || parameters.some((parameter) => parameter === null)) return null;
      return { kind: "function", signature: { parameters: parameters as Type[], returns } };
    }
    default:
      return type;
  }
}

/** Lets the variables that are still free stand for `dyn`. */
export function bindTheRest({ parameters, returns }: Overload, bindings: Bindings): void {
  for (const type of [...parameters.map(({ type }) => type), returns]) visit(type);

  function visit(type: BuiltinType): void {
    switch (type.kind) {
      case "variable":
        if (!bindings.has(type.name)) bindings.set(type.name, DYN);
        break;
      case "arrayOf":
        visit(type.element);
        break;
      case "optionalOf":
        visit(type.inner);
        break;
      case "functionOf":
        type.parameters.forEach(visit);
        visit(type.returns);
    }
  }
}
