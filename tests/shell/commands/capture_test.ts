/**
 * What `capture` collects.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { connect, redirect } from "../../../src/shell/commands/compose.ts";
import { Folder } from "../../helpers.ts";
import { child, errorOf, plan, tidyTest, valueOf } from "./kit.ts";

tidyTest("capture collects stdout, stderr, stddbg as text and stddato as bytes", async ({ runner }) => {
  const captured = valueOf(await runner.capture(child("write 1 a write 2 b write 3 c write 5 d"), 1));
  const { code, stdout, stderr, stddbg, stddato } = captured;
  assertEquals([code, stdout, stderr, stddbg, [...stddato]], [0, "a", "b", "c", [100]]);
});

tidyTest("text() is stdout without one newline at its end", async ({ runner }) => {
  const said = async (text: string) => {
    const captured = valueOf(await runner.capture(plan("printf", ["%b", text]), 1));
    return [captured.stdout, captured.text()];
  };
  assertEquals(await said("q\\n"), ["q\n", "q"]);
  assertEquals(await said("q\\n\\n"), ["q\n\n", "q\n"]);
  assertEquals(await said("q"), ["q", "q"]);
});

tidyTest("of a pipeline the last stage's outputs are collected, and stderr of every stage in order", async (scene) => {
  const first = child("write 1 one write 2 e1. write 5 lost");
  const second = child("copy 0 1 write 2 e2. write 3 dbg write 5 kept");
  const { stdout, stderr, stddbg, stddato } = valueOf(await scene.runner.capture(connect(first, "|", [second]), 1));
  assertEquals([stdout, stderr, stddbg], ["one", "e1.e2.", "dbg"]);
  assertEquals(new TextDecoder().decode(stddato), "kept");
  await scene.close();
  assertEquals(scene.runner.discardedBytes, 4);
});

tidyTest("of a fan-out the last branch is collected", async ({ runner }) => {
  using folder = new Folder();
  const other = redirect(plan("cat"), 1, folder.file("other"), false);
  const fan = connect(plan("echo", ["x"]), "|", [other, connect(plan("cat"), "|", [plan("tr", ["x", "y"])])]);
  assertEquals([valueOf(await runner.capture(fan, 1)).stdout, folder.read("other")], ["y\n", "x\n"]);
});

tidyTest("what goes elsewhere is not collected", async ({ runner }) => {
  using folder = new Folder();
  const { stdout, stderr } = valueOf(
    await runner.capture(redirect(child("write 1 a write 2 b"), 1, folder.file("out"), false), 1),
  );
  assertEquals([stdout, stderr, folder.read("out")], ["", "b", "a"]);
});

tidyTest("bytes that are no UTF-8 become U+FFFD, and a byte order mark stays", async ({ runner }) => {
  const { stdout } = valueOf(await runner.capture(plan("printf", ["\\357\\273\\277a\\377b"]), 1));
  assertEquals(stdout, "\ufeffa\ufffdb");
});

tidyTest("large outputs on all streams are collected whole", async ({ runner }) => {
  const words = [1, 2, 3, 5].map((stream) => `lines ${stream} 50000 79`).join(" ");
  const { stdout, stderr, stddbg, stddato } = valueOf(await runner.capture(child(words), 1));
  assertEquals([stdout, stderr, stddbg, stddato].map(({ length }) => length), Array(4).fill(4_000_000));
});

tidyTest("a captured command that fails is an error with the tail of its stderr", async ({ runner }) => {
  const { code, details } = errorOf(await runner.capture(plan("sh", ["-c", "echo why >&2; exit 9"]), 1));
  assertEquals([code, details.stderr, runner.status], [9, "why\n", 9]);
});
