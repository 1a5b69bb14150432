/**
 * Scripts on a terminal.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import type { Process } from "../../../mod.ts";
import { settles } from "../../helpers.ts";
import { startAria } from "../ariash.ts";

const pty = { rows: 24, cols: 80 };

/** Reads the terminal until its text ends with `end`. */
async function until(process: Process, end: string): Promise<void> {
  const decoder = new TextDecoder();
  let shown = "";
  for await (const chunk of process.stdout) {
    shown += decoder.decode(chunk, { stream: true });
    if (shown.endsWith(end)) return;
  }
  throw new Error(`The terminal showed ${JSON.stringify(shown)}, and never ${JSON.stringify(end)}`);
}

Deno.test("Ctrl+C ends the command, then the defers run, then 130", async () => {
  const text = 'defer print("deferred"); run("sh", ["-c", "echo started; exec sleep 60"]); print("no");';
  await using process = startAria(["-c", text], { pty });
  await settles(until(process, "started\r\n"), "the start");
  await process.stdin.write("\x03");
  assertMatch(await settles(process.stdout.text(), "the end"), /^(\^C)?deferred\r\n$/);
  assertEquals((await process.wait()).code, 130);
});

Deno.test("Ctrl+C does not end a script whose command handles it and does well", async () => {
  const stage = `trap 'echo handled; exit 0' INT; echo started; while :; do sleep 0.1; done`;
  for (const handler of ["", 'on_signal("INT", NIL() { });']) {
    const text = `${handler} run("sh", ["-c", "${stage}"]); print("went on");`;
    await using process = startAria(["-c", text], { pty });
    await settles(until(process, "started\r\n"), "the start");
    await process.stdin.write("\x03");
    assertMatch(await settles(process.stdout.text(), "the end"), /handled\r\nwent on\r\n$/);
    assertEquals((await process.wait()).code, 0);
  }
});

Deno.test("a SIGINT to the shell alone ends a script on a terminal whatever its command does", async () => {
  const stage = `trap 'exit 0' INT; echo started; while :; do sleep 0.1; done`;
  await using process = startAria(["-c", `run("sh", ["-c", "${stage}"]); print("no");`], { pty });
  await settles(until(process, "started\r\n"), "the start");
  process.kill("SIGINT");
  assertMatch(await settles(process.stdout.text(), "the end"), /^$/);
  assertEquals((await process.wait()).code, 130);
});

Deno.test("Ctrl+C ends a loop around commands whose failure is dropped", async () => {
  const text = 'while (true) { ignore(run("sh", ["-c", "echo round; exec sleep 60"])); }';
  await using process = startAria(["-c", text], { pty });
  await settles(until(process, "round\r\n"), "the first round");
  await process.stdin.write("\x03");
  assertMatch(await settles(process.stdout.text(), "the end"), /^(\^C)?$/);
  assertEquals((await process.wait()).code, 130);
});

Deno.test("Ctrl+C ends a busy loop", async () => {
  await using process = startAria(["-c", 'print("busy"); while (true) {}'], { pty });
  await settles(until(process, "busy\r\n"), "the start");
  await process.stdin.write("\x03");
  await settles(process.stdout.text(), "the end");
  assertEquals((await process.wait()).code, 130);
});

Deno.test("without a program the terminal gets the word that there is no interactive shell yet", async () => {
  await using process = startAria([], { pty });
  assertMatch(await settles(process.stdout.text(), "the end"), /ariash: the interactive shell is not in this build/);
  assertEquals((await process.wait()).code, 2);
});

Deno.test("--json is impossible without a program on a terminal", async () => {
  await using process = startAria(["--json"], { pty });
  assertMatch(await settles(process.stdout.text(), "the end"), /ariash: option '--json' is for scripts/);
  assertEquals((await process.wait()).code, 2);
});
