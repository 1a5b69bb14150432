/**
 * The table of built-in functions, which the checker, the evaluator, completion, `help` and the docs share.
 *
 * @module
 */

import type { Builtin } from "../types/builtin.ts";
import { ARRAYS } from "./arrays.ts";
import type { Entry } from "./entry.ts";
import { FILES } from "./files.ts";
import { NUMBERS } from "./numbers.ts";
import { OBJECTS } from "./objects.ts";
import { OUTPUT } from "./output.ts";
import { SYSTEM } from "./system.ts";
import { TEXT } from "./text.ts";
import { VALUES } from "./value_functions.ts";

const GROUPS: Readonly<Partial<Record<Builtin["group"], readonly Entry[]>>> = {
  output: OUTPUT,
  text: TEXT,
  arrays: ARRAYS,
  numbers: NUMBERS,
  objects: OBJECTS,
  files: FILES,
  system: SYSTEM,
  values: VALUES,
};

/** Every built-in function by its name, in the order of the page. */
export const BUILTINS: ReadonlyMap<string, Builtin> = new Map(
  Object.entries(GROUPS).flatMap(([group, entries]) =>
    entries.map((entry) => [entry.name, { ...entry, group: group as Builtin["group"] }])
  ),
);
