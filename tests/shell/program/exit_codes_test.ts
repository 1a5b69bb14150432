/**
 * What `ariash` exits with, and what it says then.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl, runAria, runCode, withFolder } from "../ariash.ts";

Deno.test("ariash runs code, and an empty program", async () => {
  assertEquals(await runCode("print(1 + 1);"), { code: 0, stdout: "2\n", stderr: "" });
  assertEquals(await runCode(";"), { code: 0, stdout: "", stderr: "" });
});

Deno.test("ariash exits with a constant code that fits, and refuses one that does not", async () => {
  assertEquals((await runCode("exit 255;")).code, 255);
  const { code, stdout, stderr } = await runCode('print("no"); exit 300;');
  assertEquals([code, stdout], [2, ""]);
  assertMatch(stderr, /^-c:1:\d+: error: .*300/);
});

Deno.test("ariash exits with the code of the command that failed", async () => {
  assertEquals((await runCode('run("sh", ["-c", "exit 3"]);')).code, 3);
  assertEquals((await runCode(`run("sh", ["-c", 'kill -9 $$']);`)).code, 137);
  assertEquals((await runCode('run("no-such-program-here");')).code, 127);
});

Deno.test("ariash exits with 126 for a file that is no program", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/plain`, "text", { mode: 0o644 });
    assertEquals((await runCode(`run("${folder}/plain");`)).code, 126);
  });
});

Deno.test("ariash exits with the code of an error that nobody took", async () => {
  assertEquals((await runCode("func:f = NIL() { fail(7); }; f();")).code, 7);
  assertEquals((await runCode('func:f = NIL() { fail("x"); }; f();')).code, 1);
  assertEquals((await runCode("func:f = NIL() { fail(7000); }; f();")).code, 1);
  assertEquals((await runCode("int32:z = 0; print(1 / z);")).code, 1);
  assertEquals((await runCode("int32[]:a = [1]; print(a[1]);")).code, 1);
});

Deno.test("ariash exits with 70 for an ERR that is an argument, and names where it was born and used", async () => {
  const { code, stdout, stderr } = await runCode('tbb8:a = 127;\na = a + 1;\nrun("echo", [string(a)]);');
  assertEquals([code, stdout], [70, ""]);
  assertMatch(stderr, /^-c:3:\d+: error: /);
  assertMatch(stderr, /-c:2:\d+/);
});

Deno.test("ariash answers a missing file with 127 and a directory with 126", async () => {
  assertEquals(await runAria(["nofile.aria"]), {
    code: 127,
    stdout: "",
    stderr: "ariash: there is no file 'nofile.aria'\n",
  });
  assertEquals(await runAria(["."]), { code: 126, stdout: "", stderr: "ariash: '.' is a directory\n" });
});

Deno.test("ariash says which subcommand a missing file resembles", async () => {
  const { code, stderr } = await runAria(["docter"]);
  assertEquals([code, stderr], [127, "ariash: there is no file 'docter' (help: doctor)\n"]);
});

Deno.test("ariash answers an unreadable file with 126", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/secret.aria`;
    await Deno.writeTextFile(path, ";", { mode: 0o000 });
    if (Deno.uid() !== 0) assertEquals((await runAria([path])).code, 126); // nothing is unreadable for root
    assertEquals((await runAria([`${folder}/secret.aria/x`])).code, 127);
  });
});

Deno.test("ariash refuses a program that is no UTF-8, and names the line", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/latin.aria`;
    await Deno.writeFile(path, new Uint8Array([...new TextEncoder().encode("print(1);\n// gr"), 0xfc, 0xdf, 10]));
    const { code, stdout, stderr } = await runAria([path]);
    assertEquals([code, stdout, stderr], [2, "", `ariash: '${path}' is not UTF-8 text: see line 2\n`]);
  });
});

Deno.test("ariash runs nothing of a program with a type error in its last line", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/long.aria`;
    const lines = Array.from({ length: 39 }, (_, index) => `run("touch", ["${folder}/made${index}"]);`);
    await Deno.writeTextFile(path, [...lines, 'int8:x = "s";\n'].join("\n"));
    for (const options of [[], ["--check"]]) {
      const { code, stdout, stderr } = await runAria([...options, path]);
      assertEquals([code, stdout], [2, ""]);
      assertMatch(stderr, /long\.aria:40:\d+: error: .*\n {2}int8:x = "s";\n +\^+\n/);
    }
    assertEquals([...Deno.readDirSync(folder)].length, 1);
  });
});

Deno.test("ariash --check says nothing of a good file, and checks every file", async () => {
  await withFolder(async (folder) => {
    const [good, bad] = [`${folder}/good.aria`, `${folder}/bad.aria`];
    await Deno.writeTextFile(good, `run("touch", ["${folder}/made"]);`);
    await Deno.writeTextFile(bad, "print(nothing);");
    assertEquals(await runAria(["--check", good]), { code: 0, stdout: "", stderr: "" });
    const { code, stderr } = await runAria(["--check", bad, good]);
    assertEquals(code, 2);
    assertMatch(stderr, /bad\.aria:1:7: error: .*'nothing'/);
    assertEquals([...Deno.readDirSync(folder)].length, 2);
  });
});

Deno.test("ariash --check --json gives every diagnostic of every file in one line", async () => {
  await withFolder(async (folder) => {
    const [one, two] = [`${folder}/one.aria`, `${folder}/two.aria`];
    await Deno.writeTextFile(one, "print(nothing);");
    await Deno.writeTextFile(two, 'string:o = "ö";\nint8:x = "s";');
    const { code, stdout } = await runAria(["--check", "--json", one, two]);
    assertEquals([code, stdout.split("\n").length], [2, 2]);
    const { ok, diagnostics } = JSON.parse(stdout);
    assertEquals(ok, false);
    assert(diagnostics.length >= 2);
    const found = diagnostics.find((entry: { file: string; line: number }) => entry.file === two && entry.line === 2);
    assertEquals([found.severity, found.line, found.endLine], ["error", 2, 2]);
    assertMatch(found.code, /^ARIA-\d+$/);
  });
});

Deno.test("ariash says what stopped a script, with the stage and what it said", async () => {
  const { code, stderr } = await runCode('print(capture(run("sh", ["-c", "echo why >&2; exit 4"]))?);');
  assertEquals(code, 4);
  assertMatch(stderr, /^-c:1:\d+: error: 'sh' failed with exit code 4 /);
  assertMatch(stderr, /its stderr ended so:\n {2}why\n/);
});

Deno.test("ariash answers an unknown option with the nearest", async () => {
  assertEquals(await runAria(["--chekc"]), {
    code: 2,
    stdout: "",
    stderr: "ariash: unknown option '--chekc' (help: --check)\n",
  });
});

Deno.test("ariash refuses what makes no sense before it reads anything", async () => {
  const cases = [["-c", ";", "-"], ["--ast", "--check", "f"], ["--ast", "--fmt", "f"], ["--write", "f"]];
  for (const args of [...cases, ["--config", "f", "g"], ["session"]]) {
    const { code, stdout, stderr } = await runAria(args, { stdin: "print(1);" });
    assertEquals([code, stdout, stderr.split("\n").length], [2, "", 2], args.join(" "));
  }
});

Deno.test("ariash --errexit=off passes a failing statement", async () => {
  const { code, stdout } = await runCode('run("false"); print("yes");', "--errexit=off");
  assertEquals([code, stdout], [0, "yes\n"]);
});

Deno.test("ariash forgives a broken pipe, and does not with --strict-pipe", async () => {
  const text = 'run("yes") | run("head", ["-n", "1"]);';
  assertEquals(await runCode(text), { code: 0, stdout: "y\n", stderr: "" });
  const strict = await runCode(text, "--strict-pipe");
  assertEquals([strict.code, strict.stdout], [141, "y\n"]);
  assertMatch(strict.stderr, /'yes', was ended by SIGPIPE/);
});

Deno.test("ariash exits with 71 and says what to do where its library is not to be had", async () => {
  const env = { ARIA_IO_LIBRARY: "/nonexistent/library.so" };
  const { code, stdout, stderr } = await runAria(["-c", 'run("true");'], { env });
  assertEquals([code, stdout, stderr.split("\n").length], [71, "", 2]);
  assertMatch(stderr, /^ariash: Cannot open the library "\/nonexistent\/library\.so": .* correct ARIA_IO_LIBRARY\n$/);
  const asked = await runAria(["-c", 'run("true");'], { env: { ...env, ARIASH_BACKTRACE: "1" } });
  assertEquals(asked.code, 71);
  assertMatch(asked.stderr, /\n {4}at /);
});

// What follows needs the sources: a compiled file has every permission, and none of its parts can be taken out.
if (!Deno.env.get("ARIASH")) {
  Deno.test("ariash exits with 71 for an error of its own: one line, and where only for those who ask", async () => {
    const main = new URL("../../../src/shell/mod.ts", import.meta.url).href;
    const broken = 'Deno.realPathSync = () => { throw new Error("broken\\n  here"); };' +
      `Deno.exit(await (await import("${main}")).main(["${import.meta.filename}"]));`;
    const run = async (env: Record<string, string>) => {
      const { code, stderr } = await new Deno.Command(Deno.execPath(), { args: ["eval", broken], env }).output();
      return { code, stderr: new TextDecoder().decode(stderr) };
    };
    const plain = await run({});
    assertEquals(plain.code, 71);
    assertMatch(plain.stderr, /^ariash \d+\.\d+\.\d+: internal error: broken; here \(please report it .*\)\n$/);
    const asked = await run({ ARIASH_BACKTRACE: "1" });
    assertEquals(asked.code, 71);
    assertMatch(asked.stderr, /\n {4}at /);
  });

  Deno.test("ariash exits with 71 and names the flag where a permission is missing", async () => {
    const cases: Array<[string[], string, RegExp]> = [
      [[], ";", /--allow-read/],
      [["--allow-read"], 'run("true");', /--allow-ffi/],
      [["--allow-read"], "print(ENV.HOME);", /--allow-env/],
    ];
    for (const [flags, text, flag] of cases) {
      const args = ["run", "--no-prompt", ...flags, fromFileUrl("../../cli.ts"), "-c", text];
      const { code, stderr } = await new Deno.Command(Deno.execPath(), { args, stdin: "null" }).output();
      const said = new TextDecoder().decode(stderr);
      assertEquals([code, said.split("\n").length], [71, 2], said);
      assertMatch(said, /^ariash: /);
      assertMatch(said, flag);
    }
  });
}
