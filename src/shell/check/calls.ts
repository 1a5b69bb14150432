/**
 * Calls: of the program's functions, of methods, of built-in functions, and `|>`.
 *
 * @module
 */

import { BUILTINS } from "../builtins/table.ts";
import type { Binary, Call, Expression, Identifier, Member } from "../syntax/ast.ts";
import type { Span } from "../syntax/source.ts";
import { methodsOf } from "../types/members.ts";
import { DYN, FUNCTION, resultOf, type Type } from "../types/types.ts";
import { typeText } from "../values/mod.ts";
import { type Argument, argumentFor, type CallSite, reportCount } from "./arguments.ts";
import { callBuiltin } from "./builtin_calls.ts";
import { cast } from "./casts.ts";
import { type Context, NOTHING } from "./context.ts";
import { convert, describe, newVariable, present } from "./conversions.ts";
import { isEnvironment, memberOf, moduleOf, objectOf } from "./members.ts";
import { noFunction, useEntry } from "./names.ts";
import { callSpecial } from "./special_calls.ts";
import { SPECIAL_NAMES } from "./special_names.ts";
import type { Expr } from "./tree.ts";
import { castTarget } from "./type_names.ts";

/** `callee(arguments)` */
export function call(context: Context, node: Call): Expr {
  const known = context.builtinCalls.get(node);
  if (known) return known;
  const before = context.errors;
  const given = node.arguments.map((argument): Argument => ({ node: argument, expr: null }));
  const checked = callOf(context, node.callee, { arguments: given, span: node.span });
  const isSettled = checked.op === "builtin" && context.errors === before && !context.isAttempt;
  if (isSettled) context.builtinCalls.set(node, checked);
  return checked;
}

function callOf(context: Context, callee: Expression, site: CallSite): Expr {
  if (callee.type === "Identifier") return callName(context, callee, site);
  if (callee.type === "Member" && !isEnvironment(context, callee)) return callMember(context, callee, site);
  return callValue(context, context.expression(callee), callee, site);
}

function callName(context: Context, callee: Identifier, site: CallSite): Expr {
  const entry = context.scope.find(callee.name);
  if (entry) return callValue(context, useEntry(context, entry, callee), callee, site);
  const type = castTarget(callee);
  if (type) return cast(context, callee, type, site);
  if (SPECIAL_NAMES.has(callee.name)) return callSpecial(context, callee, site);
  const builtin = BUILTINS.get(callee.name);
  if (builtin) return callBuiltin(context, builtin, site);
  noFunction(context, callee);
  return checkAll(context, site);
}

/** The arguments of a call that is none, for what is wrong with them alone. */
function checkAll(context: Context, site: CallSite): Expr {
  for (const { node, expr } of site.arguments) expr ?? context.expression(node);
  return NOTHING;
}

function callMember(context: Context, callee: Member, site: CallSite): Expr {
  const module = moduleOf(context, callee);
  if (module) return callValue(context, module, callee, site);
  const object = objectOf(context, callee);
  const method = methodsOf(object.type)?.get(callee.name.name);
  if (!method) return callValue(context, memberOf(context, callee, object), callee, site);
  const name = callee.name.name;
  const { parameters, returns, async } = method;
  if (!reportCount(context, `${name}()`, site, parameters.length)) return NOTHING;
  const values = parameters.map(({ types, name: parameter }, index) => {
    const argument = site.arguments[index]!;
    const checked = argument.expr ?? context.expression(argument.node, types[0]!);
    const place = context.place(argument.node.span);
    for (const type of types) {
      const converted = convert(present(checked, place), type, place);
      if (converted) return converted;
    }
    return argumentFor(
      context,
      { ...argument, expr: checked },
      types[0]!,
      `the ${parameter} of ${name}() must be ${types.map(typeText).join(" or ")}`,
    );
  });
  return { op: "method", type: returns, object, name, arguments: values, async, place: context.place(site.span) };
}

/** A call of a value that was checked. */
function callValue(context: Context, value: Expr, node: Expression, site: CallSite): Expr {
  const callee = present(value, context.place(node.span));
  const { type } = callee;
  if (type.kind === "unknown") return checkAll(context, site);
  if (type.kind === "dyn") return callOpenly(context, convert(callee, FUNCTION, context.place(node.span))!, site);
  if (type.kind !== "function") {
    context.error(
      "ARIA-105",
      `this is ${describe(callee, node)} and cannot be called`,
      node.span,
      callHelp(context, type, node),
    );
    return checkAll(context, site);
  }
  if (type.signature === null) return callOpenly(context, callee, site);
  const { parameters, returns } = type.signature;
  const name = context.text(node.span);
  const shown = name.length <= 30 && !name.includes("\n") ? `${name}()` : "the function";
  if (!reportCount(context, shown, site, parameters.length)) {
    checkAll(context, site);
    return { ...NOTHING, type: resultOf(returns) } as Expr;
  }
  const values = parameters.map((parameter, index) =>
    argumentFor(
      context,
      site.arguments[index]!,
      parameter,
      `argument ${index + 1} of ${shown} must be ${typeText(parameter)}`,
    )
  );
  return { op: "call", type: resultOf(returns), callee, arguments: values, place: context.place(site.span) };
}

/** A call of a function whose signature nobody knows before it runs. */
function callOpenly(context: Context, callee: Expr, site: CallSite): Expr {
  const values = site.arguments.map((argument) => argumentFor(context, argument, DYN, "an argument must be a value"));
  return { op: "call", type: resultOf(DYN), callee, arguments: values, place: context.place(site.span) };
}

function callHelp(context: Context, type: Type, node: Expression): string | undefined {
  if (node.type === "Identifier" && (BUILTINS.has(node.name) || SPECIAL_NAMES.has(node.name))) {
    return `the variable '${node.name}' hides the built-in function`;
  }
  if (type.kind === "command") return `a command runs as a statement: ${context.shown(node.span)};`;
  return type.kind === "result" ? `add '?' to take its value: ${context.shown(node.span)}?` : undefined;
}

/** `x |> f`, `x |> f(a)`, `f(a) <| x`: a result is unwrapped on the way, and its failure goes around the call. */
export function chain(context: Context, node: Binary): Expr {
  const forward = node.operator === "|>";
  const [from, to] = forward ? [node.left, node.right] : [node.right, node.left];
  const value = context.expression(from);
  if (value.type.kind !== "result") return step(context, { node: from, expr: value }, to, forward, node.span);
  const variable = newVariable("value", value.type.value);
  const argument = { node: from, expr: { op: "variable", type: variable.type, variable } as const };
  const body = step(context, argument, to, forward, node.span);
  if (body.type.kind === "unknown") return body;
  const type = body.type.kind === "result" ? body.type : resultOf(body.type);
  return { op: "chain", type, result: value, variable, body };
}

/** The call that a step of a chain is. */
function step(context: Context, value: Argument, to: Expression, first: boolean, span: Span): Expr {
  if (to.type !== "Call") return callOf(context, to, { arguments: [value], span });
  const others = to.arguments.map((node): Argument => ({ node, expr: null }));
  return callOf(context, to.callee, { arguments: first ? [value, ...others] : [...others, value], span });
}
