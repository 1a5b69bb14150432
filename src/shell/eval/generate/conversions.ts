/**
 * Values from one type to another, and values as texts.
 *
 * @module
 */

import type { ConvertExpression, Expr, TextExpression } from "../../check/tree.ts";
import type { Type } from "../../types/types.ts";
import { boxerOf, castOf, describeType, formatterOf, typeText, unboxerOf } from "../../values/mod.ts";
import { sequence, wrap } from "./arithmetic.ts";
import type { Frame } from "./frame.ts";
import { type Js, quoted } from "./names.ts";

/** A conversion. */
export function conversion(frame: Frame, node: ConvertExpression): Js {
  const operand = frame.expression(node.operand);
  switch (node.how) {
    case "cast":
      return cast(frame, node, operand);
    case "box": {
      const boxer = boxerOf(node.operand.type);
      return boxer === null ? operand : `${perType(frame, "box", node.operand.type, () => boxer)}(${operand})`;
    }
    case "unbox":
      return unboxed(frame, node, operand);
    case "word":
      return `R.word(${operand}, ${frame.mark(node.place)})`;
  }
}

/** Between numeric types, and between strings and what they are made of. */
function cast(frame: Frame, node: ConvertExpression, operand: Js): Js {
  const { operand: { type: from }, place } = node;
  const to = node.type.kind === "optional" ? node.type.inner : node.type;
  switch (to.kind) {
    case "string":
      return from.kind === "buffer" ? `L.decodeText(${operand})` : operand;
    case "buffer":
      return `L.encodeText(${operand})`;
    case "path":
      return `R.path(${operand}, ${frame.mark(place)})`;
    default:
      return numeric(frame, from, to, operand, frame.mark(place));
  }
}

/** `ERR` has no number of another kind; numbers of 64 bits may be -0 where they are 0. */
function numeric(frame: Frame, from: Type, to: Type, operand: Js, at: number): Js {
  const isSticky = from.kind === "tbb" && to.kind !== "tbb";
  const value = isSticky ? solid(frame, operand, describeType(to), at) : operand;
  if (from.kind === "integer" && from.bits < 64) {
    if (to.kind === "float" && to.bits === 64) return value;
    if (to.kind === "integer" && to.bits < 64) return wrap(to, value);
    if (to.kind === "integer" && to.signed && from.signed) return value;
  }
  const convert = frame.names.made(`cast ${typeText(from)} ${typeText(to)}`, () => castOf(from, to, frame.names.where));
  const fast = from.kind === "float" ? null : numberCast(to);
  if (fast === null) return `${convert}(${value}, ${at})`;
  const { setup, name } = frame.hold(value, true);
  return sequence(setup, `typeof ${name} === "number" ? ${fast(name)} : ${convert}(${name}, ${at})`);
}

/** How a JavaScript number that is whole becomes a type that any number fits. */
function numberCast(to: Type): ((name: Js) => Js) | null {
  if (to.kind === "integer" && to.bits < 64) return (name) => wrap(to, name);
  if (to.kind === "float") return to.bits === 64 ? (name) => `${name} + 0` : (name) => `Math.fround(${name} + 0)`;
  return null;
}

/** The common cases are told by `typeof`; a value of another type stops the program. */
function unboxed(frame: Frame, node: ConvertExpression, operand: Js): Js {
  const at = frame.mark(node.place);
  const unboxer = perType(frame, "unbox", node.type, () => unboxerOf(node.type));
  const expected = TELLING[node.type.kind === "integer" && node.type.bits === 64 ? "int64" : node.type.kind];
  if (expected === undefined) return `R.unboxed(${unboxer}(${operand}), ${at})`;
  const { setup, name } = frame.hold(operand, true);
  const rare = `R.unboxed(${unboxer}(${name}), ${at})`;
  return sequence(setup, `typeof ${name} === "${expected}" ? ${name} : ${rare}`);
}

/** Types that `typeof` tells where a `dyn` holds them. */
const TELLING: Readonly<Record<string, string | undefined>> = { int64: "number", string: "string", bool: "boolean" };

/** Texts and formatted values, joined. */
export function text(frame: Frame, node: TextExpression): Js {
  const values = node.parts.filter((part) => typeof part !== "string");
  const texts = frame.operands(values);
  const joined = node.parts.map((part) => {
    if (typeof part === "string") return quoted(part);
    const value = texts.shift()!;
    return shown(frame, part, node.strict ? solidPart(frame, part.type, value, frame.mark(node.place)) : value);
  });
  const [first] = node.parts;
  const isText = typeof first === "string" || first?.type.kind === "string" || first?.type.kind === "path";
  if (!isText) joined.unshift('""');
  return joined.length === 1 ? joined[0]! : `(${joined.join(" + ")})`;
}

/** A value as the operand of a `+` of strings, which writes most values as they are to be written. */
function shown(frame: Frame, node: Expr, value: Js): Js {
  switch (node.type.kind) {
    case "string":
    case "path":
    case "integer":
    case "bool":
    case "tbb":
      return value;
    default:
      return formatted(frame, node.type, value);
  }
}

/** A value as a string. */
export function formatted(frame: Frame, type: Type, value: Js): Js {
  return `${perType(frame, "format", type, () => formatterOf(type))}(${value})`;
}

/** A part of a text that becomes an argument, a target or a word. */
function solidPart(frame: Frame, type: Type, value: Js, at: number): Js {
  const kind = type.kind === "optional" ? type.inner.kind : type.kind;
  return kind === "tbb" || kind === "dyn" ? solid(frame, value, "an argument or a target", at) : value;
}

/** A value that must not be `ERR`. */
export function solid(frame: Frame, value: Js, use: string, at: number): Js {
  const { setup, name } = frame.hold(value, true);
  return sequence(setup, `typeof ${name} === "object" ? R.solid(${name}, ${quoted(use)}, ${at}) : ${name}`);
}

/** A function that is made once for a type. */
function perType(frame: Frame, what: string, type: Type, make: () => unknown): Js {
  const isNumber = type.kind === "integer" || type.kind === "float" || type.kind === "tbb";
  return isNumber ? frame.names.made(`${what} ${typeText(type)}`, make) : frame.names.constant(make());
}
