/**
 * A child on a pseudo-terminal.
 *
 * @module
 */

import { assertEquals, assertThrows } from "@std/assert";
import { Command } from "../../mod.ts";
import { child, childSays, fdsComeBackTo, openFds, parentArguments, settles } from "../helpers.ts";

const pty = { rows: 24, cols: 80 };

Deno.test("Command.pty: 0, 1 and 2 are one terminal of that size", async () => {
  const process = child("tty 0 tty 1 tty 2 tty 3 fds", { pty: { rows: 33, cols: 111 } }).spawn();
  const lines = (await process.stdout.text()).trimEnd().split("\r\n");
  assertEquals(lines.slice(0, 4), ["33 111", "33 111", "33 111", "no"]);
  const fds = lines.slice(4).map((line) => line.split(" "));
  assertEquals(fds.map(([fd]) => fd), ["0", "1", "2", "3", "4", "5"]);
  assertEquals(new Set(fds.slice(0, 3).map((fd) => fd[3])).size, 1);
  assertEquals(fds.map((fd) => fd[2]), Array(6).fill("blocking"));
  assertEquals((await process.wait()).code, 0);
});

Deno.test("Command.pty: without it nothing is a terminal", async () => {
  assertEquals(await childSays("tty 0 tty 1 tty 2"), "no\nno\nno\n");
});

Deno.test("Command.pty: stdout gives what stdout and stderr show, and then ends", async () => {
  const process = child("line 1 out line 2 err exit 3", { pty }).spawn();
  assertEquals(await settles(process.stdout.text(), "the end of the terminal"), "out\r\nerr\r\n");
  assertEquals((await process.wait()).code, 3);
  assertThrows(() => process.stderr, TypeError);
});

Deno.test("Command.pty: a prompt without newline is there before anything is answered", async () => {
  const script = 'printf "name? "; read name; echo "hello $name"';
  const process = new Command("sh", { args: ["-c", script], pty }).spawn();
  const chunks = process.stdout[Symbol.asyncIterator]();
  const decoder = new TextDecoder();
  assertEquals(decoder.decode((await settles(chunks.next(), "the prompt")).value), "name? ");
  await process.stdin.write("aria\n");
  let rest = "";
  for (let step = await chunks.next(); !step.done; step = await chunks.next()) rest += decoder.decode(step.value);
  assertEquals(rest, "aria\r\nhello aria\r\n");
  await process.wait();
});

Deno.test("Command.pty: it is the child's controlling terminal: Ctrl+C is SIGINT, Ctrl+D the end", async () => {
  const process = new Command("sh", { args: ["-c", "echo ready; exec sleep 1000"], pty }).spawn();
  for await (const line of process.stdout.lines()) if (line === "ready") break;
  await process.stdin.write("\x03");
  assertEquals((await settles(process.wait(), "the end")).signal, "SIGINT");
  const cat = new Command("cat", { pty }).spawn();
  await cat.stdin.write("line\n\x04");
  assertEquals(await settles(cat.stdout.text(), "the end of cat"), "line\r\nline\r\n");
  assertEquals((await cat.wait()).code, 0);
});

Deno.test('Command.stdin "inherit" of a terminal: output() and outputSync() let the child read it', async () => {
  const args = parentArguments(["reads-terminal"]);
  await using program = new Command(Deno.execPath(), { args, pty }).spawn();
  const said: string[] = [];
  const all = (async () => {
    for await (const line of program.stdout.lines()) {
      if (!line.includes("{")) continue; // what was typed
      said.push(line.slice(line.indexOf("{")));
      if (said.length < 3) await program.stdin.write("abc\n");
    }
  })();
  await settles(all, "the end of the program");
  assertEquals(said, ['{"ready":true}', '{"said":"read"}', '{"said":"read"}']);
  assertEquals((await program.wait()).code, 0);
});

Deno.test("Command.pty leaves 3, 4 and 5 to the command", async () => {
  const process = child("line 1 shown copy 4 5 line 3 record", {
    pty,
    stddati: "data",
    stddato: "piped",
    stddbg: "piped",
  })
    .spawn();
  const all = Promise.all([process.stdout.text(), process.stddato.text(), process.stddbg.text()]);
  assertEquals(await all, ["shown\r\n", "data", "record\n"]);
  await process.wait();
});

Deno.test("Command.pty carries a mebibyte", async () => {
  const { stdout } = await child("lines 1 13107 79", { pty }).output();
  assertEquals(stdout.length, 13107 * 81);
});

Deno.test("Command.pty leaves no descriptor", async () => {
  await child("exit 0", { pty }).output();
  const before = openFds();
  for (let i = 0; i < 10; i++) {
    const process = child("line 1 x", { pty }).spawn();
    await process.stdout.text();
    await process.wait();
    await process.stdin.close();
  }
  await fdsComeBackTo(before);
});

Deno.test("Process.resize() tells the child its new size, and refuses where there is no terminal", async () => {
  const process = new Command("sh", {
    args: ["-c", "trap 'stty size; exit' WINCH; echo ready; while :; do sleep 0.05; done"],
    pty,
  })
    .spawn();
  for await (const line of process.stdout.lines()) if (line === "ready") break;
  process.resize({ rows: 41, cols: 123 });
  assertEquals(await settles(process.stdout.text(), "the size"), "41 123\r\n");
  await process.wait();
  assertThrows(() => process.resize({ rows: 1, cols: 1 }), TypeError, "it has none");
});

Deno.test("Command.pty and Process.resize() refuse what is no size", async () => {
  await using process = child("forever", { pty }).spawn();
  for (
    const wrong of [{ rows: NaN, cols: 1 }, { rows: 1, cols: 65536 }, { rows: -1, cols: 1 }, { rows: 1, cols: 0.5 }]
  ) {
    assertThrows(() => child("exit 0", { pty: wrong }).spawn(), RangeError, "on a terminal: ");
    assertThrows(() => process.resize(wrong), RangeError, "Cannot resize the terminal of ");
  }
});
