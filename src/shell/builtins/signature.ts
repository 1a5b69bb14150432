/**
 * Signatures of built-in functions as text.
 *
 * @module
 */

import type { Builtin, BuiltinParameter, BuiltinType, Overload } from "../types/builtin.ts";
import { typeText } from "../values/mod.ts";

/**
 * How a function is called, a line for each way: `split(string:text, [string:separator]) → string[]`. Ways that differ
 * in the type of a parameter only share a line: `read_file(string|Path:path) → result<string>`.
 */
export function signatureOf(builtin: Builtin): string[] {
  const lines: Line[] = [];
  for (const overload of builtin.overloads) {
    const line = lineOf(overload);
    if (!lines.some((other) => mergeInto(other, line))) lines.push(line);
  }
  return lines.map(({ parameters, returns }) => {
    const list = parameters.map(({ types, name, optional, rest }) => {
      const text = `${types.join("|")}${rest ? "..." : ""}:${name}`;
      return optional ? `[${text}]` : text;
    });
    return `${builtin.name}(${list.join(", ")}) → ${returns}`;
  });
}

interface Line {
  readonly parameters: ReadonlyArray<BuiltinParameter & { readonly types: string[] }>;
  readonly returns: string;
}

function lineOf({ parameters, returns, fails }: Overload): Line {
  const value = builtinTypeText(returns);
  return {
    parameters: parameters.map((parameter) => ({ ...parameter, types: [builtinTypeText(parameter.type)] })),
    returns: fails ? `result<${value}>` : value,
  };
}

/** Adds a line to another that differs in the types of parameters of the same names only; whether it could. */
function mergeInto(line: Line, other: Line): boolean {
  const isAlike = line.returns === other.returns && line.parameters.length === other.parameters.length &&
    line.parameters.every(({ name }, index) => name === other.parameters[index]!.name);
  if (!isAlike) return false;
  for (const [index, { types }] of line.parameters.entries()) {
    const more = other.parameters[index]!.types.filter((type) => !types.includes(type));
    types.push(...more);
  }
  return true;
}

function builtinTypeText(type: BuiltinType): string {
  switch (type.kind) {
    case "variable":
      return type.name;
    case "arrayOf":
      return `${builtinTypeText(type.element)}[]`;
    case "optionalOf":
      return `${builtinTypeText(type.inner)}?`;
    case "functionOf":
      return `${builtinTypeText(type.returns)}(${type.parameters.map(builtinTypeText).join(", ")})`;
    default:
      return typeText(type);
  }
}
