/**
 * Values that come from outside: what a program says, what a file holds, what the shell was given. They are as
 * harmless as any other.
 *
 * @module
 */

import { HOSTILE } from "./hostile.ts";
import { forEach, forEachFour, type Output, route, type Surroundings, testRoutes } from "./routes.ts";

const GATHER = `string[]:all = ["args"];`;
const SHOW = "run(CHILD, all) > out;";

/** A line has no line break, and a carriage return at its end belongs to that. */
const LINES = HOSTILE.filter((text) => !/\n|\r$/.test(text));
/** The runtime takes a carriage return off the end of an argument before anybody can see it. */
const GIVEN = HOSTILE.filter((text) => !text.endsWith("\r"));
/** A program that says four strings, and what is read of it. */
function captured(outputs: readonly Output[]): string {
  const words = outputs.map(({ stream, index }) => `"write", "${stream}", h[${index}]`);
  const texts = outputs.map(({ name }) => `push(all, string(c.val.${name}));`);
  return `{ result:c = capture(run(CHILD, [${words.join(", ")}])); ${texts.join(" ")} }\n`;
}

const OUTSIDE: Surroundings = {
  files: {
    "lines.txt": LINES.map((line) => `${line}\n`).join(""),
    "events.jsonl": HOSTILE.map((text) => `${JSON.stringify({ text })}\n`).join(""),
  },
  folders: {
    contents: (path) => HOSTILE.forEach((text, index) => Deno.writeTextFileSync(`${path}/${index}`, text)),
  },
  args: GIVEN,
  env: Object.fromEntries(HOSTILE.map((text, index) => [`V${index}`, text])),
};

testRoutes("what comes from outside is an argument, unchanged", [
  route("lines of a command", `${GATHER} for (line in lines(run("cat", ["lines.txt"]))) { push(all, line); } ${SHOW}`, LINES),
  route(
    "lines of a process",
    `${GATHER} process:p = spawn("cat", ["lines.txt"])?; for (line in p.stdout.lines()) { push(all, line); } wait(p)?; ${SHOW}`,
    LINES,
  ),
  route(
    "read_line",
    `${GATHER} process:p = spawn("cat", ["lines.txt"])?;
     loop(1, ${LINES.length}, 1) { push(all, p.stdout.read_line()? ?? "none"); } wait(p)?; ${SHOW}`,
    LINES,
  ),
  route("json", `${GATHER} string[]:j = json(run("cat", ["strings.json"]))?; for (x in j) { push(all, x); } ${SHOW}`),
  route(
    "events",
    `${GATHER} for (e in events(run(CHILD, ["copy", "0", "3"]) < "events.jsonl")) { push(all, string(e.text)); } ${SHOW}`,
  ),
  route("capture", `${GATHER} ${forEachFour(HOSTILE.length, captured)} ${SHOW}`),
  route("read_file", `${GATHER} for (int:i = 0; i < len(h); i++) { push(all, read_file("contents/" + i)?); } ${SHOW}`),
  route("read_bytes", `${GATHER} for (int:i = 0; i < len(h); i++) { push(all, string(read_bytes("contents/" + i)?)); } ${SHOW}`),
  route("ARGS", `${GATHER} for (x in ARGS) { push(all, x); } ${SHOW}`, GIVEN),
  route("ARGS in words", `&{CHILD} args &{ARGS} > &{out}`, GIVEN),
  route("ENV", `run(CHILD, ["args", ${forEach((_, i) => `ENV.V${i} ?? "none", `)}]) > out;`),
  route("env", `${GATHER} for (int:i = 0; i < len(h); i++) { push(all, env("V" + i) ?? "none"); } ${SHOW}`),
], OUTSIDE);
