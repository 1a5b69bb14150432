/**
 * Scripts of every kind and size, in surroundings that lack something.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { ariash, fromFileUrl, inBash, runAria, runCode, withFolder } from "../ariash.ts";

Deno.test("a script is run by its first line, by whatever name and from any folder", async () => {
  await withFolder(async (folder) => {
    const { program, first } = ariash();
    await Deno.writeTextFile(`${folder}/ariash`, `#!/bin/sh\nexec ${[program, ...first].join(" ")} "$@"\n`, {
      mode: 0o755,
    });
    const script = "#!/usr/bin/env ariash\nprint(ARG0, ARGS);\n";
    await Deno.writeTextFile(`${folder}/job`, script, { mode: 0o755 });
    const { code, stdout, stderr } = await new Deno.Command(`${folder}/job`, {
      args: ["a b", "--check"],
      cwd: "/",
      env: { PATH: `${folder}:${Deno.env.get("PATH")}` },
    }).output();
    const text = new TextDecoder();
    assertEquals([code, text.decode(stderr)], [0, ""]);
    assertEquals(text.decode(stdout), `${folder}/job ["a b", "--check"]\n`);
  });
});

Deno.test("a script comes from a pipe, a FIFO or /dev/stdin", async () => {
  const script = 'print(ARG0, "ran");';
  assertEquals((await inBash(`echo '${script}' | "$@"`, [])).stdout, "- ran\n");
  assertEquals((await inBash(`echo '${script}' | "$@"`, ["/dev/stdin"])).stdout, "/dev/stdin ran\n");
  assertMatch((await inBash(`"$@" <(echo '${script}')`, [])).stdout, /^\/dev\/fd\/\d+ ran\n$/);
});

Deno.test("a script of one very long line runs", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/long.aria`, `int32:n = 0;${"n++;".repeat(50_000)}print(n);`);
    await Deno.writeTextFile(`${folder}/text.aria`, `print(len("${"x".repeat(2_000_000)}"));`);
    const cwd = folder;
    assertEquals(await runAria(["long.aria"], { cwd }), { code: 0, stdout: "50000\n", stderr: "" });
    assertEquals(await runAria(["text.aria"], { cwd }), { code: 0, stdout: "2000000\n", stderr: "" });
  });
});

Deno.test("what is no program is refused, and nothing of it runs", async () => {
  await withFolder(async (folder) => {
    await Deno.writeFile(`${folder}/binary`, crypto.getRandomValues(new Uint8Array(4096)));
    await Deno.writeTextFile(`${folder}/nul.aria`, "print(1);\0print(2);");
    for (const name of ["binary", "nul.aria"]) {
      const { code, stdout, stderr } = await runAria([name], { cwd: folder });
      assertEquals([code, stdout], [2, ""]);
      assertMatch(stderr, new RegExp(`^(ariash: ')?${name}`));
    }
    assertEquals(await runAria([""]), { code: 127, stdout: "", stderr: "ariash: there is no file ''\n" });
  });
});

Deno.test("a folder is no script on stdin either", async () => {
  const refused = { code: 126, stdout: "", stderr: "ariash: cannot read stdin: is a directory\n" };
  for (const task of [[], ["-"], ["--fmt"], ["--check"], ["--ast"]]) {
    assertEquals(await inBash('"$@" < /', task), refused);
  }
});

Deno.test("what cannot be read is said in one line, without the system's details", async () => {
  const unreadable = await inBash('"$@" /proc/self/mem', []);
  assertEquals(unreadable.code, 126);
  assertEquals(unreadable.stderr, "ariash: cannot read '/proc/self/mem': input/output error\n");
});

Deno.test("ten thousand arguments arrive, and a large environment is passed on", async () => {
  const args = Array.from({ length: 10_000 }, (_, index) => String(index));
  assertEquals((await runAria(["-c", "print(len(ARGS), ARGS[9999]);", ...args])).stdout, "10000 9999\n");
  const env: Record<string, string> = {};
  for (let index = 0; index < 10; index++) env[`LARGE_${index}`] = "x".repeat(100_000);
  const { stdout } = await runAria(["-c", 'run("sh", ["-c", "echo ${#LARGE_0} ${#LARGE_9}"]);'], { env });
  assertEquals(stdout, "100000 100000\n");
});

Deno.test("streams that are closed are like the null device", async () => {
  const text = 'run("cat"); print("out"); run("sh", ["-c", "echo err >&2"]);';
  assertEquals(await inBash('"$@" <&-', ["-c", text]), { code: 0, stdout: "out\n", stderr: "err\n" });
  assertEquals(await inBash('"$@" >&-', ["-c", text]), { code: 0, stdout: "", stderr: "err\n" });
  assertEquals(await inBash('"$@" 2>&-', ["-c", text]), { code: 0, stdout: "out\n", stderr: "" });
  assertEquals(await inBash('"$@" <&-', []), { code: 0, stdout: "", stderr: "" });
});

Deno.test("nothing but what needs it asks for HOME", async () => {
  assertEquals(await inBash('unset HOME; "$@"', ["-c", 'print(ENV.HOME ?? "none"); run("echo", ["hi"]);']), {
    code: 0,
    stdout: "none\nhi\n",
    stderr: "",
  });
  for (const [text, name] of [["echo ~", "HOME"], ["cd", "HOME"], ["cd ~", "HOME"], ["cd -", "OLDPWD"]] as const) {
    const { code, stderr } = await inBash('unset HOME OLDPWD; "$@"', ["-c", text]);
    assertEquals(code, 1, text);
    assertMatch(stderr, new RegExp(`^-c:1:\\d: error: .*${name}.* is not set`), text);
  }
});

Deno.test("a folder that goes away under a script is an error of what needs it", async () => {
  await withFolder(async (folder) => {
    const gone = `${folder}/gone`;
    await Deno.mkdir(gone);
    const go = `remove("${gone}")?; run("echo", ["here"]);`;
    assertEquals(await runAria(["-c", `${go} cd /\nprint(cwd());`], { cwd: gone }), {
      code: 0,
      stdout: "here\n/\n",
      stderr: "",
    });
    await Deno.mkdir(gone);
    const { code, stdout, stderr } = await runAria(["-c", `${go} print(cwd());`], { cwd: gone });
    assertEquals([code, stdout], [1, "here\n"]);
    assertMatch(stderr, /error: the current directory is gone /);
  });
});

Deno.test("a shell with too few descriptors says so, and does not break", async () => {
  let failures = 0;
  for (const limit of [40, 50, 60, 70]) {
    const { code, stdout, stderr } = await inBash(`ulimit -n ${limit}; "$@"`, ["-c", 'run("true"); print("ok");']);
    if (code === 0) assertEquals([stdout, stderr], ["ok\n", ""]);
    else {
      failures++;
      assertEquals(stdout, "");
      assertMatch(stderr, /^(-c:1:1: error|ariash\b.*): .*Too many open files/);
    }
  }
  assert(failures > 0);
});

Deno.test("runs leave nothing in the folders for temporary and for cached files", async () => {
  await withFolder(async (folder) => {
    const env = { TMPDIR: folder, XDG_CACHE_HOME: folder };
    const text = 'run("echo", ["x"]) | run("cat"); capture(run("date"))?;';
    for (let round = 0; round < 5; round++) {
      assertEquals((await runAria(["-c", text], { env: { ...env, DENO_DIR: denoFolder() } })).code, 0);
    }
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), []);
  });
});

Deno.test("a program that starts no command does without the library", async () => {
  const env = { ARIA_IO_LIBRARY: "/nonexistent/library.so" };
  for (const text of [";", "print(1);", "// nothing"]) {
    assertEquals((await runAria(["-c", text], { env })).code, 0, text);
  }
});

// A compiled file has every permission.
if (!Deno.env.get("ARIASH")) {
  Deno.test("an empty program reads nothing but ariash itself, and asks for nothing else", async () => {
    const root = fromFileUrl("../../");
    const args = ["run", "--no-prompt", `--allow-read=${root}`, `${root}cli.ts`, "-c", ";"];
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: root }).output();
    assertEquals([code, stdout.length, new TextDecoder().decode(stderr)], [0, 0, ""]);
  });
}

Deno.test("code that is empty, blank or a comment is a program", async () => {
  for (const text of ["", " \n", "// nothing", ";;"]) {
    assertEquals(await runCode(text), { code: 0, stdout: "", stderr: "" });
  }
});

/** Where Deno keeps what it has compiled of the sources, wherever this test's own `XDG_CACHE_HOME` leads. */
function denoFolder(): string {
  const cache = Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`;
  return Deno.env.get("DENO_DIR") ?? `${cache}/deno`;
}
