/**
 * Calls of built-in functions.
 *
 * @module
 */

import { SIGNAL_NAMES } from "../builtins/system.ts";
import type { Expression } from "../syntax/ast.ts";
import { nearest } from "../syntax/nearest.ts";
import type { Builtin, BuiltinType, Overload } from "../types/builtin.ts";
import { arrayOf, type FunctionType, resultOf, type Type, UNKNOWN } from "../types/types.ts";
import { sameType, typeText } from "../values/mod.ts";
import { argumentFor, type CallSite, reportCount } from "./arguments.ts";
import { condition } from "./conditions.ts";
import { type Context, NOTHING } from "./context.ts";
import { convert, describe, isNumber, mend, newVariable } from "./conversions.ts";
import { isFlexible } from "./literals.ts";
import {
  type Bindings,
  bindTheRest,
  type Checked,
  countsOf,
  type Match,
  parameterOf,
  substitute,
  tryOverload,
} from "./overloads.ts";
import type { Expr, FunctionNode } from "./tree.ts";

/** A call of a built-in function. */
export function callBuiltin(context: Context, builtin: Builtin, site: CallSite): Expr {
  const given = site.arguments.map(({ node, expr }, index): Checked => {
    const before = context.errors;
    const isCondition = builtin.name === "assert" && index === 0;
    const checked = isCondition ? condition(context, node) : expr ?? context.expression(node);
    return { node, expr: checked, isBroken: context.errors > before };
  });
  const fitting = builtin.overloads.filter((overload) => {
    const [least, most] = countsOf(overload);
    return given.length >= least && given.length <= most;
  });
  if (fitting.length === 0) return wrongCount(context, builtin, site, given);
  const tries = fitting.map((overload) => tryOverload(context, overload, given, false));
  const match = tries.find(fits) ?? fitting.map((overload) => tryOverload(context, overload, given, true)).find(fits);
  if (!match) return misfit(context, `${builtin.name}()`, tries, given);
  if (builtin.name === "on_signal") checkSignal(context, given[0]);
  if (builtin.name === "push" || builtin.name === "pop") checkGrowth(context, given[0]);
  return made(context, builtin, match, given, site);
}

function wrongCount(context: Context, builtin: Builtin, site: CallSite, given: readonly Checked[]): Expr {
  if (given.some(({ expr }) => expr.type.kind === "unknown")) return NOTHING;
  const counts = builtin.overloads.map(countsOf);
  const least = Math.min(...counts.map(([least]) => least));
  const most = Math.max(...counts.map(([, most]) => most));
  reportCount(context, `${builtin.name}()`, site, least, most);
  return NOTHING;
}

function made(context: Context, builtin: Builtin, match: Match, given: readonly Checked[], site: CallSite): Expr {
  const { overload, bindings } = match;
  bindTheRest(overload, bindings);
  const values = given.map((argument, index) => {
    const { type, name } = parameterOf(overload, index)!;
    const wanted = substitute(type, bindings)!;
    if (wanted.kind === "function") return callback(context, argument, wanted);
    if (type.kind === "optionalOf" && type.inner.kind === "functionOf" && argument.expr.type.kind !== "nil") {
      return callback(context, argument, substitute(type.inner, bindings) as FunctionType);
    }
    return argumentFor(context, argument, wanted, `the ${name} of ${builtin.name}() must be ${typeText(wanted)}`);
  });
  const value = substitute(overload.returns, bindings)!;
  return {
    op: "builtin",
    type: overload.fails ? resultOf(value) : value,
    builtin,
    overload,
    arguments: gathered(overload, values, bindings),
    types: Object.fromEntries(bindings),
    place: context.place(site.span),
  };
}

/** The arguments by parameters: those of a rest parameter are one array. */
function gathered({ parameters }: Overload, values: readonly Expr[], bindings: Bindings): readonly Expr[] {
  const last = parameters.at(-1);
  if (!last?.rest) return values;
  const before = parameters.length - 1;
  const items: Expr = { op: "array", type: arrayOf(substitute(last.type, bindings)!), items: values.slice(before) };
  return [...values.slice(0, before), items];
}

