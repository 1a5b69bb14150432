/**
 * Commands of a running program: plans are made here, and carried out by the runner, which is loaded when the first one
 * runs.
 *
 * @module
 */

import { expandGlob } from "../builtins/glob.ts";
import { broken, command, limit, redirect } from "../commands/compose.ts";
import { readOptions, type RunOptions } from "../commands/options.ts";
import { CommandPlan } from "../commands/plan.ts";
import type { CapturedValue, CommandRunner, ProcessValue, RunValue } from "../commands/runner.ts";
import { ErrorValue, Failure, readJson } from "../values/mod.ts";
import type { Flow } from "./flow.ts";
import type { Host } from "./host.ts";
import type { Stops } from "./stops.ts";
import { directory, Unreadable, variable } from "./system_text.ts";

/** A piece of a word: what it is, and its text. */
type Piece = readonly [kind: "text" | "glob" | "home", text: string];

/** Words of a command, or why one of them is none. */
type Words = ReadonlyArray<string | ErrorValue>;

/** Kinds of failures of commands that did not run. */
const NEVER_RAN: ReadonlySet<string> = new Set(["start", "redirect", "no_match"]);

/** Of one running program: `C` in generated code. `at` is the number of a place. */
export class Commands {
  readonly #host: Host;
  readonly #flow: Flow;
  readonly #stops: Stops;
  #runner: CommandRunner | undefined;

  constructor(host: Host, flow: Flow, stops: Stops) {
    this.#host = host;
    this.#flow = flow;
    this.#stops = stops;
  }

  /* -- Plans -- */

  /** The third argument of `run`: its entries. */
  options(entries: Iterable<readonly [string, unknown]>, at: number): RunOptions {
    const options = readOptions(entries);
    return typeof options === "string" ? this.#stops.stop("ARIA-319", options, at) : options;
  }

  /** A bare command. */
  words(words: Words, at: number): CommandPlan {
    const error = words.find((word) => word instanceof ErrorValue);
    const [program = "", ...args] = words.filter((word) => typeof word === "string");
    if (error) return broken(program, error, at);
    if (words.length === 0) return broken("", new ErrorValue(127, "the command has no words", "start"), at);
    return command(program, args, null, at);
  }

  /** A redirection to what must be one word. */
  redirect(plan: CommandPlan, stream: number, words: Words, append: boolean): CommandPlan {
    const [target] = words;
    if (words.length === 1 && typeof target === "string") return redirect(plan, stream, target, append);
    const found = words.find((word) => word instanceof ErrorValue);
    const error = found ?? new ErrorValue(1, `the target of a redirection is ${words.length} words`, "redirect");
    const stages = plan.stages.map((stage) => ({ ...stage, broken: stage.broken ?? error }));
    return new CommandPlan(stages, plan.edges, plan.timeout);
  }

  /** `timeout(milliseconds, command)` */
  limit(milliseconds: number, plan: CommandPlan, at: number): CommandPlan {
    if (milliseconds >= 0) return limit(milliseconds, plan);
    return this.#stops.stop("ARIA-319", `the milliseconds of timeout() cannot be negative: ${milliseconds}`, at);
  }

  /** A word with patterns or the home directory in it: what it stands for. */
  expand(pieces: readonly Piece[]): Words {
    try {
      const texts = pieces.map(([kind, text]) => kind === "home" ? home() : text);
      if (!pieces.some(([kind]) => kind === "glob")) return [texts.join("")];
      const parts = texts.map((text, index) => pieces[index]![0] === "glob" ? { pattern: text } : { text });
      const found = expandGlob(parts, directory());
      if (found instanceof ErrorValue) return [found];
      return found.length > 0 ? found : [new ErrorValue(1, `no file matches '${texts.join("")}'`, "no_match")];
    } catch (error) {
      if (error instanceof Unreadable) return [new ErrorValue(1, error.message, "start")];
      throw error;
    }
  }

  /* -- Running them -- */

  /** Runs it in the foreground. */
  async run(plan: CommandPlan, at: number): Promise<RunValue | Failure> {
    const runner = this.#runner ??= await this.#host.runner();
    return await this.#flow.afterCommand(runner.run(plan, at));
  }

  /** The same where only its truth is taken: one that could not run is not false without a word. */
  async test(plan: CommandPlan, at: number): Promise<RunValue | Failure> {
    const value = await this.run(plan, at);
    if (value instanceof Failure && NEVER_RAN.has(value.error.kind)) this.#stops.takenForFalse(value, at);
    return value;
  }

  /** The same, its outputs collected. */
  async capture(plan: CommandPlan, at: number): Promise<CapturedValue | Failure> {
    const runner = this.#runner ??= await this.#host.runner();
    return await this.#flow.afterCommand(runner.capture(plan, at));
  }

  /** Its stdout as JSON. */
  async json(plan: CommandPlan, at: number): Promise<unknown> {
    const captured = await this.capture(plan, at);
    if (captured instanceof Failure) return captured;
    const value = readJson(captured.stdout);
    return value instanceof ErrorValue ? new Failure(value, at) : value;
  }

  /** Starts it. */
  async spawn(plan: CommandPlan, at: number): Promise<ProcessValue | Failure> {
    const runner = this.#runner ??= await this.#host.runner();
    return await runner.spawn(plan, at);
  }

  /** Starts it in the background. */
  async background(plan: CommandPlan, at: number): Promise<Failure | null> {
    const runner = this.#runner ??= await this.#host.runner();
    return await runner.background(plan, at);
  }

  /** Its lines. It starts with the first that is asked for. */
  lines(plan: CommandPlan, at: number): AsyncIterable<string> {
    return this.#stream((runner) => runner.lines(plan, at));
  }

  /** Its records. */
  events(plan: CommandPlan, at: number): AsyncIterable<unknown> {
    return this.#stream((runner) => runner.events(plan, at));
  }

  /** Number of the last one in the foreground. */
  get status(): number {
    return this.#runner?.status ?? 0;
  }

  /** Process id of the last one in the background. */
  get lastPid(): number | null {
    return this.#runner?.lastPid ?? null;
  }

  async *#stream<T>(open: (runner: CommandRunner) => AsyncIterable<T>): AsyncGenerator<T> {
    yield* open(this.#runner ??= await this.#host.runner());
  }
}

function home(): string {
  const path = variable("HOME");
  if (path === null) throw new Unreadable("'~' needs HOME, which is not set");
  return path;
}
