/**
 * `--fmt` and `--ast`, over every program of this repository.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { projectFiles, ROOT } from "../../../tools/files.ts";
import { inBash, runAria, withFolder } from "../ariash.ts";

const PROGRAMS = projectFiles([".aria"]);

Deno.test("--fmt is idempotent and keeps the tree and every comment, for every program here", async () => {
  assert(PROGRAMS.length > 0);
  for (const path of PROGRAMS) {
    await withFolder(async (folder) => {
      const copy = `${folder}/copy.aria`;
      const original = await Deno.readTextFile(`${ROOT}/${path}`);
      await Deno.writeTextFile(copy, original);
      const before = await treeOf(copy);
      const { code, stdout, stderr } = await runAria(["--fmt", copy]);
      assertEquals([code, stderr], [0, ""], path);
      await Deno.writeTextFile(copy, stdout);
      assertEquals(await treeOf(copy), before, path);
      assertEquals((await runAria(["--fmt", copy])).stdout, stdout, path);
      assertEquals(commentsOf(stdout), commentsOf(original), path);
      assert(stdout.endsWith("\n") && !stdout.endsWith("\n\n"), path);
    });
  }
});

Deno.test("--fmt --check names what is not canonical, --fmt --write mends it and touches nothing else", async () => {
  await withFolder(async (folder) => {
    const [good, bad] = [`${folder}/good.aria`, `${folder}/bad.aria`];
    await Deno.writeTextFile(bad, "print( 1+1 ) ;", { mode: 0o640 });
    await Deno.writeTextFile(good, (await runAria(["--fmt", bad])).stdout);
    const old = new Date(1_000_000_000_000);
    await Deno.utime(good, old, old);
    assertEquals(await runAria(["--fmt", "--check", good, bad]), { code: 1, stdout: `${bad}\n`, stderr: "" });
    assertEquals(await runAria(["--fmt", "--write", good, bad]), { code: 0, stdout: "", stderr: "" });
    assertEquals(await Deno.readTextFile(bad), await Deno.readTextFile(good));
    assertEquals((await Deno.stat(good)).mtime, old);
    assertEquals(((await Deno.stat(bad)).mode ?? 0) & 0o777, 0o640);
    assertEquals((await runAria(["--fmt", "--check", good, bad])).code, 0);
    assertEquals([...Deno.readDirSync(folder)].length, 2);
  });
});

Deno.test("--fmt --write leaves a file with a syntax error as it is", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/broken.aria`;
    await Deno.writeTextFile(path, "print( 1 ;;)\n\n\n");
    const { code, stdout, stderr } = await runAria(["--fmt", "--write", path]);
    assertEquals([code, stdout], [2, ""]);
    assertMatch(stderr, /broken\.aria:1:\d+: error: /);
    assertEquals(await Deno.readTextFile(path), "print( 1 ;;)\n\n\n");
  });
});

Deno.test("--fmt leaves a program as it is that would be another one, and says so", async () => {
  // On one line the '#' hides the struct from what reads 'P' as its name; on two it does not.
  const name = "P";
  const program = `${name}:#;struct:${name}={/**/t:x}`;
  const printed = await runAria(["--fmt"], { stdin: program });
  assertEquals([printed.code, printed.stdout], [0, program]);
  assertMatch(printed.stderr, /^ariash: '-' is left as it is: .*\n$/);
  await withFolder(async (folder) => {
    const path = `${folder}/odd.aria`;
    await Deno.writeTextFile(path, program);
    for (const how of ["--write", "--check"]) {
      const { code, stdout, stderr } = await runAria(["--fmt", how, path]);
      assertEquals([code, stdout], [0, ""]);
      assertMatch(stderr, /odd\.aria' is left as it is: /);
    }
    assertEquals(await Deno.readTextFile(path), program);
  });
});

Deno.test("--fmt --write refuses what is no file", async () => {
  const { code, stdout, stderr } = await inBash('"$@" --fmt --write <(echo "print( 2 );")', []);
  assertEquals([code, stdout], [126, ""]);
  assertMatch(stderr, /^ariash: cannot write '.*': it is no file\n$/);
});

Deno.test("--fmt formats stdin", async () => {
  const { code, stdout } = await runAria(["--fmt"], { stdin: "print( 1 );" });
  assertEquals([code, stdout], [0, "print(1);\n"]);
});

Deno.test("--ast is JSON whose every node has its place, also for a program with errors", async () => {
  const good = await runAria(["--ast", "-"], { stdin: 'string:o = "ö"; string:p = o;\nprint(o) ;' });
  const tree = JSON.parse(good.stdout);
  assertEquals([good.code, tree.type, tree.version, tree.diagnostics], [0, "Program", 1, []]);
  assertEquals(nodesWithout("loc", tree.body), []);
  const { line, col, endLine, endCol } = tree.body[2].loc;
  assertEquals([line, col, endLine, endCol], [2, 1, 2, 11]);
  const bad = await runAria(["--ast", "-c", "if (true { print(1);"]);
  assertEquals(bad.code, 2);
  assert(JSON.parse(bad.stdout).diagnostics.length > 0);
});

async function treeOf(path: string): Promise<unknown> {
  return JSON.parse((await runAria(["--ast", path])).stdout, (key, value) => key === "loc" ? undefined : value);
}

/** Every comment that stands at a word's start, without the blanks around it. */
function commentsOf(text: string): string[] {
  return text.split("\n").flatMap((line) => /(?:^|\s)(\/\/.*)$/.exec(line)?.[1]?.trimEnd() ?? []);
}

/** Nodes of a tree, things with a type, that lack a field. */
function nodesWithout(field: string, value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  const inside = Object.values(value).flatMap((each) => nodesWithout(field, each));
  return "type" in value && !(field in value) ? [value, ...inside] : inside;
}
