/**
 * Values as names of files, folders and programs: what is touched is the one of that name, and nothing else.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { CHILD } from "../../helpers.ts";
import { FILE_NAMES } from "./hostile.ts";
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

/** Programs whose four outputs go to files. `x` of a target is a name. */
function redirected(start: (words: string[]) => string, operator: string, target: (x: string) => string): string {
  return forEachFour(FILE_NAMES.length, (outputs) => {
    const words = outputs.flatMap(({ stream, index }) => ["write", `${stream}`, `${index}`]);
    const targets = outputs.map(({ stream, index }) => ` ${stream}${operator} ${target(`n[${index}]`)}`);
    return `${start(words)}${targets.join("")};\n`;
  });
}

/** The same by options; the texts that are words of the options are names of files here. */
const BY_OPTIONS = forEachFour(FILE_NAMES.length, (outputs) => {
  const words = outputs.flatMap(({ stream, index }) => ["write", `${stream}`, `${index}`]);
  const options = outputs.map(({ name, index }) => `${name}: n[${index}]`);
  return `run(CHILD, ${JSON.stringify(words)}, {${options.join(", ")}});\n`;
});

testRoutes("a name that is written to makes that file", [
  writing("a target", redirected((words) => `run(CHILD, ${JSON.stringify(words)})`, ">", (x) => x)),
  writing("a target in words", redirected((words) => `&{CHILD} ${words.join(" ")}`, ">>", (x) => `&{${x}}`)),
  writing("an option", BY_OPTIONS),
]);

/** Files of all names, each with its number in it. */
function fill(path: string): void {
  for (const [index, name] of FILE_NAMES.entries()) Deno.writeTextFileSync(`${path}/${name}`, String(index));
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
  gathered("read_file", `for (x in n) { push(all, read_file("files/" + x)?); }`, NUMBERS),
  gathered("exists", `for (x in n) { push(all, is exists("files/" + x) : x : "no"); }`, FILE_NAMES),
  gathered("list_dir", `for (x in list_dir("files")?) { push(all, x); }`, sorted(FILE_NAMES)),
  gathered("remove", `for (x in n) { remove("files/" + x)?; } for (x in list_dir("files")?) { push(all, x); }`, []),
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
