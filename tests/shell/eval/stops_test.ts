import { assertEquals } from "@std/assert";
import { EVAL_CODES } from "../../../src/shell/eval/mod.ts";
import { ErrorValue, Failure } from "../../../src/shell/values/mod.ts";
import { run, stops } from "./program.ts";

const DIVIDE = "func:divide = int32(int32:a, int32:b) { pass(a / b); };\n";

/** Programs and what stops them, with the place. */
const ROWS: ReadonlyArray<readonly [program: string, reason: string]> = [
  ["print(1);\nint32:z = 0; print(1 / z);", "2:22 ARIA-310: division by zero"],
  ["int64:z = 0;\nprint(5 % z);", "2:9 ARIA-310: division by zero"],
  [`${DIVIDE}print(divide(1, 0) ? 5);`, "1:48 ARIA-310: division by zero"],
  ["int32:x = 1; int32:z = 0;\nx /= z;", "2:1 ARIA-310: division by zero"],
  ["int32[]:a = [1, 2];\nprint(a[2]);", "2:7 ARIA-311: the index 2 is out of bounds: the length is 2"],
  ["int32[]:a = [1, 2]; int64:i = -1;\na[i] = 3;", "2:1 ARIA-311: the index -1 is out of bounds: the length is 2"],
  [
    "int32[]:a = [1, 2]; int64:i = 9007199254740993;\na[i]++;",
    "2:1 ARIA-311: the index 9007199254740993 is out of bounds: the length is 2",
  ],
  [`string:s = "añ";\nprint(s[2]);`, "2:7 ARIA-311: the index 2 is out of bounds: the length is 2"],
  ["int32[]:a = [1, 2];\nprint(a[1..2]);", "2:7 ARIA-311: the slice 1..2 is out of bounds: the length is 2"],
  [`dyn:d = "text";\nint32:n = d;`, "2:11 ARIA-313: expected int32, but this is a string"],
  ["int32:step = 0;\nloop(1, 5, step) { print($); }", "2:12 ARIA-315: the step of a loop is 0"],
  ["int32:code = 256;\nexit(code);", "2:1 ARIA-316: an exit code is between 0 and 255, but this is 256"],
  [
    "func:f = int32(int32:n) {\n  pass((f(n + 1)?) + 1);\n};\nf(0);",
    "2:9 ARIA-317: the functions call each other too deep",
  ],
  [
    'tbb8:a = 127; a = a + 1;\nif (a < 3) { print("no"); }',
    "2:7 ARIA-330: ERR became part of a condition; it was born of 127 + 1 at t.aria:1:21",
  ],
  ["tbb8:a = ERR;\nint32:n = int32(a);", "2:11 ARIA-330: ERR became an int32; it was born of ERR at t.aria:1:10"],
  [`string:s = "x";\nwhile (true) { s += s; }`, "2:16 ARIA-318: a string would be too large"],
  [`string:s = "x";\nwhile (true) { string:t = s + s; s = t; }`, "2:27 ARIA-318: a string would be too large"],
  [`func:f = int32() { fail("no luck"); };\nf();`, "1:20 ARIA-301: no luck"],
  [`func:f = int32() { fail(7); };\nint32:x = f()?;`, "1:20 ARIA-301: error 7"],
  [`fail("at once");`, "1:1 ARIA-301: at once"],
  [`run("3", []);`, `1:1 ARIA-300: "3" failed with exit code 3`],
];

for (const [program, reason] of ROWS) {
  Deno.test(`stops with ${reason.replace(/^[\d:]+ /, "")}: ${program}`, async () => {
    assertEquals(await stops(program), reason);
  });
}

for (const [code, { example }] of Object.entries(EVAL_CODES)) {
  Deno.test(`the example of ${code} gives it`, async () => {
    const directory = Deno.cwd();
    const { ending, warned } = await run(example.replace('run("sh", ["-c", "exit 3"])', 'run("3")'));
    Deno.chdir(directory);
    const isWarned = warned.some((line) => line.includes(`[${code}]`));
    assertEquals(isWarned ? code : ending.failure?.code, code);
  });
}

const EXITS: ReadonlyArray<readonly [program: string, exitCode: number]> = [
  ["exit(3);", 3],
  ["func:f = NIL() { exit(4); }; f(); print(1);", 4],
  ["int32:x = 5; exit(x);", 5],
  ["tbb8:x = 6; exit(x);", 6],
  ["tbb8:x = ERR; exit(x);", 70],
  ["int32:x = 256; exit(x);", 1],
  ["func:f = NIL() { fail(7); }; f();", 7],
  [`func:f = NIL() { fail("x"); }; f();`, 1],
  ["func:f = NIL() { fail(300); }; f();", 1],
  ["int32:z = 0; print(1 / z);", 1],
  [`run("42");`, 42],
  [`tbb8:a = ERR; run("echo", [string(a)]);`, 70],
  ["tbb8:a = ERR; echo &{a};", 70],
];

