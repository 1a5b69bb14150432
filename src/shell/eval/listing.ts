/**
 * What `set` and `export` list: the statements that would bring about again what is.
 *
 * @module
 */

import { SETTINGS } from "../check/settings.ts";
import type { Settings } from "../commands/runner.ts";
import { quote } from "../syntax/quote.ts";

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A line `set NAME = VALUE` for each of these settings. */
export function settingLines(names: readonly string[], settings: Settings): string {
  const values: Readonly<Record<string, unknown>> = { ...settings };
  return names.map((name) => `set ${name} = ${literal(values[name] ?? SETTINGS[name]!.usual)}`).join("\n");
}

/**
 * A line `export NAME = "VALUE"` for each variable of the environment, by their names; one whose name `export` does not
 * take is a comment.
 */
export function exportLines(): string {
  const variables = Object.entries(Deno.env.toObject()).sort(([a], [b]) => a < b ? -1 : 1);
  return variables.map(([name, value]) =>
    NAME.test(name) ? `export ${name} = ${quote(value)}` : `// ${quote(name)} = ${quote(value)}`
  ).join("\n");
}

function literal(value: unknown): string {
  return typeof value === "string" ? quote(value) : String(value);
}
