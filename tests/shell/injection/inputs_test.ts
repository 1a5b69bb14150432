/**
 * Values that a program reads: it gets their bytes, NULs among them too.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { Folder } from "../../helpers.ts";
import { HOSTILE, WITH_NUL } from "./hostile.ts";
import { route, type Route, runScript, testRoutes } from "./routes.ts";

const VALUES = [...HOSTILE, ...WITH_NUL];
/** What means something else than itself as the option of a stream, unless it is a buffer. */
const WORDS = ["null", "inherit", "capture", "direct"];
const TEXTS = VALUES.filter((text) => !WORDS.includes(text));
const FILES = { "values.json": JSON.stringify(VALUES), "texts.json": JSON.stringify(TEXTS) };

/** A program for every two values: it reads `x` on stdin and `y` on stddati. */
function pairs(name: string, command: string, values: readonly string[] = VALUES): Route {
  const seen = values.flatMap((text, index) => index % 2 === 0 ? [`${text}|${values[index + 1] ?? ""}`] : []);
  const script = `string[]:v = json_parse(read_file("${values === VALUES ? "values" : "texts"}.json")?)?;
    for (int:i = 0; i < len(v); i += 2) {
      string:x = v[i];
      string:y = is i + 1 < len(v) : v[i + 1] : "";
      ${command} >> out;
    }`;
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

const BOTH = `["copy", "0", "1", "write", "1", "|", "copy", "4", "1", "args", ""]`;

testRoutes("a value that a program reads is what it was", [
  pairs("piped into stdin; a buffer as option", `x | run(CHILD, ${BOTH}, {stddati: buffer(y)})`),
  pairs("piped into stddati; a buffer as option", `y |* run(CHILD, ${BOTH}, {stdin: buffer(x)})`),
  pairs("texts as options", `run(CHILD, ${BOTH}, {stdin: x, stddati: y})`, TEXTS),
  written("stdin", 0),
  written("stddati", 4),
], { files: FILES });

Deno.test("a value that is printed is what it was", async () => {
  using folder = new Folder();
  const ran = await runScript(folder, `string[]:v = json_parse(read_file("values.json")?)?; for (x in v) { print(x); }`, {
    files: FILES,
  });
  assertEquals(ran, { code: 0, stdout: VALUES.map((text) => `${text}\n`).join(""), stderr: "" });
});
