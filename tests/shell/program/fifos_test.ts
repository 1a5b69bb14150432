/**
 * Redirections to named pipes, which the system opens only when somebody is at the other end.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { settles } from "../../helpers.ts";
import { inBash, runCode, startAria, withFolder } from "../ariash.ts";

for (const command of ["cat < fifo", "echo x > fifo", 'run("echo", ["x"]) >> "fifo";']) {
  Deno.test(`a signal ends a program that waits for the other end of a named pipe: ${command}`, async () => {
    await withFolder(async (cwd) => {
      await inBash(`cd '${cwd}' && mkfifo fifo`, []);
      const text = `defer print("deferred"); print("waits"); ${command}\nprint("no");`;
      await using process = startAria(["-c", text], { stdout: "piped", stderr: "piped", cwd });
      const lines = process.stdout.lines()[Symbol.asyncIterator]();
      assertEquals((await settles(lines.next(), "the start")).value, "waits");
      process.kill("SIGTERM");
      assertEquals((await settles(lines.next(), "the defer")).value, "deferred");
      assertEquals((await settles(process.wait(), "the end")).code, 143);
    });
  });
}

Deno.test("a limit of time counts while a command waits for the other end of a named pipe", async () => {
  await withFolder(async (cwd) => {
    await inBash(`cd '${cwd}' && mkfifo fifo`, []);
    const text = `cd("${cwd}")?; result:r = timeout(50, run("cat") < "fifo"); print(r.err.kind, STATUS);
      run("cat", [], {stdin: Path("fifo"), timeout_ms: 50});`;
    const { code, stdout, stderr } = await runCode(text);
    assertEquals([code, stdout], [143, "timeout 143\n"]);
    assertMatch(stderr, /error: 'cat' did not end within 50 ms \[ARIA-300\]/);
  });
});

Deno.test("named pipes are read and written as files are", async () => {
  await withFolder(async (cwd) => {
    const script = `cd '${cwd}' && mkfifo in out || exit; echo given > in & cat out > got & "$@" && wait && cat got`;
    const { code, stdout } = await inBash(script, ["-c", 'run("cat") < "in" | run("tr", ["a-z", "A-Z"]) > "out";']);
    assertEquals([code, stdout], [0, "GIVEN\n"]);
  });
});

Deno.test("two stages of a pipeline may be the ends of a named pipe", async () => {
  await withFolder(async (cwd) => {
    await inBash(`cd '${cwd}' && mkfifo fifo`, []);
    const text = `cd("${cwd}")?; run("echo", ["through it"]) > "fifo" |* run("cat") < "fifo";`;
    const { code, stdout } = await runCode(text);
    assertEquals([code, stdout], [0, "through it\n"]);
  });
});

Deno.test("what waits in vain for named pipes, often and in several stages, is let go", async () => {
  await withFolder(async (cwd) => {
    await inBash(`cd '${cwd}' && mkfifo one two`, []);
    const text = `cd("${cwd}")?;
      for (i in 0...40) { ignore(timeout(2, run("cat") < "one")); ignore(timeout(2, run("echo", ["x"]) > "two")); }
      result:r = run("cat", [], {stdin: Path("one"), timeout_ms: 20}) | run("true") > "two";
      print(r.err.kind, r.err.stage);
      run("echo", ["goes on"]);`;
    const { code, stdout, stderr } = await runCode(text);
    assertEquals([code, stdout, stderr], [0, "timeout 0\ngoes on\n", ""]);
  });
});