for (const [program, exitCode] of EXITS) {
  Deno.test(`exits with ${exitCode}: ${program}`, async () => {
    assertEquals((await run(program)).ending.exitCode, exitCode);
  });
}

Deno.test("a failure that was not taken where it came about names both places", async () => {
  const { ending } = await run("func:f = NIL() { fail(1); };\nf();");
  assertEquals(ending.failure?.help, "nobody took this failure at t.aria:2:1");
});

Deno.test("without errexit a failure is told of and the program goes on", async () => {
  const { printed, passedOver, ending } = await run(`run("3"); print(STATUS);`, { settings: { errexit: false } });
  assertEquals(printed, "3\n");
  assertEquals(passedOver.map(({ message }) => message), [`"3" failed with exit code 3`]);
  assertEquals(ending.exitCode, 0);
});

Deno.test("`set errexit` takes effect from there on", async () => {
  const { printed } = await run(`set errexit = false; run("3"); print(1); set errexit = true; run("4"); print(2);`);
  assertEquals(printed, "1\n");
});

Deno.test("`?` outside of functions stops the program whatever errexit is", async () => {
  const { ending } = await run(`func:f = int32() { fail(9); }; int32:x = f()?;`, { settings: { errexit: false } });
  assertEquals(ending.exitCode, 9);
});

Deno.test("without sticky_errors a violation is a warning", async () => {
  const { printed, warned } = await run(`tbb8:a = ERR; if (a < 3) { print("below"); }`, {
    settings: { sticky_errors: false },
  });
  assertEquals(printed, "below\n");
  assertEquals(warned, [
    "t.aria:1:21: warning: ERR became part of a condition; it was born of ERR at t.aria:1:10 [ARIA-330]\n" +
    '  tbb8:a = ERR; if (a < 3) { print("below"); }\n' +
    "                      ^",
  ]);
});

Deno.test("without sticky_errors an ERR that is cast becomes NaN, or the integer below its range", async () => {
  const { printed, warned } = await run(
    "tbb8:a = ERR; tbb64:b = ERR; print(int8(a), int(a), uint8(a), flt64(a), int64(b), int(tbb8(5)));",
    { settings: { sticky_errors: false } },
  );
  assertEquals(printed, "-128 -128 128 nan -9223372036854775808 5\n");
  assertEquals(warned.length, 5);
});

Deno.test("the value of the last statement at the top level is kept if it is wanted", async () => {
  const { ending } = await run("func:f = int32() { pass(42); }; f(); if (true) { int32:x = 5; }", {
    options: { keepValue: true },
  });
  assertEquals(ending.value?.value, 42);
  assertEquals((await run("int32:x = 1;")).ending.value, undefined);
});

Deno.test("what fails in a deferred statement of a program that is ending anyway is a warning", async () => {
  const { ending, warned } = await run(`func:f = NIL() { fail("second"); };\ndefer f();\nfail("first");`);
  assertEquals(ending.failure?.message, "first");
  assertEquals(warned, [
    "t.aria:1:18: warning: while the program was ending: second [ARIA-301]\n" +
    '  func:f = NIL() { fail("second"); };\n' +
    "                   ^^^^^^^^^^^^^^^\n" +
    "help: nobody took this failure at t.aria:2:7",
  ]);
});

Deno.test("a recursion of functions that wait can be too deep as well", async () => {
  const reason = await stops("func:f = int32(int32:n) { if (n < 0) { late; } pass(f(n + 1)?); };\nf(0);");
  assertEquals(reason, "1:53 ARIA-317: the functions call each other too deep");
});

Deno.test("a recursion that is too deep only in the library has its place, too", async () => {
  const value = "dyn:v = [1]; loop(1, 900, 1) { v = [v]; }";
  const text = 'string:s = is n % 50 == 0 : string(v) : "";';
  const program = `${value}\nfunc:f = int32(int32:n) {\n${text}\npass(f(n + 1)?);\n};\nf(1);`;
  assertEquals(await stops(program), "4:6 ARIA-317: the functions call each other too deep");
});

Deno.test("a reader of stdout that is gone ends the program, unless that failure is taken", async () => {
  const gone = new Failure(new ErrorValue(1, "nobody reads", "broken_pipe", { exitCode: 141 }), -1);
  const host = { print: () => gone };
  const { ending } = await run(`print(1);`, { host });
  assertEquals([ending.exitCode, ending.failure?.error?.kind], [141, "broken_pipe"]);
  assertEquals((await run(`ignore(print(1)); exit(3);`, { host })).ending.exitCode, 3);
});
