/**
 * The zero value of a type, as text.
 *
 * @module
 */

import type { Type } from "../../types/types.ts";
import { zeroOf } from "../../values/mod.ts";
import { type Js, literal, type Names } from "./names.ts";

/** `0`, `""`, `null`; what has contents is new each time. */
export function zero(names: Names, type: Type): Js {
  const value = zeroOf(type);
  return typeof value === "object" && value !== null ? `L.zeroOf(${names.constant(type)})` : literal(names, value);
}
