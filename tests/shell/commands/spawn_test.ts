/**
 * Processes that the program holds in its hands.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { connect } from "../../../src/shell/commands/compose.ts";
import { dies, lives, settles } from "../../helpers.ts";
import { child, errorOf, plan, tidyTest, valueOf } from "./kit.ts";

const BYTES = 8 << 20;

tidyTest("a process is written to, read from and waited for", async ({ runner }) => {
  const process = valueOf(await runner.spawn(plan("cat"), 1));
  assert(lives(process.pid));
  assertEquals(process.is_alive(), true);
  assertEquals(await process.stdin.write("hello\nwor"), null);
  assertEquals(await process.stdin.write(new TextEncoder().encode("ld\nrest")), null);
  assertEquals(await process.stdout.read_line(), "hello");
  assertEquals(await process.stdout.read_line(), "world");
  assertEquals([await process.stdin.close(), await process.stdin.close()], [null, null]);
  assertEquals(await process.stdout.read_all(), "rest");
  assertEquals([await process.stdout.read_line(), await process.stdout.read_all()], [null, ""]);
  assertEquals(valueOf(await process.wait()).stages[0]!.code, 0);
  assertEquals(process.is_alive(), false);
});

tidyTest("all six streams are in the program's hands", async ({ runner }) => {
  const process = valueOf(await runner.spawn(child("copy 4 5 write 1 out write 2 err line 3 dbg"), 1));
  await process.stddati.write(new Uint8Array([1, 2, 3]));
  await process.stddati.close();
  assertEquals([...valueOf(await process.stddato.read_bytes(10))], [1, 2, 3]);
  assertEquals([...valueOf(await process.stddato.read_bytes(10))], []);
  assertEquals([await process.stdout.read_all(), await process.stderr.read_all()], ["out", "err"]);
  assertEquals(await Array.fromAsync(process.stddbg.lines()), ["dbg"]);
  await process.wait();
});

tidyTest("lines, bytes and the rest can be read in any order, over every edge of chunks", async ({ runner }) => {
  const script = "printf 'a\\r\\nb'; sleep 0.05; printf 'c\\n\\303'; sleep 0.05; printf '\\251\\nxyz\\nlast'";
  const { stdout, wait } = bound(valueOf(await runner.spawn(plan("sh", ["-c", script]), 1)));
  assertEquals([await stdout.read_line(), await stdout.read_line(), await stdout.read_line()], ["a", "bc", "é"]);
  const bytes = [];
  while (bytes.length < 2) bytes.push(...valueOf(await stdout.read_bytes(1n)));
  assertEquals(new TextDecoder().decode(new Uint8Array(bytes)), "xy");
  assertEquals(await Array.fromAsync(stdout.lines()), ["z", "last"]);
  await wait();
});

tidyTest("waiting closes the inputs, and keeps what nobody has read", async ({ runner }) => {
  const process = valueOf(await runner.spawn(child(`count 0 count 4 fill 5 ${BYTES} 1`), 1));
  valueOf(await settles(process.wait(), "the process, which reads two inputs"));
  assertEquals(await process.stdout.read_all(), "0\n0\n");
  let left = BYTES;
  while (left > 0) left -= valueOf(await process.stddato.read_bytes(1 << 20)).length;
  assertEquals(left, 0);
});

tidyTest("waiting gives the same answer each time, a failure too", async ({ runner }) => {
  const process = valueOf(await runner.spawn(plan("sh", ["-c", "exit 3"], {}, 6), 1));
  const failure = await process.wait();
  assertEquals([errorOf(failure).code, (failure as { at: number }).at], [3, 6]);
  assertEquals(await process.wait(), failure);
});

tidyTest("kill() takes a signal's name with and without SIG", async ({ runner }) => {
  for (const name of ["TERM", "SIGTERM"]) {
    const process = valueOf(await runner.spawn(child("forever"), 1));
    assertEquals(process.kill(name), null);
    assertEquals(errorOf(await process.wait()).details.signal, "TERM");
    assertMatch(errorOf(process.kill(name)).message, /child' has ended and gets no signal$/);
  }
  const process = valueOf(await runner.spawn(child("forever"), 1));
  assertEquals(errorOf(process.kill("NONSENSE")).message, "there is no signal 'NONSENSE'");
  process.kill("KILL");
  await process.wait();
});

tidyTest("writing to a process that reads no more is a failure of kind broken_pipe", async ({ runner }) => {
  for (const options of [{}, { stdin: "direct" }]) {
    const process = valueOf(await runner.spawn(plan("true", [], options), 1));
    await dies(process.pid);
    const { kind, message } = errorOf(await process.stdin.write("x".repeat(BYTES)));
    assertEquals([kind, message], ["broken_pipe", "stdin of 'true' is read by nobody any more"]);
    valueOf(await process.wait());
    assertEquals(errorOf(await process.stdin.write("y")).message, "stdin of 'true' was closed");
  }
});

tidyTest("a stream that goes elsewhere cannot be read or written", async ({ runner }) => {
  const process = valueOf(await runner.spawn(plan("true", [], { stdout: "null", stdin: "null" }), 1));
  const expected = "stdout of 'true' goes elsewhere";
  assertEquals(errorOf(await process.stdout.read_line()).message, expected);
  assertEquals(errorOf(await process.stdout.read_all()).message, expected);
  assertEquals(errorOf(await process.stdout.read_bytes(1)).message, expected);
  assertEquals(errorOf(await process.stdin.write("x")).message, "stdin of 'true' comes from elsewhere");
  const thrown = await Array.fromAsync(process.stdout.lines()).catch((failure) => failure);
  assertEquals(errorOf(thrown).message, expected);
  await process.wait();
});

tidyTest("direct streams are read and written without a drainer", async ({ runner }) => {
  const process = valueOf(await runner.spawn(plan("cat", [], { stdin: "direct", stdout: "direct" }), 1));
  for (const text of ["question", "another"]) {
    assertEquals(await process.stdin.write(`${text}\n`), null);
    assertEquals(await process.stdout.read_line(), text);
  }
  await process.stdin.close();
  assertEquals(await process.stdout.read_line(), null);
  valueOf(await process.wait());
});

tidyTest("a process with a terminal of its own is typed to and shows what it says", async ({ runner }) => {
  const process = valueOf(await runner.spawn(child("tty 0 take 0 3 line 1 got", { pty: true }), 1));
  assertEquals(await process.stdout.read_line(), "24 80");
  await process.stdin.write("ab\n");
  assertEquals([await process.stdout.read_line(), await process.stdout.read_line()], ["ab", "got"]);
  valueOf(await process.wait());
});

tidyTest("a pipeline is held at its two ends", async ({ runner }) => {
  const process = valueOf(await runner.spawn(connect(plan("cat"), "|", [plan("tr", ["a-z", "A-Z"])]), 1));
  await process.stdin.write("text");
  await process.stdin.close();
  assertEquals(await process.stdout.read_all(), "TEXT");
  assertEquals(valueOf(await process.wait()).stages.length, 2);
});

tidyTest("a process that cannot start is a failure, and no status", async ({ runner }) => {
  assertEquals(errorOf(await runner.spawn(plan("no-such-program"), 1)).details.exitCode, 127);
  assertEquals(runner.status, 0);
});

tidyTest("signals reach a process that the program waits for or reads", async ({ runner, foreground }) => {
  const process = valueOf(await runner.spawn(child("forever"), 1));
  const line = process.stdout.read_line();
  foreground.signal("SIGTERM");
  assertEquals(await settles(line, "the end of stdout"), null);
  assertEquals(errorOf(await process.wait()).details.signal, "TERM");
});

/** A process whose methods are called without it. */
function bound<T extends { stdout: unknown; wait(): unknown }>(
  process: T,
): { stdout: T["stdout"]; wait: () => unknown } {
  return { stdout: process.stdout, wait: () => process.wait() };
}
