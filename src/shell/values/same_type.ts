/**
 * Whether two types are one type.
 *
 * @module
 */

import type { FunctionType, Type } from "../types/types.ts";

/** Whether two types are the same; records are only if they are one object, commands whatever is known of them. */
export function sameType(a: Type, b: Type): boolean {
  if (a === b) return true;
  if (a.kind === "integer" && b.kind === "integer") return a.bits === b.bits && a.signed === b.signed;
  if (a.kind === "float" && b.kind === "float" || a.kind === "tbb" && b.kind === "tbb") return a.bits === b.bits;
  if (a.kind === "array" && b.kind === "array") return a.length === b.length && sameType(a.element, b.element);
  if (a.kind === "optional" && b.kind === "optional") return sameType(a.inner, b.inner);
  if (a.kind === "result" && b.kind === "result") return sameType(a.value, b.value);
  if (a.kind === "stream" && b.kind === "stream" || a.kind === "range" && b.kind === "range") {
    return sameType(a.element, b.element);
  }
  if (a.kind === "function" && b.kind === "function") return sameSignature(a.signature, b.signature);
  return a.kind === b.kind && a.kind !== "record" && a.kind !== "namespace";
}

function sameSignature(a: FunctionType["signature"], b: FunctionType["signature"]): boolean {
  if (a === null || b === null) return a === b;
  return a.parameters.length === b.parameters.length && sameType(a.returns, b.returns) &&
    a.parameters.every((parameter, index) => sameType(parameter, b.parameters[index]!));
}
