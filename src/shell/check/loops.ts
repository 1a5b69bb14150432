/**
 * Loops.
 *
 * @module
 */

import type { Expression, For, ForIn, Loop, Statement, Till, When, While } from "../syntax/ast.ts";
import { DYN, INT64, STRING, type Type, UNKNOWN } from "../types/types.ts";
import { typeText } from "../values/mod.ts";
import { condition } from "./conditions.ts";
import { type Context, NO_STATEMENT, NOTHING } from "./context.ts";
import { convert, describe, isNumber, mend, newVariable, present } from "./conversions.ts";
import { isFlexible, together } from "./literals.ts";
import { declareVariable } from "./names.ts";
import type { Expr, Stmt } from "./tree.ts";
import { typeOf } from "./type_names.ts";

/** A body that a loop repeats, in a scope of its own. */
function bodyOf(context: Context, body: Statement): Stmt {
  return context.within({ loop: true }, () => context.inScope(() => context.statement(body)));
}

/** `while (condition) body` */
export function whileLoop(context: Context, node: While): Stmt {
  return { op: "while", condition: condition(context, node.condition), body: bodyOf(context, node.body) };
}

/** `for (initial; condition; update) body` */
export function forLoop(context: Context, node: For): Stmt {
  return context.inScope(() => ({
    op: "for",
    initial: node.initial && context.statement(node.initial),
    condition: condition(context, node.condition),
    update: node.update && context.statement(node.update),
    body: bodyOf(context, node.body),
  }));
}

/** `when (condition) body then … end …` */
export function whenLoop(context: Context, node: When): Stmt {
  return {
    op: "when",
    condition: condition(context, node.condition),
    body: bodyOf(context, node.body),
    then: node.then && context.inScope(() => context.statement(node.then!)),
    end: node.end && context.inScope(() => context.statement(node.end!)),
  };
}

/** `for (name in iterable) body` */
export function forIn(context: Context, node: ForIn): Stmt {
  const written = node.valueType && typeOf(context, node.valueType);
  const iterable = iterableOf(context, node, written);
  const given = iterable.type.kind === "unknown"
    ? UNKNOWN
    : elementOf(iterable.type) ?? notIterable(context, node.iterable, iterable);
  return context.inScope(() => {
    const variable = declareVariable(context, node.name, written ?? given, "variable");
    const element = written ? newVariable("element", given) : variable;
    const place = context.place(node.iterable.span);
    const value: Expr = { op: "variable", type: given, variable: element };
    const converted = written ? convert(value, written, context.place(node.name.span)) : null;
    if (written && !converted) {
      const message = `'${node.name.name}' is declared as ${typeText(written)}, but the elements are ${
        typeText(given)
      }`;
      context.error("ARIA-120", message, node.valueType!.span);
    }
    const isSame = converted === value;
    return {
      op: "forIn",
      variable,
      iterable,
      element: isSame ? variable : element,
      convert: isSame ? null : converted,
      body: bodyOf(context, node.body),
      place,
    };
  });
}

/** What is gone through; the literals of a range or array take the type that is written. */
function iterableOf(context: Context, { iterable }: ForIn, written: Type | null): Expr {
  const kind = iterable.type === "Range" ? "range" : "array";
  const expected: Type | null = !written || !isFlexible(iterable)
    ? null
    : kind === "range"
    ? { kind, element: written }
    : { kind, element: written, length: null };
  return present(context.expression(iterable, expected), context.place(iterable.span));
}

function elementOf(type: Type): Type | null {
  switch (type.kind) {
    case "array":
    case "range":
    case "stream":
      return type.element;
    case "string":
    case "object":
      return STRING;
    case "dyn":
      return DYN;
    default:
      return null;
  }
}

function notIterable(context: Context, node: Expression, expr: Expr): Type {
  const { kind } = expr.type;
  const code = kind === "result" ? "ARIA-121" : kind === "optional" ? "ARIA-122" : "ARIA-132";
  const message = `'for' cannot go through ${describe(expr, node)}`;
  context.error(code, message, node.span, iterableHelp(context, node, expr));
  return UNKNOWN;
}

