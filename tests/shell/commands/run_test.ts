/**
 * What a command or pipeline that runs in the foreground is worth.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { connect, redirect } from "../../../src/shell/commands/compose.ts";
import { Folder } from "../../helpers.ts";
import { child, errorOf, isSticky, plan, Scene, SETTINGS, tidyTest, valueOf } from "./kit.ts";

tidyTest("a command that does well has code 0, no bytes and its stage", async ({ runner }) => {
  const { code, bytes, stages } = valueOf(await runner.run(plan("true"), 1));
  assertEquals([code, bytes, runner.status], [0, null, 0]);
  assertEquals(stages, [{ name: "true", code: 0, signal: null, broken_pipe: false }]);
});

tidyTest("an exit code is an error of kind exit, with the code and the stage", async ({ runner }) => {
  const failure = await runner.run(plan("sh", ["-c", "exit 3"], {}, 7), 1);
  const { code, message, kind, details } = errorOf(failure);
  assertEquals([code, message, kind], [3, "'sh' failed with exit code 3", "exit"]);
  assertEquals([details.stage, details.exitCode, details.signal], [0, 3, null]);
  assertEquals([runner.status, (failure as { at: number }).at], [3, 7]);
});

tidyTest("a stage that a signal ended has the code ERR and the signal's name", async ({ runner }) => {
  const { code, message, kind, details } = errorOf(await runner.run(child("kill KILL", {}, 4), 1));
  assert(isSticky(code));
  assertMatch(message, /^'.*child' was ended by SIGKILL$/);
  assertEquals([kind, details.signal, details.exitCode, runner.status], ["signal", "KILL", 137, 137]);
  const [stage] = details.stages!;
  assertEquals([isSticky(stage!.code), stage!.signal], [true, "KILL"]);
  assertMatch((stage!.code as { origin: string }).origin, /which KILL ended, at t\.aria:4:1$/);
});

tidyTest("a program that does not exist is an error of kind start, 127 in all", async ({ runner }) => {
  const { code, message, kind, details } = errorOf(await runner.run(plan("no-such-program-here"), 1));
  assert(isSticky(code));
  assertEquals(message, "'no-such-program-here' could not be started: there is no such program in PATH");
  assertEquals([kind, details.exitCode, runner.status], ["start", 127, 127]);
  const path = errorOf(await runner.run(plan("./no/such"), 1));
  assertEquals(path.message, "'./no/such' could not be started: No such file or directory (ENOENT)");
});

tidyTest("a misspelt program is helped with the nearest that its PATH leads to", async ({ runner }) => {
  using folder = new Folder();
  for (const name of ["frobnicate", "frobnicated"]) Deno.writeTextFileSync(folder.file(name), "", { mode: 0o755 });
  Deno.mkdirSync(folder.file("frobincates"));
  const helpOf = async (name: string, PATH: string) => {
    return errorOf(await runner.run(plan(name, [], { env: new Map([["PATH", PATH]]) }), 1)).details.help;
  };
  assertEquals(await helpOf("frobincate", `/no/such/folder::${folder.path}`), "did you mean 'frobnicate'?");
  assertEquals(await helpOf("something-else", folder.path), undefined);
  assertEquals(await helpOf(folder.file("frobnicat"), folder.path), undefined);
  assertEquals(await helpOf("retrun", folder.path), "did you mean 'return'?");
});

tidyTest("a program's name that holds its arguments is helped with them apart", async ({ runner }) => {
  const helpOf = async (name: string, args: string[] = []) => {
    return errorOf(await runner.run(plan(name, args), 1)).details.help;
  };
  assertEquals(await helpOf("ls -la"), 'arguments stand apart: run("ls", ["-la"])');
  assertEquals(await helpOf(' ls  -la "x" ', ["y"]), 'arguments stand apart: run("ls", ["-la", "\\"x\\"", …])');
  assertEquals(await helpOf("no-such-program "), undefined);
  assertEquals(await helpOf(" "), undefined);
});

tidyTest("names in messages stand on one line, and very long ones are cut", async ({ runner }) => {
  const messageOf = async (name: string) => errorOf(await runner.run(plan(name), 1)).message;
  const broken = await messageOf("no\nsuch\u001b[1m");
  assertEquals(broken, "'no\\nsuch\\u{1b}[1m' could not be started: there is no such program in PATH");
  const half = "x".repeat(60);
  const long = await messageOf(`./${"x".repeat(5000)}`);
  assertEquals(long, `'./${"x".repeat(58)}…${half}' could not be started: File name too long (ENAMETOOLONG)`);
  const file = errorOf(await runner.run(redirect(plan("true"), 1, "/no/such\n/file", false), 1)).message;
  assertEquals(file, "'true' could not be started: open '/no/such\\n/file': No such file or directory (ENOENT)");
});

tidyTest("a file that is no program is 126", async ({ runner }) => {
  using folder = new Folder();
  Deno.writeTextFileSync(folder.file("plain"), "text", { mode: 0o644 });
  const { kind, details } = errorOf(await runner.run(plan(folder.file("plain")), 1));
  assertEquals([kind, details.exitCode, runner.status], ["start", 126, 126]);
});

tidyTest("the leftmost failing stage is the pipeline's failure, and every stage is told of", async ({ runner }) => {
  const both = connect(connect(plan("true"), "|", [plan("false", [], {}, 2)]), "|", [plan("sh", ["-c", "exit 7"])]);
  const failure = await runner.run(both, 1);
  const { code, message, details } = errorOf(failure);
  assertEquals([code, message], [1, "stage 2 of 3, 'false', failed with exit code 1"]);
  assertEquals([details.stage, (failure as { at: number }).at], [1, 2]);
  assertEquals(details.stages!.map((stage) => stage.code), [0, 1, 7]);
});

tidyTest("a stage that cannot start ends those that have, and is the failure", async ({ runner }) => {
  const { kind, details } = errorOf(await runner.run(connect(child("forever"), "|", [plan("no-such-program")]), 1));
  assertEquals([kind, details.stage, details.exitCode], ["start", 1, 127]);
  assertEquals(details.stages!.map(({ signal }) => signal), ["TERM", null]);
});

tidyTest("a broken pipe is forgiven when everything behind it did well", async ({ runner }) => {
  using folder = new Folder();
  const first = redirect(plan("head", ["-n", "1"]), 1, folder.file("out"), false);
  const { stages } = valueOf(await runner.run(connect(plan("yes"), "|", [first]), 1));
  assertEquals([folder.read("out"), runner.status], ["y\n", 0]);
  assertEquals(stages.map(({ broken_pipe, signal }) => [broken_pipe, signal]), [[true, "PIPE"], [false, null]]);
});

Deno.test("a broken pipe is a failure where the setting strict_pipe is on", async () => {
  await using scene = new Scene({ settings: { ...SETTINGS, strict_pipe: true } });
  const first = plan("head", ["-n", "1"], { stdout: "null" });
  const { details } = errorOf(await scene.runner.run(connect(plan("yes"), "|", [first]), 1));
  assertEquals([details.stage, details.signal, scene.runner.status], [0, "PIPE", 141]);
});

tidyTest("a plan that runs twice runs twice", async ({ runner }) => {
  using folder = new Folder();
  const append = child(["append", folder.file("out"), "once"]);
  await runner.run(append, 1);
  await runner.run(append, 1);
  assertEquals(folder.read("out"), "once\nonce\n");
});

tidyTest("the status is that of the last foreground plan, and of none in the background", async ({ runner }) => {
  await runner.run(plan("sh", ["-c", "exit 3"]), 1);
  await runner.background(plan("sh", ["-c", "exit 4"]), 1);
  await (valueOf(await runner.spawn(plan("sh", ["-c", "exit 5"]), 1))).wait();
  assertEquals(runner.status, 3);
  await runner.capture(plan("sh", ["-c", "exit 6"]), 1);
  assertEquals(runner.status, 6);
});

tidyTest("all stages are one process group", async ({ runner }) => {
  using folder = new Folder();
  const pids = (name: string) => redirect(child("pids"), 1, folder.file(name), false);
  const three = connect(child("pids write 5 x", { stdout: "null" }), "|*", [connect(pids("a"), "|*", [pids("b")])]);
  valueOf(await runner.run(three, 1));
  const [a, b] = ["a", "b"].map((name) => folder.read(name)!.trim().split(" ")[2]);
  assertEquals(a, b);
});
