/**
 * Plans that fail before anything of them is started.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { broken, connect, redirect } from "../../../src/shell/commands/compose.ts";
import { ErrorValue } from "../../../src/shell/values/mod.ts";
import { Folder } from "../../helpers.ts";
import { child, errorOf, isSticky, plan, tidyTest, valueOf } from "./kit.ts";

tidyTest("a broken stage fails with its own error, and nothing is started", async ({ runner }) => {
  using folder = new Folder();
  const made = child(["append", folder.file("made"), "x"]);
  const none = broken("ls", new ErrorValue(1, "no file matches '*.nomatch'", "no_match"), 5);
  const failure = await runner.run(connect(made, "|", [none]), 1);
  const { code, message, kind, details } = errorOf(failure);
  assertEquals([code, message, kind], [1, "no file matches '*.nomatch'", "no_match"]);
  assertEquals([details.stage, details.exitCode, runner.status], [1, 1, 1]);
  assert(details.stages!.every((stage) => isSticky(stage.code)));
  assertEquals([(failure as { at: number }).at, folder.read("made")], [5, null]);
});

tidyTest("NUL in an argument, a variable or a path is an error of kind start, with nothing started", async (scene) => {
  using folder = new Folder();
  const made = child(["append", folder.file("made"), "x"]);
  const cases: Array<[ReturnType<typeof plan>, RegExp]> = [
    [plan("true", ["a", "b\0"]), /^argument 2 of 'true' holds NUL$/],
    [plan("tr\0ue"), /^the program's name 'tr\\0ue' holds NUL$/],
    [plan("true", [], { cwd: "/\0" }), /^the option 'cwd' of 'true' holds NUL$/],
    [plan("true", [], { env: { A: "b\0" } }), /^the option 'env.A' of 'true' holds NUL$/],
    [plan("true", [], { env: { "A=B": "c" } }), /^the option 'env' of 'true' has no proper name 'A=B'$/],
    [plan("true", [], { env: { "A\0B": "c" } }), /^the option 'env' of 'true' has no proper name 'A\\0B'$/],
    [redirect(plan("true"), 1, "a\0b", false), /^the file at stdout of 'true' holds NUL$/],
  ];
  for (const [bad, message] of cases) {
    const error = errorOf(await scene.runner.run(connect(made, "|", [bad]), 1));
    assertMatch(error.message, message);
    assertEquals([error.kind, error.details.stage, scene.runner.status], ["start", 1, 1]);
  }
  assertEquals(folder.read("made"), null);
});

tidyTest("an argument or variable that the system does not take keeps all from starting", async ({ runner }) => {
  using folder = new Folder();
  const made = child(["append", folder.file("made"), "x"]);
  const most = 131_071;
  const cases: Array<[ReturnType<typeof plan>, RegExp]> = [
    [plan("true", ["a", "x".repeat(most + 1)]), /^argument 2 of 'true' has more than the 131071 bytes that the system/],
    [plan("true", ["é".repeat(most / 2 + 1)]), /^argument 1 of 'true' has more than/],
    [plan("true", [], { env: { A: "x".repeat(most - 1) } }), /^the option 'env.A' of 'true' has more than/],
  ];
  for (const [bad, message] of cases) {
    const error = errorOf(await runner.run(connect(made, "|", [bad]), 1));
    assertMatch(error.message, message);
    assertEquals([error.kind, error.details.stage, folder.read("made")], ["start", 1, null]);
  }
  valueOf(await runner.run(plan("true", ["x".repeat(most)], { env: { A: "x".repeat(most - 2) } }), 1));
});

tidyTest("a stream that is wired twice is an error, whoever put the plan together", async ({ runner }) => {
  const twice = redirect(redirect(plan("true"), 1, "a", false), 1, "b", false);
  assertEquals(errorOf(await runner.run(twice, 1)).message, "stdout of 'true' is wired twice");
  const piped = connect(redirect(plan("true"), 1, "a", false), "|", [plan("cat")]);
  assertEquals(errorOf(await runner.run(piped, 1)).message, "stdout of 'true' is wired twice");
  const fan = connect(plan("true"), "|", [plan("cat"), plan("cat")]);
  assertEquals(errorOf(await runner.run(connect(fan, "|", [plan("cat")]), 1)).message, "nothing can follow a fan-out");
});

tidyTest("a direct stream needs a process that was spawned, and an input cannot be captured", async ({ runner }) => {
  const direct = errorOf(await runner.run(plan("true", [], { stdout: "direct" }), 1));
  assertEquals(direct.message, `stdout of 'true' is "direct", for which it must be spawned`);
  const captured = errorOf(await runner.run(plan("true", [], { stdin: "capture" }), 1));
  assertEquals(captured.message, "stdin of 'true' is an input and cannot be captured");
});

tidyTest("a stage with a terminal of its own has its first three streams there", async ({ runner }) => {
  const wired = plan("true", [], { pty: true, stdout: "null" });
  assertEquals(errorOf(await runner.run(wired, 1)).message, "stdout of 'true' is its terminal and cannot be wired");
  const piped = connect(plan("true", [], { pty: true }), "|", [plan("cat")]);
  assertEquals(errorOf(await runner.run(piped, 1)).message, "stdout of 'true' is its terminal and cannot be wired");
});
