/**
 * stdout, whatever it is: a pipe that nobody reads, one that is full, one that does not block, a full device.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { inBash, runAria, startAria, withFolder } from "../ariash.ts";

Deno.test("a program whose reader is gone ends with 141 and says nothing", async () => {
  const ran = await inBash('"$@" | head -n 1; exit ${PIPESTATUS[0]}', ["-c", 'while (true) { print("y"); }']);
  assertEquals(ran, { code: 141, stdout: "y\n", stderr: "" });
});

Deno.test("a command whose reader is gone ends the program with 141 and says nothing", async () => {
  for (const text of ['run("yes");', "yes | cat", 'run("yes") | run("cat") | run("cat");']) {
    const ran = await inBash('"$@" | head -n 1; exit ${PIPESTATUS[0]}', ["-c", text]);
    assertEquals(ran, { code: 141, stdout: "y\n", stderr: "" });
  }
});

Deno.test("a print that finds no reader is an error of kind broken_pipe", async () => {
  const text = `
    bool:on = true;
    while (on) {
      result:r = print("y");
      if (r.err != NULL) { write_file("/dev/stderr", r.err.kind)?; on = false; }
    }`;
  const { code, stderr } = await inBash('"$@" | head -n 1 >/dev/null; exit ${PIPESTATUS[0]}', ["-c", text]);
  assertEquals([code, stderr], [0, "broken_pipe"]);
});

Deno.test("a large print is whole on a slow pipe, and on one that does not block", async () => {
  const text = 'print(repeat("x", 1000000)); while (false) { }';
  const slow = await inBash('"$@" | (sleep 0.2; wc -c)', ["-c", text]);
  assertEquals(slow.stdout.trim(), "1000001");
  const open = "import os,sys; os.set_blocking(1, False); os.execvp(sys.argv[1], sys.argv[1:])";
  const { stdout } = await inBash(`python3 -c '${open}' "$@" | (sleep 0.2; wc -c)`, ["-c", text]);
  assertEquals(stdout.trim(), "1000001");
});

Deno.test("a full device is an error that stops the program", async () => {
  const { code, stderr } = await inBash('"$@" > /dev/full', ["-c", 'print("x"); print("no");']);
  assertEquals(code, 1);
  assertMatch(stderr, /^-c:1:1: error: cannot write to stdout: no space left on device \[/);
});

Deno.test("a full device is an error of every task that prints", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/f.aria`;
    await Deno.writeTextFile(path, "print(1);\n");
    for (const task of [["--help"], ["--version"], ["--fmt", path], ["--ast", path], ["--check", "--json", path]]) {
      const { code, stderr } = await inBash('"$@" > /dev/full', task);
      assertEquals([code, stderr], [1, "ariash: cannot write to stdout: no space left on device\n"], task[0]);
    }
  });
});

Deno.test("a task whose reader is gone ends with 141 and says nothing", async () => {
  const long = "print(1);".repeat(2000);
  const { code, stderr } = await inBash('"$@" | true; exit ${PIPESTATUS[0]}', ["--ast", "-c", long]);
  assertEquals([code, stderr], [141, ""]);
});

Deno.test("what stderr cannot take changes nothing but the exit code 0", async () => {
  const text = 'run("echo", ["one"]); run("sh", ["-c", "echo two; exit ${CODE:-0}"]);';
  for (const option of ["--trace", "--stats", "--json"]) {
    assertEquals(await inBash('"$@" 2> /dev/full', [option, "-c", text]), {
      code: 1,
      stdout: "one\ntwo\n",
      stderr: "",
    });
  }
  assertEquals((await inBash('CODE=7 "$@" 2> /dev/full', ["--trace", "-c", text])).code, 7);
});

Deno.test("--json says why stddato cannot take its line, and takes no harm from a reader that is gone", async () => {
  assertEquals(await inBash('"$@" 5> /dev/full', ["--json", "-c", ";"]), {
    code: 1,
    stdout: "",
    stderr: "ariash: cannot write to stddato: no space left on the device\n",
  });
  const unread = await inBash('"$@" 5> >(true)', ["--json", "-c", 'run("sleep", ["0.2"]); exit 4;']);
  assertEquals(unread, { code: 4, stdout: "", stderr: "" });
});

Deno.test("a program that waits for its reader can be ended by a signal", async () => {
  const text = 'defer run("sh", ["-c", "echo deferred >&2"]); while (true) { print(repeat("y", 99)); }';
  await using child = startAria(["-c", text], { stdout: "direct", stderr: "piped" });
  await child.direct("stdout").ready();
  child.kill("SIGTERM");
  assertEquals(await child.stderr.text(), "deferred\n");
  assertEquals((await child.wait()).code, 143);
});

Deno.test("what ariash prints is in the order of the commands between", async () => {
  const { stdout } = await runAria(["-c", 'print("a"); run("echo", ["b"]); print("c");']);
  assertEquals(stdout, "a\nb\nc\n");
});
