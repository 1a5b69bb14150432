/**
 * Ways of a value through a script, each tried with every hostile string, many in one run of `ariash`.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { CHILD, Folder } from "../../helpers.ts";
import { type Ran, runAria, type RunSetting } from "../ariash.ts";
import { FILE_NAMES, HOSTILE } from "./hostile.ts";
import { IN_QUOTES } from "./literals.ts";
import { assertSeen, namesIn, sorted } from "./seen.ts";

/** One way. */
export interface Route {
  readonly name: string;
  /**
   * Statements in a block of their own. `h` is the array of the strings, `n` of those that name files, `CHILD` the
   * scripted child, and `out` the path of what they make.
   */
  readonly script: string;
  /** Fails when what was made is not what it should be. */
  check(out: string): void;
}

/** What a script is given besides the strings. */
export interface Surroundings extends Pick<RunSetting, "env"> {
  /** Its arguments. */
  readonly args?: readonly string[];
  /** Files in its folder, by their names. */
  readonly files?: Readonly<Record<string, string>>;
  /** Folders in its folder, by their names, and how they are filled. */
  readonly folders?: Readonly<Record<string, (path: string) => void>>;
}

/** Files that patterns among the strings would match. */
const BAIT: Readonly<Record<string, string>> = { a: "", b: "", ab: "", axb: "", "a.txt": "", ".hidden": "" };

/**
 * A way whose script writes what a program sees into `out`, each string with a NUL behind it.
 *
 * @param seen all hostile strings, unless others are named
 */
export function route(name: string, script: string, seen: readonly string[] = HOSTILE): Route {
  return { name, script, check: (out) => assertSeen(Deno.readFileSync(out), seen) };
}

/** The same, where the script pushes to the array `all` what a program is then to see. */
export function gathered(name: string, script: string, seen?: readonly string[]): Route {
  return route(name, `string[]:all = ["args"]; ${script} run(CHILD, all) > out;`, seen);
}

/** Text for each of the strings, in a row: with the name by which the script has it, and its number. */
export function forEach(write: (name: string, index: number) => string): string {
  return HOSTILE.map((_, index) => write(`h[${index}]`, index)).join("");
}

/** An output of a program, and the number of the string that goes there. */
export interface Output {
  readonly stream: number;
  readonly name: "stdout" | "stderr" | "stddbg" | "stddato";
  readonly index: number;
}

/** Text for each program when every program has a string for each of its four outputs. */
export function forEachFour(count: number, write: (outputs: readonly Output[]) => string): string {
  const outputs = Array.from({ length: count }, (_, index): Output => ({ ...OUTPUTS[index % 4]!, index }));
  return outputs.filter(({ index }) => index % 4 === 0).map(({ index }) => write(outputs.slice(index, index + 4))).join(
    "",
  );
}

const OUTPUTS = [
  { stream: 1, name: "stdout" },
  { stream: 2, name: "stderr" },
  { stream: 3, name: "stddbg" },
  { stream: 5, name: "stddato" },
] as const;

/**
 * Declares a test of routes, a step for each. The script that they make up must come to its end without a word, and
 * leave nothing behind but what they make.
 */
export function testRoutes(name: string, routes: readonly Route[], surroundings: Surroundings = {}): void {
  Deno.test(name, async (t) => {
    using folder = new Folder();
    const made = routes.map((_, index) => `out-${index}`);
    const blocks = routes.map(({ script }, index) => {
      return `{\nstring:out = "${folder.file(made[index]!)}";\n${script}\n}\n`;
    });
    assertEquals(await runScript(folder, blocks.join(""), surroundings), { code: 0, stdout: "", stderr: "" });
    for (const [index, { name, check }] of routes.entries()) await t.step(name, () => check(folder.file(made[index]!)));
    await t.step("nothing else was made", () => assertMade(folder, made, surroundings));
  });
}

/** Runs a script in a folder, with the arrays that a {@linkcode Route} knows. */
export function runScript(folder: Folder, script: string, surroundings: Surroundings = {}): Promise<Ran> {
  const { args = [], folders = {}, env } = surroundings;
  const files = { ...filesOf(surroundings), "script.aria": `${PRELUDE}${script}` };
  for (const [name, text] of Object.entries(files)) Deno.writeTextFileSync(folder.file(name), text);
  for (const [name, fill] of Object.entries(folders)) {
    Deno.mkdirSync(folder.file(name));
    fill(folder.file(name));
  }
  return runAria(["script.aria", ...args], { cwd: folder.path, env });
}

/** Fails when a folder has other files than the script was given, and these. */
export function assertMade(folder: Folder, made: readonly string[], surroundings: Surroundings = {}): void {
  const given = [...Object.keys(filesOf(surroundings)), ...Object.keys(surroundings.folders ?? {}), "script.aria"];
  assertEquals(namesIn(folder.path), sorted([...given, ...made]));
}

function filesOf({ files }: Surroundings): Readonly<Record<string, string>> {
  return { ...BAIT, ...files, "strings.json": JSON.stringify(HOSTILE), "names.json": JSON.stringify(FILE_NAMES) };
}

const PRELUDE = `fixed string:CHILD = ${IN_QUOTES.write(CHILD)};
string[]:h = json_parse(read_file("strings.json")?)?;
string[]:n = json_parse(read_file("names.json")?)?;
`;
