/**
 * How a process ends, and how that is told.
 *
 * @module
 */

import { assertEquals, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import { native } from "../../ffi/mod.ts";
import { Command, type EndReason, type ProcessStatus } from "../../mod.ts";
import { child, dies, fdsComeBackTo, Folder, openFds, settles, text, until } from "../helpers.ts";

function told({ success, code, signal, reason }: ProcessStatus): [boolean, number, string | null, EndReason] {
  return [success, code, signal, reason];
}

Deno.test("ProcessStatus of an exit: the code, every one of 0…255", async () => {
  const codes = [0, 1, 2, 42, 126, 127, 128, 137, 143, 254, 255];
  const ended = await Promise.all(codes.map((code) => child(`exit ${code}`, { stdout: "null" }).spawn().status));
  assertEquals(ended.map(told), codes.map((code) => [code === 0, code, null, "exit"]));
});

Deno.test("ProcessStatus of a signal: its name, and 128 and its number as the code", async () => {
  const signals = [["TERM", 15], ["KILL", 9], ["INT", 2], ["HUP", 1], ["USR1", 10], ["PIPE", 13], [
    "ALRM",
    14,
  ]] as const;
  for (const [name, number] of signals) {
    assertEquals(told(await child(`kill ${name}`).output()), [false, 128 + number, `SIG${name}`, "signal"]);
  }
  assertEquals(told(await child("kill 40").output()).slice(0, 2), [false, 168]);
});

Deno.test("ProcessStatus.coreDumped is what the kernel said", async () => {
  using folder = new Folder();
  assertEquals((await child("kill ABRT").output()).coreDumped, false);
  const core = await new Command("sh", {
    args: ["-c", `ulimit -c unlimited && kill -ABRT $$`],
    cwd: folder.path,
  }).output();
  const left = [...Deno.readDirSync(folder.path)].length;
  const pattern = Deno.readTextFileSync("/proc/sys/kernel/core_pattern").trim();
  // Where dumps go elsewhere (a pattern that is a pipe or a path), or may not be made, there is nothing to compare.
  if (pattern === "core") assertEquals([core.signal, core.coreDumped], ["SIGABRT", left > 0]);
  else console.log(`Not compared: the system's core_pattern is "${pattern}"`);
});

Deno.test("ProcessStatus.startedAt and durationMs tell when and how long", async () => {
  const before = Date.now();
  const { startedAt, durationMs } = await child("sleep 60").output();
  const after = Date.now();
  assertEquals(startedAt.getTime() >= before - 1 && startedAt.getTime() <= after, true);
  assertEquals(durationMs >= 60 && durationMs <= after - before + 2, true, `${durationMs}`);
});

Deno.test("ProcessStatus.cpu tells the time that was spent, not the time that passed", async () => {
  const idle = await child("sleep 200").output();
  const busy = await child("busy 200").output();
  assertEquals(busy.cpu.user + busy.cpu.system >= 199, true, JSON.stringify(busy.cpu));
  assertEquals(idle.cpu.user + idle.cpu.system < 150, true, JSON.stringify(idle.cpu));
});

Deno.test("ProcessStatus.maxRss counts the memory the child touched, in bytes", async () => {
  const touched = 512 * 1024 * 1024;
  const { maxRss } = await child(`touch ${touched}`).output();
  // Until it is a program, a child runs in our memory, so our own peak counts as its.
  const ours = Number(/VmHWM:\s+(\d+)/.exec(Deno.readTextFileSync("/proc/self/status"))![1]) * 1024;
  assertEquals(maxRss >= touched && (maxRss < 2 * touched || maxRss <= ours), true, `${maxRss}`);
});

Deno.test("Process.pid and program are the child's", async () => {
  const process = child("pids").spawn();
  assertEquals((await process.stdout.text()).split(" ")[0], `${process.pid}`);
  assertEquals(process.program, child([]).program);
  await process.wait();
});

/* -- wait() and status -- */

Deno.test("Process.wait() gives the same answer to everybody, as often as they ask", async () => {
  const process = child("write 1 x exit 3").spawn();
  const [first, second, status] = await Promise.all([process.wait(), process.wait(), process.status]);
  assertEquals(first, second);
  assertEquals(first, status);
  assertEquals(await process.wait(), first);
  assertEquals(await process.terminate(), first);
  assertEquals((await process.output()).code, 3);
});

Deno.test("Process.status settles at the process's end although nobody reads", async () => {
  const process = child("fill 1 4000000 1 fill 2 4000000 2 exit 3").spawn();
  assertEquals((await settles(process.status, "the status")).code, 3);
  const [stdout, stderr] = await Promise.all([process.stdout.bytes(), process.stderr.bytes()]);
  const expected = await child("fill 1 4000000 1 fill 2 4000000 2").output();
  assertEquals([stdout, stderr], [expected.stdout, expected.stderr]);
});

Deno.test("Process.wait() with 64 MiB that nobody reads does not hang, and a late reader gets all", async () => {
  const process = child("fill 1 67108864 9 exit 3").spawn();
  assertEquals((await settles(process.wait(), "the end")).code, 3);
  const hash = child("hash 0", { stdin: process.stdout.readable }).spawn();
  const expected = child("fill 1 67108864 9", { stdout: "piped" }).spawn();
  const other = child("hash 0", { stdin: expected.stdout.readable }).spawn();
  assertEquals(await hash.stdout.text(), await other.stdout.text());
  assertEquals(process.stdout.stats.bytesIn, 67_108_864);
  await Promise.all([hash, expected, other].map((each) => each.wait()));
});

Deno.test("Process.wait() with all four outputs full and unread, in every order, does not hang", async () => {
  const names = ["1", "2", "3", "5"];
  const orders = names.flatMap((a) =>
    names.filter((b) => b !== a).map((b) => [a, b, ...names.filter((c) => c !== a && c !== b)])
  );
  const runs = orders.map(async (order) => {
    const words = order.map((fd) => `fill ${fd} 2000000 ${fd}`).join(" ");
    const process = child(`${words} exit 7`, { stddbg: "piped", stddato: "piped" }).spawn();
    const { code } = await settles(process.wait(), `the end of ${order}`);
    return [code, process.stdout.stats.bytesIn, process.stderr.stats.bytesIn, process.stddato.stats.bytesIn];
  });
  assertEquals(await Promise.all(runs), Array(orders.length).fill([7, 2_000_000, 2_000_000, 2_000_000]));
});

Deno.test("Process.status comes before wait() when an output is still held", async () => {
  const process = new Command("sh", { args: ["-c", "sleep 0.3 & exit 4"] }).spawn();
  const order: string[] = [];
  await Promise.all([process.wait().then(() => order.push("wait")), process.status.then(() => order.push("status"))]);
  assertEquals(order, ["status", "wait"]);
});

Deno.test("Process tells bytes, then the end of each stream, then the end", async () => {
  for (let i = 0; i < 50; i++) {
    const process = child("write 1 last exit 5").spawn();
    let read = "";
    let atEnd: string | undefined;
    const ending = process.wait().then(({ code }) => atEnd = `${read} ${code}`);
    for await (const chunk of process.stdout) read += text(chunk);
    await ending;
    assertEquals(atEnd, "last 5");
  }
});

Deno.test("Process.output() after reading some gives the rest", async () => {
  const process = child("lines 1 3 5 write 2 err").spawn();
  for await (const chunk of process.stdout) {
    assertNotEquals(chunk.length, 0);
    break;
  }
  const { stdout, stderr } = await process.output();
  assertEquals([stdout.length % 6, text(stderr)], [0, "err"]);
});

Deno.test("Process.output() of a stream that somebody reads is a TypeError", async () => {
  const process = child("take 0 1 write 1 x", { stdin: "piped" }).spawn();
  const reading = process.stdout.text();
  await assertRejects(() => process.output(), TypeError, "Cannot read stdout of");
  await process.stdin.end("x");
  assertEquals(await reading, "x");
  await process.wait();
});

Deno.test("Process.status is told within two milliseconds of the end, as a rule: nothing is polled", async () => {
  const delays: number[] = [];
  for (let i = 0; i < 200; i++) {
    const process = child("now").spawn();
    await process.status;
    const toldNs = Number(native().symbols.aria_now_ns());
    delays.push((toldNs - Number(await process.stdout.text())) / 1e6);
  }
  const median = delays.sort((left, right) => left - right)[100]!;
  assertEquals(median < 2, true, `${median} ms`);
});

/* -- Timeout and abort -- */

Deno.test("Command.timeout ends the child with SIGTERM, for the reason timeout", async () => {
  assertEquals(told(await child("forever", { timeout: 50 }).output()), [false, 143, "SIGTERM", "timeout"]);
});

Deno.test("Command.timeout is the reason also for a child that exits by itself on SIGTERM", async () => {
  const args = ["-c", 'trap "exit 5" TERM; while :; do sleep 0.01; done'];
  assertEquals(told(await new Command("sh", { args, timeout: 200 }).output()), [false, 5, null, "timeout"]);
});

Deno.test("Command.killGrace: a child that ignores SIGTERM is killed after it", async () => {
  const status = await child("ignore TERM line 1 x forever", { timeout: 100, killGrace: 150 }).output();
  assertEquals(told(status), [false, 137, "SIGKILL", "timeout"]);
  assertEquals(status.durationMs >= 249, true, `${status.durationMs}`);
});

Deno.test("Command.killGrace is two seconds, unless it is told otherwise", async () => {
  const status = await child("ignore TERM line 1 x forever", { timeout: 100 }).output();
  assertEquals(told(status), [false, 137, "SIGKILL", "timeout"]);
  assertEquals(status.durationMs >= 2099 && status.durationMs < 10_000, true, `${status.durationMs}`);
});

Deno.test("Command.timeout that is not reached changes nothing, and leaves no timer", async () => {
  assertEquals(told(await child("exit 3", { timeout: 1_000_000 }).output()), [false, 3, null, "exit"]);
});

Deno.test("Command.timeout of Infinity, or of more than a timer can hold, ends nothing", async () => {
  for (const timeout of [Infinity, 2 ** 31, 1e15]) {
    assertEquals(told(await child("sleep 20 exit 3", { timeout }).output()), [false, 3, null, "exit"]);
    assertEquals(told(child("sleep 20 exit 3", { timeout }).outputSync()), [false, 3, null, "exit"]);
  }
});

Deno.test("Command.timeout, killGrace and drainGrace that are no times are refused", () => {
  for (const name of ["timeout", "killGrace", "drainGrace"] as const) {
    for (const ms of [NaN, -1, -Infinity]) {
      const message = `${name} is ${ms}, and no time in milliseconds`;
      assertThrows(() => child("exit 0", { [name]: ms }).spawn(), RangeError, message);
      assertThrows(() => child("exit 0", { [name]: ms }).outputSync(), RangeError, message);
    }
  }
});

Deno.test("Command.timeout 0 ends it at once", async () => {
  assertEquals((await child("forever", { timeout: 0 }).output()).reason, "timeout");
});

Deno.test("Command.timeout reaches grandchildren", async () => {
  const process = new Command("sh", { args: ["-c", "sleep 1000 & echo $!; wait"], timeout: 200 }).spawn();
  const grandchild = Number(await process.stdout.text());
  assertEquals((await process.wait()).reason, "timeout");
  await dies(grandchild);
});

Deno.test("Command.signal ends the child, for the reason abort", async () => {
  const controller = new AbortController();
  const process = child("forever", { signal: controller.signal }).spawn();
  controller.abort();
  assertEquals(told(await process.wait()), [false, 143, "SIGTERM", "abort"]);
});

Deno.test("Command.signal after the end changes nothing", async () => {
  const controller = new AbortController();
  const process = child("exit 3", { signal: controller.signal }).spawn();
  const status = await process.wait();
  controller.abort();
  assertEquals([told(status), await process.wait()], [[false, 3, null, "exit"], status]);
});

Deno.test("Command.signal shared by many ends them all, and one reason stays the first", async () => {
  const controller = new AbortController();
  const processes = Array.from(
    { length: 10 },
    () => child("ignore TERM line 1 x forever", { signal: controller.signal, timeout: 100_000, killGrace: 50 }).spawn(),
  );
  for (const process of processes) for await (const _ of process.stdout) break;
  controller.abort();
  const ended = await Promise.all(processes.map((process) => process.wait()));
  assertEquals(ended.map(told), Array(10).fill([false, 137, "SIGKILL", "abort"]));
});

Deno.test("AbortSignal.timeout() is an abort like any other", async () => {
  const signal = AbortSignal.timeout(50);
  assertEquals((await child("forever", { signal }).output()).reason, "abort");
});

/* -- What is left -- */

Deno.test("Process that has ended leaves no descriptor", async () => {
  await child("exit 0").output();
  const before = openFds();
  const options = { stdin: "piped", stddbg: "piped", stddati: "piped", stddato: "piped" } as const;
  for (let i = 0; i < 20; i++) {
    const process = child("fill 1 1000 1 write 2 x exit 1", options).spawn();
    if (i % 2 === 0) await process.wait();
    else await process.status;
    await process.stdin.close();
    await process.stddati.close();
  }
  await fdsComeBackTo(before);
});

Deno.test("Process whose grandchild outlives it leaves no descriptor once that has ended", async () => {
  await child("exit 0").output();
  const before = openFds();
  for (let i = 0; i < 10; i++) {
    await new Command("sh", { args: ["-c", "sleep 0.3 >/dev/null 2>&1 &"] }).output();
  }
  // Nothing tells of a group's end; it is enough that the next spawn notices.
  await until(() => child("exit 0").output().then(() => openFds().size <= before.size), "the handles were let go");
});

Deno.test("Process.stdin that is never closed is let go when the process has ended", async () => {
  const process = child("exit 0", { stdin: "piped" }).spawn();
  await process.wait();
  await until(async () => (await process.stdin.write("x")).closed, "the input knew of the end");
  await process.stdin.close();
});
