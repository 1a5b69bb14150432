/**
 * What a script is given: its arguments, its name, its stdin.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { ariash, runAria, withFolder } from "../ariash.ts";

Deno.test("a file gets its arguments and its name as it was given", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/f.aria`, "#!/usr/bin/env ariash\nprint(len(ARGS), ARGS[1], ARG0);");
    const ran = await runAria(["f.aria", "a", "b c", "--check"], { cwd: folder });
    assertEquals(ran, { code: 0, stdout: "3 b c f.aria\n", stderr: "" });
  });
});

Deno.test("code gets its arguments", async () => {
  const { stdout } = await runAria(["-c", "print(ARG0, ARGS);", "--stats", "x y"]);
  assertMatch(stdout, /^-c .*--stats.*x y/);
});

Deno.test("arguments are given byte for byte", async () => {
  const args = ["\r", "a\r\r", "", "\ufeffb\n", "--", "é👍\ufffd", " "];
  const { stdout } = await runAria(["-c", "print(json_text(ARGS)?);", ...args]);
  assertEquals(JSON.parse(stdout), args);
});

// The runtime inside a compiled file takes no such argument itself.
if (!Deno.env.get("ARIASH")) {
  Deno.test("an argument that is not UTF-8 is a mistake of the command line", async () => {
    const { program, first } = ariash();
    const script = `"$@" -c 'print(ARGS);' "$(printf 'a\\377')"`;
    const output = await new Deno.Command("sh", { args: ["-c", script, "sh", program, ...first] }).output();
    assertEquals([output.code, output.stdout.length], [2, 0]);
    assertEquals(new TextDecoder().decode(output.stderr), "ariash: argument 3 is not UTF-8 text\n");
  });
}

Deno.test("a script on stdin runs when it has been read to its end, and its commands find stdin ended", async () => {
  const text = 'run("cat"); print(ARG0, len(ARGS));';
  assertEquals(await runAria(["-", "x"], { stdin: text }), { code: 0, stdout: "- 1\n", stderr: "" });
  assertEquals(await runAria([], { stdin: text }), { code: 0, stdout: "- 0\n", stderr: "" });
});

Deno.test("commands have the shell's stdin, stdout and stderr", async () => {
  const ran = await runAria(["-c", 'run("sh", ["-c", "cat; echo err >&2"]);'], { stdin: "in\n" });
  assertEquals(ran, { code: 0, stdout: "in\n", stderr: "err\n" });
});

Deno.test("PID is the shell's own", async () => {
  const { stdout } = await runAria(["-c", `print(PID); run("sh", ["-c", "echo $PPID"]);`]);
  const [own, parent] = stdout.trim().split("\n");
  assertEquals(own, parent);
});

Deno.test("the environment is changed for children, and variables of the program are not passed on", async () => {
  const script = 'echo "${A-unset} ${B-unset} ${C-unset}"';
  const text = `ENV.A = "1"; export B = "x y"; string:C = "c";
run("sh", ["-c", '${script}']);
unset B
run("sh", ["-c", '${script}']);
print(ENV.A ?? "none", ENV.NO_SUCH_NAME ?? "none");`;
  const { code, stdout, stderr } = await runAria(["-c", text]);
  assertEquals([code, stdout, stderr], [0, "1 x y unset\n1 unset unset\n1 none\n", ""]);
});

Deno.test("a program that PATH leads to after a change is found", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/new-program`, "#!/bin/sh\necho found\n", { mode: 0o755 });
    const text = `ignore(run("new-program")); ENV.PATH = "${folder}:" + (ENV.PATH ?? ""); run("new-program");`;
    const { code, stdout } = await runAria(["-c", text]);
    assertEquals([code, stdout], [0, "found\n"]);
  });
});

Deno.test("an empty element of PATH is not the current directory", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/stray`, "#!/bin/sh\necho found\n", { mode: 0o755 });
    for (const path of [":/bin", "/bin:", "/bin::/usr/bin", ""]) {
      const { code, stdout } = await runAria(["-c", `ENV.PATH = "${path}"; run("stray");`], { cwd: folder });
      assertEquals([code, stdout], [127, ""], path);
    }
    const { stdout } = await runAria(["-c", 'ENV.PATH = "."; run("stray"); ENV.PATH = ""; run("./stray");'], {
      cwd: folder,
    });
    assertEquals(stdout, "found\nfound\n");
  });
});

Deno.test("cd names the physical directory in PWD, and the one before in OLDPWD", async () => {
  await withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/real`);
    await Deno.symlink("real", `${folder}/link`);
    const text = 'cd link\nrun("sh", ["-c", "echo $PWD $OLDPWD"]); cd -\nprint(cwd());';
    const { stdout } = await runAria(["-c", text], { cwd: folder, env: { CDPATH: "/" } });
    assertEquals(stdout, `${folder}/real ${folder}\n${folder}\n${folder}\n`);
  });
});

Deno.test("--version prints one line, --help fits 80 columns", async () => {
  const version = await runAria(["--version"]);
  assertMatch(version.stdout, /^ariash \d+\.\d+\.\d+ \(deno \d+\.\d+\.\d+, \w+ \w+\)\n$/);
  const help = await runAria(["--help"]);
  assertMatch(help.stdout, /^Usage: ariash/);
  assertEquals(help.stdout.split("\n").filter((line) => line.length > 80), []);
  assertEquals([version.code, version.stderr, help.code, help.stderr], [0, "", 0, ""]);
});
