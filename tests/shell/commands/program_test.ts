/**
 * Commands that share the shell's own streams, terminal and fate.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { Command, type CommandOptions } from "../../../mod.ts";
import { dies, killQuietly, lives, settles, text } from "../../helpers.ts";
import { child, errorOf, tidyTest } from "./kit.ts";

/** `program.ts` with a scene. */
function program(scene: string, options: CommandOptions = {}): Command {
  const path = new URL("./program.ts", import.meta.url).pathname;
  return new Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-check", "--no-code-cache", path, scene],
    ...options,
  });
}

Deno.test("the first stage reads the shell's stdin; stdout and stderr are the shell's", async () => {
  const { stdout, stderr } = await program("inherit", { stdin: "through\n" }).output();
  assertEquals([text(stdout), text(stderr)], ["through\n", 'err\n"ok"\n']);
});

Deno.test("what a stage shows on a terminal of its own is shown on the shell's stdout", async () => {
  const { stdout, stderr } = await program("pty").output();
  assertEquals([text(stdout), text(stderr)], ["24 80\r\nshown\r\n", '"ok"\n']);
});

Deno.test("the last byte of stddato is counted at the program's end", async () => {
  assertEquals(text((await program("discarded").output()).stderr), "100004\n");
});

Deno.test("a foreground command that Ctrl+C at the terminal has ended tells the shell of it", async () => {
  await using shell = program("foreground", { pty: { rows: 24, cols: 80 } }).spawn();
  const lines = shell.stdout.lines();
  const next = async () => (await settles(lines.next(), "a line of the program")).value as string;
  assertEquals(await next(), '"ready"');
  await shell.stdin.write("\x03");
  const said = await next();
  assertEquals(said.slice(said.indexOf("[")), '[["signal","INT"],["SIGINT"],130]');
  assertEquals((await settles(shell.wait(), "the program's end")).code, 0);
});

Deno.test("a background command dies with a shell that is killed", async () => {
  const shell = program("background", { stderr: "piped" }).spawn();
  const { value } = await settles(shell.stderr.lines().next(), "the command's number");
  const pid = Number(value);
  try {
    assertEquals(lives(pid), true);
    shell.kill("SIGKILL");
    await shell.status;
    await dies(pid);
  } finally {
    killQuietly(pid);
    await shell.wait();
  }
});

tidyTest("a signal to the shell reaches every stage of its foreground", async ({ runner, foreground }) => {
  for (const name of ["SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT"] as const) {
    const work = runner.run(child("forever"), 1);
    while (foreground.groups.size === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    foreground.signal(name);
    const { kind, details } = errorOf(await settles(work, "the command's end"));
    assertEquals([kind, details.signal], ["signal", name.slice(3)]);
  }
});

tidyTest("a foreground that ignores a signal is killed when the shell says so", async ({ runner, foreground }) => {
  const work = runner.run(child("ignore TERM forever"), 1);
  while (foreground.groups.size === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  const [group] = foreground.groups;
  group!.signal("SIGTERM", false);
  group!.kill();
  assertEquals(["KILL", "TERM"].includes(errorOf(await work).details.signal!), true);
  group!.signal("SIGTERM", false); // nobody is there any more, which is no error
});
