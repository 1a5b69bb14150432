/**
 * What can be assigned: variables, elements, fields, keys, the environment.
 *
 * @module
 */

import type { Expression, Index, Member } from "../syntax/ast.ts";
import { DYN, INT64, optionalOf, STRING, type Type } from "../types/types.ts";
import type { Context } from "./context.ts";
import { describe, present } from "./conversions.ts";
import { indexOf, keyOf } from "./indexing.ts";
import { isEnvironment, noMember } from "./members.ts";
import { assignable, moduleMember } from "./names.ts";
import type { Expr, Target } from "./tree.ts";

/**
 * The target that an expression is; null (and reported) where it is none.
 *
 * @param help what to do about a name that is not declared, if no other is near
 */
export function targetOf(context: Context, node: Expression, help?: () => string | undefined): Target | null {
  switch (node.type) {
    case "Identifier": {
      const variable = assignable(context, node, help);
      if (!variable) return null;
      variable.isAssigned = true;
      return { kind: "variable", variable, type: variable.type };
    }
    case "Member":
      return memberTarget(context, node);
    case "Index":
      return indexTarget(context, node);
    case "Dollar":
      context.error("ARIA-102", "'$' is read-only", node.span, "a loop counts it by itself");
      return null;
    default:
      context.expression(node);
      context.error("ARIA-149", "this cannot be assigned", node.span);
      return null;
  }
}

function memberTarget(context: Context, node: Member): Target | null {
  const name = node.name.name;
  if (isEnvironment(context, node)) return { kind: "environment", name, type: optionalOf(STRING) };
  if (node.object.type === "Identifier" && context.scope.find(node.object.name)?.kind === "module") {
    return moduleTarget(context, node);
  }
  const object = present(context.expression(node.object), context.place(node.object.span));
  switch (object.type.kind) {
    case "unknown":
      return null;
    case "object":
    case "dyn":
      return { kind: "key", object, key: { op: "constant", type: STRING, value: name }, type: DYN };
    case "record":
      return fieldTarget(context, node, object, object.type);
    default:
      return notATarget(context, node, object);
  }
}

function fieldTarget(
  context: Context,
  node: Member,
  object: Expr,
  type: Extract<Type, { kind: "record" }>,
): Target | null {
  const name = node.name.name;
  const field = type.fields.get(name);
  if (!field) {
    noMember(context, node, type);
    return null;
  }
  if (type.declared) return { kind: "field", object, name, type: field };
  context.error("ARIA-102", `the fields of ${describe(object)} are read-only`, node.name.span);
  return null;
}

function moduleTarget(context: Context, node: Member): null {
  const entry = context.scope.find((node.object as { name: string }).name);
  if (entry?.kind !== "module" || !moduleMember(context, entry, node.name)) return null;
  context.error("ARIA-102", `'${node.name.name}' belongs to another file and is read-only here`, node.span);
  return null;
}

function notATarget(context: Context, node: Member, object: Expr): null {
  const { kind } = object.type;
  if (kind === "result" || kind === "command" || kind === "error" || kind === "process") {
    context.error("ARIA-102", `the parts of ${describe(object, node.object)} are read-only`, node.name.span);
  } else if (kind === "optional") {
    context.error("ARIA-122", "this may be NIL", node.object.span, "take it into a variable of its own: … ?? …");
  } else {
    noMember(context, node, object.type);
  }
  return null;
}

function indexTarget(context: Context, node: Index): Target | null {
  const object = present(context.expression(node.object), context.place(node.object.span));
  const { type } = object;
  const at = present(
    context.expression(node.index, type.kind === "object" ? STRING : INT64),
    context.place(node.index.span),
  );
  if (type.kind === "unknown" || at.type.kind === "unknown") return null;
  if (type.kind === "object" || (type.kind === "dyn" && at.type.kind === "string")) {
    return { kind: "key", object, key: keyOf(context, at, node.index), type: DYN };
  }
  if (type.kind === "array") {
    const index = indexOf(context, at, node.index, type);
    return index && { kind: "element", array: object, index, type: type.element };
  }
  const help = type.kind === "string" ? "strings do not change: make a new one" : undefined;
  const message = type.kind === "dyn"
    ? "an element of a dyn cannot be assigned"
    : `the elements of ${describe(object, node.object)} cannot be assigned`;
  context.error(
    "ARIA-149",
    message,
    node.span,
    type.kind === "dyn" ? "take the array into a variable of its type" : help,
  );
  return null;
}
