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
  text,
  until,
  zombies,
} from "../helpers.ts";

/* -- The program's end -- */

Deno.test("A program that only imports the module ends by itself", async () => {
  const { code, stdout, stderr } = await runParent(["import"]);
  assertEquals([code, stdout, stderr], [0, "", ""]);
});

interface Looks {
  libraries: string[];
  threads: string[];
}

/** Runs a program of Deno's to its end, which should be a good one. */
async function say(path: string, ...permissions: string[]): Promise<string> {
  const args = ["run", "--quiet", "--no-check", "--no-prompt", ...permissions, new URL(path, import.meta.url).pathname];
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  assertEquals([code, text(stderr)], [0, ""]);
  return text(stdout);
}

Deno.test("The import alone opens no library but ours, starts no thread, and needs no permission", async () => {
  const said = JSON.parse(await say("../programs/importer.ts", "--allow-all"));
  const { before, after } = said as { before: Looks; after: Looks };
  const opened = after.libraries.filter((path) => !before.libraries.includes(path));
  assertEquals(opened.filter((path) => !path.endsWith("libaria_io.so")), []);
  // The runtime's own pool may grow to read the module's files; a thread of ours has another name.
  assertEquals(after.threads.filter((name) => !before.threads.includes(name)), []);
  assertEquals(await say("../../mod.ts"), "");
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

Deno.test("A program that exits, or throws, amid floods and readers ends at once", async () => {
  for (const [how, expected] of [["exits", 4], ["throws", 1]] as const) {
    const { code, signal, stderr } = await runParent(["ends-busy", how]);
    assertEquals([how, code, signal, stderr.includes("Not caught")], [how, expected, null, how === "throws"]);
  }
});

Deno.test("A program with a disposed group ends by itself, and nobody is left", async () => {
  const { code, stdout, stderr } = await runParent(["group"]);
  assertEquals([code, stdout, stderr], [0, "[false,false]\n", ""]);
});

/* -- Before there is a drainer's thread -- */

Deno.test("startByCalls(): short-lived children need no thread, and one that lives on gets it", async () => {
  const { code, stdout, stderr } = await runParent(["by-calls"]);
  assertEquals([code, stderr], [0, ""]);
  const { codes, words, before, long, after } = JSON.parse(stdout);
  assertEquals([codes, words], [Array.from({ length: 20 }, (_, index) => index), ["one\n", "two\n"]]);
  assertEquals([long, before.length <= 1, after.length], [5_000_000, true, 1]);
});

Deno.test("startByCalls(): unref() lets the program end, and an unawaited child keeps it", async () => {
  using folder = new Folder();
  const unref = await runParent(["by-calls-unref", folder.file("done")]);
  assertEquals([unref.code, unref.stderr], [0, ""]);
  await goesOn(Number(unref.stdout), folder);
  const held = await runParent(["by-calls-not-awaited", folder.file("waited")]);
  assertEquals([held.code, held.stderr, folder.read("waited")], [0, "", "ended\n"]);
});

/* -- Isolates -- */

Deno.test("A child outlives the isolate that started it", async () => {
  await using parent = new ParentProgram(["isolate-ends", "leaves"]);
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

Deno.test('Command.parentDeath "kill" holds when the isolate that started the child has ended', async () => {
  await using parent = new ParentProgram(["isolate-ends", "leavesGuarded"]);
  const pid = await parent.says<number>();
  try {
    assertEquals(lives(pid), true);
    await parent.killHard();
    await dies(pid);
  } finally {
    killQuietly(pid);
  }
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

/** Does a piece of work so often, one after the other; the milliseconds that half of them did not need. */
async function medianOf(times: number, work: () => Promise<void>): Promise<number> {
  const took: number[] = [];
  for (let i = 0; i < times; i++) {
    const begun = performance.now();
    await settles(work(), "an answer");
    took.push(performance.now() - begun);
  }
  return took.sort((left, right) => left - right)[Math.floor(times / 2)]!;
}

Deno.test("200 live silent children: files and the network answer within 50 ms, and so do other children", async () => {
  const children = Array.from({ length: 200 }, () => child("forever", { stdin: "piped", stddato: "piped" }).spawn());
  const waits = children.map((process) => process.wait());
  const reads = children.map((process) => process.stdout.bytes());
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, () => new Response("answer"));
  try {
    const file = await medianOf(40, async () => {
      assertEquals((await Deno.readTextFile(new URL("../../deno.json", import.meta.url))).includes("@aria"), true);
    });
    const page = await medianOf(40, async () => {
      const response = await fetch(`http://127.0.0.1:${server.addr.port}/`);
      assertEquals(await response.text(), "answer");
    });
    assertEquals([file < 50, page < 50], [true, true], `${file} ms for a file, ${page} ms for a page`);
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
