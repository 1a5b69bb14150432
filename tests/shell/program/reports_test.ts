/**
 * `--trace`, `--stats` and `--json`.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { ariash, inBash, runAria, runCode, startAria, withFolder } from "../ariash.ts";

const DATA = `run("sh", ["-c", "head -c 100000 /dev/zero >&5"]) |* run("sh", ["-c", "wc -c <&4"]);`;

Deno.test("--trace names each stage and its streams before any starts, and no value of the environment", async () => {
  const text = `run("sh", ["-c", "echo one >&2"], {env: {NAME: "hidden"}}) | run("sh", ["-c", "cat; echo two >&2"]);`;
  const { code, stderr } = await runCode(text, "--trace");
  assertEquals(code, 0);
  const lines = stderr.trim().split("\n");
  assertMatch(lines[0]!, /^\+ -c:1:1 1\/2 "sh" "-c" "echo one >&2" .*1=pipe>2\.0.* env=NAME$/);
  assertMatch(lines[1]!, /^\+ -c:1:\d+ 2\/2 "sh" .*0=pipe<1\.1/);
  assertEquals(lines.slice(2).sort(), ["one", "two"]);
  assert(!stderr.includes("hidden"));
});

Deno.test("--trace names what the shell itself carries out, and no value", async () => {
  const text = 'cd /\nexport A = "hidden"\nunset A; set indent = 2; pwd\nset trace = false\ncd /';
  const { code, stdout, stderr } = await runCode(text, "--trace");
  assertEquals([code, stdout], [0, "/\n"]);
  const words = ["1:1 builtin cd", "2:1 builtin export", "3:1 builtin unset", "3:10 builtin set", "3:26 builtin pwd"];
  assertEquals(stderr, [...words, "4:1 builtin set"].map((word) => `+ -c:${word}\n`).join(""));
});

Deno.test("--stats leaves edges direct and says what it cannot know, --stats=count counts exactly", async () => {
  const direct = await runCode(DATA, "--stats");
  const counted = await runCode(DATA, "--stats=count");
  assertEquals([direct.code, direct.stdout.trim()], [0, "100000"]);
  assertEquals(counted.stdout, direct.stdout);
  assertEquals(cellsOf(direct.stderr, "1.5>2.4").slice(0, 4), ["1.5>2.4", "1", "direct", "-"]);
  const [, runs, mode, bytes] = cellsOf(counted.stderr, "1.5>2.4");
  assertEquals([runs, bytes], ["1", "100000"]);
  assert(mode !== "direct");
});

Deno.test("--stats reports a pipeline that failed, and sums runs of one place", async () => {
  const failed = await runCode('run("true") | run("false");', "--stats");
  assertEquals(failed.code, 1);
  assertMatch(failed.stderr, /failed at stage 2/);
  const looped = await runCode('loop(1, 3, 1) { run("true") | run("true"); }', "--stats");
  assertEquals(cellsOf(looped.stderr, "1.1>2.0")[1], "3");
});

Deno.test("--json writes one line to stddato where that is wired", async () => {
  const args = ["--json", "-c", 'print("x");\nexit 3;'];
  const child = startAria(args, { stdout: "piped", stderr: "piped", stddato: "piped" });
  const [line, stderr] = await Promise.all([child.stddato.text(), child.stderr.text()]);
  const { code } = await child.wait();
  assertEquals([code, stderr, line.split("\n").length], [3, "", 2]);
  const { ok, status, error, diagnostics, durationMs } = JSON.parse(line);
  assertEquals([ok, status, error, diagnostics], [false, 3, null, []]);
  assert(durationMs > 0);
});

Deno.test("--json writes to stderr where stddato is the null device, or was closed", async () => {
  const onNull = await runCode("func:two = int64() { pass(2); }; two();", "--json");
  assertEquals(JSON.parse(onNull.stderr).value, 2);
  const { program, first } = ariash();
  const script = 'exec "$@" 5>&-';
  const { stderr } = await new Deno.Command("sh", {
    args: ["-c", script, "sh", program, ...first, "--json", "-c", "exit 3;"],
    stdin: "null",
  }).output();
  assertEquals(JSON.parse(new TextDecoder().decode(stderr)).status, 3);
});

Deno.test("--json tells what failed, by stage", async () => {
  const { code, stderr } = await runCode('run("true") | run("sh", ["-c", "exit 4"]);', "--json");
  assertEquals(code, 4);
  const { ok, status, error, stats } = JSON.parse(stderr.trimEnd().split("\n").at(-1)!);
  assertEquals([ok, status, error.code, error.stage], [false, 4, 4, 1]);
  assertEquals(error.stages.map((stage: { code: number }) => stage.code), [0, 4]);
  assertEquals(error.at.file, "-c");
  assert(stats.length > 0);
});

Deno.test("--json tells of a last statement that failed where errexit lets it pass", async () => {
  const { code, stderr } = await runCode("true; false", "--json", "--errexit=off");
  const { ok, status, value, error } = JSON.parse(stderr.trimEnd().split("\n").at(-1)!);
  assertEquals([code, ok, status, value], [0, false, 1, null]);
  assertEquals([error.code, error.kind, error.at.col, error.stages.length], [1, "exit", 7, 1]);
});

Deno.test("--json names the line of what is no text", async () => {
  await withFolder(async (folder) => {
    await Deno.writeFile(`${folder}/bad.aria`, new Uint8Array([0x3b, 0x0a, 0x2f, 0x2f, 0xff]));
    const { code, stdout } = await runAria(["--check", "--json", `${folder}/bad.aria`]);
    const { diagnostics: [{ line, col }] } = JSON.parse(stdout);
    assertEquals([code, line, col], [2, 2, 1]);
  });
});

Deno.test("--json gives the value of the last statement, and none where that has failed", async () => {
  const cases: Array<[string, unknown]> = [
    ['func:f = string() { pass("x"); }; f();', "x"],
    ["func:f = int64() { pass(9007199254740993); }; f();", "9007199254740993"],
    ["func:f = tbb8() { pass(ERR); }; f();", "ERR"],
    ['func:f = buffer() { pass(buffer("abc")); }; f();', { base64: "YWJj" }],
    ["func:f = func() { pass(f); }; f();", { type: "func" }],
    ["int32:x = 5;", 5],
    ["int32:x = 5; fail(7);", null],
    ["int32:x = 0; print(1 / x);", null],
  ];
  for (const [text, value] of cases) {
    const { stderr } = await runCode(text, "--json");
    assertEquals(JSON.parse(stderr.trimEnd().split("\n").at(-1)!).value, value, text);
  }
});

Deno.test("--json writes its line also when a signal or a reader that is gone ends the program", async () => {
  const statusOf = (stderr: string) => JSON.parse(stderr.trimEnd().split("\n").at(-1)!).status;
  const killed = await runCode('run("sh", ["-c", "kill -TERM $PPID; sleep 60"]);', "--json");
  assertEquals([killed.code, statusOf(killed.stderr)], [143, 143]);
  const unread = await inBash('"$@" | true; exit ${PIPESTATUS[0]}', ["--json", "-c", 'while (true) { print("y"); }']);
  assertEquals([unread.code, statusOf(unread.stderr)], [141, 141]);
  const missing = await inBash('"$@"', ["--json", "no-such-file.aria"]);
  assertEquals([missing.code, statusOf(missing.stderr)], [127, 127]);
});

Deno.test("--json tells what is wrong with a program that did not run", async () => {
  const { code, stdout, stderr } = await runCode('int8:x = "s";', "--json");
  assertEquals([code, stdout], [2, ""]);
  const { ok, diagnostics } = JSON.parse(stderr.trimEnd().split("\n").at(-1)!);
  assertEquals([ok, diagnostics[0].severity, diagnostics[0].line], [false, "error", 1]);
});

Deno.test("what comes to stddato unwired is never shown, and how much is said once", async () => {
  const text =
    `run("sh", ["-c", "head -c 200 /dev/zero >&5"]); run("sh", ["-c", "head -c 56 /dev/zero >&5; echo '{}' >&3"]);`;
  const expected = "ariash: stddato: 256 bytes discarded (wire it with |* or 5>)\n";
  assertEquals(await runCode(text), { code: 0, stdout: "", stderr: expected });
  assertEquals((await runCode(`set stddato_notice = false\n${text}`)).stderr, "");
});

/** The cells of the row about an edge. */
function cellsOf(table: string, edge: string): string[] {
  const row = table.split("\n").find((line) => line.includes(` ${edge} `)) ?? "";
  return row.slice(row.indexOf(edge)).trim().split(/ {2,}/);
}
