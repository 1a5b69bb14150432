/**
 * Declared structs.
 *
 * @module
 */

import type { StructDeclaration } from "../syntax/ast.ts";
import { type RecordType, type Type, UNKNOWN } from "../types/types.ts";
import type { Context } from "./context.ts";
import { declare } from "./names.ts";
import { typeOf } from "./type_names.ts";

/** Declares a struct's name. */
export function openStruct(context: Context, { name }: StructDeclaration): RecordType {
  const type: RecordType = { kind: "record", name: name.name, fields: new Map(), declared: true };
  declare(context, name, { kind: "struct", type, span: name.span });
  return type;
}

/** Adds its fields, once all structs they may be of are declared. */
export function fillStruct(context: Context, node: StructDeclaration, type: RecordType): void {
  for (const { name, valueType } of node.fields) {
    if (type.fields.has(name.name)) context.error("ARIA-138", `'${name.name}' is given twice`, name.span);
    const field = typeOf(context, valueType);
    const isEndless = contains(field, type);
    if (isEndless) {
      const message = `a ${type.name} cannot hold a ${type.name}: there would be no end of it`;
      context.error("ARIA-139", message, valueType.span, `write ${type.name}? or ${type.name}[]`);
    }
    type.fields.set(name.name, isEndless ? UNKNOWN : field);
  }
}

/** Whether every value of a type has one of the struct in it. */
function contains(type: Type, struct: RecordType): boolean {
  if (type === struct) return true;
  if (type.kind === "array") return type.length !== null && type.length > 0 && contains(type.element, struct);
  return type.kind === "record" && type.declared && [...type.fields.values()].some((field) => contains(field, struct));
}
