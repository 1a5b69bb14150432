/**
 * Runs the programs that docs/programs.md shows, as they stand there.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { fillBytes } from "../programs/child.ts";
import { digest, type Ended, Folder, runChild } from "./run_child.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const PAGE = Deno.readTextFileSync(`${ROOT}docs/programs.md`);

/** The first code block of a language after a heading. */
function snippet(heading: string, language: string): string {
  const section = PAGE.slice(PAGE.indexOf(`${heading}\n`));
  const found = section.match(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``));
  if (!found) throw new Error(`No ${language} under "${heading}" in docs/programs.md`);
  return found[1]!;
}

async function hasProgram(name: string, ...question: string[]): Promise<boolean> {
  const args = question.length > 0 ? question : ["--version"];
  try {
    return (await new Deno.Command(name, { args, stdout: "null", stderr: "null" }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Runs a program that copies stddati to stddato and writes at least one record. */
async function assertCopies(folder: Folder, program: string[], level = "info"): Promise<Ended> {
  Deno.writeFileSync(folder.file("in"), fillBytes(300_000, 4n));
  const ended = await runChild(folder, `cat in | "$@" 3>debug 4<&0 5>out`, [], { program });
  assertEquals([ended.code, ended.stderr], [0, ""]);
  assertEquals(await digest(folder.bytes("out")), await digest(folder.bytes("in")));
  const records = folder.text("debug").trimEnd().split("\n").map((line) => JSON.parse(line));
  assert(records.every((record) => record.level === level && Number.isInteger(record.pid)));
  return ended;
}

Deno.test("docs/programs.md: the C program", async () => {
  using folder = new Folder();
  Deno.writeTextFileSync(folder.file("program.c"), snippet("## C and C++", "c"));
  const args = ["-Wall", "-Werror", `-I${ROOT}ffi/native`, folder.file("program.c"), "-o", folder.file("program")];
  assert((await new Deno.Command("cc", { args }).output()).success);
  await assertCopies(folder, [folder.file("program")]);
});

Deno.test("docs/programs.md: the TypeScript program", async () => {
  using folder = new Folder();
  const source = snippet("## TypeScript", "ts").replace("@aria/runtime/io", `file://${ROOT}src/io/mod.ts`);
  Deno.writeTextFileSync(folder.file("program.ts"), source);
  const program = [Deno.execPath(), "run", "-A", "--quiet", `--config=${ROOT}deno.json`, folder.file("program.ts")];
  await assertCopies(folder, program);
});

const SCRIPTS: [heading: string, language: string, interpreter: string[]][] = [
  ["### Python", "python", ["python3"]],
  ["### Node", "js ignore", ["node"]],
  ["### Shell", "sh", ["bash"]],
];

for (const [heading, language, interpreter] of SCRIPTS) {
  Deno.test({
    name: `docs/programs.md: the program in ${heading.slice(4)}`,
    ignore: !await hasProgram(interpreter[0]!),
    fn: async () => {
      using folder = new Folder();
      Deno.writeTextFileSync(folder.file("script"), snippet(heading, language));
      await assertCopies(folder, [...interpreter, folder.file("script")]);
    },
  });
}

interface CompiledLines {
  heading: string;
  /** The name of the language in the page, and the end of a file's name. */
  language: string;
  compiler: string[];
  /** What the compiler answers well where it can compile this. */
  question: string[];
  /** How the record calls its level. */
  level: string;
  /** Makes a program of the lines. */
  whole: (lines: string) => string;
}

const COMPILED: CompiledLines[] = [
  {
    heading: "### Go",
    language: "go",
    compiler: ["go", "build", "-o", "program"],
    question: ["list", "log/slog"],
    level: "INFO",
    whole: (lines) => `package main\nimport ("io"; "log"; "log/slog"; "os")\nfunc main() {\n${lines}}\n`,
  },
  {
    heading: "### Rust",
    language: "rust",
    compiler: ["rustc", "--edition=2021", "-o", "program"],
    question: ["--version"],
    level: "info",
    whole: (lines) => `fn main() -> std::io::Result<()> {\n${lines}Ok(())\n}\n`,
  },
];

for (const { heading, language, compiler: [compiler, ...options], question, level, whole } of COMPILED) {
  Deno.test({
    name: `docs/programs.md: the program in ${heading.slice(4)}`,
    ignore: !await hasProgram(compiler!, ...question),
    fn: async () => {
      using folder = new Folder();
      const source = folder.file(`program.${language}`);
      Deno.writeTextFileSync(source, whole(snippet(heading, language)));
      const args = [...options, source];
      const { success, stderr } = await new Deno.Command(compiler!, { args, cwd: folder.path }).output();
      assert(success, new TextDecoder().decode(stderr));
      await assertCopies(folder, [folder.file("program")], level);
    },
  });
}

Deno.test("examples/six_streams.ts copies data and reports on the other streams", async () => {
  using folder = new Folder();
  const { stdout } = await assertCopies(folder, [
    Deno.execPath(),
    "run",
    "-A",
    "--quiet",
    `${ROOT}examples/six_streams.ts`,
  ]);
  assert(/^300000 bytes in \d+ ms\n$/.test(stdout));
});
