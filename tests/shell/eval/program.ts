/**
 * Runs the text of a program with commands that start nothing.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { check } from "../../../src/shell/check/checker.ts";
import type { CheckedProgram } from "../../../src/shell/check/tree.ts";
import type { CommandPlan } from "../../../src/shell/commands/plan.ts";
import type { CommandRunner, ProcessValue, Settings } from "../../../src/shell/commands/runner.ts";
import {
  type Ending,
  type EndingFailure,
  generate,
  type Generated,
  type GenerateOptions,
  type Host,
  runGenerated,
} from "../../../src/shell/eval/mod.ts";
import { parse } from "../../../src/shell/syntax/parser.ts";
import { Source } from "../../../src/shell/syntax/source.ts";
import { ErrorValue, Failure } from "../../../src/shell/values/mod.ts";

/** What running a program came to. */
export interface Outcome {
  /** All that it printed. */
  readonly printed: string;
  readonly ending: Ending;
  /** The plans of the commands that ran, in their order. */
  readonly plans: readonly CommandPlan[];
  /** Lines of warning. */
  readonly warned: readonly string[];
  /** Failures that were passed over because `errexit` is off. */
  readonly passedOver: readonly EndingFailure[];
}

/** What may be different from the usual. */
export interface Circumstances {
  readonly host?: Partial<Host>;
  readonly settings?: Partial<Settings>;
  readonly options?: GenerateOptions;
  /** Imported files by their paths. */
  readonly files?: Readonly<Record<string, string>>;
  /** Called while a command runs. */
  readonly onRun?: (plan: CommandPlan) => void;
}

/** Checks a program that has nothing wrong with it. */
export function checked(text: string, files: Circumstances["files"] = {}): CheckedProgram {
  const { program, diagnostics, errors } = check(load("t.aria", text), (_, path) => {
    return files[path] === undefined ? "there is no such file" : load(path, files[path]);
  });
  const found = diagnostics.map(({ source, diagnostics }) => diagnostics.format(source));
  assertEquals(errors === 0 ? "" : found.join(""), "");
  return program;
}

/** Generates it. */
export function generated(text: string, { options, files }: Circumstances = {}): Generated {
  return generate(checked(text, files), options);
}

/** Runs it. */
export async function run(text: string, circumstances: Circumstances = {}): Promise<Outcome> {
  return await runMade(generated(text, circumstances), circumstances);
}

/** Runs a program that was generated. */
export async function runMade(program: Generated, circumstances: Circumstances = {}): Promise<Outcome> {
  const printed: string[] = [];
  const warned: string[] = [];
  const passedOver: EndingFailure[] = [];
  const runner = new FakeRunner(circumstances.onRun);
  const settings = { errexit: true, strict_pipe: false, sticky_errors: true, stddato_notice: true, trace: false };
  const host: Host = {
    runner: () => Promise.resolve(runner),
    settings: { ...settings, ...circumstances.settings },
    args: [],
    arg0: "t.aria",
    signals: null,
    print(text) {
      printed.push(text);
      return null;
    },
    warn: (line) => warned.push(line),
    passedOver: (failure) => passedOver.push(failure),
    ...circumstances.host,
  };
  const ending = await runGenerated(program, host);
  return { printed: printed.join(""), ending, plans: runner.plans, warned, passedOver };
}

/** What a program prints that comes to its end. */
export async function prints(text: string, circumstances?: Circumstances): Promise<string> {
  const { printed, ending } = await run(text, circumstances);
  assertEquals(ending.failure?.message, undefined);
  assertEquals(ending.exitCode, 0);
  return printed;
}

/** How a program ends that something stops: `line:column code: message`. */
export async function stops(text: string, circumstances?: Circumstances): Promise<string> {
  const { failure } = (await run(text, circumstances)).ending;
  if (!failure) return "nothing stopped it";
  const { line, column } = failure.place!.source.position(failure.place!.span.start);
  return `${line}:${column} ${failure.code}: ${failure.message}`;
}

function load(name: string, text: string) {
  const source = new Source(name, text);
  return { source, parsed: parse(source) };
}

/**
 * Runs nothing. A stage whose program ends in a number fails with that exit code, `late` waits a turn of the event loop
 * first; what is captured is the arguments of the last stage.
 */
export class FakeRunner implements CommandRunner {
  readonly plans: CommandPlan[] = [];
  readonly #onRun: ((plan: CommandPlan) => void) | undefined;
  status = 0;
  lastPid: number | null = null;

  constructor(onRun?: (plan: CommandPlan) => void) {
    this.#onRun = onRun;
  }

  async run(plan: CommandPlan) {
    this.plans.push(plan);
    this.#onRun?.(plan);
    if (plan.stages.some(({ program }) => program === "late")) await new Promise((resolve) => setTimeout(resolve, 0));
    const failure = failureOf(plan);
    this.status = failure?.error.details.exitCode ?? 0;
    const stages = plan.stages.map(({ name }) => ({ name, code: 0, signal: null, broken_pipe: false }));
    return failure ?? { code: 0, bytes: null, stages };
  }

  async capture(plan: CommandPlan) {
    const ran = await this.run(plan);
    if (ran instanceof Failure) return ran;
    const stdout = `${plan.stages.at(-1)!.args.join(" ")}\n`;
    return { code: 0, stdout, stderr: "", stddbg: "", stddato: new Uint8Array(), text: () => stdout.slice(0, -1) };
  }

  spawn(): Promise<ProcessValue | Failure> {
    throw new TypeError("Nothing is spawned here");
  }

  background(plan: CommandPlan) {
    this.plans.push(plan);
    this.lastPid = 4321;
    return Promise.resolve(failureOf(plan));
  }

  async *lines(plan: CommandPlan) {
    this.plans.push(plan);
    yield* plan.stages.at(-1)!.args;
    const failure = failureOf(plan);
    if (failure) throw failure;
  }

  async *events(plan: CommandPlan) {
    yield* this.lines(plan);
  }
}

/** The name of a program that there is not. */
const MISSING = "no-such-program";

function failureOf({ stages }: CommandPlan): Failure | null {
  const stage = stages.findIndex(({ program, broken }) => broken || /\d$/.test(program) || program === MISSING);
  if (stage < 0) return null;
  const { name, program, broken, at } = stages[stage]!;
  if (broken) return new Failure(broken, at);
  if (program === MISSING) return new Failure(new ErrorValue(127, "there is no such program", "start"), at);
  const code = Number(/\d+$/.exec(program));
  const message = `"${name}" failed with exit code ${code}`;
  const values = stages.map(({ name }) => ({ name, code, signal: null, broken_pipe: false }));
  return new Failure(new ErrorValue(code, message, "exit", { stage, stages: values, exitCode: code }), at);
}
