/**
 * Signals: to a process, to its group, softly and then hard, and never to a stranger.
 *
 * @module
 */

import { assertEquals, assertInstanceOf, assertNotEquals, assertThrows } from "@std/assert";
import { Command, type Process } from "../../mod.ts";
import { catches, child, dies, factsOf, killQuietly, lives, settles, until } from "../helpers.ts";

/** A leader, its child and its grandchild: `sh` → `sh` → `sleep`. */
async function tree(): Promise<{ process: Process; pids: number[] }> {
  const inner = "echo $$; sleep 1000 & echo $!; wait";
  const process = new Command("sh", { args: ["-c", `echo $$; sh -c '${inner}' & wait`] }).spawn();
  const pids: number[] = [];
  for await (const line of process.stdout.lines()) if (pids.push(Number(line)) === 3) break;
  return { process, pids };
}

Deno.test("Process.kill() sends SIGTERM unless told otherwise, by name or by number", async () => {
  const cases = [[undefined, "SIGTERM"], ["SIGKILL", "SIGKILL"], ["SIGINT", "SIGINT"], [1, "SIGHUP"], [
    12,
    "SIGUSR2",
  ]] as const;
  for (const [signal, expected] of cases) {
    const process = child("forever").spawn();
    process.kill(signal);
    assertEquals((await process.wait()).signal, expected);
  }
});

Deno.test("Process.kill() reaches a handler once a signal", async () => {
  const process = child("catch USR2 await USR1").spawn();
  await until(() => /SigCgt:\t0+a00\n/.test(Deno.readTextFileSync(`/proc/${process.pid}/status`)), "both were caught");
  const lines = process.stdout.lines();
  for (let i = 0; i < 5; i++) {
    process.kill("SIGUSR2");
    assertEquals((await lines.next()).value, "12");
  }
  process.kill("SIGUSR1");
  assertEquals([(await lines.next()).value, (await lines.next()).done], ["10", true]);
  assertEquals((await process.wait()).code, 0);
});

Deno.test("Process.kill(0) only asks", async () => {
  const process = child("drain 0 exit 3", { stdin: "piped" }).spawn();
  process.kill(0);
  await process.stdin.close();
  assertEquals((await process.wait()).code, 3);
  assertThrows(() => process.kill(0), TypeError);
});

Deno.test("Process.kill() stops and continues", async () => {
  const process = child("forever").spawn();
  process.kill("SIGSTOP");
  await until(() => factsOf(process.pid)!.state === "T", "it was stopped");
  process.kill("SIGCONT");
  await until(() => factsOf(process.pid)!.state !== "T", "it went on");
  process.kill("SIGKILL");
  assertEquals((await process.wait()).signal, "SIGKILL");
});

Deno.test("Process.kill() after the end is a TypeError that says so", async () => {
  const process = child("exit 0").spawn();
  await process.wait();
  const message = `Cannot send SIGTERM to "${process.program}" (pid ${process.pid}): it has ended`;
  assertThrows(() => process.kill(), TypeError, message);
  assertThrows(() => process.kill("SIGKILL", { group: true }), TypeError, "it has ended");
});

Deno.test("Process.kill() between the status and the end of the outputs is a TypeError, too", async () => {
  const process = new Command("sh", { args: ["-c", "sleep 0.2 & exit 0"] }).spawn();
  await process.status;
  assertThrows(() => process.kill("SIGKILL"), TypeError, "it has ended");
  await process.wait();
});

Deno.test("Process.kill() at the very end reaches the process or is a TypeError, and the status is true", async () => {
  let reached = 0;
  for (let round = 0; round < 100; round++) {
    const process = child("exit 3").spawn();
    // Seen from outside, before any news of it: a zombie, or gone.
    if (round % 2 === 0) { while (lives(process.pid)) continue; }
    try {
      process.kill("SIGKILL");
      reached++;
    } catch (error) {
      assertInstanceOf(error, TypeError);
    }
    const { code, signal } = await process.wait();
    assertEquals([code, signal], round % 2 === 0 || signal === null ? [3, null] : [137, "SIGKILL"]);
  }
  assertNotEquals(reached, 0);
});

Deno.test("Process.kill() refuses a signal that there is not", async () => {
  const process = child("forever").spawn();
  assertThrows(() => process.kill("SIGNOTHING" as "SIGTERM"), TypeError, 'Cannot send "SIGNOTHING": no such signal');
  assertThrows(() => process.kill(-1), Error);
  assertThrows(() => process.kill(1000), Error);
  assertEquals(lives(process.pid), true);
  await process.terminate();
});

Deno.test("Process.kill() of the leader alone leaves its children", async () => {
  const { process, pids } = await tree();
  process.kill("SIGKILL");
  await process.status;
  assertEquals([lives(pids[1]!), lives(pids[2]!)], [true, true]);
  process.kill("SIGKILL", { group: true });
  for (const pid of pids) await dies(pid);
  await process.wait();
});

