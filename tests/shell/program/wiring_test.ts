/**
 * Commands wired to each other and to files, by scripts.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { runAria, runCode, withFolder } from "../ariash.ts";

Deno.test("ariash connects stdout to stdin and gives later stages an empty stdin", async () => {
  const ran = await runAria([
    "-c",
    `run("printf", ["a.txt\\nb\\n"]) | run("grep", ["txt"]); run("true") |* run("cat");`,
  ], { stdin: "never" });
  assertEquals(ran, { code: 0, stdout: "a.txt\n", stderr: "" });
});

Deno.test("only a text that is written at an option is a word: another one is data, or a file", async () => {
  await withFolder(async (folder) => {
    const text = `
      string:word = "null"; bool:yes = true;
      run("cat", [], {stdin: word});
      run("echo", ["to a file"], {stdout: word, cwd: "${folder}"});
      run("echo", ["to nobody"], {stdout: "null"});
      run("echo", ["nor here"], {stdout: is yes : "null" : "inherit"});
      obj:options = {stdin: "inherit"}; run("cat", [], options);`;
    const ran = await runAria(["-c", text], { stdin: ", inherited", cwd: folder });
    assertEquals(ran, { code: 0, stdout: "null, inherited", stderr: "" });
    assertEquals(Deno.readTextFileSync(`${folder}/null`), "to a file\n");
  });
});

Deno.test("ariash connects stddato to stddati", async () => {
  const text = `run("sh", ["-c", "echo noise; head -c 256 /dev/zero >&5"]) |* run("sh", ["-c", "wc -c <&4"]);`;
  const { code: exit, stdout } = await runCode(text);
  assertEquals([exit, stdout.split(/\s+/).filter(Boolean).sort()], [0, ["256", "noise"]]);
});

Deno.test("ariash connects both with |+", async () => {
  const { stdout } = await runCode(`run("sh", ["-c", "echo t; echo d >&5"]) |+ run("sh", ["-c", "cat; cat <&4"]);`);
  assertEquals(stdout, "t\nd\n");
});

Deno.test("ariash gives every byte to each command of a fan-out", async () => {
  await withFolder(async (folder) => {
    const copy = (name: string) => `run("sh", ["-c", "cat <&4"]) > "${folder}/${name}"`;
    const { code: exit, stderr } = await runCode(
      `run("sh", ["-c", "seq 100000 >&5"]) |* [${copy("a")}, ${copy("b")}];`,
    );
    assertEquals([exit, stderr], [0, ""]);
    const [a, b] = [Deno.readTextFileSync(`${folder}/a`), Deno.readTextFileSync(`${folder}/b`)];
    assertEquals(a.split("\n").length, 100001);
    assert(a === b);
  });
});

Deno.test("ariash wires each stream to its file", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/data`, "data");
    await Deno.writeTextFile(`${folder}/log`, "old ");
    const script = "cat <&4; echo err >&2; printf dbg >&3; printf dato >&5";
    const files = `4< "${folder}/data" > "${folder}/out" 2> "${folder}/err" 3>> "${folder}/log" 5> "${folder}/dato"`;
    assertEquals(await runCode(`run("sh", ["-c", "${script}"]) ${files};`), { code: 0, stdout: "", stderr: "" });
    const contents = ["out", "err", "log", "dato"].map((name) => Deno.readTextFileSync(`${folder}/${name}`));
    assertEquals(contents, ["data", "err\n", "old dbg", "dato"]);
  });
});

Deno.test("ariash opens files before anything starts", async () => {
  await withFolder(async (folder) => {
    const text = `run("touch", ["${folder}/made"]) | run("cat") > "${folder}/no/such";`;
    const { code: exit, stderr } = await runCode(text);
    assert(exit !== 0);
    assertMatch(stderr, /^-c:1:\d+: error: stage 2 of 2, 'cat', could not be started: .*no\/such/);
    assertEquals([...Deno.readDirSync(folder)], []);
  });
});

Deno.test("ariash keeps an argument one argument", async () => {
  const { stdout } = await runCode(String.raw`string:f = "a b;*$(x)"; run("printf", ["[%s]", f, "", '&{x}']);`);
  assertEquals(stdout, "[a b;*$(x)][][&{x}]");
});

Deno.test("ariash stops at a failing command with its exit code", async () => {
  const { code: exit, stdout, stderr } = await runCode(
    'run("true");\nrun("sh", ["-c", "exit 3"]); run("echo", ["no"]);',
  );
  assertEquals([exit, stdout], [3, ""]);
  assertEquals(
    stderr,
    `-c:2:1: error: 'sh' failed with exit code 3 [ARIA-300]\n  run("sh", ["-c", "exit 3"]); run("echo", ["no"]);\n  ${
      "^".repeat(27)
    }\n`,
  );
});

Deno.test("ariash names the leftmost failing stage of a pipeline", async () => {
  const { code: exit, stderr } = await runCode('run("true") | run("false") | run("sh", ["-c", "exit 7"]);');
  assertEquals(exit, 1);
  assertMatch(stderr, /^-c:1:15: error: stage 2 of 3, 'false', failed with exit code 1 /);
});

Deno.test("ariash lets no unwired stream stop a program", async () => {
  const flood = "head -c 8388608 /dev/zero >&3; head -c 8388608 /dev/zero >&5; echo done";
  const { code: exit, stdout } = await runCode(`run("sh", ["-c", "${flood}"]);`);
  assertEquals([exit, stdout], [0, "done\n"]);
});
