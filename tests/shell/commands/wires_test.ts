/**
 * What stands at the streams of a command: files, values, words of its options, other outputs, and nothing.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { connect, duplicate, feed, redirect } from "../../../src/shell/commands/compose.ts";
import { Folder } from "../../helpers.ts";
import { child, errorOf, plan, tidyTest, valueOf } from "./kit.ts";

tidyTest("every stream goes to or comes from its file", async ({ runner }) => {
  using folder = new Folder();
  Deno.writeTextFileSync(folder.file("in"), "text");
  Deno.writeTextFileSync(folder.file("data"), "bytes");
  Deno.writeTextFileSync(folder.file("log"), "old ");
  let command = child("copy 0 1 copy 4 5 write 2 err write 3 dbg");
  for (const [stream, name] of [[0, "in"], [4, "data"], [1, "out"], [2, "err"], [5, "dato"]] as const) {
    command = redirect(command, stream, folder.file(name), false);
  }
  valueOf(await runner.run(redirect(command, 3, folder.file("log"), true), 1));
  assertEquals(["out", "err", "log", "dato"].map((name) => folder.read(name)), ["text", "err", "old dbg", "bytes"]);
});

tidyTest("> begins a file anew and >> adds to it, on every output", async ({ runner }) => {
  using folder = new Folder();
  for (const stream of [1, 2, 3, 5]) {
    const out = folder.file(String(stream));
    for (const append of [false, true, true]) {
      valueOf(await runner.run(redirect(child(`line ${stream} x`), stream, out, append), 1));
    }
    assertEquals(folder.read(String(stream)), "x\nx\nx\n");
    valueOf(await runner.run(redirect(child(`line ${stream} y`), stream, out, false), 1));
    assertEquals(folder.read(String(stream)), "y\n");
  }
});

tidyTest("a redirection of a pipeline wires its first input and its last output", async ({ runner }) => {
  using folder = new Folder();
  Deno.writeTextFileSync(folder.file("in"), "through");
  const both = connect(plan("cat"), "|", [plan("cat")]);
  valueOf(await runner.run(redirect(redirect(both, 0, folder.file("in"), false), 1, folder.file("out"), false), 1));
  assertEquals(folder.read("out"), "through");
});

tidyTest("a file that cannot be opened is its stage's error, before anything starts", async ({ runner }) => {
  using folder = new Folder();
  const made = child(["append", folder.file("made"), "x"]);
  const failing = connect(made, "|", [redirect(plan("cat", [], {}, 8), 1, folder.file("no/such"), false)]);
  const failure = await runner.run(failing, 1);
  const { kind, message, details } = errorOf(failure);
  assertEquals([kind, details.stage, details.exitCode, runner.status], ["redirect", 1, 1, 1]);
  assertMatch(message, /^stage 2 of 2, 'cat', could not be started: open '.*no\/such': No such file or directory/);
  assertEquals([folder.read("made"), (failure as { at: number }).at], [null, 8]);
});

tidyTest("N>&M sends an output where another one goes: a file, a pipe, what is captured", async ({ runner }) => {
  using folder = new Folder();
  const file = redirect(duplicate(child("write 1 a write 2 b"), 2, 1), 1, folder.file("out"), false);
  valueOf(await runner.run(file, 1));
  assertEquals(folder.read("out"), "ab");
  const piped = connect(duplicate(child("write 1 a write 3 b"), 3, 1), "|", [plan("cat")]);
  assertEquals(valueOf(await runner.capture(piped, 1)).stdout, "ab");
  const captured = valueOf(await runner.capture(duplicate(child("write 1 a write 2 b write 5 c"), 1, 5), 1));
  assertEquals([captured.stdout, captured.stderr, [...captured.stddato]], ["", "b", [97, 99]]);
});

tidyTest("a text or bytes are read on stdin, stddati or both, NUL and words of options as they are", async (scene) => {
  const { runner } = scene;
  const said = async (command: ReturnType<typeof plan>) => valueOf(await runner.capture(command, 1)).stdout;
  assertEquals(await said(feed("x\0y\n", "|", plan("cat"))), "x\0y\n");
  assertEquals(await said(feed("null", "|", plan("cat"))), "null");
  assertEquals(await said(feed(new Uint8Array([65, 0, 66]), "|*", child("copy 4 1"))), "A\0B");
  assertEquals(await said(feed("z", "|+", child("copy 0 1 copy 4 1"))), "zz");
  assertEquals(await said(plan("cat", [], { stdin: "of the options" })), "of the options");
  assertEquals(await said(feed("", "|", plan("cat"))), "");
});

tidyTest("a value of a hundred megabytes arrives whole, in both planes at once", async ({ runner }) => {
  const bytes = new Uint8Array(100 << 20).fill(7);
  const { stdout } = valueOf(await runner.capture(feed(bytes, "|*", child("count 4")), 1));
  assertEquals(stdout, `${bytes.length}\n`);
  const both = valueOf(await runner.capture(feed(bytes, "|+", child("count 0 count 4")), 1));
  assertEquals(both.stdout.split("\n").filter(Boolean).map(Number), [bytes.length, bytes.length]);
});

tidyTest("a reader of a value that ends early is no error", async ({ runner }) => {
  const bytes = new Uint8Array(64 << 20);
  valueOf(await runner.run(feed(bytes, "|", plan("true")), 1));
  valueOf(await runner.run(feed(bytes, "|*", child("take 4 10")), 1));
});

tidyTest("the options say null, inherit or capture of a stream", async ({ runner }) => {
  using folder = new Folder();
  const devices = folder.file("devices");
  const command = redirect(child("fds", { stdin: "null", stddbg: "null", stddato: "null" }), 1, devices, false);
  valueOf(await runner.run(command, 1));
  const targets = folder.read("devices")!.trim().split("\n").map((line) => line.split(" ")[3]);
  assertEquals([0, 3, 4, 5].map((stream) => targets[stream]), Array(4).fill("/dev/null"));
  const { bytes } = valueOf(await runner.run(child("write 1 four", { stdout: "capture" }), 1));
  assertEquals(bytes, 4);
});

tidyTest("a failing stage whose stderr was captured tells its last words", async ({ runner }) => {
  const words = ["write", "2", "why not", "exit", "3"];
  const captured = errorOf(await runner.run(child(words, { stderr: "capture" }), 1));
  assertEquals([captured.details.stderr, captured.code], ["why not", 3]);
  const long = errorOf(await runner.capture(child("lines 2 1000 80 exit 1"), 1)).details.stderr!;
  assertEquals(long.length, 2048);
});

tidyTest("later stages read nothing, and nothing inherits more than its six streams", async ({ runner }) => {
  using folder = new Folder();
  const second = redirect(child("count 0 fds"), 1, folder.file("out"), false);
  valueOf(await runner.run(connect(plan("true"), "|*", [second]), 1));
  const [count, ...fds] = folder.read("out")!.trim().split("\n");
  assertEquals([count, fds.map((line) => line.split(" ")[0])], ["0", ["0", "1", "2", "3", "4", "5"]]);
});

tidyTest(
  "nobody is held by a stddbg and a stddato that nobody reads; the bytes of stddato are counted",
  async (scene) => {
    const flood = child(`fills 1 3:${8 << 20} 5:${8 << 20}`);
    valueOf(await scene.runner.run(flood, 1));
    valueOf(await scene.runner.run(connect(flood, "|", [child("write 5 more", { stdout: "null" })]), 1));
    valueOf(await scene.runner.spawn(plan("true"), 1));
    await scene.close();
    assertEquals(scene.runner.discardedBytes, (16 << 20) + 4);
  },
);

tidyTest("bytes of a background command's stddato are counted with the others", async (scene) => {
  assertEquals(await scene.runner.background(child("write 5 dropped"), 1), null);
  valueOf(await scene.runner.run(child("write 5 too"), 1));
  await scene.close();
  assert(scene.warnings.length === 0);
  assertEquals(scene.runner.discardedBytes, 10);
});
