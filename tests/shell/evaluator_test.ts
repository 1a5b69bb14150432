import { assertEquals } from "@std/assert";
import { check, PREDECLARED } from "../../src/shell/check/checker.ts";
import { type Ending, evaluate } from "../../src/shell/eval/evaluator.ts";
import type { CommandPlan } from "../../src/shell/eval/plan.ts";
import type { RunFailure, RunOutcome } from "../../src/shell/eval/runner.ts";
import { parse } from "../../src/shell/syntax/parser.ts";
import { Source } from "../../src/shell/syntax/source.ts";

/** Runs a program whose commands start nothing; a program called `fail` fails with code 3. */
async function evaluateText(text: string, args: string[] = []): Promise<{ plans: CommandPlan[]; ending: Ending }> {
  const source = new Source("t.aria", text);
  const parsed = parse(source, Object.keys(PREDECLARED));
  check(parsed, source);
  assertEquals(parsed.diagnostics.format(source), "");
  const plans: CommandPlan[] = [];
  const runner = {
    run(plan: CommandPlan): Promise<RunOutcome> {
      plans.push(plan);
      const stage = plan.stages.findIndex((candidate) => candidate.program === "fail");
      const failure: RunFailure | null = stage < 0 ? null : { stage, reason: "failed with exit code 3", exitCode: 3 };
      return Promise.resolve({ failure, interruptedWith: null, stages: [], edges: [], bytes: null, durationMs: 0 });
    },
  };
  return { plans, ending: await evaluate(parsed.program, { runner, predeclared: { ARGS: args, ARG0: "t.aria" } }) };
}

/** The only plan of a program. */
async function plan(text: string, args?: string[]): Promise<CommandPlan> {
  const { plans } = await evaluateText(text, args);
  assertEquals(plans.length, 1);
  return plans[0]!;
}

Deno.test("evaluate() keeps one value one argument, whatever is in it", async () => {
  const { stages } = await plan(`string:f = 'a b;*"&{x}'; run("printf", ["%s", f, "", "-n" + "\\n"]);`);
  assertEquals(stages[0]!.args, ["%s", 'a b;*"&{x}', "", "-n\n"]);
});

Deno.test("evaluate() runs nothing for a declaration, and a named command each time it is named", async () => {
  const { plans } = await evaluateText('command:a = run("gen"); a; a;');
  assertEquals(plans.map((one) => one.stages[0]!.program), ["gen", "gen"]);
});

Deno.test("evaluate() numbers the stages of a pipeline by their place, named parts included", async () => {
  const { stages, edges } = await plan('pipeline:p = run("b") |* run("c"); run("a") | p |+ run("d");');
  assertEquals(stages.map((stage) => stage.program), ["a", "b", "c", "d"]);
  assertEquals(edges.map(({ from, to, operator }) => `${from}${operator}${to}`), ["0|1", "1|*2", "2|+3"]);
});

Deno.test("evaluate() makes one edge of a fan-out", async () => {
  const { stages, edges } = await plan('run("a") |* [run("b"), run("c")];');
  assertEquals(stages.length, 3);
  assertEquals(edges, [{ from: 0, to: [1, 2], operator: "|*" }]);
});

Deno.test("evaluate() gives redirections to the stage they stand behind", async () => {
  const { stages } = await plan('run("a") 2> "e" | run("b") < "i" 5>> "d";'.replace(' < "i"', ""));
  assertEquals([...stages[0]!.files], [[2, { path: "e", append: false }]]);
  assertEquals([...stages[1]!.files], [[5, { path: "d", append: true }]]);
});

Deno.test("evaluate() uses the value that a variable has when a command is made", async () => {
  const { stages } = await plan('string:a = "1"; command:c = run("x", [a]); a = "2"; c;');
  assertEquals(stages[0]!.args, ["1"]);
});

Deno.test("evaluate() gives the program its arguments", async () => {
  assertEquals((await plan('run("x", ARGS);', ["1", "2 3"])).stages[0]!.args, ["1", "2 3"]);
});

Deno.test("evaluate() lets a stage go by the variable it was named by", async () => {
  const { stages } = await plan('command:c = run("x"); c 2> "f" | run("y");');
  assertEquals(stages.map(({ name, program }) => [name, program]), [["c", "x"], ["y", "y"]]);
});

Deno.test("evaluate() stops at the first failure, at the failing stage's place", async () => {
  const text = 'command:bad = run("fail");\nrun("a") | bad;\nrun("never");';
  const { plans, ending } = await evaluateText(text);
  assertEquals(plans.length, 1);
  assertEquals(ending.exitCode, 3);
  assertEquals(ending.failure?.message, 'stage 2 of 2, "fail", failed with exit code 3');
  assertEquals(text.slice(ending.failure!.span.start, ending.failure!.span.end), "bad");
});
