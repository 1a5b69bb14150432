/**
 * What keeps a program from ending and what does not, who is reaped by whom, and what a crowd of children leaves alone.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { Command } from "../../mod.ts";
import {
  catches,
  child,
  childrenOf,
  dies,
  Folder,
  killQuietly,
  lives,
  ParentProgram,
  runParent,
  settles,
  until,
  zombies,
} from "../helpers.ts";

/* -- The program's end -- */

Deno.test("A program that only imports the module ends by itself", async () => {
  const { code, stdout, stderr } = await runParent(["import"]);
  assertEquals([code, stdout, stderr], [0, "", ""]);
});

Deno.test("A program that has finished its work ends by itself", async () => {
  const { code, stdout, stderr } = await runParent(["finished"]);
  assertEquals([code, stdout, stderr], [0, "0\n", ""]);
});

Deno.test("A program ends when the child that it does not wait for has ended", async () => {
  using folder = new Folder();
  const { code, stderr } = await runParent(["not-awaited", folder.file("done")]);
  assertEquals([code, stderr, folder.read("done")], [0, "", "ended\n"]);
});

Deno.test("Process.unref() lets the program end, and the child goes on", async () => {
  using folder = new Folder();
  const { code, stdout, stderr } = await runParent(["unref", folder.file("done")]);
  assertEquals([code, stderr, stdout.split("\n").length], [0, "", 2]);
  await goesOn(Number(stdout), folder);
});

Deno.test("Process.ref() takes unref() back, and neither counts twice", async () => {
  using folder = new Folder();
  const { code, stdout, stderr } = await runParent(["unref-ref", folder.file("done")]);
  assertEquals([code, stdout, stderr, folder.read("done")], [0, "0\n", "", "ended\n"]);
});

Deno.test("Command.detached and unref(): the program ends at once, and the child goes on", async () => {
  // Many times: the program may end while its drainer is still being started.
  for (let i = 0; i < 10; i++) {
    using folder = new Folder();
    const { code, stdout, stderr } = await runParent(["detached", folder.file("done")]);
    assertEquals([code, stderr], [0, ""]);
    await goesOn(Number(stdout), folder);
  }
});

/** A child that outlived its parent writes a file when it is told to. */
async function goesOn(pid: number, folder: Folder): Promise<void> {
  await catches(pid);
  assertEquals([lives(pid), folder.read("done")], [true, null]);
  Deno.kill(pid, "SIGUSR1");
  await until(() => folder.read("done") !== null, "the child went on");
}

Deno.test("Command.detached: a program that waits for it gets its end", async () => {
  const { code, stdout, stderr } = await runParent(["detached-awaited"]);
  assertEquals([code, stdout, stderr], [0, "7\n", ""]);
});

Deno.test("A program with a disposed group ends by itself, and nobody is left", async () => {
  const { code, stdout, stderr } = await runParent(["group"]);
  assertEquals([code, stdout, stderr], [0, "[false,false]\n", ""]);
});

/* -- Isolates -- */

Deno.test("A child outlives the isolate that started it", async () => {
  await using parent = new ParentProgram(["isolate-ends"]);
  const pid = await parent.says<number>();
  try {
    await parent.goOn();
    assertEquals((await parent.end()).code, 0);
    assertEquals(lives(pid), true);
  } finally {
    killQuietly(pid);
  }
});

Deno.test("An isolate that used the module and has ended does not keep the program", async () => {
  const { code, stdout, stderr } = await runParent(["isolate-closes"]);
  assertEquals([code, stdout, stderr], [0, "5\n", ""]);
});

/* -- Reaping -- */

Deno.test("Processes that nobody waits for leave no zombie", async () => {
  const before = childrenOf(Deno.pid).length;
  const pids = Array.from({ length: 200 }, (_, index) => child(`exit ${index % 3}`, { stdout: "null" }).spawn().pid);
  await until(() => childrenOf(Deno.pid).length <= before, "all of them were reaped");
  assertEquals([zombies(), pids.filter(lives)], [0, []]);
});

Deno.test("Processes that nobody waits for, and whose output nobody reads, leave no zombie", async () => {
  const before = childrenOf(Deno.pid).length;
  for (let i = 0; i < 50; i++) child("fill 1 100000 1 fill 2 60000 1").spawn();
  await until(() => childrenOf(Deno.pid).length <= before, "all of them were reaped");
  assertEquals(zombies(), 0);
});

interface Mixed {
  aria: number;
  deno: number;
}

Deno.test("Deno.Command's children and ours keep their own exit codes", async () => {
  const { code, stdout, stderr } = await runParent(["mixed", "100"]);
  assertEquals([code, stderr], [0, ""]);
  assertEquals(JSON.parse(stdout) as Mixed, { aria: 0, deno: 0 });
});

Deno.test("Deno.Command's children and ours keep their exit codes when our parent ignores SIGCHLD", async () => {
  const { code, stdout, stderr } = await runParent(["mixed", "100"], 'trap "" CHLD');
  assertEquals([code, stderr], [0, ""]);
  assertEquals(JSON.parse(stdout) as Mixed, { aria: 0, deno: 0 });
});

Deno.test("Deno.Command beside us in one program: codes, outputs and kills", async () => {
  const theirs = Array.from(
    { length: 20 },
    (_, index) => new Deno.Command("sh", { args: ["-c", `exit ${index}`] }).output(),
  );
  const ours = Array.from({ length: 20 }, (_, index) => new Command("sh", { args: ["-c", `exit ${index}`] }).output());
  const codes = (all: { code: number }[]) => all.map(({ code }) => code);
  assertEquals(codes(await Promise.all(theirs)), codes(await Promise.all(ours)));
});

/* -- Neighbours -- */

Deno.test("200 live silent children leave files and the network as they are", async () => {
  const children = Array.from({ length: 200 }, () => child("forever", { stdin: "piped", stddato: "piped" }).spawn());
  const waits = children.map((process) => process.wait());
  const reads = children.map((process) => process.stdout.bytes());
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, () => new Response("answer"));
  try {
    for (let i = 0; i < 40; i++) {
      const file = await settles(Deno.readTextFile(new URL("../../deno.json", import.meta.url)), "a file");
      assertEquals(file.includes("@aria/runtime"), true);
    }
    const response = await settles(fetch(`http://127.0.0.1:${server.addr.port}/`), "an answer");
    assertEquals(await response.text(), "answer");
    assertEquals((await new Deno.Command("true").output()).code, 0);
    assertEquals((await settles(child("write 1 x").output(), "a child among them")).stdout.length, 1);
  } finally {
    await server.shutdown();
    for (const process of children) process.kill("SIGKILL");
    await Promise.all([...waits, ...reads]);
    await Promise.all(children.map((process) => process.stdin.close()));
  }
});

Deno.test("Process.release() of what was never tied, ref() and unref() after the end, are no errors", async () => {
  const process = child("exit 3").spawn();
  process.release();
  await process.wait();
  process.unref();
  process.ref();
  process.release();
  assertEquals((await process.wait()).code, 3);
  await dies(process.pid);
});
