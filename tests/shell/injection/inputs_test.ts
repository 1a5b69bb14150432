/**
 * Values that a program reads: it gets their bytes, NULs among them too.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { Folder } from "../../helpers.ts";
import { HOSTILE, WITH_NUL } from "./hostile.ts";
import { type Route, route, runScript, testRoutes } from "./routes.ts";

const VALUES = [...HOSTILE, ...WITH_NUL];
const FILES = { "values.json": JSON.stringify(VALUES) };

/** A program for every two values: it reads `x` on stdin and `y` on stddati. */
function pairs(name: string, command: string): Route {
  const script = `string[]:v = json_parse(read_file("values.json")?)?;
    for (int:i = 0; i < len(v); i += 2) { string:x = v[i]; string:y = v[i + 1]; ${command} >> out; }`;
  const seen = VALUES.flatMap((text, index) => index % 2 === 0 ? [`${text}|${VALUES[index + 1]}`] : []);
  return route(name, script, seen);
}

/** One program for all, which gets them one after the other. */
function written(name: string, stream: number): Route {
  const script = `string[]:v = json_parse(read_file("values.json")?)?;
    process:p = spawn(CHILD, ["copy", "${stream}", "1"], {stdout: out})?;
    for (x in v) { p.${name}.write(x)?; p.${name}.write("\\0")?; }
    wait(p)?;`;
  return route(`written to a process's ${name}`, script, VALUES);
}

/** Stdin, a bar, stddati. */
const BOTH = `["copy", "0", "1", "write", "1", "|", "copy", "4", "1", "args", ""]`;

testRoutes("a value that a program reads is what it was", [
  pairs("piped into stdin, and as an option's text", `x | run(CHILD, ${BOTH}, {stddati: y})`),
  pairs("piped into stddati, and as an option's buffer", `y |* run(CHILD, ${BOTH}, {stdin: buffer(x)})`),
  pairs("as an option's text, and an option's buffer", `run(CHILD, ${BOTH}, {stdin: x, stddati: buffer(y)})`),
  written("stdin", 0),
  written("stddati", 4),
], { files: FILES });

Deno.test("a value that is printed is what it was", async () => {
  using folder = new Folder();
  const script = `string[]:v = json_parse(read_file("values.json")?)?; for (x in v) { print(x); }`;
  const ran = await runScript(folder, script, { files: FILES });
  assertEquals(ran, { code: 0, stdout: VALUES.map((text) => `${text}\n`).join(""), stderr: "" });
});
