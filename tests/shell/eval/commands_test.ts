import { assertEquals } from "@std/assert";
import type { CommandPlan, StagePlan } from "../../../src/shell/commands/plan.ts";
import { prints, run, stops } from "./program.ts";

/** The plans of a program's commands. */
async function plans(program: string): Promise<readonly CommandPlan[]> {
  return (await run(program)).plans;
}

/** The words of the only command. */
async function words(program: string): Promise<string[]> {
  const [stage] = (await plans(program))[0]!.stages as [StagePlan];
  return [stage.program, ...stage.args];
}

const WORDS: ReadonlyArray<readonly [program: string, words: string[]]> = [
  [`run("pwd",);`, ["pwd"]],
  [`run("a", ["b c", "-d", ""]);`, ["a", "b c", "-d", ""]],
  [`string:f = "a b;*"; run("printf", ["%s", f]);`, ["printf", "%s", "a b;*"]],
  [`run("a", [string(5), Path("x")]);`, ["a", "5", "x"]],
  [`string[]:more = ["x", "y"]; run("a", more);`, ["a", "x", "y"]],
  [`ls -la /tmp`, ["ls", "-la", "/tmp"]],
  [`echo "Hello World"`, ["echo", "Hello World"]],
  [`echo http://x // c`, ["echo", "http://x"]],
  [`echo &{1 + 1}`, ["echo", "2"]],
  [`string:s = "b c"; echo a&{s}"d "&{2.5}`, ["echo", "ab cd 2.5"]],
  [`string[]:a = ["p", "q r"]; printf "%s." &{a}`, ["printf", "%s.", "p", "q r"]],
  [`string[]:a = []; printf &{a}`, ["printf"]],
  [`echo '*' \\*`, ["echo", "*", "*"]],
];

Deno.test("a dyn is a word if it holds what can be one", async () => {
  const program = `dyn:a = Path("a b"); dyn:b = "*"; dyn:c = tbb8(7); dyn:d = 2.5; dyn:e = true;`;
  assertEquals(await words(`${program} printf &{a} x&{b} &{c} &{d} &{e}`), ["printf", "a b", "x*", "7", "2.5", "true"]);
  const refused = "a word takes a string, Path, number or bool, but this is";
  assertEquals(await stops(`dyn:d = ["a"]; echo &{d}`), `1:21 ARIA-313: ${refused} a dyn[]`);
  assertEquals(await stops(`dyn:d = {a: 1}; echo x&{d}`), `1:23 ARIA-313: ${refused} an obj`);
  assertEquals(await stops(`dyn:d = NIL; echo > &{d}`), `1:21 ARIA-313: ${refused} NIL`);
});

for (const [program, expected] of WORDS) {
  Deno.test(`the words of a command: ${program}`, async () => {
    assertEquals(await words(program), expected);
  });
}

Deno.test("a pattern becomes the names that match, and without one the stage cannot be started", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/b.txt`, "");
  await Deno.writeTextFile(`${folder}/a.txt`, "");
  try {
    assertEquals(await words(`string:d = "${folder}"; ls &{d}/*.txt`), ["ls", `${folder}/a.txt`, `${folder}/b.txt`]);
    assertEquals(await stops(`ls ${folder}/*.nomatch`), `1:1 ARIA-300: no file matches '${folder}/*.nomatch'`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("`~` is the home directory", async () => {
  assertEquals(await words("ls ~/a ~ b~"), ["ls", `${Deno.env.get("HOME")}/a`, Deno.env.get("HOME")!, "b~"]);
});

Deno.test("pipes, redirections and values make a plan", async () => {
  const [plan] = await plans(`"text" | run("a") | run("b", [], {cwd: "/", stderr: "null"}) >> "out";`);
  assertEquals(plan!.stages.map(({ program }) => program), ["a", "b"]);
  assertEquals(plan!.edges, [{ from: 0, to: [1], operator: "|" }]);
  assertEquals(plan!.stages[0]!.wires, new Map([[0, { kind: "value", value: "text" }]]));
  assertEquals(
    plan!.stages[1]!.wires,
    new Map<number, unknown>([[2, { kind: "word", word: "null" }], [1, {
      kind: "file",
      path: "out",
      append: true,
    }]]) as never,
  );
  assertEquals(plan!.stages[1]!.options, { cwd: "/" });
});

Deno.test("a bare command's redirections take words", async () => {
  const [plan] = await plans(`string:f = "o u t"; echo a > &{f} 2>&1`);
  assertEquals(
    plan!.stages[0]!.wires,
    new Map<number, unknown>([[1, { kind: "file", path: "o u t", append: false }], [2, {
      kind: "same",
      stream: 1,
    }]]) as never,
  );
});

Deno.test("a variable's command goes by its name where it is used", async () => {
  const [plan] = await plans(`command:gen = run("a"); gen;`);
  assertEquals(plan!.stages[0]!.name, "gen");
});

Deno.test("timeout limits a plan", async () => {
  assertEquals((await plans(`ignore(timeout(200, run("sleep", ["9"])));`))[0]!.timeout, 200);
});

Deno.test("options that are computed are checked when the command is made", async () => {
  const reason = await stops(`obj:o = {timeout_ms: "x"}; run("a", [], o);`);
  assertEquals(reason.slice(0, 13), "1:28 ARIA-319");
});

const RUNS: ReadonlyArray<readonly [name: string, program: string, printed: string]> = [
  ["ignored failures pass", `ignore(run("1")); print("yes");`, "yes"],
  [
    "a result keeps a failure",
    `result:r = run("x") | run("5"); print(r.err != NULL, r.err.stage, r.err.code, STATUS);`,
    "true 1 5 5",
  ],
  ["a command is a condition", `if (run("test")) { print("dir"); } if (!run("1")) { print("not"); }`, "dir not"],
  [
    "words are conditions of each other",
    'no7 || echo yes; ignore(run("no7") && run("echo")); print(STATUS); echo a && echo b; print(STATUS);',
    "7 0",
  ],
  ["capture collects", `print(capture(run("echo", ["q"]))?.stdout, capture(run("x", ["y"]))?.text());`, "q\n y"],
  ["json reads", `print((json(run("x", ["[1, 2]"]))?)[1], json(run("x", ["oops"])).err.kind);`, "2 parse"],
  [
    "lines come one by one",
    `for (string:l in lines(run("seq", ["1", "2", "3"]))) { if (l == "3") { break; } print("n", l); }`,
    "n 1 n 2",
  ],
  ["a command in the background", `run("x") &; print(LASTPID);`, "4321"],
  [
    "the environment",
    `ENV.ARIA_TEST = "on"; print(ENV.ARIA_TEST, env("ARIA_TEST")); ENV.ARIA_TEST = NIL; print(ENV.ARIA_TEST);`,
    "on on NIL",
  ],
];

for (const [name, program, printed] of RUNS) {
  Deno.test(`commands: ${name}`, async () => {
    assertEquals((await prints(program)).trim().split("\n").join(" "), printed.replaceAll("\n", " "));
  });
}

Deno.test("lines of a command that failed end with its failure", async () => {
  assertEquals(
    await stops(`for (l in lines(run("3", ["a"]))) { print(l); }`),
    `1:17 ARIA-300: "3" failed with exit code 3`,
  );
});

Deno.test("cd notes where it went and where it came from", async () => {
  const before = Deno.cwd();
  try {
    assertEquals(await prints(`cd("/")?; print(ENV.PWD, ENV.OLDPWD, cwd());`), `/ ${before} /\n`);
  } finally {
    Deno.chdir(before);
  }
});
