/**
 * Functions of values of any type.
 *
 * @module
 */

import type { BuiltinContext } from "../types/builtin.ts";
import { BOOL, BUFFER, DYN, NIL, STRING } from "../types/types.ts";
import { typeOfDyn, typeText } from "../values/mod.ts";
import { type Entry, example, optional, overload } from "./entry.ts";

export const VALUES: readonly Entry[] = [
  {
    name: "assert",
    overloads: [overload({ condition: BOOL, message: optional(STRING) }, NIL, assert)],
    doc: "Stops the program with the message, unless the condition is true.",
    example: example(`assert(1 < 2, "numbers are broken"); print("fine");`, "fine"),
  },
  {
    name: "type_of",
    overloads: [overload({ value: DYN }, STRING, (_, value: unknown) => typeText(typeOfDyn(value)))],
    doc: "The name of a value's type; of a dyn, the type of what it holds.",
    example: example(
      `dyn:d = [1]; print(type_of(5), type_of("s"), type_of(1.5), type_of(d));`,
      "int64 string flt64 dyn[]",
    ),
  },
  {
    name: "hex",
    overloads: [overload({ bytes: BUFFER }, STRING, (_, bytes: Uint8Array) => bytes.toHex())],
    doc: "The bytes of a buffer, each as two hexadecimal digits.",
    example: example(`print(hex(buffer("AZ")));`, "415a"),
  },
];

function assert(context: BuiltinContext, condition: boolean, message = "an assertion does not hold"): null {
  return condition ? null : context.stop(message);
}