Deno.test("Process.kill({group}) ends sh → sh → sleep at once", async () => {
  const { process, pids } = await tree();
  process.kill("SIGTERM", { group: true });
  assertEquals((await process.wait()).signal, "SIGTERM");
  for (const pid of pids) await dies(pid);
});

Deno.test("Process.kill({group}) reaches the group after its leader's end, and ends when nobody is left", async () => {
  const process = new Command("sh", { args: ["-c", "sleep 1000 >/dev/null 2>&1 & echo $!"] }).spawn();
  const pid = Number(await process.stdout.text());
  assertEquals((await process.wait()).code, 0);
  assertEquals(lives(pid), true);
  process.kill("SIGTERM", { group: true });
  await dies(pid);
  await until(() => {
    try {
      process.kill(0, { group: true });
      return false;
    } catch (error) {
      return error instanceof TypeError;
    }
  }, "the group was gone");
});

Deno.test('Process.kill({group}) of a child in our group (group "inherit") reaches that child alone', async () => {
  const process = child("forever", { group: "inherit" }).spawn();
  process.kill("SIGTERM", { group: true });
  assertEquals((await process.wait()).signal, "SIGTERM");
});

/* -- terminate() -- */

Deno.test("Process.terminate() ends softly what obeys", async () => {
  const process = child("forever").spawn();
  const { signal, reason } = await process.terminate();
  assertEquals([signal, reason], ["SIGTERM", "signal"]);
});

Deno.test("Process.terminate() lets a child say its last words", async () => {
  const process = child("await TERM line 1 bye exit 4").spawn();
  await catches(process.pid);
  const { code, signal } = await process.terminate();
  assertEquals([code, signal, await process.stdout.text()], [4, null, "15\nbye\n"]);
});

Deno.test("Process.terminate({grace}) kills what ignores SIGTERM", async () => {
  const process = child("ignore TERM line 1 x forever").spawn();
  for await (const _ of process.stdout) break;
  const begun = performance.now();
  const { signal } = await settles(process.terminate({ grace: 100 }), "the end");
  assertEquals([signal, performance.now() - begun >= 99], ["SIGKILL", true]);
});

Deno.test("Process.terminate() takes killGrace when it is told no grace", async () => {
  const process = child("ignore TERM line 1 x forever", { killGrace: 50 }).spawn();
  for await (const _ of process.stdout) break;
  assertEquals((await settles(process.terminate(), "the end")).signal, "SIGKILL");
});

Deno.test("Process.terminate({grace: 0}) is no soft way", async () => {
  const process = child("ignore TERM line 1 x forever").spawn();
  for await (const _ of process.stdout) break;
  assertEquals((await settles(process.terminate({ grace: 0 }), "the end")).signal, "SIGKILL");
});

Deno.test("Process.terminate() twice is one end: the earlier deadline wins", async () => {
  const process = child("ignore TERM line 1 x forever").spawn();
  for await (const _ of process.stdout) break;
  const [late, early] = [process.terminate({ grace: 1_000_000 }), process.terminate({ grace: 50 })];
  const ended = await settles(Promise.all([late, early]), "the end");
  assertEquals(ended[0], ended[1]);
  assertEquals(ended[0]!.signal, "SIGKILL");
});

Deno.test("Process.terminate() kills what of the group ignores SIGTERM, although the leader obeys it", async () => {
  const script = `sh -c 'trap "" TERM; echo $$; while :; do sleep 0.05; done' & wait`;
  const process = new Command("sh", { args: ["-c", script] }).spawn();
  let stubborn = 0;
  for await (const line of process.stdout.lines()) {
    stubborn = Number(line);
    break;
  }
  try {
    assertEquals((await process.terminate({ grace: 100 })).signal, "SIGTERM");
    await dies(stubborn);
  } finally {
    killQuietly(stubborn);
  }
});

Deno.test("Process.terminate() of a stopped child ends it", async () => {
  const process = child("forever").spawn();
  process.kill("SIGSTOP");
  await until(() => factsOf(process.pid)!.state === "T", "it was stopped");
  assertEquals((await settles(process.terminate({ grace: 50 }), "the end")).signal, "SIGKILL");
});

/* -- Dispose -- */

Deno.test("Process is disposed of by its end: the group is ended, the outputs drained", async () => {
  let pids: number[];
  {
    const { process, pids: started } = await tree();
    await using _process = process;
    pids = started;
  }
  for (const pid of pids) await dies(pid);
});

Deno.test("Process disposed of while its output is full and unread does not hang", async () => {
  const process = child("fill 1 100000000 1", { stdin: "piped", stddato: "piped" }).spawn();
  await settles(process[Symbol.asyncDispose](), "the dispose");
  assertEquals(lives(process.pid), false);
  assertEquals((await process.stdin.write("x").catch(() => ({ closed: true }))).closed, true);
});

Deno.test("Process disposed of after its end, and twice, is no error", async () => {
  const process = child("write 1 x exit 3").spawn();
  await process.wait();
  await process[Symbol.asyncDispose]();
  await process[Symbol.asyncDispose]();
  assertEquals((await process.status).code, 3);
});
