/**
 * What `set` and `export` list, and that it can be read back.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { SETTINGS } from "../../../src/shell/check/settings.ts";
import { runAria, runCode, withFolder } from "../ariash.ts";

Deno.test("set alone lists every setting with its value, sorted, in a form that sets them again", async () => {
  const { code, stdout, stderr } = await runCode('set stddbg = "file:a b"\nset trace = false; set indent = 2\nset');
  assertEquals([code, stderr], [0, ""]);
  const lines = stdout.trimEnd().split("\n");
  assertEquals(lines.map((line) => line.split(" ")[1]), Object.keys(SETTINGS).sort());
  for (const line of ['set stddbg = "file:a b"', "set indent = 2", "set errexit = true"]) {
    assertEquals(lines.filter((each) => each === line).length, 1, line);
  }
  assertEquals((await runCode(`${stdout}set`)).stdout, stdout);
});

Deno.test("set with a name shows that setting, as the options and the program have made it", async () => {
  const text = "set errexit; set strict_pipe; set errexit = true\nset errexit";
  const { code, stdout } = await runCode(text, "--errexit=off", "--strict-pipe");
  assertEquals([code, stdout], [0, "set errexit = false\nset strict_pipe = true\nset errexit = true\n"]);
});

Deno.test("set refuses an unknown name with the nearest, and more than one value", async () => {
  for (const text of ["set errexti", "set errexti = true", "print(1); set errexti = true"]) {
    const { code, stdout, stderr } = await runCode(text);
    assertEquals([code, stdout], [2, ""]);
    assertMatch(stderr, /there is no setting 'errexti' .*\n.*\n.*\nhelp: did you mean 'errexit'\?\n$/);
  }
  for (const text of ["set errexit true", "set errexit = true false", 'set errexit = "x"', "set | cat"]) {
    assertEquals((await runCode(text)).code, 2, text);
  }
});

Deno.test("export alone lists the environment, sorted, in a form that makes it again", async () => {
  await withFolder(async (folder) => {
    const env = { ARIA_TEST: 'x "y"\n&{HOME} $z \\ é', "ARIA.TEST": "dot" };
    const { code, stdout } = await runAria(["-c", 'export OWN = "o"; export'], { env });
    assertEquals(code, 0);
    const lines = stdout.trimEnd().split("\n");
    const names = lines.map((line) => /^(?:export |\/\/ ")([^" ]+)/.exec(line)?.[1] ?? line);
    assertEquals(names, [...names].sort());
    assertEquals(lines.filter((line) => line.includes("dot")), ['// "ARIA.TEST" = "dot"']);
    await Deno.writeTextFile(`${folder}/again.aria`, `${stdout}print(ENV.OWN ?? "", ENV.ARIA_TEST ?? "");`);
    const again = await runAria([`${folder}/again.aria`]);
    assertEquals([again.code, again.stdout, again.stderr], [0, `o ${env.ARIA_TEST}\n`, ""]);
  });
});

Deno.test("what export and help print goes to a program or a file as well", async () => {
  await withFolder(async (cwd) => {
    const text = `export OWN = "o"; export | grep OWN; export > "a b"; export >> "a b"; help sort | head -n 1
      string:file = "h"; help sort > &{file}`;
    const { code, stdout, stderr } = await runAria(["-c", text], { cwd });
    assertEquals([code, stdout, stderr], [0, 'export OWN = "o"\nsort(O[]:items) → O[]\n', ""]);
    const owns = (await Deno.readTextFile(`${cwd}/a b`)).split("\n").filter((line) => line === 'export OWN = "o"');
    assertEquals(owns.length, 2);
    assertEquals(await Deno.readTextFile(`${cwd}/h`), (await runCode("help sort")).stdout);
    for (
      const bad of ["export 2> e", "export < e", "export > *.e", "export A = b | cat", "export &", "help sotr | cat"]
    ) {
      assertEquals((await runAria(["-c", bad], { cwd })).code, 2, bad);
    }
    const traced = await runAria(["--trace", "-c", "help > h; help | true"], { cwd });
    assertMatch(traced.stderr, /^\+ -c:1:1 builtin help\n\+ -c:1:11 builtin help\n\+ -c:1:18 1\/1 "true" 0=value /);
    assertEquals((await runAria(["-c", "export > no/such"], { cwd })).code, 1);
    assertEquals([...Deno.readDirSync(cwd)].map(({ name }) => name).sort(), ["a b", "h"]);
  });
});

Deno.test("export takes one name and one word, and strings only", async () => {
  for (const text of ["export 1A = x", "export A-B=1", "export A=1 B=2", "int:n = 1; export n", "export nowhere"]) {
    assertEquals((await runCode(`print("no"); ${text}`)).code, 2, text);
  }
});
