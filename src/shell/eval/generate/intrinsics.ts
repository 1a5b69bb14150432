/**
 * Built-in functions that are called so often in loops that their text stands in place of a call.
 *
 * @module
 */

import type { BuiltinCall } from "../../check/tree.ts";
import type { Frame } from "./frame.ts";
import type { Js } from "./names.ts";

/** The text of a call, given the texts of its arguments; null: it is an ordinary call. */
export function intrinsic(frame: Frame, node: BuiltinCall, args: readonly Js[]): Js | null {
  const [first] = node.arguments;
  if (node.builtin.name !== "len" || first === undefined) return null;
  switch (first.type.kind) {
    case "array":
    case "buffer":
      return `${args[0]}.length`;
    case "string":
      return `${frame.names.helper("lengthOf")}(${args[0]})`;
    default:
      return null;
  }
}
