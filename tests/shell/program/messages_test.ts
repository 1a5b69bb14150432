/**
 * What `ariash` says on stderr is read by people, on terminals that obey control characters.
 *
 * @module
 */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { runAria, runCode } from "../ariash.ts";

Deno.test("control characters of values and of the program are shown, and not obeyed", async () => {
  const { code, stderr } = await runCode(`string:x = "\\u{1b}[2J\\u{9b}\\u{202e}\\r";\nrun(x); // \x1b[31m`);
  assertEquals(code, 127);
  const [head, line] = stderr.split("\n");
  assertStringIncludes(head!, "-c:2:1: error: '\\u{1b}[2J\\u{9b}\\u{202e}\\r' could not be started");
  assertEquals(line, "  run(x); // \\u{1b}[31m");
});

Deno.test("so are those of a failing stage's captured stderr, of a file's name and of an option", async () => {
  const script = String.raw`printf '\033[2Jfirst\tpart\nlast' >&2; exit 3`;
  const captured = await runCode(`string:s = "${script.replaceAll("\\", "\\\\")}"; capture(run("sh", ["-c", s]))?;`);
  assertStringIncludes(captured.stderr, "its stderr ended so:\n  \\u{1b}[2Jfirst\tpart\n  last\n");
  assertEquals((await runAria(["/no/\x1b[2J"])).stderr, "ariash: there is no file '/no/\\u{1b}[2J'\n");
  assertEquals((await runAria(["--\x07"])).stderr, "ariash: unknown option '--\\u{7}'\n");
});

Deno.test("a program that PATH does not have is helped with the nearest that it has", async () => {
  const { code, stderr } = await runCode('print("before");\nrun("gerp", ["x"]);');
  assertEquals(code, 127);
  assertStringIncludes(stderr, "^\nhelp: did you mean 'grep'?\n");
});
