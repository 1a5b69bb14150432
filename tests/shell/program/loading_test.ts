/**
 * Files that scripts use: where they are looked for, and that each is read and run once.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { runAria, withFolder } from "../ariash.ts";

/** Runs a script of a folder with these files, from another folder. */
async function runFiles(files: Record<string, string>, main = "main.aria"): ReturnType<typeof runAria> {
  let ran: Awaited<ReturnType<typeof runAria>> | undefined;
  await withFolder(async (folder) => {
    for (const [name, text] of Object.entries(files)) {
      await Deno.mkdir(`${folder}/${name}`.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.writeTextFile(`${folder}/${name}`, text);
    }
    ran = await runAria([main], { cwd: folder });
  });
  return ran!;
}

Deno.test("a file is looked for beside the one that uses it", async () => {
  const ran = await runFiles({
    "main.aria": 'use "./lib/outer.aria" as outer; print(outer.value()?);',
    "lib/outer.aria": 'use "inner/deep.aria".*; func:value = int64() { pass(plus(deep()?)?); }; ' +
      'use "../other.aria".*;',
    "lib/inner/deep.aria": "func:deep = int64() { pass(40); };",
    "other.aria": "func:plus = int64(int64:x) { pass(x + 2); };",
  });
  assertEquals(ran, { code: 0, stdout: "42\n", stderr: "" });
});

Deno.test("a file that is used twice, by whatever path, runs once", async () => {
  const ran = await runFiles({
    "main.aria": 'use "./a.aria" as a; use "./lib/b.aria" as b; use "./lib/../a.aria" as again; print("main");',
    "a.aria": 'print("a");',
    "lib/b.aria": 'use "../a.aria" as a; print("b");',
  });
  assertEquals([ran.code, ran.stdout], [0, "a\nb\nmain\n"]);
});

Deno.test("only what is marked is visible, where something is marked", async () => {
  const lib = "pub func:shown = int64() { pass(hidden()?); }; func:hidden = int64() { pass(1); };";
  const good = await runFiles({ "main.aria": 'use "./lib.aria".*; print(shown()?);', "lib.aria": lib });
  assertEquals([good.code, good.stdout], [0, "1\n"]);
  const bad = await runFiles({ "main.aria": 'use "./lib.aria".*; print(hidden()?);', "lib.aria": lib });
  assertEquals([bad.code, bad.stdout], [2, ""]);
  assertMatch(bad.stderr, /main\.aria:1:\d+: error: .*'hidden'/);
});

Deno.test("files that use each other are an error that names them", async () => {
  const { code, stdout, stderr } = await runFiles({
    "main.aria": 'print("no"); use "./a.aria" as a;',
    "a.aria": 'use "./b.aria" as b;',
    "b.aria": 'use "./a.aria" as a;',
  });
  assertEquals([code, stdout], [2, ""]);
  assertMatch(stderr, /a\.aria → b\.aria → a\.aria/);
});

Deno.test("an error in a file that is used keeps the script from running, and is shown there", async () => {
  const { code, stdout, stderr } = await runFiles({
    "main.aria": 'print("no"); use "./lib/bad.aria" as bad;',
    "lib/bad.aria": '\nint8:x = "s";',
  });
  assertEquals([code, stdout], [2, ""]);
  assertMatch(stderr, /^lib\/bad\.aria:2:10: error: .*\n {2}int8:x = "s";\n {11}\^{3}\n/);
});

Deno.test("a file that cannot be used is an error at its name", async () => {
  const cases: Array<[string, RegExp]> = [
    ["./no.aria", /there is no file 'no\.aria'/],
    ["./folder", /'folder' is a directory/],
  ];
  for (const [path, message] of cases) {
    const { code, stderr } = await runFiles({ "main.aria": `use "${path}" as lib;`, "folder/x": "" });
    assertEquals(code, 2);
    assertMatch(stderr, message);
    assertMatch(stderr, /^main\.aria:1:5: error: /);
  }
});

Deno.test("code finds files beside the folder it is run in", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/lib.aria`, "func:two = int64() { pass(2); };");
    const text = 'use "./lib.aria".*; print(two()?);';
    assertEquals((await runAria(["-c", text], { cwd: folder })).stdout, "2\n");
    assertEquals((await runAria(["-"], { cwd: folder, stdin: text })).stdout, "2\n");
  });
});
