/**
 * The values of variables that were given none.
 *
 * @module
 */

import type { Type } from "../types/types.ts";

/** The value of `type:name;`: 0, false, nothing, empty. What is shared by reference is new each time. */
export function zeroOf(type: Type): unknown {
  switch (type.kind) {
    case "integer":
    case "float":
    case "tbb":
      return 0;
    case "bool":
      return false;
    case "string":
    case "path":
      return "";
    case "buffer":
      return new Uint8Array();
    case "object":
      return new Map();
    case "array":
      return Array.from({ length: type.length ?? 0 }, () => zeroOf(type.element));
    case "record":
      return Object.fromEntries(Array.from(type.fields, ([name, field]) => [name, zeroOf(field)]));
    default:
      return null;
  }
}
