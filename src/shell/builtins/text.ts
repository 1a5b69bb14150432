/**
 * Functions of strings.
 *
 * @module
 */

import type { BuiltinContext } from "../types/builtin.ts";
import { BOOL, DYN, STRING, STRINGS } from "../types/types.ts";
import { equalValues, formatterOf, type Integer } from "../values/mod.ts";
import { COUNT, DYN_ONLY, type Entry, example, listOf, optional, overload, T } from "./entry.ts";
import { containsInDyn } from "./loose.ts";

/** Code units of the longest string there can be. */
const LENGTH_MAX = 2 ** 29 - 24;

export const TEXT: readonly Entry[] = [
  {
    name: "split",
    overloads: [overload({ text: STRING, separator: optional(STRING) }, STRINGS, split)],
    doc: "The parts of a text between separators; with an empty separator its code points. " +
      "Without a separator its words: the parts between blanks and line breaks, none of them empty.",
    example: example(
      `print(split("a,b,,c", ","), split("né", ""), split("  two words\\n"));`,
      `["a", "b", "", "c"] ["n", "é"] ["two", "words"]`,
    ),
  },
  {
    name: "join",
    overloads: [overload({ items: listOf(T), separator: optional(STRING) }, STRING, join)],
    doc: "The items as text, one after the other, with the separator between them, which is empty if left out.",
    example: example(`print(join(["a", "b"], ", "), join([1, 2, 3]));`, "a, b 123"),
  },
  {
    name: "trim",
    overloads: [overload({ text: STRING }, STRING, (_, text: string) => text.trim())],
    doc: "The text without blanks and line breaks at its ends.",
    example: example(`print("[" + trim("  a b\\n") + "]");`, "[a b]"),
  },
  {
    name: "replace",
    overloads: [overload({ text: STRING, old: STRING, new: STRING }, STRING, replace)],
    doc: "The text with every occurrence of the old part replaced by the new one; an empty old part occurs before, " +
      "between and behind the code points.",
    example: example(`print(replace("a-b-c", "-", "+"));`, "a+b+c"),
  },
  {
    name: "contains",
    overloads: [
      overload({ text: STRING, part: STRING }, BOOL, (_, text: string, part: string) => text.includes(part)),
      overload({ items: listOf(T), item: T }, BOOL, containsItem),
      overload({ value: DYN_ONLY, item: DYN }, BOOL, containsInDyn),
    ],
    doc: "Whether the part occurs in the text, or an item with the same contents in the array.",
    example: example(`print(contains("hello", "ell"), contains([1, 2], 3));`, "true false"),
  },
  {
    name: "starts_with",
    overloads: [
      overload({ text: STRING, part: STRING }, BOOL, (_, text: string, part: string) => text.startsWith(part)),
    ],
    doc: "Whether the text begins with the part.",
    example: example(`print(starts_with("--help", "--"));`, "true"),
  },
  {
    name: "ends_with",
    overloads: [overload({ text: STRING, part: STRING }, BOOL, (_, text: string, part: string) => text.endsWith(part))],
    doc: "Whether the text ends with the part.",
    example: example(`print(ends_with("a.tar.gz", ".gz"));`, "true"),
  },
  {
    name: "upper",
    overloads: [overload({ text: STRING }, STRING, (_, text: string) => text.toUpperCase())],
    doc: "The text in upper case, the same in every locale.",
    example: example(`print(upper("straße"));`, "STRASSE"),
  },
  {
    name: "lower",
    overloads: [overload({ text: STRING }, STRING, (_, text: string) => text.toLowerCase())],
    doc: "The text in lower case, the same in every locale.",
    example: example(`print(lower("ÄB"));`, "äb"),
  },
  {
    name: "repeat",
    overloads: [overload({ text: STRING, count: COUNT }, STRING, repeat)],
    doc: "The text so many times; a negative count is none.",
    example: example(`print(repeat("ab", 3));`, "ababab"),
  },
];

function split(_: BuiltinContext, text: string, separator?: string): string[] {
  if (separator === "") return [...text];
  return separator === undefined ? text.split(/\s+/u).filter((word) => word !== "") : text.split(separator);
}

function join(context: BuiltinContext, items: readonly unknown[], separator = ""): string {
  return items.map(formatterOf(context.types.T!)).join(separator);
}

function replace(_: BuiltinContext, text: string, old: string, replacement: string): string {
  if (old !== "") return text.split(old).join(replacement);
  return ["", ...text, ""].join(replacement);
}

function containsItem(_: BuiltinContext, items: readonly unknown[], item: unknown): boolean {
  return items.some((each) => equalValues(each, item));
}

function repeat(context: BuiltinContext, text: string, count: Integer): string {
  const times = Math.max(0, Number(count));
  if (text.length * times > LENGTH_MAX) context.stop(`repeat: ${count} times is more than a string can hold`);
  return text.repeat(times);
}
