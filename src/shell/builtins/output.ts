/**
 * What writes to stdout.
 *
 * @module
 */

import type { BuiltinContext } from "../types/builtin.ts";
import { DYN, NIL } from "../types/types.ts";
import { formatDyn } from "../values/mod.ts";
import { type Entry, example, fallible, rest } from "./entry.ts";

export const OUTPUT: readonly Entry[] = [
  {
    name: "print",
    overloads: [fallible({ values: rest(DYN) }, NIL, print)],
    doc: "Writes the values with a blank between them, and a line break behind the last. " +
      "Fails with kind `broken_pipe` when nobody reads stdout any more.",
    example: example(`print("n =", 5, [1.0, 2.5], {name: "x"});`, `n = 5 [1.0, 2.5] {name: "x"}`),
  },
];

function print(context: BuiltinContext, values: readonly unknown[]): unknown {
  return context.print(`${values.map(formatDyn).join(" ")}\n`);
}
