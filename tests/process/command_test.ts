/**
 * What a command tells its child: program, arguments, directory, environment, identity.
 *
 * @module
 */

import { assertEquals, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import { Command } from "../../mod.ts";
import { CHILD, child, childSays, factsOf, Folder, killQuietly, lives, text } from "../helpers.ts";

Deno.test("Command keeps program and options, and starts nothing by itself", () => {
  const options = { args: ["1"], env: { A: "b" } };
  const command = new Command("/nowhere/at/all", options);
  options.args = ["2"];
  assertEquals(command.program, "/nowhere/at/all");
  assertEquals(command.options, { args: ["1"], env: { A: "b" } });
});

Deno.test("Command can be spawned many times, at once and after another", async () => {
  const command = child("write 1 again");
  const outputs = await Promise.all([command.output(), command.output()]);
  outputs.push(await command.output(), command.outputSync());
  assertEquals(outputs.map(({ stdout }) => text(stdout)), ["again", "again", "again", "again"]);
});

Deno.test("Command takes a URL as its program", async () => {
  using folder = new Folder();
  const path = folder.file("with a blank %41");
  Deno.copyFileSync(CHILD, path);
  const url = new URL("file:///");
  url.pathname = path.split("/").map(encodeURIComponent).join("/");
  const command = new Command(url, { args: ["name"] });
  assertEquals(command.program, path);
  assertEquals(text((await command.output()).stdout), `${path}\n`);
});

/* -- Arguments -- */

Deno.test("Command.args arrive as they are, whatever they hold", async () => {
  const args = [
    "",
    " ",
    "a b",
    '"',
    "'",
    "\\",
    "\n",
    "$HOME",
    "*",
    "-",
    "--",
    "ä€😀",
    "\u0001",
    "a=b",
    "x".repeat(100_000),
  ];
  assertEquals((await childSays(["args", ...args])).split("\0").slice(0, -1), args);
});

Deno.test("Command.args may be thousands", async () => {
  const args = Array.from({ length: 10_000 }, (_, index) => `argument ${index}`);
  assertEquals((await childSays(["args", ...args])).split("\0").slice(0, -1), args);
});

Deno.test("Command.args that the system has no room for are an error, not a crash", () => {
  const error = assertThrows(() => child(["args", "x".repeat(4 * 1024 * 1024)]).spawn(), Error, "E2BIG") as Error & {
    code: string;
    step: string;
  };
  assertEquals([error.code, error.step], ["E2BIG", "exec"]);
});

Deno.test("Command.program is the child's argv[0] as it was given", async () => {
  const folder = CHILD.slice(0, CHILD.lastIndexOf("/"));
  const named = new Command("child", { args: ["name"], env: { PATH: folder } });
  assertEquals(text((await named.output()).stdout), "child\n");
  assertEquals(await childSays("name"), `${CHILD}\n`);
});

Deno.test("Command.windowsRawArguments means nothing here", async () => {
  assertEquals(await childSays(["args", 'a "b'], { windowsRawArguments: true }), 'a "b\0');
});

/* -- Directory -- */

Deno.test("Command.cwd is where the child starts, as a path or a URL", async () => {
  using folder = new Folder();
  Deno.mkdirSync(folder.file("a b"));
  assertEquals(await childSays("cwd", { cwd: folder.path }), `${folder.path}\n`);
  assertEquals(await childSays("cwd", { cwd: new URL(`file://${folder.path}/a%20b`) }), `${folder.path}/a b\n`);
  assertEquals(await childSays("cwd"), `${Deno.cwd()}\n`);
});

Deno.test("Command.cwd is where a relative program is found", async () => {
  using folder = new Folder();
  Deno.mkdirSync(folder.file("bin"));
  Deno.copyFileSync(CHILD, folder.file("bin/tool"));
  for (const program of ["./bin/tool", "bin/tool"]) {
    const { stdout } = await new Command(program, { args: ["cwd"], cwd: folder.path }).output();
    assertEquals(text(stdout), `${folder.path}\n`);
  }
});

/* -- Environment -- */

Deno.test("Command.env stands on top of ours", async () => {
  const env = { ARIA_TEST_NEW: "1", HOME: "/elsewhere", ARIA_TEST_EMPTY: "", ARIA_TEST_TEXT: "a=b\n€" };
  const words = "env ARIA_TEST_NEW env HOME env ARIA_TEST_EMPTY env ARIA_TEST_TEXT env PATH";
  assertEquals(
    await childSays(words, { env }),
    `ARIA_TEST_NEW=1\nHOME=/elsewhere\nARIA_TEST_EMPTY=\nARIA_TEST_TEXT=a=b\n€\nPATH=${Deno.env.get("PATH")}\n`,
  );
});

Deno.test("Command.env sees what Deno.env was told meanwhile", async () => {
  Deno.env.set("ARIA_TEST_LATE", "set");
  try {
    assertEquals(await childSays("env ARIA_TEST_LATE"), "ARIA_TEST_LATE=set\n");
  } finally {
    Deno.env.delete("ARIA_TEST_LATE");
  }
  assertEquals(await childSays("env ARIA_TEST_LATE"), "ARIA_TEST_LATE\n");
});

Deno.test("Command.clearEnv leaves env alone", async () => {
  assertEquals(await childSays("environ", { clearEnv: true, env: { B: "2", A: "1" } }), "B=2\0A=1\0");
});

Deno.test("Command.clearEnv without env is an empty environment", async () => {
  assertEquals(await childSays("environ", { clearEnv: true }), "");
});

Deno.test("Command.env sets each name once", async () => {
  const entries = (await childSays("environ", { env: { HOME: "/x", Home: "/y" } })).split("\0").slice(0, -1);
  const names = entries.map((entry) => entry.slice(0, entry.indexOf("=")));
  assertEquals(names.length, new Set(names).size);
  assertEquals(entries.filter((entry) => /^home=/i.test(entry)).sort(), ["HOME=/x", "Home=/y"]);
});

Deno.test("Command.env refuses a name that is none", () => {
  for (const name of ["", "A=B", "="]) {
    assertThrows(() => child("exit 0", { env: { [name]: "x" } }).spawn(), TypeError, JSON.stringify(name));
  }
});

Deno.test("Command finds its program in the child's PATH, not in ours", async () => {
  using folder = new Folder();
  Deno.copyFileSync(CHILD, folder.file("aria_test_tool"));
  const { stdout } = await new Command("aria_test_tool", { args: ["name"], env: { PATH: `/nowhere:${folder.path}` } })
    .output();
  assertEquals(text(stdout), "aria_test_tool\n");
  assertThrows(() => new Command("aria_test_tool").spawn(), Deno.errors.NotFound);
  assertThrows(() => new Command("true", { env: { PATH: folder.path } }).spawn(), Deno.errors.NotFound);
});

Deno.test("Command passes over what it may not execute in PATH and takes the next", async () => {
  using folder = new Folder();
  Deno.mkdirSync(folder.file("a"));
  Deno.mkdirSync(folder.file("b"));
  Deno.mkdirSync(folder.file("c"));
  Deno.writeTextFileSync(folder.file("a/tool"), "no program", { mode: 0o644 });
  Deno.mkdirSync(folder.file("b/tool"));
  Deno.copyFileSync(CHILD, folder.file("c/tool"));
  const path = ["a", "b", "c"].map((name) => folder.file(name)).join(":");
  assertEquals(text((await new Command("tool", { args: ["name"], env: { PATH: path } }).output()).stdout), "tool\n");
});

/* -- Identity -- */

const isRoot = Deno.uid() === 0;

Deno.test("Command.uid and gid are the child's", { ignore: !isRoot }, async () => {
  assertEquals(await childSays("ids", { uid: 65534, gid: 65533 }), "65534 65533\n");
  assertEquals(await childSays("ids", { gid: 12345 }), "0 12345\n");
});

Deno.test("Command.uid drops our supplementary groups", { ignore: !isRoot }, async () => {
  const { stdout } = await new Command("grep", { args: ["Groups", "/proc/self/status"], uid: 65534, gid: 65534 })
    .output();
  assertEquals(text(stdout).replace("Groups:", "").trim().split(" ").filter((group) => group === "0"), []);
});

Deno.test("Command.group: a child leads a group of its own, in our session", async () => {
  const own = factsOf(Deno.pid)!;
  const process = child("pids").spawn();
  const [pid, parent, group, session] = (await process.stdout.text()).split(" ").map(Number);
  await process.wait();
  assertEquals({ pid, parent, group, session }, {
    pid: process.pid,
    parent: Deno.pid,
    group: process.pid,
    session: own.session,
  });
});

Deno.test('Command.group "inherit" stays in our group', async () => {
  const [pid, parent, group] = (await childSays("pids", { group: "inherit" })).split(" ").map(Number);
  assertEquals([parent, group], [Deno.pid, factsOf(Deno.pid)!.group]);
  assertNotEquals(pid, group);
});

Deno.test("Command.detached leads a session of its own", async () => {
  const [pid, , group, session] = (await childSays("pids", { detached: true })).split(" ").map(Number);
  assertEquals([group, session], [pid, pid]);
});

/* -- output() -- */

Deno.test("Command.output() collects all four outputs and the status", async () => {
  const { stdout, stderr, stddbg, stddato, success, code, signal, reason, truncated } = await child(
    "write 1 out write 2 err write 3 dbg write 5 dat exit 9",
    { stddbg: "piped", stddato: "piped" },
  ).output();
  assertEquals([stdout, stderr, stddbg, stddato].map(text), ["out", "err", "dbg", "dat"]);
  assertEquals({ success, code, signal, reason, truncated }, {
    success: false,
    code: 9,
    signal: null,
    reason: "exit",
    truncated: false,
  });
});

Deno.test("Command.output() gives empty arrays for what is not piped", async () => {
  const { stdout, stderr, stddbg, stddato } = await child("line 1 x line 2 x line 3 x line 5 x", {
    stdout: "null",
    stderr: "null",
  }).output();
  assertEquals([stdout, stderr, stddbg, stddato].map(({ length }) => length), [0, 0, 0, 0]);
});

Deno.test("Command.output() cuts at max, drains the rest, and keeps the child's own end", async () => {
  const { stdout, stderr, code, truncated } = await child("fill 1 3000000 1 write 2 all exit 4").output({ max: 1000 });
  const whole = await child("fill 1 1000 1").output();
  assertEquals([stdout, text(stderr), code, truncated], [whole.stdout, "all", 4, true]);
});

Deno.test("Command.output() at exactly max is not truncated", async () => {
  const { stdout, truncated } = await child("fill 1 100000 1").output({ max: 100_000 });
  assertEquals([stdout.length, truncated], [100_000, false]);
});

Deno.test("Command.output() refuses an input that nobody could write", async () => {
  for (const options of [{ stdin: "piped" }, { stddati: "piped" }, { stdin: "direct" }] as const) {
    await assertRejects(() => child("drain 0", options).output(), TypeError, "is piped: use spawn() and write it");
    assertThrows(() => child("drain 0", options).outputSync(), TypeError, "is piped: use spawn() and write it");
  }
});

Deno.test("Command.output() of a signalled child gives what it had written", async () => {
  const { stdout, code, signal, reason, success } = await child("write 1 last kill KILL").output();
  assertEquals([text(stdout), code, signal, reason, success], ["last", 137, "SIGKILL", "signal", false]);
});

/* -- describe() -- */

Deno.test("Command.describe() says what stands at the six streams", async () => {
  using folder = new Folder();
  const file = folder.file("log");
  const cases: [Command, string][] = [
    [new Command("x"), "0<null 1>pipe 2>pipe 3>null 4<null 5>null"],
    [
      new Command("x", {
        stdin: "inherit",
        stdout: "null",
        stderr: { to: 1 },
        stddbg: { path: file },
        stddati: "text",
      }),
      `0<inherit 1>null 2>&1 3>file:${file} 4<value 5>null`,
    ],
    [new Command("x", { stdout: "direct", stddati: "piped" }), "0<null 1>pipe:direct 2>pipe 3>null 4<pipe 5>null"],
    [new Command("x", { stdin: { fd: 0 }, stddato: { fd: 1 } }), "0<fd:0 1>pipe 2>pipe 3>null 4<null 5>fd:1"],
    [new Command("x", { pty: { rows: 1, cols: 2 } }), "0<pty 1>pty 2>pty 3>null 4<null 5>null"],
  ];
  for (const [command, plan] of cases) assertEquals(command.describe(), plan);
  await Promise.resolve();
});

Deno.test("Command.describe() leaves no descriptor and no process", () => {
  using folder = new Folder();
  const command = new Command("x", {
    stdin: "piped",
    stdout: { path: folder.file("a") },
    stderr: { path: folder.file("b") },
  });
  command.describe();
  const before = [...Deno.readDirSync("/proc/self/fd")].length;
  for (let i = 0; i < 20; i++) command.describe();
  assertEquals([...Deno.readDirSync("/proc/self/fd")].length, before);
});

Deno.test("Command.detached: its end is still told", async () => {
  const process = child("exit 6", { detached: true }).spawn();
  assertEquals((await process.wait()).code, 6);
  assertEquals(lives(process.pid), false);
  killQuietly(process.pid);
});
