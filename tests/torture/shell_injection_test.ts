/**
 * Every hostile string through the shell by itself, one program each, so that none can hide behind another.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { CHILD } from "../helpers.ts";
import { FILE_NAMES, HOSTILE } from "../shell/injection/hostile.ts";
import { BARE, IN_QUOTES, LITERALS, WORDS } from "../shell/injection/literals.ts";
import { type Route, route, testRoutes } from "../shell/injection/routes.ts";
import { assertSeen, namesIn, sorted } from "../shell/injection/seen.ts";

/** A program for each string. */
function each(name: string, command: string, seen: (text: string) => string = (text) => text): Route {
  return route(name, `for (x in h) { ${command}\n}`, HOSTILE.map(seen));
}

testRoutes("each string by itself is an argument, unchanged", [
  each("run", `run(CHILD, ["args", x]) >> out;`),
  each("run, joined", `run(CHILD, ["args", "a" + x + "b"]) >> out;`, (text) => `a${text}b`),
  each("run, a Path", `run(CHILD, ["args", Path(x)]) >> out;`),
  each("a named command", `command:c = run(CHILD, ["args", x]); c >> out;`),
  each("a pipeline", `run(CHILD, ["args", x]) | run(CHILD, ["copy", "0", "1"]) >> out;`),
  each("a fan-out", `run(CHILD, ["args", x]) | [run(CHILD, ["drain", "0"]), run(CHILD, ["copy", "0", "1"]) >> out];`),
  each(
    "spawn",
    `process:p = spawn(CHILD, ["write", "1", x])?; string:said = p.stdout.read_all()?; wait(p)?;
     run(CHILD, ["args", said]) >> out;`,
  ),
  each("timeout", `timeout(60000, run(CHILD, ["args", x]) >> out);`),
  each("capture", `run(CHILD, ["args", capture(run(CHILD, ["write", "1", x]))?.stdout]) >> out;`),
  each("words", "&{CHILD} args &{x} >> &{out}"),
  each("words, joined", `&{CHILD} args a&{x}"b" >> &{out}`, (text) => `a${text}b`),
  each("words, an array", "&{CHILD} args &{[x]} >> &{out}"),
  each("words, a pipeline", "&{CHILD} args &{x} | &{CHILD} copy 0 1 >> &{out}"),
  each("a variable", `run(CHILD, ["environ"], {clear_env: true, env: {V: x}}) >> out;`, (text) => `V=${text}`),
  each("export", `export ARIA_TEST_V = &{x}\nrun(CHILD, ["args", ENV.ARIA_TEST_V ?? "none"]) >> out;`),
  each("stdin", `x | run(CHILD, ["copy", "0", "1", "args", ""]) >> out;`),
  each("stddati", `x |* run(CHILD, ["copy", "4", "1", "args", ""]) >> out;`),
  each("the option stdin", `run(CHILD, ["copy", "0", "1", "args", ""], {stdin: buffer(x)}) >> out;`),
]);

testRoutes(
  "each literal by itself is a word, unchanged",
  [...LITERALS, ...WORDS].map(({ name, write, can }) => {
    const texts = HOSTILE.filter(can);
    return route(name, texts.map((text) => `&{CHILD} args ${write(text)} >> &{out}\n`).join(""), texts);
  }),
);

/** A program for each name, which makes the file of that name in the folder `out`. */
function writing(name: string, command: string): Route {
  return {
    name,
    script: `make_dir(out)?; cd(out)?; for (x in n) { ${command}\n} cd("..")?;`,
    check(out) {
      assertEquals(namesIn(out), sorted(FILE_NAMES));
      for (const name of FILE_NAMES) assertEquals([name, Deno.readTextFileSync(`${out}/${name}`)], [name, "x"]);
    },
  };
}

/** The same with names that are written in words. */
const literalTargets: Route = {
  ...writing("literals in words", ""),
  script: `make_dir(out)?; cd(out)?;\n${
    FILE_NAMES.map((name) => `&{CHILD} write 1 x > ${(BARE.can(name) ? BARE : IN_QUOTES).write(name)};\n`).join("")
  }cd("..")?;`,
};

testRoutes("each name by itself is a target", [
  ...[1, 2, 3, 5].map((stream) =>
    writing(`${stream}> of run`, `run(CHILD, ["write", "${stream}", "x"]) ${stream}> x;`)
  ),
  ...[1, 2, 3, 5].map((stream) => writing(`${stream}>> in words`, `&{CHILD} write ${stream} x ${stream}>> &{x}`)),
  writing("a target of a pipeline", `run(CHILD, ["write", "1", "x"]) | run(CHILD, ["copy", "0", "1"]) > x;`),
  writing("2>&1 in front", `run(CHILD, ["write", "2", "x"]) 2>&1 > x;`),
  writing("the option stdout", `run(CHILD, ["write", "1", "x"], {stdout: x});`),
  writing("the option stddato, a Path", `run(CHILD, ["write", "5", "x"], {stddato: Path(x)});`),
  writing("write_file", `write_file(x, "x")?;`),
  writing("append_file, to a Path", `append_file(Path(x), "x")?;`),
  literalTargets,
]);

function fillWithFolders(path: string): void {
  for (const name of FILE_NAMES) Deno.mkdirSync(`${path}/${name}`);
}

function fillWithPrograms(path: string): void {
  for (const name of FILE_NAMES) Deno.symlinkSync(CHILD, `${path}/${name}`);
}

/** A program for each name in the folder `in`; it tells in which folder it is, or its own name. */
function told(name: string, command: string, seen: (name: string, folder: string) => string): Route {
  return {
    name,
    script: `cd("in")?; ENV.PATH = cwd() + "/../programs:" + (ENV.PATH ?? ""); for (x in n) { ${command}\n} cd("..")?;`,
    check: (out) => {
      const folder = out.replace(/[^/]*$/, "in");
      assertSeen(Deno.readFileSync(out), FILE_NAMES.map((name) => `${seen(name, folder)}\n`));
    },
  };
}

function inFolder(name: string, folder: string): string {
  return `${folder}/${name}`;
}

testRoutes("each name by itself is a folder or a program", [
  told("the option cwd", `run(CHILD, ["cwd", "args", ""], {cwd: x}) >> out;`, inFolder),
  told("the option cwd, a Path", `run(CHILD, ["cwd", "args", ""], {cwd: Path(x)}) >> out;`, inFolder),
  told("cd", `cd(x)?; run(CHILD, ["cwd", "args", ""]) >> out; cd("..")?;`, inFolder),
  told("cd in words", `cd &{x}\nrun(CHILD, ["cwd", "args", ""]) >> out; cd ..`, inFolder),
  told("a program of PATH", `run(x, ["name", "args", ""]) >> out;`, (name) => name),
  told("a program of PATH in words", `&{x} name args "" >> &{out}`, (name) => name),
  told("a program's path", `run("../programs/" + x, ["name", "args", ""]) >> out;`, (name) => `../programs/${name}`),
  told("a program's path in words", `../programs/&{x} name args "" >> &{out}`, (name) => `../programs/${name}`),
], { folders: { in: fillWithFolders, programs: fillWithPrograms } });
