import { assert, assertEquals } from "@std/assert";
import { check as checkLoaded } from "../../../src/shell/check/checker.ts";
import { parse } from "../../../src/shell/syntax/parser.ts";
import { Source } from "../../../src/shell/syntax/source.ts";
import { check, codes, said } from "./program.ts";

Deno.test("all errors are reported, each with its line and a caret", () => {
  assertEquals(
    said('int8:x = "s";\nprint(y);\nrun(5);\n'),
    [
      "t.aria:1:10: error: 'x' is declared as int8, but this is a string [ARIA-120]",
      '  int8:x = "s";',
      "           ^^^",
      "t.aria:2:7: error: 'y' is not declared [ARIA-100]",
      "  print(y);",
      "        ^",
      "t.aria:3:5: error: the program must be a string, but this is an integer [ARIA-157]",
      "  run(5);",
      "      ^",
      'help: write "5"',
      "",
    ].join("\n"),
  );
});

Deno.test("an error in the syntax does not keep the rest from being checked, nor bring consequences", () => {
  assertEquals(codes("int:x = ;\nprint(x);\nint8:y = true;"), ["ARIA-008 1:9", "ARIA-120 3:10"]);
  assertEquals(codes("func:f = int() { if (true) { pass(1); } print(,); };\nexit(0); print(1);"), ["ARIA-008 1:47"]);
});

Deno.test("warnings do not keep a program from running", () => {
  const { errors, diagnostics } = check("exit(0);\nprint(1);");
  assertEquals(errors, 0);
  assertEquals(diagnostics[0]!.diagnostics.list().map(({ severity }) => severity), ["warning"]);
});

Deno.test("ten thousand lines are checked in a moment", () => {
  const part = (n: number) =>
    `func:f${n} = int32(int32:a, string:s) {
  int32:t = a * 2 + ${n};
  if (t > 10 && s != "x") { print("big", t, s + "!" + t); } else { fail("small"); }
  for (x in [1, 2, 3]) { t += int32(x); }
  pass(t);
};
command:c${n} = run("echo", ["a" + ${n}, "b"]) > "f${n}";
result:r${n} = f${n}(${n}, "q"); print(r${n}.err == NULL, f${n}(1, "z") ? -1);
string[]:a${n} = split("a,b", ","); print(len(a${n}), a${n}[0]);
echo hello &{a${n}} | wc -l
`;
  const source = new Source("t.aria", Array.from({ length: 1000 }, (_, n) => part(n)).join(""));
  const parsed = parse(source);
  const start = performance.now();
  assertEquals(checkLoaded({ source, parsed }, () => "there is none").errors, 0);
  assert(performance.now() - start < 5000);
});
