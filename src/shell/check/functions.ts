/**
 * Functions: their parameters, their bodies, and what leaves them.
 *
 * @module
 */

import type { Fail, FunctionDeclaration, Lambda, Pass, Return } from "../syntax/ast.ts";
import type { Span } from "../syntax/source.ts";
import { resultOf, type Type } from "../types/types.ts";
import { typeText } from "../values/mod.ts";
import { type Context, NO_STATEMENT } from "./context.ts";
import { asResult, convert, describe, mend, present } from "./conversions.ts";
import { declare, declareVariable, warnIfHiding } from "./names.ts";
import { canComplete, passesValue } from "./reach.ts";
import type { Expr, FunctionNode, Stmt, Variable } from "./tree.ts";
import { typeOf } from "./type_names.ts";

/** The node of a function whose body is not checked yet. */
export interface OpenFunction {
  readonly definition: FunctionNode;
  readonly variable: Variable;
}

/** What a function gives; one that is declared to give results gives what they hold. */
function returnTypeOf(context: Context, node: Lambda): Type {
  const type = typeOf(context, node.returnType);
  return type.kind === "result" ? type.value : type;
}

/** A lambda. */
export function lambda(context: Context, node: Lambda): Expr {
  const returns = returnTypeOf(context, node);
  const types = node.parameters.map(({ valueType }) => typeOf(context, valueType));
  const parameters: Variable[] = [];
  const definition: FunctionNode = { name: null, parameters, returns, body: [], place: context.place(node.span) };
  checkBody(context, node, definition, types, parameters);
  return { op: "lambda", type: { kind: "function", signature: { parameters: types, returns } }, definition };
}

/** Declares a function, so that calls of it can be checked before its body is. */
export function openFunction(context: Context, node: FunctionDeclaration): OpenFunction {
  const { lambda, name } = node;
  const returns = returnTypeOf(context, lambda);
  const types = lambda.parameters.map(({ valueType }) => typeOf(context, valueType));
  const definition: FunctionNode = {
    name: name.name,
    parameters: [],
    returns,
    body: [],
    place: context.place(node.span),
  };
  const type: Type = { kind: "function", signature: { parameters: types, returns } };
  const variable: Variable = { name: name.name, type, isGlobal: context.isOutermost, isAssigned: false, definition };
  declare(context, name, { kind: "variable", variable, span: name.span, how: "function", since: 0 });
  warnIfHiding(context, name);
  return { definition, variable };
}

/** Checks the body of a declared function. */
export function closeFunction(
  context: Context,
  node: FunctionDeclaration,
  { definition, variable }: OpenFunction,
): Stmt {
  const signature = variable.type.kind === "function" ? variable.type.signature : null;
  const topFunction = variable.isGlobal ? variable : context.around.topFunction;
  context.within({ topFunction }, () => {
    checkBody(context, node.lambda, definition, signature?.parameters ?? [], definition.parameters as Variable[]);
  });
  return { op: "function", variable, definition };
}

function checkBody(
  context: Context,
  node: Lambda,
  definition: FunctionNode,
  types: readonly Type[],
  parameters: Variable[],
): void {
  const { returns } = definition;
  const inside = { returns, loop: false, pick: null, defer: false, condition: false };
  context.inScope(() => {
    for (const [index, { name }] of node.parameters.entries()) {
      parameters.push(declareVariable(context, name, types[index]!, "variable"));
    }
    definition.body = context.within(inside, () => context.statements(node.body.body));
  });
  if (["optional", "nil", "dyn", "unknown"].includes(returns.kind)) return;
  if (passesValue(node.body) && canComplete(node.body)) {
    const what = definition.name === null ? "this function" : `'${definition.name}'`;
    const end = { start: node.body.span.end - 1, end: node.body.span.end };
    const help = `end it with pass(…) or fail(…), or declare it as ${typeText(returns)}?`;
    context.warn("ARIA-202", `the end of ${what} passes NIL, but it is declared as ${typeText(returns)}`, end, help);
  }
}

/** `pass(value)`, `return value`: a result's failure becomes the function's own. */
export function leaveWithValue(context: Context, node: Pass | Return): Stmt {
  const word = node.type === "Pass" ? "pass" : "return";
  if (!mayLeave(context, node.span, word)) return check(context, node);
  const { returns } = context.around;
  if (!node.value) return { op: "return", value: null };
  if (returns === null) {
    context.expression(node.value);
    const help = "a script ends with exit(code), or with 'return;'";
    context.error("ARIA-143", `'${word}' gives the value of a function, and here is none`, node.span, help);
    return NO_STATEMENT;
  }
  const value = context.expression(node.value, returns);
  const place = context.place(node.value.span);
  const direct = value.type.kind === "command" && returns.kind === "dyn" ? null : convert(value, returns, place);
  if (direct) return { op: "return", value: direct };
  const result = asResult(value, place);
  const outcome = result && convert(result, resultOf(returns), place);
  if (outcome) return { op: "return", value: outcome };
  const held = result?.type.kind === "result" ? result.type.value : null;
  const shown = held ? describe({ op: "zero", type: held }) : describe(value, node.value);
  const message = `the function gives ${typeText(returns)}, but this is ${shown}`;
  const help = held ? undefined : mend(context, value, node.value, returns);
  context.error(value.type.kind === "optional" ? "ARIA-122" : "ARIA-120", message, node.value.span, help);
  return NO_STATEMENT;
}

function check(context: Context, node: Pass | Return | Fail): Stmt {
  if (node.value) context.expression(node.value);
  return NO_STATEMENT;
}

/** Whether a function or arm may be left here; a `defer` may not. */
export function mayLeave(context: Context, span: Span, word: string): boolean {
  if (context.around.defer) {
    context.error("ARIA-145", `'${word}' would leave a 'defer', which runs to its end`, span);
  }
  return !context.around.defer;
}

/** `fail(error)` */
export function fail(context: Context, node: Fail): Stmt {
  if (!mayLeave(context, node.span, "fail")) return check(context, node);
  if (!node.value) {
    context.error("ARIA-142", "'fail' needs an error: an integer or a string", node.span, "write fail(1)");
    return NO_STATEMENT;
  }
  const error = present(context.expression(node.value), context.place(node.value.span));
  const { kind } = error.type;
  if (["integer", "string", "error", "unknown", "never"].includes(kind)) {
    return { op: "fail", error, place: context.place(node.span) };
  }
  const help = kind === "tbb"
    ? `write int64(${context.shown(node.value.span)})`
    : kind === "result"
    ? `write ${context.shown(node.value.span)}.err`
    : undefined;
  context.error(
    "ARIA-142",
    `'fail' takes an integer or a string, but this is ${describe(error, node.value)}`,
    node.value.span,
    help,
  );
  return NO_STATEMENT;
}