/** A function that is called with exactly these types: one of other types is wrapped into one that converts. */
function callback(context: Context, { expr, node }: Checked, wanted: FunctionType): Expr {
  const place = context.place(node.span);
  const callee = expr.type.kind === "dyn" ? convert(expr, { kind: "function", signature: null }, place)! : expr;
  if (callee.type.kind !== "function" || wanted.signature === null || sameType(callee.type, wanted)) return callee;
  const { parameters: types, returns } = wanted.signature;
  const known = callee.type.signature;
  const parameters = types.map((type, index) => newVariable(`argument${index + 1}`, type));
  const values = parameters.map((variable, index): Expr => {
    const value: Expr = { op: "variable", type: variable.type, variable };
    return convert(value, known?.parameters[index] ?? { kind: "dyn" }, place) ?? value;
  });
  const called: Expr = {
    op: "call",
    type: resultOf(known?.returns ?? { kind: "dyn" }),
    callee,
    arguments: values,
    place,
  };
  const value = convert(called, resultOf(returns), place) ?? called;
  const definition: FunctionNode = { name: null, parameters, returns, body: [{ op: "return", value }], place };
  return { op: "lambda", type: wanted, definition };
}

function fits({ misfits }: Match): boolean {
  return misfits.length === 0;
}

/** Reports the first argument that no overload takes, or all that the only one does not. */
function misfit(context: Context, name: string, tries: readonly Match[], given: readonly Checked[]): Expr {
  const [only, ...others] = tries;
  const first = Math.max(...tries.map(({ misfits }) => misfits[0]!));
  const indices = only && others.length === 0 ? only.misfits : [first];
  const best = tries.filter(({ misfits }) => misfits.includes(first));
  for (const index of indices) refuse(context, name, best, index, given[index]!);
  return NOTHING;
}

function refuse(context: Context, name: string, tries: readonly Match[], index: number, argument: Checked): void {
  const { expr, node } = argument;
  if (expr.type.kind === "unknown") return;
  const words = tries.flatMap(({ overload, bindings }) => {
    const { type, only } = parameterOf(overload, index)!;
    return only ? [] : inWords(type, bindings);
  });
  const wanted = [...new Set(words)];
  const [{ overload, bindings }] = tries as [Match];
  const type = wanted.length === 1 ? substitute(parameterOf(overload, index)!.type, bindings) : null;
  const subject = `argument ${index + 1} of ${name} must be ${listed(wanted)}`;
  if (type && isNumber(type) && isFlexible(node)) return void argumentFor(context, argument, type, subject);
  const help = expr.type.kind === "dyn" ? `say of what type it is: int64(${context.shown(node.span)})` : undefined;
  const message = `${subject}, but this is ${describe(expr, node)}`;
  context.error(codeOf(expr.type), message, node.span, help ?? mend(context, expr, node, type ?? UNKNOWN));
}

function codeOf({ kind }: Type): "ARIA-120" | "ARIA-121" | "ARIA-122" {
  return kind === "result" ? "ARIA-121" : kind === "optional" ? "ARIA-122" : "ARIA-120";
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

const LIMITS = { integer: "an integer", number: "a number", ordered: "a number, a string" };
const ARRAYS = {
  integer: "an array of integers",
  number: "an array of numbers",
  ordered: "an array of numbers or of strings",
};

function inWords(type: BuiltinType, bindings: Bindings): string {
  const known = substitute(type, bindings);
  if (known) return known.kind === "dyn" ? "a value" : typeText(known);
  switch (type.kind) {
    case "variable":
      return type.limit ? LIMITS[type.limit] : "a value";
    case "arrayOf":
      return type.element.kind === "variable" && type.element.limit ? ARRAYS[type.element.limit] : "an array";
    case "functionOf":
      return type.parameters.length === 1
        ? "a function of one value"
        : `a function of ${type.parameters.length} values`;
    case "optionalOf":
      return `${inWords(type.inner, bindings)} or NIL`;
    default:
      return "a value";
  }
}

/** An array of fixed length neither grows nor shrinks. */
function checkGrowth(context: Context, items: Checked | undefined): void {
  if (items?.expr.type.kind !== "array" || items.expr.type.length === null) return;
  const { type } = items.expr;
  const help = `declare it as ${typeText({ ...type, length: null })}`;
  context.error("ARIA-136", `an array declared as ${typeText(type)} keeps its length`, items.node.span, help);
}

function checkSignal(context: Context, name: Checked | undefined): void {
  const node: Expression | undefined = name?.node;
  if (node?.type !== "StringLiteral" || SIGNAL_NAMES.includes(node.value)) return;
  const near = nearest(node.value.replace(/^SIG/, ""), SIGNAL_NAMES);
  const help = near ? `did you mean "${near}"?` : `it can be ${SIGNAL_NAMES.join(", ")}`;
  context.error("ARIA-171", `on_signal() does not take the signal '${node.value}'`, node.span, help);
}
