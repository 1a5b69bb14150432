/**
 * What no string can be: halves of surrogate pairs, and bytes that are no UTF-8. They are refused, or replaced by
 * U+FFFD; nothing is cut off behind them.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { CHILD, Folder } from "../../helpers.ts";
import { ariash, type Ran, runAria } from "../ariash.ts";
import { assertSeen } from "./seen.ts";

/** With halves of pairs: alone, in front, within, behind, in the wrong order, beside a whole pair. */
const HALVES = [
  "\ud800",
  "\udfff",
  "\ud800a",
  "a\udc00b",
  "a\ud83d",
  "\udc00\ud800",
  "\ud83d\ud83d\udc4d",
  "\ud800\ud800",
];
const GATHER = `fixed string:CHILD = "${CHILD}"; string[]:all = ["args"];`;

Deno.test("half of a surrogate pair in JSON becomes U+FFFD", async (t) => {
  using folder = new Folder();
  Deno.writeTextFileSync(folder.file("array.json"), JSON.stringify(HALVES));
  const events = HALVES.map((text) => `${JSON.stringify({ text })}\n`).join("");
  Deno.writeTextFileSync(folder.file("events.jsonl"), events);
  const ways = {
    "json_parse": `for (x in json_parse(read_file("array.json")?)?) { push(all, string(x)); }`,
    "json": `for (x in json(run("cat", ["array.json"]))?) { push(all, string(x)); }`,
    "events": `for (e in events(run(CHILD, ["copy", "0", "3"]) < "events.jsonl")) { push(all, string(e.text)); }`,
  };
  for (const [name, way] of Object.entries(ways)) {
    await t.step(name, async () => {
      const ran = await runAria(["-c", `${GATHER} ${way} run(CHILD, all) > "seen";`], { cwd: folder.path });
      assertEquals(ran, { code: 0, stdout: "", stderr: "" });
      assertSeen(Deno.readFileSync(folder.file("seen")), HALVES.map((text) => text.toWellFormed()));
    });
  }
});

Deno.test("half of a surrogate pair cannot be written", async () => {
  for (const code of ["d800", "dbff", "dc00", "dfff"]) {
    const { code: exitCode, stdout, stderr } = await runAria(["-c", `run("echo", ["\\u{${code}}"]);`]);
    assertEquals([exitCode, stdout], [2, ""]);
    assertMatch(stderr, /'\\u' does not name a character/);
  }
});

/** `a`, half of a surrogate pair in UTF-8's way, `b`, a byte that UTF-8 has not, `c`; and for `printf` the same. */
const BYTES = [97, 0xed, 0xa0, 0x80, 98, 0xff, 99];
const FORMAT = "a\\355\\240\\200b\\377c";
const REPLACED = "a\ufffd\ufffd\ufffdb\ufffdc";

Deno.test("what programs say that is no UTF-8 becomes U+FFFD in texts, and stays in buffers", async () => {
  const { code, stdout, stderr } = await runAria([
    "-c",
    `fixed string:CHILD = "${CHILD}";
     print(capture(run("printf", ['${FORMAT}']))?.stdout);
     for (line in lines(run("printf", ['${FORMAT}\\n']))) { print(line); }
     process:p = spawn("printf", ['${FORMAT}'])?; print(p.stdout.read_all()?); wait(p)?;
     print(hex(capture(run("printf", ['${FORMAT}']) | run(CHILD, ["copy", "0", "5"]))?.stddato));`,
  ]);
  const hex = BYTES.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  assertEquals([code, stdout, stderr], [0, `${`${REPLACED}\n`.repeat(3)}${hex}\n`, ""]);
});

Deno.test("a file that is no UTF-8 is no text, and no program", async () => {
  using folder = new Folder();
  Deno.writeFileSync(folder.file("bytes"), Uint8Array.from([...new TextEncoder().encode('print("'), ...BYTES, 34, 41]));
  const read = await runAria(["-c", `print(read_file("bytes").err.kind, len(read_bytes("bytes")?));`], {
    cwd: folder.path,
  });
  assertEquals(read, { code: 0, stdout: "parse 16\n", stderr: "" });
  const { code, stdout, stderr } = await runAria(["bytes"], { cwd: folder.path });
  assertEquals([code, stdout], [2, ""]);
  assertMatch(stderr, /is not UTF-8 text/);
});

/** Runs the shell by `sh`, which can give it any bytes: `before` stands in front of the command, `behind` behind it. */
async function runBySh(before: string, code: string, behind = ""): Promise<Ran> {
  const { program, first } = ariash();
  const shell = new Deno.Command("sh", {
    args: ["-c", `BYTES=$(printf '${FORMAT}'); ${before} exec "$@" ${behind}`, "sh", program, ...first, "-c", code],
    env: { NO_COLOR: "1" },
  });
  const { code: exitCode, stdout, stderr } = await shell.output();
  return { code: exitCode, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

Deno.test("an argument of the shell that is no UTF-8 is an error on its command line", async () => {
  const { code, stdout, stderr } = await runBySh("", `run("echo", ["not reached"]);`, '"$BYTES"');
  assertEquals([code, stdout], [2, ""]);
  assertMatch(stderr, /argument \d+ is not UTF-8 text/);
});

Deno.test("a variable that is no UTF-8 goes to programs as it is, and is an error to read", async () => {
  const show = `run("sh", ["-c", 'printf %s "$V" | od -An -tx1 | tr -d " \\n"']);`;
  const passed = await runBySh("export V=$BYTES;", `${show} ENV.W = "x"; ${show}`);
  const hex = BYTES.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  assertEquals(passed, { code: 0, stdout: hex + hex, stderr: "" });
  const { code, stdout, stderr } = await runBySh("export V=$BYTES;", "print(ENV.V);");
  assertEquals([code, stdout], [1, ""]);
  assertMatch(stderr, /variable V .*not UTF-8/);
});

Deno.test("a folder whose name is no UTF-8 is an error to name, and none to work in", async () => {
  using folder = new Folder();
  const enter = `mkdir "${folder.path}/$BYTES" && cd "${folder.path}/$BYTES";`;
  const ran = await runBySh(enter, `run("echo", ["hi"]) > "file"; print(read_file("file")?, exists("file"));`);
  assertEquals(ran, { code: 0, stdout: "hi\n true\n", stderr: "" });
  const { code, stdout, stderr } = await runBySh(enter.replace("mkdir", "true"), "print(cwd());");
  assertEquals([code, stdout], [1, ""]);
  assertMatch(stderr, /not UTF-8/);
});

Deno.test("a file whose name is no UTF-8 is an error where it is found, and not taken for another", async () => {
  using folder = new Folder();
  const make = `cd "${folder.path}"; : > "$BYTES"; : > "${REPLACED}";`;
  const looks = [`list_dir(".")?;`, `glob("*");`, "echo *", "echo a*c"];
  for (const look of looks) {
    const { code, stdout, stderr } = await runBySh(make, `print("before"); ${look}\nprint("not reached");`);
    assertEquals([look, code, stdout], [look, 1, "before\n"]);
    assertMatch(stderr, /not UTF-8/);
  }
});
