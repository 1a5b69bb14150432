/**
 * Types as they are written, and what they mean.
 *
 * @module
 */

import type { Identifier, TypeName } from "../syntax/ast.ts";
import { nearest } from "../syntax/nearest.ts";
import { TYPES } from "../syntax/tokens.ts";
import {
  BOOL,
  BUFFER,
  COMMAND,
  DYN,
  ERROR,
  FLT64,
  FUNCTION,
  INT64,
  NIL,
  OBJECT,
  optionalOf,
  PATH,
  PROCESS,
  resultOf,
  STRING,
  type Type,
  UNKNOWN,
} from "../types/types.ts";
import type { Context } from "./context.ts";

const SIMPLE: ReadonlyMap<string, Type> = new Map<string, Type>([
  ["int", INT64],
  ["uint", { kind: "integer", bits: 64, signed: false }],
  ["flt", FLT64],
  ["flt32", { kind: "float", bits: 32 }],
  ["flt64", FLT64],
  ...([8, 16, 32, 64] as const).flatMap((bits): Array<[string, Type]> => [
    [`int${bits}`, { kind: "integer", bits, signed: true }],
    [`uint${bits}`, { kind: "integer", bits, signed: false }],
    [`tbb${bits}`, { kind: "tbb", bits }],
  ]),
  ["bool", BOOL],
  ["string", STRING],
  ["Path", PATH],
  ["buffer", BUFFER],
  ["obj", OBJECT],
  ["dyn", DYN],
  ["func", FUNCTION],
  ["command", { ...COMMAND, single: true }],
  ["pipeline", COMMAND],
  ["process", PROCESS],
  ["error", ERROR],
  ["NIL", NIL],
]);

/** Types of Aria that this language leaves out. */
const ELSEWHERE = new RegExp(
  "^(void|any|vec\\d*|[diu]?vec\\d+|mat\\d*|trit|tryte|nit|nyte|frac\\d+|fix\\d+|u?int\\d+|flt\\d+|tbb\\d+|" +
    "ptr|array|list|map|char|byte|complex|tensor|matrix)$",
);

/** The largest length that an array can be declared with: what the engine holds in one piece. */
const LENGTH_MAX = 2 ** 27 - 1;

/** Characters in which a type's name is looked for. */
const NAME_MAX = 40;

/** The type that a name without arguments and suffixes stands for, if it is one of the language's own. */
export function simpleType(name: string): Type | undefined {
  return SIMPLE.get(name);
}

/** The type that was written; what is wrong with it is reported. */
export function typeOf(context: Context, written: TypeName): Type {
  let type = namedType(context, written);
  let elements = 1;
  for (const suffix of written.suffixes) {
    if (type.kind === "unknown") return type;
    if (suffix.kind === "optional") {
      type = optionalOf(type);
      continue;
    }
    elements *= suffix.length ?? 1;
    if (suffix.length !== null && elements > LENGTH_MAX) {
      context.error("ARIA-123", `an array holds at most ${LENGTH_MAX} elements`, written.span);
      return UNKNOWN;
    }
    type = { kind: "array", element: type, length: suffix.length };
  }
  return type;
}

function namedType(context: Context, written: TypeName): Type {
  const { name, arguments: types, span } = written;
  if (name === "result") {
    if (types.length > 1) return unknown(context, `'result' has one type, but ${types.length} are written`, span);
    return resultOf(types[0] ? typeOf(context, types[0]) : DYN);
  }
  const type = SIMPLE.get(name) ?? struct(context, name);
  if (types.length > 0) return unknown(context, `'${name}<…>' is not part of POL`, span);
  if (type) return type;
  if (ELSEWHERE.test(name)) return unknown(context, `the type '${name}' is not part of POL`, span);
  const near = nearest(name, [...TYPES, ...structNames(context)]);
  const behind = /^\s*:\s*(\w+)/.exec(context.source.text.slice(span.end, span.end + NAME_MAX))?.[1] ?? "";
  const isTurned = SIMPLE.has(behind);
  const help = isTurned ? `the type stands first: ${behind}:${name}` : near && `did you mean '${near}'?`;
  context.error("ARIA-109", `'${name}' is not a type`, span, help);
  return UNKNOWN;
}

function unknown(context: Context, message: string, span: TypeName["span"]): Type {
  context.error("ARIA-110", message, span);
  return UNKNOWN;
}

function struct(context: Context, name: string): Type | undefined {
  const entry = context.scope.find(name);
  if (entry?.kind === "struct") return entry.type;
  return entry === undefined && context.isLost(name) ? UNKNOWN : undefined;
}

function structNames(context: Context): string[] {
  return [...context.scope.visible()].filter((name) => context.scope.find(name)?.kind === "struct");
}

/** Whether a type is written without saying all that there is to know: its values may tell more. */
export function isOpenType({ name, arguments: types, suffixes }: TypeName): boolean {
  return suffixes.length === 0 && types.length === 0 &&
    (name === "result" || name === "func" || name === "command" || name === "pipeline");
}

/** A type's name where it is called: `int32(x)`. */
export function castTarget(callee: Identifier): Type | undefined {
  const type = SIMPLE.get(callee.name);
  return type && CASTABLE.has(type.kind) ? type : undefined;
}

const CASTABLE: ReadonlySet<Type["kind"]> = new Set(["integer", "float", "tbb", "string", "path", "buffer"]);
