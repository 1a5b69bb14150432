/**
 * stdout, whatever it is: a pipe that nobody reads, one that is full, one that does not block, a full device.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { ariash, type Ran, runAria, startAria } from "../ariash.ts";

/** Runs a shell script in which `"$@"` is `ariash` with these arguments. */
async function inShell(script: string, args: readonly string[]): Promise<Ran> {
  const { program, first } = ariash();
  const { code, stdout, stderr } = await new Deno.Command("bash", {
    args: ["-c", script, "bash", program, ...first, ...args],
    stdin: "null",
  }).output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

Deno.test("a program whose reader is gone ends with 141 and says nothing", async () => {
  const ran = await inShell('"$@" | head -n 1; exit ${PIPESTATUS[0]}', ["-c", 'while (true) { print("y"); }']);
  assertEquals(ran, { code: 141, stdout: "y\n", stderr: "" });
});

Deno.test("a command whose reader is gone ends the program with 141 and says nothing", async () => {
  const ran = await inShell('"$@" | head -n 1; exit ${PIPESTATUS[0]}', ["-c", 'run("yes");']);
  assertEquals(ran, { code: 141, stdout: "y\n", stderr: "" });
});

Deno.test("a print that finds no reader is an error of kind broken_pipe", async () => {
  const text = `
    bool:on = true;
    while (on) {
      result:r = print("y");
      if (r.err != NULL) { write_file("/dev/stderr", r.err.kind)?; on = false; }
    }`;
  const { code, stderr } = await inShell('"$@" | head -n 1 >/dev/null; exit ${PIPESTATUS[0]}', ["-c", text]);
  assertEquals([code, stderr], [0, "broken_pipe"]);
});

Deno.test("a large print is whole on a slow pipe, and on one that does not block", async () => {
  const text = 'print(repeat("x", 1000000)); while (false) { }';
  const slow = await inShell('"$@" | (sleep 0.2; wc -c)', ["-c", text]);
  assertEquals(slow.stdout.trim(), "1000001");
  const open = "import os,sys; os.set_blocking(1, False); os.execvp(sys.argv[1], sys.argv[1:])";
  const { stdout } = await inShell(`python3 -c '${open}' "$@" | (sleep 0.2; wc -c)`, ["-c", text]);
  assertEquals(stdout.trim(), "1000001");
});

Deno.test("a full device is an error that stops the program", async () => {
  const { code, stderr } = await inShell('"$@" > /dev/full', ["-c", 'print("x"); print("no");']);
  assertEquals(code, 1);
  assertMatch(stderr, /^-c:1:1: error: cannot write to stdout: /);
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