function iterableHelp(context: Context, node: Expression, expr: Expr): string | undefined {
  const text = context.shown(node.span);
  switch (expr.type.kind) {
    case "command":
      return `write lines(${text})`;
    case "integer":
      return `write 0...${text}`;
    case "process":
      return `write ${text}.stdout.lines()`;
    case "result":
    case "optional":
      return mend(context, expr, node, STRING);
    default:
      return undefined;
  }
}

/** `loop(start, limit, step) body` */
export function loop(context: Context, node: Loop): Stmt {
  return counted(context, node, [node.start, node.limit, node.step]);
}

/** `till(limit, step) body` */
export function till(context: Context, node: Till): Stmt {
  return counted(context, node, [node.limit, node.step]);
}

function counted(context: Context, node: Loop | Till, nodes: readonly Expression[]): Stmt {
  const bounds = together(context, nodes).map((expr, index) => present(expr, context.place(nodes[index]!.span)));
  const type = countType(context, bounds, nodes);
  checkStep(context, node, bounds.at(-1)!, node.step);
  return context.inScope((scope) => {
    const counter = newVariable("$", type ?? UNKNOWN);
    scope.counter = counter;
    const body = bodyOf(context, node.body);
    if (!type) return NO_STATEMENT;
    const [step, limit, start] = bounds.map((expr, index) => {
      return convert(expr, type, context.place(nodes[index]!.span)) ?? NOTHING;
    }).reverse();
    const op = node.type === "Loop" ? "loop" : "till";
    return {
      op,
      counter,
      start: start ?? null,
      limit: limit!,
      step: step!,
      body,
      place: context.place(node.step.span),
    };
  });
}

/** The one integer type of a counting loop; null (and reported) where there is none. */
function countType(context: Context, bounds: readonly Expr[], nodes: readonly Expression[]): Type | null {
  let type: Type | null = null;
  for (const [index, expr] of bounds.entries()) {
    const from = expr.type;
    if (from.kind === "unknown") return null;
    if (from.kind === "dyn") continue;
    if (from.kind !== "integer") {
      notCounted(context, bounds, nodes);
      return null;
    }
    if (type && typeText(type) !== typeText(from)) {
      const message = `a loop does not mix ${typeText(type)} and ${typeText(from)}`;
      context.error(
        "ARIA-124",
        message,
        nodes[index]!.span,
        `write ${typeText(type)}(${context.shown(nodes[index]!.span)})`,
      );
      return null;
    }
    type = from;
  }
  return type ?? INT64;
}

/** What is said of a bound that is no integer. A literal has its type of another one, which is then to blame. */
function notCounted(context: Context, bounds: readonly Expr[], nodes: readonly Expression[]): void {
  const wrong = bounds.flatMap(({ type: { kind } }, index) => kind === "integer" || kind === "dyn" ? [] : [index]);
  const index = wrong.find((at) => nodes[at]!.type !== "IntegerLiteral") ?? wrong[0]!;
  const [expr, node] = [bounds[index]!, nodes[index]!];
  const message = `a loop counts integers, but this is ${describe(expr, node)}`;
  const code = expr.type.kind === "result" ? "ARIA-121" : "ARIA-124";
  context.error(code, message, node.span, mend(context, expr, node, INT64));
}

/** A step that is written must count: `loop` wants its size, `till` a direction. */
function checkStep(context: Context, node: Loop | Till, step: Expr, written: Expression): void {
  if (step.op !== "constant" || !isNumber(step.type)) return;
  const size = Number(step.value);
  if (size === 0) context.error("ARIA-140", "a step of 0 never ends", written.span);
  else if (size < 0 && node.type === "Loop") {
    const help = "it counts from the start to the limit, in whatever direction that is";
    context.error("ARIA-140", "the step of a 'loop' is a size and not negative", written.span, help);
  }
}
