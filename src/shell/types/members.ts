/**
 * The members of the types that are not declared by a program: fields, and methods with their signatures.
 *
 * @module
 */

import { CAPTURED, READER, RUN, STAGE, WRITER } from "./records.ts";
import {
  arrayOf,
  BOOL,
  BUFFER,
  INT32,
  INT64,
  NIL,
  optionalOf,
  resultOf,
  STRING,
  type TbbType,
  type Type,
} from "./types.ts";

/** A method: of a process, of its streams, of what was captured. */
export interface Method {
  /** Each takes a value of one of its types. */
  readonly parameters: readonly Parameter[];
  readonly returns: Type;
  /** It gives a promise. */
  readonly async: boolean;
}

interface Parameter {
  readonly name: string;
  readonly types: readonly Type[];
}

type Fields = ReadonlyMap<string, Type>;
type Methods = ReadonlyMap<string, Method>;

const TBB64: TbbType = { kind: "tbb", bits: 64 };

const ERROR_FIELDS: Fields = new Map<string, Type>([
  ["code", TBB64],
  ["message", STRING],
  ["kind", STRING],
  ["stage", INT32],
  ["stages", arrayOf(STAGE)],
  ["signal", STRING],
]);

const PROCESS_FIELDS: Fields = new Map<string, Type>([
  ["pid", INT32],
  ["stdin", WRITER],
  ["stddati", WRITER],
  ["stdout", READER],
  ["stderr", READER],
  ["stddbg", READER],
  ["stddato", READER],
]);

const PROCESS_METHODS: Methods = new Map([
  ["wait", { parameters: [], returns: resultOf(RUN), async: true }],
  ["kill", { parameters: [{ name: "signal", types: [STRING] }], returns: resultOf(NIL), async: false }],
  ["is_alive", { parameters: [], returns: BOOL, async: false }],
]);

const WRITER_METHODS: Methods = new Map([
  ["write", { parameters: [{ name: "value", types: [STRING, BUFFER] }], returns: resultOf(NIL), async: true }],
  ["close", { parameters: [], returns: resultOf(NIL), async: true }],
]);

const READER_METHODS: Methods = new Map<string, Method>([
  ["read_line", { parameters: [], returns: resultOf(optionalOf(STRING)), async: true }],
  ["read_all", { parameters: [], returns: resultOf(STRING), async: true }],
  ["read_bytes", { parameters: [{ name: "count", types: [INT64] }], returns: resultOf(BUFFER), async: true }],
  ["lines", { parameters: [], returns: { kind: "stream", element: STRING }, async: false }],
]);

const CAPTURED_METHODS: Methods = new Map([["text", { parameters: [], returns: STRING, async: false }]]);

/** The fields of a type; of an error they are NIL when it is none. Undefined of a type without fields. */
export function fieldsOf(type: Type): Fields | undefined {
  switch (type.kind) {
    case "record":
      return type.fields;
    case "error":
      return ERROR_FIELDS;
    case "process":
      return PROCESS_FIELDS;
    default:
      return undefined;
  }
}

/** The methods of a type; undefined of one without methods. */
export function methodsOf(type: Type): Methods | undefined {
  if (type.kind === "process") return PROCESS_METHODS;
  if (type === WRITER) return WRITER_METHODS;
  if (type === READER) return READER_METHODS;
  return type === CAPTURED ? CAPTURED_METHODS : undefined;
}
