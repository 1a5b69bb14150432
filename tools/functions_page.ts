/**
 * Writes the page of built-in functions from their table.
 *
 * ```sh
 * deno run -A tools/functions_page.ts            # writes docs/language/functions.md
 * deno run -A tools/functions_page.ts --check    # exit code 1 when the page is not what the table says
 * ```
 *
 * @module
 */

import { signatureOf } from "../src/shell/builtins/signature.ts";
import { BUILTINS } from "../src/shell/builtins/table.ts";
import type { Builtin } from "../src/shell/types/builtin.ts";
import { keepPage } from "./pages.ts";

/** The headings, in the page's order. */
const HEADINGS: Readonly<Record<Builtin["group"], string>> = {
  output: "Output",
  text: "Text",
  arrays: "Arrays",
  numbers: "Numbers",
  objects: "Objects and JSON",
  files: "Files",
  system: "Directory, environment, time, signals",
  values: "Any value",
  commands: "Commands",
};

const NOTICE = "<!-- Written by tools/functions_page.ts from the table in src/shell/builtins; do not edit. -->";
const INTRODUCTION =
  "A parameter in brackets may be left out, one with dots takes any number of arguments. `T` and `U` " +
  "stand for any type, the same throughout a call; `N` for any type of numbers, `I` for any of whole numbers without " +
  "`ERR`, `O` for any whose values have an order: numbers and strings. What gives a `result` can fail; unwrap it by " +
  "`?`, or by `? default`. A program may declare functions of these names; they hide the built-in ones. What makes " +
  "and starts commands (`run`, `capture`, `json`, `lines`, `events`, `timeout`, `spawn`, `wait`), `exit`, `ignore` " +
  "and the casts are forms of the language: the [reference](reference.md#commands) has them.";

/** The whole page. */
export function functionsPage(): string {
  const groups = Object.entries(HEADINGS).map(([group, heading]) => {
    const builtins = [...BUILTINS.values()].filter((builtin) => builtin.group === group);
    return builtins.length === 0 ? [] : [`## ${heading}`, ...builtins.map(sectionOf)];
  });
  return `${["# Built-in functions", NOTICE, wrap(INTRODUCTION), ...groups.flat()].join("\n\n")}\n`;
}

function sectionOf(builtin: Builtin): string {
  const { name, doc, example } = builtin;
  const signatures = `\`\`\`text\n${signatureOf(builtin).join("\n")}\n\`\`\``;
  const program = `\`\`\`aria\n${example.program}\n\`\`\``;
  const printed = `\`\`\`text\n${example.prints.trimEnd()}\n\`\`\``;
  return [`### ${name}`, signatures, wrap(doc), program, "prints", printed].join("\n\n");
}

/** Lines of at most 120 columns. A word that begins a line must not begin a list or a heading. */
function wrap(text: string): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1)!;
    const isFull = last !== "" && last.length + 1 + word.length > 120 && !/^([-+*#>]|\d+[.)])/.test(word);
    if (isFull) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines.join("\n");
}

if (import.meta.main) Deno.exit(await keepPage("docs/language/functions.md", functionsPage(), Deno.args));
