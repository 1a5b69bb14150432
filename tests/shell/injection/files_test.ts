/**
 * Values as names of files, folders and programs: what is touched is the one of that name, and nothing else.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { CHILD } from "../../helpers.ts";
import { FILE_NAMES } from "./hostile.ts";
import { BARE, IN_QUOTES } from "./literals.ts";
import { forEachFour, gathered, type Route, route, testRoutes } from "./routes.ts";
import { assertSeen, namesIn, shown, sorted } from "./seen.ts";

/** A way that makes a file of each name in the folder `out`, its number in it. */
function writing(name: string, script: string): Route {
  return { name, script: `make_dir(out)?; cd(out)?;\n${script}\ncd("..")?;`, check: assertWritten };
}

function assertWritten(path: string): void {
  assertEquals(namesIn(path), sorted(FILE_NAMES));
  for (const [index, name] of FILE_NAMES.entries()) {
    const content = Deno.readTextFileSync(`${path}/${name}`);
    if (content !== String(index)) throw new Error(`File ${index}, ${shown(name)}, holds ${shown(content)}`);
  }
}

/** Programs whose four outputs go to files. `x` of a target is a name as an expression, `index` its number. */
function redirected(
  start: (words: string[]) => string,
  operator: string,
  target: (x: string, index: number) => string,
): string {
  return forEachFour(FILE_NAMES.length, (outputs) => {
    const words = outputs.flatMap(({ stream, index }) => ["write", `${stream}`, `${index}`]);
    const targets = outputs.map(({ stream, index }) => ` ${stream}${operator} ${target(`n[${index}]`, index)}`);
    return `${start(words)}${targets.join("")};\n`;
  });
}

function inWords(words: string[]): string {
  return `&{CHILD} ${words.join(" ")}`;
}

function literal(text: string): string {
  return (BARE.can(text) ? BARE : IN_QUOTES).write(text);
}

/** The same by options; the texts that are words of the options are names of files here. */
const BY_OPTIONS = forEachFour(FILE_NAMES.length, (outputs) => {
  const words = outputs.flatMap(({ stream, index }) => ["write", `${stream}`, `${index}`]);
  const options = outputs.map(({ name, index }) => `${name}: n[${index}]`);
  return `run(CHILD, ${JSON.stringify(words)}, {${options.join(", ")}});\n`;
});

testRoutes("a name that is written to makes that file", [
  writing("a target", redirected((words) => `run(CHILD, ${JSON.stringify(words)})`, ">", (x) => x)),
  writing("a target in words", redirected(inWords, ">>", (x) => `&{${x}}`)),
  writing("a literal in words", redirected(inWords, ">", (_, index) => literal(FILE_NAMES[index]!))),
  writing("an option", BY_OPTIONS),
  writing("write_file", `for (int:i = 0; i < len(n); i++) { write_file(n[i], string(i))?; }`),
  writing("append_file, to a Path", `for (int:i = 0; i < len(n); i++) { append_file(Path(n[i]), string(i))?; }`),
]);

/** Files of all names, each with its number in it. */
function fill(path: string): void {
  for (const [index, name] of FILE_NAMES.entries()) Deno.writeTextFileSync(`${path}/${name}`, String(index));
}

/** A way that looks at them from among them. */
function within(name: string, script: string, seen: readonly string[]): Route {
  return gathered(name, `cd("files")?; ${script} cd("..")?;`, seen);
}

const NUMBERS = FILE_NAMES.map((_, index) => String(index));
testRoutes("a name that is read is that file", [
  route(
    "a source for stdin and one for stddati",
    `cd("files")?; for (int:i = 0; i < len(n); i += 2) {
       run(CHILD, ["copy", "0", "1", "write", "1", "|", "copy", "4", "1", "args", ""]) < n[i] 4< n[i + 1] >> out;
     } cd("..")?;`,
    NUMBERS.flatMap((number, index) => index % 2 === 0 ? [`${number}|${NUMBERS[index + 1]}`] : []),
  ),
  within("read_file", "for (x in n) { push(all, read_file(x)?); }", NUMBERS),
  within("exists", `for (x in n) { push(all, is exists(x) : x : "no"); }`, FILE_NAMES),
  within("list_dir", `for (x in list_dir(".")?) { push(all, x); }`, sorted(FILE_NAMES)),
  within("remove", `for (x in n) { remove(x)?; } for (x in list_dir(".")?) { push(all, x); }`, []),
], { folders: { files: fill } });

/** Folders of all names. */
function fillWithFolders(path: string): void {
  for (const name of FILE_NAMES) Deno.mkdirSync(`${path}/${name}`);
}

/** Programs of all names: each is the scripted child. */
function fillWithPrograms(path: string): void {
  for (const name of FILE_NAMES) Deno.symlinkSync(CHILD, `${path}/${name}`);
}

/** In the folder of each name runs the program of that name; it tells the folder and its own name. */
const EVERYWHERE: Route = {
  name: "the option cwd, and the program itself",
  script: `ENV.PATH = cwd() + "/programs"; cd("folders")?;
    for (x in n) { run(x, ["cwd", "name", "args", ""], {cwd: x}) >> out; } cd("..")?;`,
  check(out) {
    const folders = out.replace(/[^/]*$/, "folders");
    assertSeen(Deno.readFileSync(out), FILE_NAMES.map((name) => `${folders}/${name}\n${name}\n`));
  },
};

testRoutes("a name of a folder or a program is that one", [EVERYWHERE], {
  folders: { folders: fillWithFolders, programs: fillWithPrograms },
});
