/**
 * Functions of `obj`s, and of JSON, which they come from.
 *
 * @module
 */

import type { BuiltinContext } from "../types/builtin.ts";
import { BOOL, DYN, OBJECT, STRING, STRINGS } from "../types/types.ts";
import { ErrorValue, type Failure, type Integer, readJson } from "../values/mod.ts";
import { COUNT, type Entry, example, failure, fallible, listOf, optional, overload } from "./entry.ts";
import { writeJson } from "./write_json.ts";

type Fields = Map<string, unknown>;

export const OBJECTS: readonly Entry[] = [
  {
    name: "keys",
    overloads: [overload({ object: OBJECT }, STRINGS, (_, object: Fields) => [...object.keys()])],
    doc: "The keys of an obj, in the order in which they were added.",
    example: example(`print(keys({b: 1, a: 2}));`, `["b", "a"]`),
  },
  {
    name: "values",
    overloads: [overload({ object: OBJECT }, listOf(DYN), (_, object: Fields) => [...object.values()])],
    doc: "The values of an obj, in the order of its keys.",
    example: example(`print(values({b: 1, a: "x"}));`, `[1, "x"]`),
  },
  {
    name: "has",
    overloads: [overload({ object: OBJECT, key: STRING }, BOOL, (_, object: Fields, key: string) => object.has(key))],
    doc: "Whether the obj has the key, be its value NIL or not.",
    example: example(`obj:o = {a: NIL}; print(has(o, "a"), has(o, "b"));`, "true false"),
  },
  {
    name: "delete",
    overloads: [
      overload({ object: OBJECT, key: STRING }, BOOL, (_, object: Fields, key: string) => object.delete(key)),
    ],
    doc: "Takes the key out of the obj itself and gives whether it was there.",
    example: example(`obj:o = {a: 1, b: 2}; print(delete(o, "a"), o);`, "true {b: 2}"),
  },
  {
    name: "json_parse",
    overloads: [fallible({ text: STRING }, DYN, jsonParse)],
    doc: "The value that a JSON text stands for: objs, arrays, strings, bools and NIL; a number without fraction and " +
      "exponent is an int64 if it fits, any other a flt64. Half of a surrogate pair becomes U+FFFD. Fails with kind " +
      "`parse` and the line and column.",
    example: example(
      `dyn:d = json_parse("{\\"n\\": [1, 2.5, null]}")?; print(d.n, json_parse("[1,") ? "broken");`,
      "[1, 2.5, NIL] broken",
    ),
  },
  {
    name: "json_text",
    overloads: [fallible({ value: DYN, indent: optional(COUNT) }, STRING, jsonText)],
    doc: 'The JSON text of a value, in one line, or with each level indented by so many blanks. `ERR` is `"ERR"`, ' +
      "a buffer an object with its bytes in base64. Fails with kind `parse` for what has no JSON form: functions, " +
      "commands, processes, floats that are not finite, and values that contain themselves.",
    example: example(`print(json_text({a: [1, 2.0, NIL], b: "x"})?);`, `{"a":[1,2.0,null],"b":"x"}`),
  },
];

function jsonParse(_: BuiltinContext, text: string): unknown {
  const value = readJson(text);
  return value instanceof ErrorValue ? failure(`json_parse: ${value.message}`, value.kind) : value;
}

function jsonText(_: BuiltinContext, value: unknown, indent: Integer = 0): string | Failure {
  const written = writeJson(value, Math.max(0, Math.min(Number(indent), 16)));
  return typeof written === "string" ? written : failure(`json_text: ${written.message}`, "parse");
}
