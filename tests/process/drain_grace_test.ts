/**
 * Outputs that a grandchild holds open after the process's end.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { Command } from "../../mod.ts";
import { child, dies, Folder, killQuietly, lives, settles, text, until } from "../helpers.ts";

Deno.test("Command.drainGrace: a silent holder does not hold the result, and what was said is there", async () => {
  const process = new Command("sh", { args: ["-c", "sleep 1000 & echo $!; echo hi"] }).spawn();
  const { stdout, code } = await settles(process.output(), "the output");
  const [holder, ...said] = text(stdout).split("\n");
  assertEquals([said, code], [["hi", ""], 0]);
  assertEquals(lives(Number(holder)), true);
  process.kill("SIGKILL", { group: true });
  await dies(Number(holder));
});

Deno.test("Command.drainGrace is 100 ms, unless it is told otherwise: nobody waits for what comes later", async () => {
  const begun = performance.now();
  const { stdout, durationMs } = await child("fork 5 sleep 2000 write 1 late write 1 early").output();
  const afterMs = performance.now() - begun - durationMs;
  assertEquals(text(stdout), "early");
  assertEquals(afterMs >= 90 && afterMs < 1900, true, `${afterMs} ms after the end`);
});

Deno.test("Command.drainGrace: a grandchild that prints for a second after the end is captured whole", async () => {
  const grandchild = Array.from({ length: 20 }, (_, index) => `sleep 50 line 1 ${index}`).join(" ");
  const words = grandchild.split(" ");
  const { stdout, durationMs, code } = await child([
    "fork",
    `${words.length}`,
    ...words,
    "line",
    "1",
    "first",
    "exit",
    "3",
  ])
    .output();
  assertEquals(text(stdout).trimEnd().split("\n"), ["first", ...Array.from({ length: 20 }, (_, index) => `${index}`)]);
  assertEquals([code, durationMs < 1000], [3, true]);
});

Deno.test("Command.drainGrace: a holder that writes later sees no broken pipe, and lives", async () => {
  using folder = new Folder();
  const script = ["await", "USR1", "fill", "1", "3000000", "1", "append", folder.file("done"), "written", "forever"];
  const process = child(["fork", `${script.length}`, ...script, "line", "1", "x"]).spawn();
  const { stdout, code } = await settles(process.output(), "the output");
  assertEquals([text(stdout), code], ["x\n", 0]);
  process.kill("SIGUSR1", { group: true });
  await until(() => folder.read("done") !== null, "the holder had written all");
  process.kill(0, { group: true });
  process.kill("SIGKILL", { group: true });
});

Deno.test("Command.drainGrace: one that never falls silent is let go after two seconds", async () => {
  const process = new Command("sh", { args: ["-c", "while :; do echo y; sleep 0.02; done & exit 3"], drainGrace: 1000 })
    .spawn();
  const begun = performance.now();
  const { stdout, code } = await settles(process.output(), "the output");
  assertEquals(performance.now() - begun >= 1999, true);
  assertEquals([code, stdout.length > 20, new Set(text(stdout).trimEnd().split("\n"))], [3, true, new Set(["y"])]);
  process.kill("SIGKILL", { group: true });
});

Deno.test("Command.drainGrace 0 takes what is there at the end", async () => {
  const process = new Command("sh", { args: ["-c", "sleep 1000 & echo hi"], drainGrace: 0 }).spawn();
  assertEquals(text((await settles(process.output(), "the output")).stdout), "hi\n");
  process.kill("SIGKILL", { group: true });
});

Deno.test("Command.drainGrace Infinity waits for the pipe's own end", async () => {
  const process = child("fork 5 sleep 700 line 1 late line 1 early", { drainGrace: Infinity }).spawn();
  assertEquals(text((await process.output()).stdout), "early\nlate\n");
});

Deno.test("Command.drainGrace Infinity: wait() keeps the program until the last output ends, read or not", async () => {
  const process = child("fork 4 close 1 sleep 300 line 1 early", { drainGrace: Infinity }).spawn();
  assertEquals(await process.stdout.text(), "early\n");
  await process.wait();
});

Deno.test("Command.drainGrace longer than the holder's silence captures it", async () => {
  const process = child("fork 5 sleep 400 line 1 late line 1 early", { drainGrace: 1500 }).spawn();
  assertEquals(text((await process.output()).stdout), "early\nlate\n");
});

Deno.test("Command.drainGrace does not cut bytes that a slow reader has not taken yet", async () => {
  const process = child("fill 1 5000000 3 exit 2", { drainGrace: 20, buffer: { stdout: { capacity: 65536 } } }).spawn();
  let length = 0;
  for await (const chunk of process.stdout) {
    length += chunk.length;
    if (length < 2_000_000) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assertEquals([length, (await process.wait()).code], [5_000_000, 2]);
});

Deno.test("Command.drainGrace: a holder of one output does not hold the others", async () => {
  const process = new Command("sh", { args: ["-c", "sleep 1000 2>/dev/null & echo $!; echo err >&2; exit 1"] }).spawn();
  assertEquals(await process.stderr.text(), "err\n");
  const [line] = (await settles(process.stdout.text(), "stdout")).split("\n");
  assertEquals((await process.wait()).code, 1);
  killQuietly(Number(line));
});
