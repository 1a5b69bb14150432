/**
 * Strings written in the text of a script, in every way that there is: what is written is what a program sees.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { CHILD, Folder } from "../../helpers.ts";
import { runAria } from "../ariash.ts";
import { HOSTILE } from "./hostile.ts";
import { BARE, IN_QUOTES, LITERALS, type Spelling, WORDS } from "./literals.ts";
import { type Route, route, testRoutes } from "./routes.ts";
import { assertSeen } from "./seen.ts";

testRoutes(
  "a literal is an argument of run, unchanged",
  LITERALS.map((spelling) => {
    return written(spelling, (texts) => `run(CHILD, ["args", ${texts.join(", ")}]) > out;`);
  }),
);

testRoutes(
  "a literal is a word, unchanged",
  [...LITERALS, ...WORDS].map((spelling) => {
    return written(spelling, (texts) => `&{CHILD} args ${texts.join(" ")} > &{out}`);
  }),
);

function written({ name, write, can }: Spelling, script: (texts: string[]) => string): Route {
  const texts = HOSTILE.filter(can);
  return route(name, script(texts.map(write)), texts);
}

Deno.test("the canonical form of a program has the same strings", async () => {
  using folder = new Folder();
  const spellings = [...LITERALS, ...WORDS];
  const texts = HOSTILE.filter((text) => text.length < 256);
  const commands = spellings.map(({ write, can }) =>
    `${BARE.write(CHILD)} args ${texts.filter(can).map(write).join(" ")} >> seen\n`
  );
  Deno.writeTextFileSync(folder.file("script.aria"), commands.join(""));
  const formatted = await runAria(["--fmt", "--write", "script.aria"], { cwd: folder.path });
  assertEquals({ ...formatted, stdout: "" }, { code: 0, stdout: "", stderr: "" });
  await runFile(folder, "script.aria");
  assertSeen(Deno.readFileSync(folder.file("seen")), spellings.flatMap(({ can }) => texts.filter(can)));
});

Deno.test("the arguments that --trace shows are literals of the same strings", async () => {
  using folder = new Folder();
  const words = HOSTILE.map(IN_QUOTES.write);
  Deno.writeTextFileSync(folder.file("first.aria"), `run("${CHILD}", ["args", ${words.join(", ")}]) > "/dev/null";`);
  const { code, stdout, stderr } = await runAria(["--trace", "first.aria"], { cwd: folder.path });
  assertEquals([code, stdout, stderr.split("\n").length], [0, "", 2]);
  const [program, ...args] = stderr.match(/"(?:[^"\\]|\\.)*"/g)!.slice(0, HOSTILE.length + 2);
  Deno.writeTextFileSync(folder.file("second.aria"), `run(${program}, [${args.join(", ")}]) > "seen";`);
  await runFile(folder, "second.aria");
  assertSeen(Deno.readFileSync(folder.file("seen")), HOSTILE);
});

async function runFile(folder: Folder, name: string): Promise<void> {
  assertEquals(await runAria([name], { cwd: folder.path }), { code: 0, stdout: "", stderr: "" });
}
