/**
 * The third argument of `run` and `spawn`.
 *
 * @module
 */

import type { Expression, ObjectField, ObjectLiteral } from "../syntax/ast.ts";
import { nearest } from "../syntax/nearest.ts";
import type { Span } from "../syntax/source.ts";
import { isInput, STREAMS } from "../types/streams.ts";
import { BOOL, BUFFER, DYN, INT64, OBJECT, PATH, STRING, type Type } from "../types/types.ts";
import type { Argument } from "./arguments.ts";
import type { Context } from "./context.ts";
import { convert, describe, fit, mend, present, retyped } from "./conversions.ts";
import { strict } from "./texts.ts";
import type { Expr, Place } from "./tree.ts";

/** What each option takes: a value of one of these types. */
const OPTIONS: ReadonlyMap<string, readonly Type[]> = new Map([
  ["cwd", [STRING, PATH]],
  ["env", [OBJECT]],
  ["clear_env", [BOOL]],
  ["timeout_ms", [INT64]],
  ["grace_ms", [INT64]],
  ["sigpipe", [STRING]],
  ["pty", [BOOL, OBJECT]],
  ["buffer", [INT64]],
  ["shell", [BOOL]],
  ...STREAMS.map((name, number): [string, readonly Type[]] => [
    name,
    isInput(number) ? [STRING, PATH, BUFFER] : [STRING, PATH],
  ]),
]);

/** Texts that an option can be, where not every one is good. */
const CHOICES: ReadonlyMap<string, readonly string[]> = new Map([["sigpipe", ["default", "ignore"]]]);

/** The options of a command, and what they wire. */
export interface Options {
  readonly given: ReadonlyArray<readonly [string, Expr]> | Expr | null;
  readonly wired: ReadonlyMap<number, Span>;
}

/** Checks the options, if there are any. */
export function optionsOf(context: Context, argument: Argument | undefined): Options {
  const wired = new Map<number, Span>();
  if (!argument) return { given: null, wired };
  const { node, expr } = argument;
  if (node.type === "ObjectLiteral") {
    const given = node.fields.flatMap((field): ReadonlyArray<readonly [string, Expr]> => {
      const option = optionOf(context, field, wired);
      return option ? [option] : [];
    });
    return { given, wired };
  }
  const subject = "the options must be an obj";
  return {
    given: fit(context, present(expr ?? context.expression(node), context.place(node.span)), node, OBJECT, subject),
    wired,
  };
}

function optionOf(context: Context, field: ObjectField, wired: Map<number, Span>): readonly [string, Expr] | null {
  const name = field.name.type === "Identifier" ? field.name.name : field.name.value;
  const types = OPTIONS.get(name);
  if (!types) {
    context.expression(field.value);
    const near = nearest(name, OPTIONS.keys());
    context.error("ARIA-159", `there is no option '${name}'`, field.name.span, near && `did you mean '${near}'?`);
    return null;
  }
  if (wired.has(STREAMS.indexOf(name as typeof STREAMS[number]))) {
    context.error("ARIA-138", `'${name}' is given twice`, field.name.span);
  }
  const value = optionValue(context, name, field.value, types);
  const stream = (STREAMS as readonly string[]).indexOf(name);
  if (stream < 0) return [name, value];
  if (isInput(stream) && field.value.type === "StringLiteral" && field.value.value === "capture") {
    context.error("ARIA-160", `'capture' is for outputs, and ${name} is an input`, field.value.span);
  }
  wired.set(stream, field.span);
  return [name, isWritten(field.value) ? value : endOf(stream, value, context.place(field.value.span))];
}

/** Whether a text stands in the program itself, where it may be a word like `"null"`. */
function isWritten(node: Expression): boolean {
  if (node.type === "Is") return isWritten(node.then) && isWritten(node.otherwise);
  return node.type === "StringLiteral";
}

/** What an option puts at a stream: a text that comes from elsewhere is data or a file, whatever it happens to say. */
function endOf(stream: number, value: Expr, place: Place): Expr {
  if (value.type.kind !== "string") return value;
  return isInput(stream)
    ? { op: "convert", how: "cast", type: BUFFER, operand: value, place }
    : retyped(value, PATH);
}

function optionValue(context: Context, name: string, node: Expression, types: readonly Type[]): Expr {
  if (name === "env" && node.type === "ObjectLiteral") return environment(context, node);
  const place = context.place(node.span);
  const value = present(context.expression(node, types[0]!), place);
  const choices = CHOICES.get(name);
  if (choices && node.type === "StringLiteral" && !choices.includes(node.value)) {
    const help = `it is ${choices.map((choice) => `"${choice}"`).join(" or ")}`;
    return context.wrong("ARIA-160", `'${node.value}' is no value of the option '${name}'`, node.span, help);
  }
  if (value.type.kind === "dyn" && types.length > 1) return value;
  if (value.type.kind === "integer" && types.includes(INT64)) return notNegative(context, name, value, node);
  for (const type of types) {
    const converted = convert(value, type, place);
    if (converted) return strict(converted);
  }
  const wanted = describeTypes(types);
  const message = `the option '${name}' must be ${wanted}, but this is ${describe(value, node)}`;
  return context.wrong("ARIA-160", message, node.span, mend(context, value, node, types[0]!));
}

function notNegative(context: Context, name: string, value: Expr, node: Expression): Expr {
  if (value.op !== "constant" || Number(value.value) >= 0) return value;
  return context.wrong("ARIA-160", `the option '${name}' cannot be negative`, node.span);
}

function describeTypes(types: readonly Type[]): string {
  return types.map((type) => describe({ op: "zero", type })).join(" or ");
}

/** The variables of the environment, which are strings. */
function environment(context: Context, node: ObjectLiteral): Expr {
  const fields = node.fields.map(({ name, value }): readonly [string, Expr] => {
    const place = context.place(value.span);
    const checked = present(context.expression(value, STRING), place);
    const text = checked.type.kind === "path" || checked.type.kind === "dyn"
      ? checked
      : convert(checked, STRING, place);
    const message = `a variable of the environment is a string, but this is ${describe(checked, value)}`;
    const fitted = text ?? context.wrong("ARIA-160", message, value.span, mend(context, checked, value, STRING));
    const variable = name.type === "Identifier" ? name.name : name.value;
    if (variable === "" || /[=\0]/.test(variable)) {
      context.error("ARIA-160", "the name of a variable has no '=' and no NUL, and is not empty", name.span);
    }
    return [variable, convert(strict(fitted), DYN, place) ?? fitted];
  });
  return { op: "object", type: OBJECT, fields };
}
