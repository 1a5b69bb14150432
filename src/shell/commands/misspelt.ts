/**
 * The program that was probably meant where PATH leads to none.
 *
 * @module
 */

import { nearest } from "../syntax/nearest.ts";
import { quote } from "../syntax/quote.ts";
import type { StagePlan } from "./plan.ts";

/** Statements that read as a command when their first word is misspelt. */
const STATEMENTS = ["return", "break", "continue", "defer", "pass", "fail", "exit"];
/** What other shells carry out themselves and is no program, and how it is written here. */
const OF_OTHER_SHELLS: ReadonlyMap<string, string> = new Map([
  ["alias", "declare a function"],
  ["declare", "write type:name = value;"],
  ["eval", "there is none: values are never read as syntax"],
  ["exec", "write the command, and exit behind it"],
  ["import", 'write use "./file.aria" as name;'],
  ["local", "write type:name = value;"],
  ["read", 'write for (line in lines(run("cat"))) { … }'],
  ["shift", "write ARGS[1..len(ARGS) - 1]"],
  ["trap", "write on_signal(name, function), or defer for what is to be done at the end"],
  ["wait", "write process:p = spawn(…)?; and p.wait()?"],
]);
/** Characters of a name that is shown taken apart; longer ones were no slip. */
const NAME_MAX = 120;

/**
 * What to write instead: `did you mean 'grep'?`, where a statement or a program that PATH leads to has a near name, and
 * `arguments stand apart: run("ls", ["-la"])`. Looks through all folders of PATH.
 */
export function helpForMissing(stage: StagePlan): string | undefined {
  return OF_OTHER_SHELLS.get(stage.program) ?? helpForBlank(stage) ?? helpForMisspelt(stage);
}

function helpForBlank({ program, args }: StagePlan): string | undefined {
  const [name, ...inside] = program.split(/\s+/).filter((word) => word !== "");
  if (name === undefined || inside.length === 0 || program.length > NAME_MAX) return undefined;
  const shown = args.length > 0 ? [...inside.map(quote), "…"] : inside.map(quote);
  return `arguments stand apart: run(${quote(name)}, [${shown.join(", ")}])`;
}

function helpForMisspelt({ program, options: { env, clear_env } }: StagePlan): string | undefined {
  const path = env?.PATH ?? (clear_env ? "" : ownPath());
  const folders = path.split(":").filter((folder) => folder !== "");
  const programs = folders.flatMap(programsIn).filter((name) => name !== program).sort();
  const near = nearest(program, [...STATEMENTS, ...programs]);
  return near && `did you mean '${near}'?`;
}

function ownPath(): string {
  try {
    return Deno.env.get("PATH") ?? "";
  } catch (error) {
    if (error instanceof Deno.errors.InvalidData) return ""; // not UTF-8
    throw error;
  }
}

function programsIn(folder: string): string[] {
  try {
    return Array.from(Deno.readDirSync(folder)).filter(({ isDirectory }) => !isDirectory).map(({ name }) => name);
  } catch {
    return [];
  }
}
