/**
 * Values as plain data for `JSON.stringify`, for machines that read reports.
 *
 * What JSON has no form for gets one that is never mistaken for a number: integers beyond ±(2^53 - 1) are strings of
 * digits, `ERR` is `"ERR"`, floats that are no number are `"inf"`, `"-inf"`, `"nan"`; a buffer is
 * `{"base64": "…"}`, whatever cannot be written down `{"type": "func"}`.
 *
 * @module
 */

import { DYN, type Type } from "../types/types.ts";
import { typeOfDyn } from "./dyn.ts";
import { formatFloat } from "./floats.ts";
import { Boxed, type ErrorValue, Failure } from "./kinds.ts";
import { typeText } from "./type_text.ts";

/** Nobody reads a report that has more levels. */
const DEPTH_MAX = 500;

/** A value of a type as plain data. One that is within itself, or too deep, is told by its type there. */
export function toJson(type: Type, value: unknown, around: readonly unknown[] = []): unknown {
  if (value === null) return null;
  if (value instanceof Failure) return toJsonError(value.error);
  switch (type.kind) {
    case "integer":
    case "tbb":
      return typeof value === "number" ? value : String(value);
    case "float":
      return Number.isFinite(value) ? value : formatFloat(value as number);
    case "bool":
    case "string":
    case "path":
      return value;
    case "buffer":
      return { base64: (value as Uint8Array).toBase64() };
    case "optional":
      return toJson(type.inner, value, around);
    case "result":
      return toJson(type.value, value, around);
    case "dyn":
    case "unknown":
    case "never":
      return value instanceof Boxed ? toJson(value.type, value.value, around) : toJson(typeOfDyn(value), value, around);
    case "error":
      return toJsonError(value as ErrorValue);
    case "array":
    case "object":
    case "record":
      return around.length < DEPTH_MAX && !around.includes(value)
        ? toJsonParts(type, value, [...around, value])
        : { type: typeText(type) };
    default:
      return { type: typeText(type) };
  }
}

function toJsonParts(type: Type, value: unknown, inside: readonly unknown[]): unknown {
  if (type.kind === "array") return (value as unknown[]).map((item) => toJson(type.element, item, inside));
  const fields: ReadonlyArray<readonly [string, Type, unknown]> = type.kind === "record"
    ? Array.from(type.fields, ([name, of]) => [name, of, (value as Record<string, unknown>)[name]])
    : Array.from(value as Map<string, unknown>, ([key, item]) => [key, DYN, item]);
  return Object.fromEntries(fields.map(([name, of, item]) => [name, toJson(of, item, inside)]));
}

function toJsonError({ code, message, kind }: ErrorValue): unknown {
  return { code: typeof code === "number" ? code : String(code), message, kind };
}
