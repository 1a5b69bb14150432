/**
 * Types in words.
 *
 * @module
 */

import type { Type } from "../types/types.ts";

const NAMES: Readonly<Partial<Record<Type["kind"], string>>> = {
  path: "Path",
  object: "obj",
  nil: "NIL",
  unknown: "dyn",
  never: "NIL",
};

/**
 * A type as a program writes it: `int8`, `string[]`, `tbb64?`, `result<int32>`. A function with a known signature is
 * `int8(int8, string)`.
 */
export function typeText(type: Type): string {
  switch (type.kind) {
    case "integer":
      return `${type.signed ? "int" : "uint"}${type.bits}`;
    case "float":
      return `flt${type.bits}`;
    case "tbb":
      return `tbb${type.bits}`;
    case "array":
      return `${typeText(type.element)}[${type.length ?? ""}]`;
    case "optional":
      return `${typeText(type.inner)}?`;
    case "result":
      return type.value.kind === "dyn" ? "result" : `result<${typeText(type.value)}>`;
    case "function":
      return type.signature === null
        ? "func"
        : `${typeText(type.signature.returns)}(${type.signature.parameters.map(typeText).join(", ")})`;
    case "record":
    case "namespace":
      return type.name;
    default:
      return NAMES[type.kind] ?? type.kind;
  }
}

/** A type as messages speak of a value of it: `an int8`, `a string[]`, `NIL`. */
export function describeType(type: Type): string {
  const text = typeText(type);
  if (type.kind === "nil" || type.kind === "never") return text;
  return `${/^[aeio]/.test(text) ? "an" : "a"} ${text}`;
}
