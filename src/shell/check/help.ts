/**
 * What `help` says, from the table of built-in functions.
 *
 * @module
 */

import { signatureOf } from "../builtins/signature.ts";
import { BUILTINS } from "../builtins/table.ts";

const OVERVIEW = `help functions   every built-in function with its signature
help NAME        one of them, with an example
set              the settings with their values

print("text");               to stdout; "&{x}" puts a value in
string:s = "x"; int:n = 5;   variables: type, name, value
ls -l | wc -l > n.txt        bare words run programs
run("ls", ["-l", s]);        the same with values
capture(run("date"))?.text() what a program says
f() ? d                      the value, or d when it failed`;

/** Topics besides the names of functions. */
const TOPICS: Readonly<Record<string, () => string>> = {
  functions: () => [...BUILTINS.values()].flatMap(signatureOf).join("\n"),
};

/** The text of a topic; null without one: how to go on. Undefined of a topic that there is not. */
export function helpOf(topic: string | null): string | undefined {
  if (topic === null) return OVERVIEW;
  if (Object.hasOwn(TOPICS, topic)) return TOPICS[topic]!();
  const builtin = BUILTINS.get(topic);
  if (!builtin) return undefined;
  const { doc, example: { program, prints } } = builtin;
  return [...signatureOf(builtin), "", doc, "", program, ...prints.trimEnd().split("\n").map((line) => `// ${line}`)]
    .join("\n");
}

/** Everything that there is help for. */
export function helpTopics(): string[] {
  return [...Object.keys(TOPICS), ...BUILTINS.keys()];
}
