/**
 * Members: fields of records and errors, keys of objs, parts of results, names of imported files, the environment.
 *
 * @module
 */

import { BUILTINS } from "../builtins/table.ts";
import type { Member } from "../syntax/ast.ts";
import { nearest } from "../syntax/nearest.ts";
import { fieldsOf, methodsOf } from "../types/members.ts";
import { DYN, ERROR, optionalOf, STRING, type Type, UNKNOWN } from "../types/types.ts";
import { type Context, NOTHING } from "./context.ts";
import { describe, execute, present } from "./conversions.ts";
import { moduleMember, useEntry } from "./names.ts";
import type { Expr } from "./tree.ts";

/** `object.name`, `object?.name` */
export function member(context: Context, node: Member): Expr {
  if (isEnvironment(context, node)) return { op: "environment", type: optionalOf(STRING), name: node.name.name };
  const module = moduleOf(context, node);
  if (module) return module;
  return memberOf(context, node, objectOf(context, node));
}

/** Whether it is `ENV.NAME`. */
export function isEnvironment(context: Context, { object }: Member): boolean {
  return object.type === "Identifier" && object.name === "ENV" && context.scope.find("ENV") === undefined;
}

/** `module.name` */
export function moduleOf(context: Context, { object, name }: Member): Expr | null {
  if (object.type !== "Identifier") return null;
  const entry = context.scope.find(object.name);
  if (entry?.kind !== "module") return null;
  const found = moduleMember(context, entry, name);
  return found ? useEntry(context, found, name) : NOTHING;
}

/** What stands before the dot: of a result `?.` takes the value first. */
export function objectOf(context: Context, node: Member): Expr {
  const place = context.place(node.object.span);
  const object = present(context.expression(node.object), place);
  if (!node.optional) return object;
  const result = object.type.kind === "command" ? execute(object, place) : object;
  if (result.type.kind !== "result") return object;
  return { op: "unwrap", type: result.type.value, result, place };
}

/** The member of an object that was checked. */
export function memberOf(context: Context, node: Member, object: Expr): Expr {
  const { type } = object;
  const name = node.name.name;
  const place = context.place(node.name.span);
  const inner = type.kind === "optional" && node.optional ? type.inner : type;
  const optional = node.optional && type.kind !== "record";
  switch (inner.kind) {
    case "unknown":
    case "never":
      return NOTHING;
    case "command":
    case "result":
      return partOf(
        context,
        node,
        inner.kind === "command" ? execute(object, context.place(node.object.span)) : object,
      );
    case "object":
    case "dyn":
      return { op: "key", type: DYN, object, key: { op: "constant", type: STRING, value: name }, optional, place };
    case "error":
      return errorField(context, node, object);
    case "optional":
      return context.wrong("ARIA-122", `this may be NIL`, node.object.span, `write ?.${name}`);
    default: {
      const field = fieldsOf(inner)?.get(name);
      if (!field) return noMember(context, node, inner);
      return { op: "field", type: optional ? optionalOf(field) : field, object, name, optional };
    }
  }
}

/** `.err` and `.val` of a result. */
function partOf(context: Context, node: Member, result: Expr): Expr {
  const value = result.type.kind === "result" ? result.type.value : UNKNOWN;
  if (node.name.name === "err") return { op: "err", type: ERROR, result };
  if (node.name.name === "val") return { op: "val", type: optionalOf(value), result };
  const message = `a result has no member '${node.name.name}'`;
  const help = `a result has 'err' and 'val'; '?' takes its value: ${
    context.shown(node.object.span)
  }?.${node.name.name}`;
  return context.wrong("ARIA-121", message, node.name.span, help);
}

function errorField(context: Context, node: Member, object: Expr): Expr {
  const type = fieldsOf(ERROR)!.get(node.name.name);
  return type
    ? { op: "errorField", type: optionalOf(type), object, name: node.name.name }
    : noMember(context, node, ERROR);
}

/** What is said of a member that a type does not have. */
export function noMember(context: Context, node: Member, type: Type): Expr {
  const name = node.name.name;
  const message = `${describe({ op: "zero", type })} has no member '${name}'`;
  return context.wrong("ARIA-108", message, node.name.span, help(context, node, type));
}

/** Whether a built-in function takes one argument. */
function ofOne(name: string): boolean {
  return BUILTINS.get(name)!.overloads.some(({ parameters }) => parameters.length === 1);
}

function help(context: Context, node: Member, type: Type): string | undefined {
  const name = node.name.name;
  const method = methodsOf(type)?.get(name);
  if (method) return `call it: ${name}(${method.parameters.length > 0 ? "…" : ""})`;
  if (["length", "len", "size", "count"].includes(name) && ["string", "array", "buffer"].includes(type.kind)) {
    return `write len(${context.shown(node.object.span)})`;
  }
  if (BUILTINS.has(name)) return `write ${name}(${context.shown(node.object.span)}${ofOne(name) ? "" : ", …"})`;
  const near = nearest(name, [...fieldsOf(type)?.keys() ?? [], ...methodsOf(type)?.keys() ?? []]);
  return near && `did you mean '${near}'?`;
}
