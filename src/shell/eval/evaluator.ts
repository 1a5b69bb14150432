/**
 * Runs a checked program, statement by statement.
 *
 * @module
 */

import { redirectedStream } from "../check/streams.ts";
import type { Expression, Program, Statement } from "../syntax/ast.ts";
import type { Diagnostic } from "../syntax/diagnostics.ts";
import type { Span } from "../syntax/source.ts";
import { type CommandPlan, connect, placed, redirect } from "./plan.ts";
import type { CommandRunner, RunOutcome } from "./runner.ts";

/** A value of the language: `string`, `string[]`, or a `command` or `pipeline` that has not run. */
export type Value = string | readonly string[] | CommandPlan;

/** What the evaluator is given besides the program. */
export interface EvaluatorOptions {
  readonly runner: CommandRunner;
  /** Values of the names that every program finds declared. */
  readonly predeclared: Readonly<Record<string, Value>>;
  /** Told of every command and pipeline that has run, with the place of its statement. */
  readonly onRun?: (span: Span, outcome: RunOutcome) => void;
}

/** How a program ended. */
export interface Ending {
  readonly exitCode: number;
  /** What stopped it; `null` when it came to its end. */
  readonly failure: Diagnostic | null;
}

/**
 * Runs a program that the checker found nothing wrong with. The first command or pipeline that fails stops it.
 *
 * @example
 * ```ts
 * import { evaluate } from "./evaluator.ts";
 * import { parse } from "../syntax/parser.ts";
 * import { Source } from "../syntax/source.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const started: string[] = [];
 * const runner = {
 *   run(plan: { stages: readonly { program: string }[] }) {
 *     started.push(...plan.stages.map((stage) => stage.program));
 *     const nothing = { failure: null, interruptedWith: null, stages: [], edges: [], bytes: null, durationMs: 0 };
 *     return Promise.resolve(nothing);
 *   },
 * };
 * const { program } = parse(new Source("-c", 'command:a = run("gen"); a | run("sink");'));
 * assertEquals(await evaluate(program, { runner, predeclared: {} }), { exitCode: 0, failure: null });
 * assertEquals(started, ["gen", "sink"]);
 * ```
 */
export async function evaluate(program: Program, options: EvaluatorOptions): Promise<Ending> {
  const evaluator = new Evaluator(options);
  for (const statement of program.body) {
    const ending = await evaluator.statement(statement);
    if (ending) return ending;
  }
  return { exitCode: 0, failure: null };
}

class Evaluator {
  readonly #options: EvaluatorOptions;
  readonly #variables: Map<string, Value>;

  constructor(options: EvaluatorOptions) {
    this.#options = options;
    this.#variables = new Map(Object.entries(options.predeclared));
  }

  /** Runs one statement; an ending stops the program. */
  async statement(statement: Statement): Promise<Ending | null> {
    switch (statement.type) {
      case "Declaration":
        this.#variables.set(statement.name.name, this.#initial(statement.value, statement.valueType.arrays));
        return null;
      case "Assignment":
        this.#variables.set(statement.name.name, this.#value(statement.value));
        return null;
      case "ExpressionStatement":
        return await this.#run(this.#command(statement.expression), statement.expression.span);
    }
  }

  async #run(plan: CommandPlan, span: Span): Promise<Ending | null> {
    const outcome = await this.#options.runner.run(plan);
    this.#options.onRun?.(span, outcome);
    if (outcome.interruptedWith !== null) return { exitCode: outcome.interruptedWith, failure: null };
    if (!outcome.failure) return null;
    const { stage, reason, exitCode } = outcome.failure;
    const name = `"${plan.stages[stage]!.program}"`;
    const which = plan.stages.length === 1 ? name : `stage ${stage + 1} of ${plan.stages.length}, ${name},`;
    return { exitCode, failure: { message: `${which} ${reason}`, span: plan.stages[stage]!.span } };
  }

  #initial(value: Expression | null, arrays: number): Value {
    if (value) return this.#value(value);
    return arrays > 0 ? [] : "";
  }

  #value(expression: Expression): Value {
    switch (expression.type) {
      case "StringLiteral":
        return expression.value;
      case "ArrayLiteral":
        return expression.items.map((item) => this.#string(item));
      case "Identifier":
        return this.#named(expression.name, expression.span);
      case "Join":
        return this.#string(expression.left) + this.#string(expression.right);
      case "Call":
        return this.#call(expression.arguments, expression.span);
      case "Redirect": {
        const file = { path: this.#string(expression.target), append: expression.operator === ">>" };
        return redirect(this.#command(expression.command), redirectedStream(expression), file);
      }
      case "Pipe":
        return connect(
          this.#command(expression.left),
          expression.operator,
          expression.right.map((c) => this.#command(c)),
        );
      case "IntegerLiteral":
        throw new TypeError(`Cannot evaluate the integer '${expression.text}': the checker admits no integers`);
    }
  }

  #named(name: string, span: Span): Value {
    const value = this.#variables.get(name);
    if (value === undefined) throw new ReferenceError(`Cannot read '${name}': the checker let an undeclared name pass`);
    return isCommand(value) ? placed(value, span, name) : value;
  }

  /** `run(program, args)`: a command that has not run. */
  #call([program, args]: readonly Expression[], span: Span): CommandPlan {
    const list = args ? this.#value(args) : [];
    if (!Array.isArray(list)) throw new TypeError("Cannot make a command: its arguments are no array");
    const name = this.#string(program!);
    return { stages: [{ name, program: name, args: list, files: new Map(), span }], edges: [] };
  }

  #string(expression: Expression): string {
    const value = this.#value(expression);
    if (typeof value !== "string") throw new TypeError("Cannot use a value as a string: the checker let it pass");
    return value;
  }

  #command(expression: Expression): CommandPlan {
    const value = this.#value(expression);
    if (!isCommand(value))
      throw new TypeError("Cannot run a value: the checker let something else than a command pass");
    return value;
  }
}

function isCommand(value: Value): value is CommandPlan {
  return typeof value === "object" && "stages" in value;
}
