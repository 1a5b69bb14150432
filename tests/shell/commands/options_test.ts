/**
 * The options of a command: how they are read, and what they do.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { command, connect, limit } from "../../../src/shell/commands/compose.ts";
import { readOptions } from "../../../src/shell/commands/options.ts";
import type { WirePlan } from "../../../src/shell/commands/plan.ts";
import { PATH } from "../../../src/shell/types/types.ts";
import { Boxed } from "../../../src/shell/values/mod.ts";
import { Folder } from "../../helpers.ts";
import { child, errorOf, plan, tidyTest, valueOf } from "./kit.ts";

const INT32 = { kind: "integer", bits: 32, signed: true } as const;

Deno.test("readOptions() takes a path as a file, and a string as the text of an input", () => {
  const path = new Boxed(PATH, "f");
  const file = { kind: "file", path: "f", append: false } as const;
  const read = readOptions([["stdin", path], ["stddati", "f"], ["stdout", "f"], ["stderr", path], ["stddbg", "null"]]);
  assertEquals(read, {
    options: {},
    wires: new Map<number, WirePlan>([
      [0, file],
      [4, { kind: "value", value: "f" }],
      [1, file],
      [2, file],
      [3, { kind: "word", word: "null" }],
    ]),
  });
});

Deno.test("readOptions() takes values of dyn: an obj, a boxed number, NIL for what is not given", () => {
  const env = new Map<string, unknown>([["A", "1"]]);
  const size = new Map<string, unknown>([["rows", new Boxed(INT32, 5)]]);
  const read = readOptions([["env", env], ["pty", size], ["timeout_ms", new Boxed(INT32, 20)], ["cwd", null]]);
  const options = { env: { A: "1" }, pty: { rows: 5, cols: 80 }, timeout_ms: 20 };
  assertEquals(read, { options, wires: new Map() });
});

Deno.test("readOptions() says what is wrong", () => {
  const wrong: Array<[string, unknown, string]> = [
    ["cwd", 5, "the option 'cwd' must be a string"],
    ["env", "A=1", "the option 'env' must be an obj"],
    ["env", new Map([["A", 1]]), "the option 'env.A' must be a string"],
    ["clear_env", "yes", "the option 'clear_env' must be true or false"],
    ["timeout_ms", -1, "the option 'timeout_ms' must be an integer from 0"],
    ["grace_ms", 1.5, "the option 'grace_ms' must be an integer from 0"],
    ["sigpipe", "off", `the option 'sigpipe' must be "default" or "ignore"`],
    ["pty", new Map([["columns", 80]]), "the option 'pty' must be an obj with rows and cols"],
    ["stdout", new Uint8Array(), "the option 'stdout' must be a string"],
    ["stdin", 5, "the option 'stdin' must be a string"],
    ["toString", true, "there is no option 'toString'"],
  ];
  for (const [name, value, message] of wrong) assertEquals(readOptions([[name, value]]), message);
});

tidyTest("env adds to the environment, clear_env leaves nothing but it, and PATH of it is searched", async (scene) => {
  using folder = new Folder();
  Deno.writeTextFileSync(folder.file("mine"), `#!/bin/sh\necho found "$A"\n`, { mode: 0o755 });
  const said = async (command: ReturnType<typeof plan>) => valueOf(await scene.runner.capture(command, 1)).stdout;
  const env = new Map(Object.entries({ PATH: folder.path, A: "b c" }));
  assertEquals(await said(plan("mine", [], { env })), "found b c\n");
  assertEquals(await said(child("environ", { env: new Map([["A", "1"]]), clear_env: true })), "A=1\0");
});

tidyTest("a change of the shell's environment reaches the next command", async ({ runner }) => {
  Deno.env.set("ARIASH_TEST_VARIABLE", "set");
  const { stdout } = valueOf(await runner.capture(child("env ARIASH_TEST_VARIABLE"), 1));
  Deno.env.delete("ARIASH_TEST_VARIABLE");
  const later = valueOf(await runner.capture(child("env ARIASH_TEST_VARIABLE"), 1));
  assertEquals([stdout, later.stdout], ["ARIASH_TEST_VARIABLE=set\n", "ARIASH_TEST_VARIABLE\n"]);
});

tidyTest("cwd is the directory of the child, and one that does not exist is its stage's error", async ({ runner }) => {
  using folder = new Folder();
  assertEquals(valueOf(await runner.capture(child("cwd", { cwd: folder.path }), 1)).stdout, `${folder.path}\n`);
  const { kind, message } = errorOf(await runner.run(plan("true", [], { cwd: folder.file("none") }), 1));
  assertEquals(kind, "start");
  assertMatch(message, /^'true' could not be started: chdir '.*none': No such file or directory/);
});

tidyTest("one value is one argument, whatever is in it", async ({ runner }) => {
  const words = ["a b;*$(x)", "", "-n", "'\"\n", "&{x}"];
  const { stdout } = valueOf(await runner.capture(child(["args", ...words]), 1));
  assertEquals(stdout, words.map((word) => `${word}\0`).join(""));
});

tidyTest("timeout_ms ends a command: the error's kind is timeout", async ({ runner }) => {
  const { kind, message, details } = errorOf(await runner.run(child("forever", { timeout_ms: 50 }), 1));
  assertEquals([kind, details.signal, details.exitCode, runner.status], ["timeout", "TERM", 143, 143]);
  assertMatch(message, /child' did not end within 50 ms$/);
});

tidyTest("who ignores SIGTERM is killed after the grace", async ({ runner }) => {
  const { kind, details } = errorOf(
    await runner.run(child("ignore TERM forever", { timeout_ms: 50, grace_ms: 20 }), 1),
  );
  assertEquals([kind, details.signal, runner.status], ["timeout", "KILL", 137]);
});

tidyTest("a limit of time ends every stage of a pipeline", async ({ runner }) => {
  const pipeline = connect(child("forever"), "|", [child("drain 0")]);
  const { kind, message, details } = errorOf(await runner.run(limit(50, pipeline), 1));
  assertEquals([kind, details.stage], ["timeout", 0]);
  assertMatch(message, /^stage 1 of 2, .* did not end within 50 ms$/);
  assert(details.stages!.every(({ signal }) => signal === "TERM" || signal === null));
});

tidyTest("the shorter of two limits counts, and one that is not reached does no harm", async ({ runner }) => {
  const { message } = errorOf(await runner.run(limit(60_000, limit(40, child("forever", { timeout_ms: 50_000 }))), 1));
  assertMatch(message, /within 40 ms$/);
  valueOf(await runner.run(limit(60_000, plan("true")), 1));
});

tidyTest("the time of a stage in a pipeline is its own, also when it ends well", async ({ runner }) => {
  const patient = plan("sh", ["-c", "trap 'exit 0' TERM; while :; do sleep 0.01; done"], {
    timeout_ms: 200,
    stderr: "null",
  });
  const { kind, details } = errorOf(await runner.run(connect(patient, "|", [plan("cat")]), 1));
  assertEquals([kind, details.stage, details.exitCode], ["timeout", 0, 1]);
});

tidyTest("sigpipe: ignore makes a write to nobody an error of the child", async ({ runner }) => {
  const writer = (options: Record<string, string>) => child("slow 1 100000000 65536 0", { ...options, stderr: "null" });
  const ignoring = errorOf(await runner.run(connect(writer({ sigpipe: "ignore" }), "|", [plan("true")]), 1));
  assertEquals([ignoring.kind, ignoring.code], ["exit", 111]);
  valueOf(await runner.run(connect(writer({}), "|", [plan("true")]), 1));
});

tidyTest("pty gives a terminal of that size, and its output is captured", async ({ runner }) => {
  const pty = new Map(Object.entries({ rows: 10, cols: 40 }));
  const { stdout } = valueOf(await runner.capture(child("tty 0 tty 1 line 2 err", { pty }), 1));
  assertEquals(stdout, "10 40\r\n10 40\r\nerr\r\n");
});

tidyTest("buffer is what is kept of a captured stream; the rest holds nobody", async ({ runner }) => {
  const { stdout, stddato } = valueOf(
    await runner.capture(child(`fill 5 ${4 << 20} 1 write 1 12345`, { buffer: 4 }), 1),
  );
  assertEquals([stdout, stddato.length], ["1234", 4]);
});

tidyTest("a command without options is its program and its arguments", async ({ runner }) => {
  assertEquals(valueOf(await runner.capture(command("echo", ["a"], null, 1), 1)).stdout, "a\n");
});
