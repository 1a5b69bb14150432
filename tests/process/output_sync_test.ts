/**
 * `outputSync`: the same answers as `output`, in this thread.
 *
 * @module
 */

import { assertEquals, assertThrows } from "@std/assert";
import { Command, pipe, ProcessGroup } from "../../mod.ts";
import { child, dies, factsOf, Folder, lives, runParent, text } from "../helpers.ts";

Deno.test("Command.outputSync() collects all four outputs and the status", () => {
  const options = { stddbg: "piped", stddato: "piped" } as const;
  const found = child("write 1 out write 2 err write 3 dbg write 5 dat exit 9", options).outputSync();
  assertEquals([found.stdout, found.stderr, found.stddbg, found.stddato].map(text), ["out", "err", "dbg", "dat"]);
  const { success, code, signal, reason, truncated } = found;
  assertEquals({ success, code, signal, reason, truncated }, {
    success: false,
    code: 9,
    signal: null,
    reason: "exit",
    truncated: false,
  });
});

Deno.test("Command.outputSync() agrees with output() on 16 MiB of four streams at once", async () => {
  const options = { stddbg: "piped", stddato: "piped", buffer: { stddbg: { overflow: "block" } } } as const;
  const command = child("fills 5 1:4194304 2:4194304 3:4194304 5:4194304", options);
  const [sync, later] = [command.outputSync(), await command.output()];
  for (const name of ["stdout", "stderr", "stddbg", "stddato"] as const) {
    assertEquals([sync[name].length, sync[name]], [4_194_304, later[name]]);
  }
});

Deno.test("Command.outputSync() writes a value of 8 MiB while it reads", () => {
  const { stdout: stdin } = child("fill 1 8388608 5").outputSync();
  assertEquals(child("copy 0 1", { stdin }).outputSync().stdout, stdin);
  assertEquals(text(child("copy 4 1", { stddati: "text" }).outputSync().stdout), "text");
  assertEquals(child("exit 3", { stdin }).outputSync().code, 3);
});

Deno.test("Command.outputSync() tells signals and timeouts", () => {
  const killed = child("kill KILL").outputSync();
  assertEquals([killed.code, killed.signal, killed.reason], [137, "SIGKILL", "signal"]);
  const late = child("write 1 x forever", { timeout: 100 }).outputSync();
  assertEquals([text(late.stdout), late.signal, late.reason], ["x", "SIGTERM", "timeout"]);
  const stubborn = child("ignore TERM forever", { timeout: 200, killGrace: 100 }).outputSync();
  assertEquals([stubborn.signal, stubborn.reason], ["SIGKILL", "timeout"]);
});

Deno.test("Command.outputSync() is not held by a grandchild", async () => {
  const { stdout } = new Command("sh", { args: ["-c", "sleep 1000 & echo $!; echo hi"] }).outputSync();
  const [pid, hi] = text(stdout).split("\n");
  assertEquals([hi, lives(Number(pid))], ["hi", true]);
  Deno.kill(Number(pid), "SIGKILL");
  await dies(Number(pid));
});

Deno.test("Command.outputSync() captures a grandchild that prints for a second", () => {
  const words = Array.from({ length: 20 }, (_, index) => `sleep 50 line 1 ${index}`).join(" ").split(" ");
  const { stdout } = child(["fork", `${words.length}`, ...words]).outputSync();
  assertEquals(text(stdout).trimEnd().split("\n").length, 20);
});

Deno.test("Command.outputSync() takes files, null and shared streams", () => {
  using folder = new Folder();
  const stdout = { path: folder.file("out") };
  const found = child("write 1 a write 2 b", { stdout, stderr: { to: 1 } }).outputSync();
  assertEquals([folder.read("out"), found.stdout.length, found.stderr.length], ["ab", 0, 0]);
});

Deno.test("Command.outputSync() on a terminal gives what it shows", () => {
  assertEquals(
    text(child("line 1 out line 2 err", { pty: { rows: 2, cols: 20 } }).outputSync().stdout),
    "out\r\nerr\r\n",
  );
});

Deno.test("Command.outputSync() refuses a ReadableStream", () => {
  const stdin = new ReadableStream<Uint8Array>();
  assertThrows(() => child("drain 0", { stdin }).outputSync(), TypeError, "a ReadableStream needs the event loop");
});

Deno.test("Command.outputSync() ends a child in our group or in a shared one when its time is over", async () => {
  await using group = new ProcessGroup();
  const leader = child("forever", { group }).spawn();
  for (const joined of ["inherit", group] as const) {
    const { signal, reason } = child("forever", { group: joined, timeout: 100, killGrace: 1000 }).outputSync();
    assertEquals([signal, reason, lives(leader.pid)], ["SIGTERM", "timeout", true]);
  }
});

Deno.test("Command.outputSync() joins a group that has a leader, and cannot lead one", async () => {
  await using group = new ProcessGroup();
  assertThrows(() => child("pids", { group }).outputSync(), TypeError, "it cannot lead a ProcessGroup");
  const leader = child("forever", { group }).spawn();
  const [, , joined] = text(child("pids", { group }).outputSync().stdout).split(" ");
  assertEquals(joined, `${leader.pid}`);
  const [, , own] = text(child("pids", { group: "inherit" }).outputSync().stdout).split(" ");
  assertEquals(Number(own), factsOf(Deno.pid)!.group);
});

Deno.test("Command.outputSync() takes a PipeEnd away, as spawn() does", () => {
  const { reader, writer } = pipe();
  assertThrows(() => child("exit 0", { stdout: writer, cwd: "/nowhere" }).outputSync(), Deno.errors.NotFound);
  assertEquals(child("write 1 through", { stdout: writer }).outputSync().code, 0);
  assertThrows(() => child("exit 0", { stdout: writer }).outputSync(), TypeError, "belongs to a process already");
  assertEquals(text(child("copy 0 1", { stdin: reader, timeout: 10_000 }).outputSync().stdout), "through");
});

Deno.test('Command.outputSync() with parentDeath "kill" needs a group of its own, as spawn() does', () => {
  const options = { parentDeath: "kill", group: "inherit" } as const;
  assertThrows(() => child("exit 0", options).outputSync(), TypeError, "needs a group of its own");
});

Deno.test("Command.outputSync() leaves no descriptor, no zombie and no thread", async () => {
  using folder = new Folder();
  // In a process of its own: what other tests have left to the runtime's threads cannot start one meanwhile.
  const { stdout } = await runParent(["sync-runs", folder.path]);
  const { before, after, refused } = JSON.parse(stdout);
  assertEquals(after, before);
  assertEquals(refused, Array.from({ length: 20 }, () => ["NotFound", "TypeError"]).flat());
});
