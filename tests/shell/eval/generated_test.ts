import { assertEquals } from "@std/assert";
import type { Variable } from "../../../src/shell/check/tree.ts";
import { type Cell, generate } from "../../../src/shell/eval/mod.ts";
import { checked, generated, prints, runMade } from "./program.ts";

Deno.test("each imported file runs once, when it is first used", async () => {
  const files = {
    "./a.aria": `use "./b.aria" as b; print("a", b.count()?); func:again = int32() { pass((b.count()?) * 10); };`,
    "./b.aria": `print("b"); int32:n = 0; func:count = int32() { n++; pass(n); };`,
  };
  const program = `print("main"); use "./b.aria" as b; use "./a.aria".*; print(again()?, b.n);`;
  assertEquals(await prints(program, { files }), "main\nb\na 1\n20 2\n");
});

Deno.test("an imported file may wait", async () => {
  const files = { "./late.aria": `run("late"); int32:x = 5;` };
  assertEquals(await prints(`use "./late.aria" as late; print(late.x);`, { files }), "5\n");
});

Deno.test("only functions that can wait become asynchronous", () => {
  const { text } = generated(`
    func:plain = int32(int32:n) { pass(n + 1); };
    func:waits = int32() { run("x"); pass(plain(1)?); };
    int32:a = waits()?; int32:b = plain(2)?;
  `);
  assertEquals(text.match(/async function/g)?.length, 2);
  assertEquals(text.match(/^function v/gm)?.length, 1);
});

Deno.test("nothing of a program's text is JavaScript", () => {
  const word = "alert";
  const { text } = generated(`
    struct:Alert = { string:alert; }; Alert:alert1 = {alert: "alert"}; obj:o = {"alert": "alert(1)"};
    string:alert = "\\"); alert(1); (\\u{2028}"; func:alert2 = string(string:alert3) { pass(alert3 + "alert"); };
    print(alert, alert1.alert, o, alert2("alert")?); echo alert > "alert";
  `);
  const strings = /"(?:[^"\\\n]|\\.)*"/g;
  assertEquals(text.replace(strings, "").includes(word), false);
  assertEquals(/[\u2028\u2029]/.test(text), false);
});

Deno.test("a program without loops, functions and waits is brief", () => {
  assertEquals(generated("int32:x = 1; print(x + 1);").isBrief, true);
  for (const program of ["while (false) {}", "func:f = NIL() {}; f();", `run("x");`, "sleep(1);", "defer print(1);"]) {
    assertEquals(generated(program).isBrief, false, program);
  }
});

Deno.test("programs that are run one after another share the variables that live in cells", async () => {
  const { files: [file] } = checked(`
    int32:n = 1; func:up = int32() { n++; late; pass(n); };
    n += 10; print(up() ? 0);
    func:f = up; print(f() ? 0, n);
  `);
  const cells: Map<Variable, Cell> = new Map();
  const printed: string[] = [];
  for (const body of [file!.body.slice(0, 2), file!.body.slice(2, 4), file!.body.slice(4)]) {
    printed.push((await runMade(generate({ files: [{ ...file!, body }] }, { cells }))).printed);
  }
  assertEquals(printed, ["", "12\n", "13 13\n"]);
});
