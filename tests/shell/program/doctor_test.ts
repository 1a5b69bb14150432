/**
 * `ariash doctor`.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { runAria, withFolder } from "../ariash.ts";

Deno.test("doctor tells what there is, tests it, and leaves nothing behind", async () => {
  await withFolder(async (folder) => {
    const { code, stdout, stderr } = await runAria(["doctor"], { cwd: folder, env: { TMPDIR: folder } });
    assertEquals([code, stderr], [0, ""]);
    for (const name of ["ariash", "deno", "library", "splice", "pidfd", "pty", "workers", "pipe-size", "history"]) {
      assertMatch(stdout, new RegExp(`^${name} {2,}\\S`, "m"));
    }
    for (const test of ["six streams", "direct edge", "copy edge", "group kill", "descriptor hygiene"]) {
      assertMatch(stdout, new RegExp(`^${test} {2,}ok$`, "m"));
    }
    assertEquals([...Deno.readDirSync(folder)], []);
  });
});

Deno.test("doctor --json is one line that says the same", async () => {
  const { code, stdout } = await runAria(["doctor", "--json"]);
  assertEquals([code, stdout.split("\n").length], [0, 2]);
  const { ok, splice, pidfd, pty, workers, library, tests } = JSON.parse(stdout);
  assertEquals([splice, pidfd, pty].map((value) => typeof value), ["boolean", "boolean", "boolean"]);
  assertEquals([ok, typeof library], [true, "string"]);
  assert(workers >= 1);
  assertEquals(Object.values(tests).filter((verdict) => String(verdict).startsWith("FAIL")), []);
});

Deno.test("doctor skips what needs a program that is not there", async () => {
  const { code, stdout } = await runAria(["doctor", "--json"], { env: { PATH: "/nonexistent" } });
  assertEquals(code, 0);
  assertMatch(JSON.parse(stdout).tests["six streams"], /^skipped /);
});

Deno.test("doctor tells why the library cannot be used, and fails", async () => {
  const { code, stdout } = await runAria(["doctor"], { env: { ARIA_IO_LIBRARY: "/nonexistent/library.so" } });
  assertEquals(code, 1);
  assertMatch(stdout, /^library {2,}FAIL Cannot open the library "\/nonexistent\/library.so": /m);
  assertMatch(stdout, /^kernel {2,}\S/m);
  assertMatch(stdout, /^six streams {2,}FAIL /m);
});
