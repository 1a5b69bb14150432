/**
 * Values as names of files, folders and programs: what is touched is the one of that name, and nothing else.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { CHILD } from "../../helpers.ts";
import { FILE_NAMES } from "./hostile.ts";
import { BARE, IN_QUOTES } from "./literals.ts";
import { forEachFour, type Output, route, type Route, testRoutes } from "./routes.ts";
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

/** Programs whose four outputs go to files. */
function redirected(operator: string, target: (index: number) => string): string {
  return forEachFour(FILE_NAMES.length, (outputs) => {
    return `run(CHILD, [${numbers(outputs).map((word) => `"${word}", `).join("")}]) ${
      outputs.map(({ stream, index }) => `${stream}${operator} ${target(index)}`).join(" ")
    };\n`;
  });
}

/** The same in words. */
function redirectedWords(operator: string, target: (index: number) => string): string {
  return forEachFour(FILE_NAMES.length, (outputs) => {
    return `&{CHILD} ${numbers(outputs).join(" ")} ${
      outputs.map(({ stream, index }) => `${stream}${operator} ${target(index)}`).join(" ")
    }\n`;
  });
}

/** What the scripted child is to do: write the number of its file to each of its outputs. */
function numbers(outputs: readonly Output[]): string[] {
  return outputs.flatMap(({ stream, index }) => ["write", `${stream}`, `${index}`]);
}

testRoutes("a name that is written to makes that file", [
  writing("a target", redirected(">", (index) => `n[${index}]`)),
  writing("a target in words, appended to", redirectedWords(">>", (index) => `&{n[${index}]}`)),
  writing("a literal in words", redirectedWords(">", (index) => literal(FILE_NAMES[index]!))),
  writing("write_file", `for (int:i = 0; i < len(n); i++) { write_file(n[i], string(i))?; }`),
  writing("append_file, to a Path", `for (int:i = 0; i < len(n); i++) { append_file(Path(n[i]), string(i))?; }`),
]);

function literal(text: string): string {
  return (BARE.can(text) ? BARE : IN_QUOTES).write(text);
}

/** Files of all names, each with its number in it. */
function fill(path: string): void {
  for (const [index, name] of FILE_NAMES.entries()) Deno.writeTextFileSync(`${path}/${name}`, String(index));
}

const NUMBERS = FILE_NAMES.map((_, index) => String(index));
const GATHER = `string[]:all = ["args"]; cd("files")?;`;
const SHOW = `cd("..")?; run(CHILD, all) > out;`;

testRoutes("a name that is read is that file", [
  route(
    "a source for stdin and one for stddati",
    `cd("files")?; for (int:i = 0; i < len(n); i += 2) {
       run(CHILD, ["copy", "0", "1", "write", "1", "|", "copy", "4", "1", "args", ""]) < n[i] 4< n[i + 1] >> out;
     } cd("..")?;`,
    NUMBERS.flatMap((number, index) => index % 2 === 0 ? [`${number}|${NUMBERS[index + 1]}`] : []),
  ),
  route("read_file", `${GATHER} for (x in n) { push(all, read_file(x)?); } ${SHOW}`, NUMBERS),
  route("exists", `${GATHER} for (x in n) { push(all, is exists(x) : x : "no"); } ${SHOW}`, FILE_NAMES),
  route("list_dir", `${GATHER} for (x in list_dir(".")?) { push(all, x); } ${SHOW}`, sorted(FILE_NAMES)),
  route("remove", `${GATHER} for (x in n) { remove(x)?; } for (x in list_dir(".")?) { push(all, x); } ${SHOW}`, []),
], { folders: { files: fill } });

/** Folders of all names. */
function fillWithFolders(path: string): void {
  for (const name of FILE_NAMES) Deno.mkdirSync(`${path}/${name}`);
}

/** Programs of all names: each is the scripted child. */
function fillWithPrograms(path: string): void {
  for (const name of FILE_NAMES) Deno.symlinkSync(CHILD, `${path}/${name}`);
}

/** In each folder the program of the same name has been, and told its own name. */
const EVERYWHERE: Route = {
  name: "the option cwd, and the program itself",
  script: `ENV.PATH = cwd() + "/programs"; cd("folders")?;
    for (x in n) { run(x, ["append", "here", "x", "name", "args", ""], {cwd: x}) >> out; } cd("..")?;`,
  check(out) {
    assertSeen(Deno.readFileSync(out), FILE_NAMES.map((name) => `${name}\n`));
    const folders = out.replace(/[^/]*$/, "folders");
    assertEquals(namesIn(folders), sorted(FILE_NAMES));
    for (const name of FILE_NAMES) assertEquals(namesIn(`${folders}/${name}`), ["here"]);
  },
};

testRoutes("a name of a folder or a program is that one", [EVERYWHERE], {
  folders: { folders: fillWithFolders, programs: fillWithPrograms },
});
