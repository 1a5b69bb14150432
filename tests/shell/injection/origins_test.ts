/**
 * Values that come from outside: what a program says, what a file holds, what the shell was given. They are as
 * harmless as any other.
 *
 * @module
 */

import { HOSTILE } from "./hostile.ts";
import { forEach, forEachFour, gathered, type Output, route, type Surroundings, testRoutes } from "./routes.ts";

/** A line has no line break, and a carriage return at its end belongs to that. */
const LINES = HOSTILE.filter((text) => !/\n|\r$/.test(text));
/** A program that says four strings, and what is read of it. */
function captured(outputs: readonly Output[]): string {
  const words = outputs.map(({ stream, index }) => `"write", "${stream}", h[${index}]`);
  const texts = outputs.map(({ name }) => `push(all, string(c.val.${name}));`);
  return `{ result:c = capture(run(CHILD, [${words.join(", ")}])); ${texts.join(" ")} }\n`;
}

/** What is found by the number `i` of each string. */
function ofAll(found: string): string {
  return `for (int:i = 0; i < len(h); i++) { push(all, ${found}); }`;
}

const OUTSIDE: Surroundings = {
  files: {
    "lines.txt": LINES.map((line) => `${line}\n`).join(""),
    "events.jsonl": HOSTILE.map((text) => `${JSON.stringify({ text })}\n`).join(""),
  },
  folders: {
    contents: (path) => HOSTILE.forEach((text, index) => Deno.writeTextFileSync(`${path}/${index}`, text)),
  },
  args: HOSTILE,
  env: Object.fromEntries(HOSTILE.map((text, index) => [`V${index}`, text])),
};

testRoutes("what comes from outside is an argument, unchanged", [
  gathered("lines of a command", `for (line in lines(run("cat", ["lines.txt"]))) { push(all, line); }`, LINES),
  gathered(
    "lines of a process",
    `process:p = spawn("cat", ["lines.txt"])?; for (line in p.stdout.lines()) { push(all, line); } wait(p)?;`,
    LINES,
  ),
  gathered(
    "read_line",
    `process:p = spawn("cat", ["lines.txt"])?;
     loop(1, ${LINES.length}, 1) { push(all, p.stdout.read_line()? ?? "none"); } wait(p)?;`,
    LINES,
  ),
  gathered("json", `string[]:j = json(run("cat", ["strings.json"]))?; for (x in j) { push(all, x); }`),
  gathered(
    "events",
    `for (e in events(run(CHILD, ["copy", "0", "3"]) < "events.jsonl")) { push(all, string(e.text)); }`,
  ),
  gathered("capture", forEachFour(HOSTILE.length, captured)),
  gathered("read_file", ofAll(`read_file("contents/" + i)?`)),
  gathered("read_bytes", ofAll(`string(read_bytes("contents/" + i)?)`)),
  gathered("ARGS", "for (x in ARGS) { push(all, x); }"),
  route("ARGS in words", "&{CHILD} args &{ARGS} > &{out}"),
  route("ENV", `run(CHILD, ["args", ${forEach((_, i) => `ENV.V${i} ?? "none", `)}]) > out;`),
  gathered("env", ofAll(`env("V" + i) ?? "none"`)),
], OUTSIDE);
