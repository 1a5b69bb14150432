/**
 * Values that the system cannot carry: a program is told so, and nothing has been started, cut off or made.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { Folder } from "../../helpers.ts";
import { runAria } from "../ariash.ts";
import { ARGUMENT_BYTES_MAX, HOSTILE, WITH_NUL } from "./hostile.ts";
import { assertMade, runScript, type Surroundings } from "./routes.ts";

/** What the scripted child would do first, if it were started. */
const START = `"append", "started", "x"`;

/** Ways to a program as expressions that give a result, each with what its error says. `x` is the value. */
const WAYS: ReadonlyArray<readonly [way: string, error: RegExp]> = [
  [`run(CHILD, [${START}, "args", x])`, /argument 5 .*NUL/],
  [`run(CHILD, [${START}, "args", "a" + x + "b"])`, /argument 5 .*NUL/],
  [`run(CHILD, [${START}, "args", "a&{x}b"])`, /argument 5 .*NUL/],
  [`run(CHILD, [${START}]) | run(CHILD, ["args", x])`, /argument 2 .*NUL/],
  [`run(CHILD, [${START}]) | [run(CHILD, ["args"]), run(CHILD, ["args", x])]`, /argument 2 .*NUL/],
  [`capture(run(CHILD, [${START}, "args", x]))`, /argument 5 .*NUL/],
  [`json(run(CHILD, [${START}, "args", x]))`, /argument 5 .*NUL/],
  [`timeout(1000, run(CHILD, [${START}, "args", x]))`, /argument 5 .*NUL/],
  [`spawn(CHILD, [${START}, "args", x])`, /argument 5 .*NUL/],
  [`run(x, [${START}])`, /program's name .*NUL/],
  [`run(CHILD, [${START}], {cwd: x})`, /cwd.* NUL/],
  [`run(CHILD, [${START}], {env: {V: x}})`, /env\.V.* NUL/],
  [`run(CHILD, [${START}], {env: named})`, /'env'.* name/],
  [`run(CHILD, [${START}], {stdout: x})`, /file at stdout .*NUL/],
  [`run(CHILD, [${START}]) > x`, /file at stdout .*NUL/],
  [`run(CHILD, [${START}]) 5>> x`, /file at stddato .*NUL/],
  [`run(CHILD, [${START}]) < x`, /file at stdin .*NUL/],
  [`cd(x)`, /NUL/],
  [`read_file(x)`, /NUL/],
  [`write_file(x, "")`, /NUL/],
  [`append_file(x, "")`, /NUL/],
  [`make_dir(x)`, /NUL/],
  [`remove(x)`, /NUL/],
  [`list_dir(x)`, /NUL/],
];

Deno.test("a NUL is an error on every way to a program", async (t) => {
  using folder = new Folder();
  const values: Surroundings = { files: { "nul.json": JSON.stringify(WITH_NUL) } };
  const ways = WAYS.map(([way]) => `{ result:r = ${way}; push(errors, r.err.message ?? "none"); }\n`);
  const script = `string[]:values = json_parse(read_file("nul.json")?)?; string[]:errors;
    for (x in values) { obj:named; named[x] = "v";\n${ways.join("")}}
    print(json_text(errors)?);`;
  const { code, stdout, stderr } = await runScript(folder, script, values);
  assertEquals([code, stderr], [0, ""]);
  const errors: string[] = JSON.parse(stdout);
  assertEquals(errors.length, WAYS.length * WITH_NUL.length);
  for (const [index, [way, error]] of WAYS.entries()) {
    await t.step(
      way,
      () => errors.filter((_, at) => at % WAYS.length === index).forEach((each) => assertMatch(each, error)),
    );
  }
  await t.step("nothing was started or made", () => assertMade(folder, [], values));
});

/** Words that fail, so that what stands behind `||` runs. */
const WORDS = [
  "&{CHILD} append started x args &{x}",
  '&{CHILD} append started x args "a&{x}b"',
  "&{CHILD} append started x args &{[x, x]}",
  "&{x} append started x",
  "&{CHILD} append started x > &{x}",
  "&{CHILD} append started x 2>> a&{x}",
  "&{CHILD} append started x < &{x}",
  "&{CHILD} append started x *&{x}",
];

Deno.test("a NUL is an error in words", async () => {
  using folder = new Folder();
  const values: Surroundings = { files: { "nul.json": JSON.stringify(WITH_NUL) } };
  const script = `string[]:values = json_parse(read_file("nul.json")?)?;
    for (x in values) {\n${WORDS.map((words, index) => `${words} || &{CHILD} line 1 ${index}\n`).join("")}}`;
  const { code, stdout, stderr } = await runScript(folder, script, values);
  const refused = WITH_NUL.flatMap(() => WORDS.map((_, index) => `${index}\n`));
  assertEquals([code, stdout], [0, refused.join("")]);
  const warnings = stderr.split("\n").filter((line) => line.includes("warning: "));
  assertEquals(warnings.length, refused.length);
  for (const line of warnings) assertMatch(line, /(?:NUL|no file matches).* \[ARIA-304\]$/);
  assertMade(folder, [], values);
});

/** Statements that stop the program: no result is theirs. */
const STOPS: ReadonlyArray<readonly [statement: string, exitCode: number, error: RegExp]> = [
  [`string:x = "a\\0b"; ENV.V = x;`, 1, /ENV\.V holds a NUL/],
  [`string:x = "a\\0b"; export V = a&{x}`, 1, /ENV\.V holds a NUL/],
  [`string:x = "a\\0b"; export x`, 1, /ENV\.x holds a NUL/],
  [`string:x = "a\\0b"; print(Path(x));`, 1, /holds no NUL/],
  [`run("echo", ["a\\0b"]);`, 2, /NUL/],
  [`echo "a\\u{0}b"`, 2, /NUL/],
];

for (const [statement, exitCode, error] of STOPS) {
  Deno.test(`a NUL stops the program: ${statement}`, async () => {
    const { code, stdout, stderr } = await runAria(["-c", `${statement}\nrun("echo", ["not reached"]);`]);
    assertEquals([code, stdout], [exitCode, ""]);
    assertMatch(stderr, error);
  });
}

/** Sizes of an argument or variable, beyond which the system starts nothing. */
const FITS = "x".repeat(ARGUMENT_BYTES_MAX);
const LONG: ReadonlyArray<readonly [name: string, script: string]> = [
  ["an argument", `run(CHILD, [${START}, x])`],
  ["an argument of long characters", `run(CHILD, [${START}, y])`],
  ["a joined argument", `run(CHILD, [${START}, fits + "x"])`],
  ["an argument of a second stage", `run(CHILD, [${START}]) | run(CHILD, ["args", x])`],
  ["a variable", `run(CHILD, [${START}], {env: {V: x}})`],
  ["a program's name", `run(x, [${START}])`],
  ["a folder", `run(CHILD, [${START}], {cwd: x})`],
  ["a target", `run(CHILD, [${START}]) > x`],
  ["a target of one byte more than a name has", `run(CHILD, [${START}]) > z`],
  ["arguments that are too many", `run(CHILD, many)`],
];

const TOO_LONG = /could not be started: .*(E2BIG|ENAMETOOLONG|no such program)|' has more than the 131071 bytes that/;

Deno.test("what is too long is an error, and the longest that is not arrives whole", async (t) => {
  using folder = new Folder();
  const values: Surroundings = {
    files: { "fits.txt": FITS, "long.txt": `${FITS}x`, "wide.txt": "👍".repeat((ARGUMENT_BYTES_MAX + 1) / 4) },
  };
  const ways = LONG.map(([_, way]) => `{ result:r = ${way}; push(errors, r.err.message ?? "none"); }\n`);
  const script =
    `string:fits = read_file("fits.txt")?; string:x = read_file("long.txt")?; string:y = read_file("wide.txt")?;
    string:z = repeat("z", 256); string[]:many = [${START}]; loop(1, 64, 1) { push(many, fits); }
    string[]:errors;\n${ways.join("")}
    run(CHILD, ["args", fits]) > "seen"; print(json_text(errors)?);`;
  const { code, stdout, stderr } = await runScript(folder, script, values);
  assertEquals([code, stderr], [0, ""]);
  const errors: string[] = JSON.parse(stdout);
  for (const [index, [name]] of LONG.entries()) {
    await t.step(name, () => assertMatch(errors[index]!, TOO_LONG));
  }
  assertEquals(Deno.readTextFileSync(folder.file("seen")) === `${FITS}\0`, true);
  await t.step("nothing was started or made", () => assertMade(folder, ["seen"], values));
});

Deno.test("what names no file is an error as target, source, program and folder", async () => {
  using folder = new Folder();
  const ways = [`run(CHILD, [${START}]) > x`, `run(CHILD, [${START}]) 5>> x`, `run(x, [${START}])`];
  const readers = [
    `run(CHILD, [${START}]) < x`,
    `run(CHILD, [${START}], {cwd: x})`,
    "cd(x)",
    "read_file(x)",
    "remove(x)",
  ];
  const tried = (ways: readonly string[]) =>
    ways.map((way) => `{ result:r = ${way}; print(r.err != NULL); }\n`).join("");
  const script = `for (x in ["", ".", "..", "/", "no/such", "b/../no/such", "a/"]) {\n${tried(ways)}}
    for (x in ["", "no", "no/such", "a/b", "*", "~", "-"]) {\n${tried(readers)}}`;
  const { code, stdout, stderr } = await runScript(folder, script);
  assertEquals([code, stdout, stderr], [0, "true\n".repeat(7 * (ways.length + readers.length)), ""]);
  assertMade(folder, []);
});

/** What a terminal takes as a command to it, or what turns the text around it, apart from line breaks and tabs. */
const COMMANDS_TO_TERMINALS = /[^\n\t\P{Cc}]|[\u202a-\u202e\u2066-\u2069]/gu;

for (const way of ["run(x);", "cd(x)?;", "&{x}", "fail(x);", `run("true") > x;`]) {
  Deno.test(`what a message quotes is no command to a terminal: ${way}`, async () => {
    using folder = new Folder();
    const name = HOSTILE.flatMap((text) => text.match(COMMANDS_TO_TERMINALS) ?? []).join("");
    const values: Surroundings = { files: { "name.txt": `no/${name}` } };
    const { code, stdout, stderr } = await runScript(folder, `string:x = read_file("name.txt")?; ${way}`, values);
    assertEquals([code === 0, stdout], [false, ""]);
    assertMatch(stderr, /no\/\\u\{1\}/);
    assertEquals(stderr.match(COMMANDS_TO_TERMINALS), null);
  });
}
