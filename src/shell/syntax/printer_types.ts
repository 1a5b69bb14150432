/**
 * Types as text.
 *
 * @module
 */

import type { TypeName, TypeSuffix } from "./ast.ts";

/** A type as it is written: `result<int8>`, `string[]`, `int8[4]?`. */
export function typeText({ name, arguments: types, suffixes }: TypeName): string {
  const inner = types.length > 0 ? `<${types.map(typeText).join(", ")}>` : "";
  // Two '?' side by side would be an operator.
  return name + inner + suffixes.map(suffixText).join("").replaceAll("??", "? ?");
}

/** `[]`, `[4]` or `?`. */
export function suffixText(suffix: TypeSuffix): string {
  return suffix.kind === "optional" ? "?" : `[${suffix.length ?? ""}]`;
}
