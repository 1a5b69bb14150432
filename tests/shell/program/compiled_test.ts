/**
 * What only a compiled `ariash` can show: that it needs nothing but itself. There are tests here where `ARIASH` names
 * one.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { withFolder } from "../ariash.ts";

const COMPILED = Deno.env.get("ARIASH");

/** Runs it with an empty environment but for a folder for temporary files, and tells what it left there. */
async function runBare(args: readonly string[]): Promise<{ code: number; said: string; left: string[] }> {
  let ran = { code: -1, said: "", left: [""] };
  await withFolder(async (folder) => {
    const { code, stdout, stderr } = await new Deno.Command(COMPILED!, {
      args: [...args],
      cwd: "/",
      clearEnv: true,
      env: { TMPDIR: folder, PATH: "/usr/bin:/bin" },
      stdin: "null",
    }).output();
    const text = new TextDecoder();
    ran = {
      code,
      said: text.decode(stdout) + text.decode(stderr),
      left: [...Deno.readDirSync(folder)].map((e) => e.name),
    };
  });
  return ran;
}

if (COMPILED) {
  Deno.test("a compiled ariash runs commands from any folder, without a home, and leaves no file", async () => {
    const text = 'int32:n = 0; while (n < 2) { n++; } run("printf", ["data"]) | run("cat"); print(n);';
    assertEquals(await runBare(["-c", text]), { code: 0, said: "data2\n", left: [] });
  });

  Deno.test("a compiled ariash carries the library and passes its own tests", async () => {
    const { code, said, left } = await runBare(["doctor"]);
    assertEquals([code, left], [0, []]);
    assertMatch(said, /^library-from +inside ariash$/m);
  });

  Deno.test("a compiled ariash takes no argument for its runtime's", async () => {
    const { said } = await runBare(["-c", "print(ARGS);", "--version", "--v8-flags=--help"]);
    assertEquals(said, '["--version", "--v8-flags=--help"]\n');
  });
}
