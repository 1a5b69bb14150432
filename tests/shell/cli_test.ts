/**
 * `ariash` from outside: arguments and a program in, output and exit code out.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl, type Ran, runAria, withFolder } from "./ariash.ts";

async function code(text: string, ...options: string[]): Promise<Ran> {
  return await runAria([...options, "-c", text]);
}

Deno.test("ariash --version prints one line", async () => {
  const { stdout, code } = await runAria(["--version"]);
  assertMatch(stdout, /^ariash \d+\.\d+\.\d+ \(deno \d+\.\d+\.\d+, \w+ \w+\)\n$/);
  assertEquals(code, 0);
});

Deno.test("ariash --help fits 80 columns", async () => {
  const { stdout, code } = await runAria(["--help"]);
  assertMatch(stdout, /^Usage: ariash/);
  assertEquals(stdout.split("\n").filter((line) => line.length > 80), []);
  assertEquals(code, 0);
});

Deno.test("ariash refuses an unknown option and names the nearest", async () => {
  assertEquals(await runAria(["--chekc"]), {
    code: 2,
    stdout: "",
    stderr: "ariash: unknown option '--chekc' (help: --check)\n",
  });
});

Deno.test("ariash runs an empty program", async () => {
  assertEquals(await code(";"), { code: 0, stdout: "", stderr: "" });
});

Deno.test("ariash answers a missing file with 127 and a directory with 126", async () => {
  const missing = await runAria(["nofile.aria"]);
  assertEquals([missing.code, missing.stderr], [127, "ariash: there is no file 'nofile.aria'\n"]);
  const directory = await runAria(["."]);
  assertEquals([directory.code, directory.stderr], [126, "ariash: '.' is a directory\n"]);
});

Deno.test("ariash runs nothing of a program with an error in its last line", async () => {
  await withFolder(async (folder) => {
    const made = `${folder}/made`;
    const { code: exit, stderr } = await code(`run("touch", ["${made}"]);\nrun(5);`);
    assertEquals(exit, 2);
    assertEquals(
      stderr,
      '-c:2:5: error: the program must be a string, but this is an integer\n  run(5);\n      ^\nhelp: write "5"\n',
    );
    assertEquals([...Deno.readDirSync(folder)], []);
  });
});

Deno.test("ariash --check checks every file and runs none", async () => {
  await withFolder(async (folder) => {
    const [good, bad] = [`${folder}/good.aria`, `${folder}/bad.aria`];
    await Deno.writeTextFile(good, `run("touch", ["${folder}/made"]);`);
    await Deno.writeTextFile(bad, "gen |* pack;");
    assertEquals(await runAria(["--check", good]), { code: 0, stdout: "", stderr: "" });
    const { code, stderr } = await runAria(["--check", bad, good]);
    assertEquals(code, 2);
    assertMatch(stderr, /bad\.aria:1:1: error: 'gen' is not declared/);
    assertEquals([...Deno.readDirSync(folder)].length, 2);
  });
});

Deno.test("ariash reads the program from stdin where none is given and stdin is no terminal", async () => {
  const { code, stdout } = await runAria([], { stdin: 'run("echo", ["from stdin"]);' });
  assertEquals([code, stdout], [0, "from stdin\n"]);
});

Deno.test("ariash runs a command with the shell's stdin, stdout and stderr", async () => {
  const ran = await runAria(["-c", 'run("sh", ["-c", "cat; echo err >&2"]);'], { stdin: "in\n" });
  assertEquals(ran, { code: 0, stdout: "in\n", stderr: "err\n" });
});

Deno.test("ariash reads a program from stdin to its end before it runs", async () => {
  const ran = await runAria(["-", "x y"], { stdin: 'run("cat"); run("echo", ARGS);' });
  assertEquals(ran, { code: 0, stdout: "x y\n", stderr: "" });
});

Deno.test("ariash gives a file its arguments and its name", async () => {
  await withFolder(async (folder) => {
    const file = `${folder}/f.aria`;
    await Deno.writeTextFile(
      file,
      '#!/usr/bin/env ariash\nrun("printf", ["%s.", ARG0]); run("printf", ["%s.", "a"]); run("printf", ARGS);',
    );
    const { stdout } = await runAria([file, "%s|", "b c", "--check"]);
    assertEquals(stdout, `${file}.a.b c|--check|`);
  });
});

Deno.test("ariash connects stdout to stdin and gives later stages an empty stdin", async () => {
  const ran = await runAria([
    "-c",
    `run("printf", ["a.txt\\nb\\n"]) | run("grep", ["txt"]); run("true") |* run("cat");`,
  ], { stdin: "never" });
  assertEquals(ran, { code: 0, stdout: "a.txt\n", stderr: "" });
});

Deno.test("ariash connects stddato to stddati", async () => {
  const text = `run("sh", ["-c", "echo noise; head -c 256 /dev/zero >&5"]) |* run("sh", ["-c", "wc -c <&4"]);`;
  const { code: exit, stdout } = await code(text);
  assertEquals([exit, stdout.split(/\s+/).filter(Boolean).sort()], [0, ["256", "noise"]]);
});

Deno.test("ariash connects both with |+", async () => {
  const { stdout } = await code(`run("sh", ["-c", "echo t; echo d >&5"]) |+ run("sh", ["-c", "cat; cat <&4"]);`);
  assertEquals(stdout, "t\nd\n");
});

Deno.test("ariash gives every byte to each command of a fan-out", async () => {
  await withFolder(async (folder) => {
    const copy = (name: string) => `run("sh", ["-c", "cat <&4"]) > "${folder}/${name}"`;
    const { code: exit, stderr } = await code(`run("sh", ["-c", "seq 100000 >&5"]) |* [${copy("a")}, ${copy("b")}];`);
    assertEquals([exit, stderr], [0, ""]);
    const [a, b] = [Deno.readTextFileSync(`${folder}/a`), Deno.readTextFileSync(`${folder}/b`)];
    assertEquals(a.split("\n").length, 100001);
    assert(a === b);
  });
});

Deno.test("ariash wires each stream to its file", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/data`, "data");
    await Deno.writeTextFile(`${folder}/log`, "old ");
    const script = "cat <&4; echo err >&2; printf dbg >&3; printf dato >&5";
    const files = `4< "${folder}/data" > "${folder}/out" 2> "${folder}/err" 3>> "${folder}/log" 5> "${folder}/dato"`;
    assertEquals(await code(`run("sh", ["-c", "${script}"]) ${files};`), { code: 0, stdout: "", stderr: "" });
    const contents = ["out", "err", "log", "dato"].map((name) => Deno.readTextFileSync(`${folder}/${name}`));
    assertEquals(contents, ["data", "err\n", "old dbg", "dato"]);
  });
});

Deno.test("ariash opens files before anything starts", async () => {
  await withFolder(async (folder) => {
    const text = `run("touch", ["${folder}/made"]) | run("cat") > "${folder}/no/such";`;
    const { code: exit, stderr } = await code(text);
    assert(exit !== 0);
    assertMatch(stderr, /^-c:1:\d+: error: stage 2 of 2, "cat", could not be started: .*no\/such/);
    assertEquals([...Deno.readDirSync(folder)], []);
  });
});

Deno.test("ariash keeps an argument one argument", async () => {
  const { stdout } = await code(String.raw`string:f = "a b;*$(x)"; run("printf", ["[%s]", f, "", '&{x}']);`);
  assertEquals(stdout, "[a b;*$(x)][][&{x}]");
});

Deno.test("ariash stops at a failing command with its exit code", async () => {
  const { code: exit, stdout, stderr } = await code('run("true");\nrun("sh", ["-c", "exit 3"]); run("echo", ["no"]);');
  assertEquals([exit, stdout], [3, ""]);
  assertEquals(
    stderr,
    `-c:2:1: error: "sh" failed with exit code 3\n  run("sh", ["-c", "exit 3"]); run("echo", ["no"]);\n  ${
      "^".repeat(27)
    }\n`,
  );
});

Deno.test("ariash names the leftmost failing stage of a pipeline", async () => {
  const { code: exit, stderr } = await code('run("true") | run("false") | run("sh", ["-c", "exit 7"]);');
  assertEquals(exit, 1);
  assertMatch(stderr, /^-c:1:15: error: stage 2 of 3, "false", failed with exit code 1\n/);
});

Deno.test("ariash exits with 128+n for a stage that a signal ended", async () => {
  const { code: exit, stderr } = await code(`run("sh", ["-c", 'kill -9 $$']);`);
  assertEquals(exit, 137);
  assertMatch(stderr, /"sh" was ended by SIGKILL/);
});

Deno.test("ariash exits with 127 for a program that does not exist", async () => {
  const { code: exit, stderr } = await code('run("no-such-program-here");');
  assertEquals(exit, 127);
  assertMatch(stderr, /^-c:1:1: error: "no-such-program-here" could not be started: /);
});

Deno.test("ariash exits with 126 for a file that is no program", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/plain`, "text", { mode: 0o644 });
    assertEquals((await code(`run("${folder}/plain");`)).code, 126);
  });
});

Deno.test("ariash forgives a broken pipe, and does not with --strict-pipe", async () => {
  const text = 'run("yes") | run("head", ["-n", "1"]);';
  assertEquals(await code(text), { code: 0, stdout: "y\n", stderr: "" });
  const strict = await code(text, "--strict-pipe");
  assertEquals([strict.code, strict.stdout], [141, "y\n"]);
});

Deno.test("ariash shows no stddato, and says once how much of it was discarded", async () => {
  const text =
    `run("sh", ["-c", "head -c 200 /dev/zero >&5"]); run("sh", ["-c", "head -c 56 /dev/zero >&5; echo '{}' >&3"]);`;
  const expected = "ariash: stddato: 256 bytes discarded (wire it with |* or 5>)\n";
  assertEquals(await code(text), { code: 0, stdout: "", stderr: expected });
});

Deno.test("ariash lets no unwired stream stop a program", async () => {
  const flood = "head -c 8388608 /dev/zero >&3; head -c 8388608 /dev/zero >&5; echo done";
  const { code: exit, stdout } = await code(`run("sh", ["-c", "${flood}"]);`);
  assertEquals([exit, stdout], [0, "done\n"]);
});

Deno.test("ariash --stats leaves edges direct and says what it cannot know", async () => {
  const text = `run("sh", ["-c", "head -c 100000 /dev/zero >&5"]) |* run("sh", ["-c", "wc -c <&4"]);`;
  const { stdout, stderr } = await code(text, "--stats");
  assertEquals(stdout.trim(), "100000");
  const cells = stderr.split("\n").find((line) => line.includes("1.5>2.4"))?.trim().split(/ {2,}/);
  assertEquals(cells?.slice(0, 4), ["1.5>2.4", "1", "direct", "-"]);
});

Deno.test("ariash --stats=count counts every edge exactly", async () => {
  const text = `run("sh", ["-c", "head -c 100000 /dev/zero >&5"]) |* run("sh", ["-c", "wc -c <&4"]);`;
  const { stdout, stderr } = await code(text, "--stats=count");
  assertEquals(stdout.trim(), "100000");
  const cells = stderr.split("\n").find((line) => line.includes("1.5>2.4"))?.trim().split(/ {2,}/);
  assertEquals([cells?.[1], cells?.[3]], ["1", "100000"]);
  assert(cells?.[2] !== "direct");
});

Deno.test("ariash --stats reports a pipeline that failed", async () => {
  const { code: exit, stderr } = await code('run("true") | run("false");', "--stats");
  assertEquals(exit, 1);
  assertMatch(stderr, /^-c:1:1 {2}failed at stage 2 in \d+ ms.*: true 0, false 1$/m);
});

Deno.test("ariash lets a script start deno, wherever PATH leads", async () => {
  const { code: exit, stdout } = await runAria(["-c", 'run("deno", ["eval", "console.log(1 + 1)"]);'], {
    env: { PATH: "/usr/bin:/bin" },
  });
  assertEquals([exit, stdout], [0, "2\n"]);
});

/** Starts a program whose first output is "started"; returns once it is there. */
async function start(
  text: string,
): Promise<{ child: Deno.ChildProcess; output: ReadableStreamDefaultReader<Uint8Array> }> {
  const args = ["run", "-A", fromFileUrl("../../cli.ts"), "-c", text];
  const child = new Deno.Command(Deno.execPath(), { args, stdin: "null", stdout: "piped", stderr: "null" }).spawn();
  const output = child.stdout.getReader();
  assertEquals(new TextDecoder().decode((await output.read()).value), "started\n");
  return { child, output };
}

