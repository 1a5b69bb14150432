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

async function hasProgram(name: string): Promise<boolean> {
  try {
    return (await new Deno.Command(name, { args: ["--version"], stdout: "null", stderr: "null" }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Runs a program that copies stddati to stddato and writes at least one record. */
async function assertCopies(folder: Folder, program: string[]): Promise<Ended> {
  Deno.writeFileSync(folder.file("in"), fillBytes(300_000, 4n));
  const ended = await runChild(folder, `cat in | "$@" 3>debug 4<&0 5>out`, [], { program });
  assertEquals([ended.code, ended.stderr], [0, ""]);
  assertEquals(await digest(folder.bytes("out")), await digest(folder.bytes("in")));
  const records = folder.text("debug").trimEnd().split("\n").map((line) => JSON.parse(line));
  assert(records.every((record) => record.level === "info" && Number.isInteger(record.pid)));
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