/** Waits for the end of an output that the pipeline holds open while it lives; it must not take ten seconds. */
async function assertEnds(output: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  const late = Promise.withResolvers<{ done: false }>();
  const timer = setTimeout(() => late.resolve({ done: false }), 10_000);
  const { done } = await Promise.race([output.read(), late.promise]);
  clearTimeout(timer);
  assertEquals(done, true, "the pipeline has ended and said nothing more");
}

Deno.test("ariash forwards SIGTERM to its pipeline, runs nothing more, and exits with 143", async () => {
  const { child, output } = await start('run("sh", ["-c", "echo started; exec sleep 60"]); run("echo", ["no"]);');
  child.kill("SIGTERM");
  await assertEnds(output);
  assertEquals((await child.status).code, 143);
});

Deno.test("ariash kills a pipeline that ignores the signal it was handed", async () => {
  const { child, output } = await start(`run("sh", ["-c", "trap '' TERM; echo started; while :; do sleep 1; done"]);`);
  child.kill("SIGTERM");
  await assertEnds(output);
  assertEquals((await child.status).code, 143);
});

// The second stage is started when the first, which leads the group, is under guard: what it says is the sign to kill.
Deno.test("ariash takes a pipeline that is under guard with it when it is killed", async () => {
  const { child, output } = await start('run("sleep", ["60"]) | run("sh", ["-c", "echo started; exec sleep 60"]);');
  child.kill("SIGKILL");
  await assertEnds(output);
  await child.status;
});
