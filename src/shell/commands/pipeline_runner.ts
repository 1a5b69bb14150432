/**
 * Runs plans by pipelines of the module: the shell has no process machinery of its own.
 *
 * @module
 */

import type { SystemError } from "../../../ffi/mod.ts";
import { PipelineError } from "../../pipeline/mod.ts";
import { startByCalls, wantThreads } from "../../streams/mod.ts";
import { Err } from "../../values/mod.ts";
import { traceLines } from "../report/trace.ts";
import { ErrorValue, Failure } from "../values/mod.ts";
import { arrange, isForeground, type Purpose } from "./arrange.ts";
import { assemble, type Assembly, pipelineOptions } from "./assemble.ts";
import { capturedValue } from "./captured.ts";
import { Fifos, type NotOpened } from "./fifos.ts";
import type { Foreground } from "./foreground.ts";
import { Jobs, type Warn } from "./jobs.ts";
import { type Outcome, outcomeOf, refused, subjectOf } from "./outcome.ts";
import type { CommandPlan } from "./plan.ts";
import { StartedProcess } from "./process_value.ts";
import { type Refusal, refusalOf } from "./refusal.ts";
import { drainedBytes, reportOf } from "./report.ts";
import type { CapturedValue, CommandRunner, ProcessValue, RunReport, RunValue, Settings } from "./runner.ts";
import { RunningPlan } from "./running_plan.ts";
import { eventSource, lineSource, type Reading } from "./sources.ts";
import { Unclaimed } from "./unclaimed.ts";

/** How plans are run. */
export interface PipelineRunnerOptions {
  /** Looked at anew for each plan. */
  readonly settings: Settings;
  /** Counts the bytes of every edge; otherwise edges are direct. */
  readonly count: boolean;
  readonly foreground: Foreground;
  /** `file:line:column` of a place. */
  place(at: number): string;
  /** Told of everything that has run. With it, every unwired stream has figures of its own. */
  readonly onReport?: (report: RunReport) => void;
  /** Gets a line for each stage before any starts, without a newline, while the setting `trace` is on. */
  readonly trace?: (line: string) => void;
  /** Tells the user of what went wrong where nobody waited for it. */
  readonly warn: Warn;
}

/** As for a command that a SIGTERM has ended. */
const TERMINATED = 143;
const STDOUT = 1;
const STDDBG = 3;

/** Carries out the plans of one program. */
export class PipelineRunner implements CommandRunner {
  readonly #options: PipelineRunnerOptions;
  readonly #unclaimed = new Unclaimed();
  readonly #jobs: Jobs;
  /** On a terminal the stages share the shell's process group: only the foreground group may read the terminal. */
  readonly #onTerminal = Deno.stdin.isTerminal() || Deno.stdout.isTerminal();
  #status = 0;
  #lastPid: number | null = null;

  constructor(options: PipelineRunnerOptions) {
    this.#options = options;
    this.#jobs = new Jobs(options.warn);
    startByCalls(); // most programs only wait for their commands
  }

  get status(): number {
    return this.#status;
  }

  get lastPid(): number | null {
    return this.#lastPid;
  }

  /** Bytes of stddato that nothing was wired to, so far. */
  get discardedBytes(): number {
    return this.#unclaimed.discardedBytes;
  }

  /**
   * Ends what still runs in the background (SIGHUP, a second later SIGKILL), and says which failed or had to be killed.
   * {@linkcode discardedBytes} is final then.
   */
  async close(): Promise<void> {
    await this.#jobs.close();
    await this.#unclaimed.close();
  }

  async run(plan: CommandPlan, at: number): Promise<RunValue | Failure> {
    const running = await this.#start(plan, "run", at);
    if (running instanceof Failure) return running;
    return (await this.#foreground(running)).value;
  }

  async capture(plan: CommandPlan, at: number): Promise<CapturedValue | Failure> {
    const running = await this.#start(plan, "capture", at);
    if (running instanceof Failure) return running;
    const { value } = await this.#foreground(running);
    return value instanceof Failure ? value : await capturedValue(running);
  }

  async spawn(plan: CommandPlan, at: number): Promise<ProcessValue | Failure> {
    const running = await this.#startBeside(plan, "spawn", at);
    if (running instanceof Failure) return running;
    return new StartedProcess(running, this.#options.foreground, at, this.#jobs.add(running));
  }

  async background(plan: CommandPlan, at: number): Promise<Failure | null> {
    const running = await this.#startBeside(plan, "background", at);
    if (running instanceof Failure) return running;
    this.#lastPid = running.last.pid;
    this.#jobs.add(running);
    return null;
  }

  lines(plan: CommandPlan, at: number): AsyncIterable<string> {
    return lineSource(() => this.#read(plan, "lines", STDOUT, at));
  }

  events(plan: CommandPlan, at: number): AsyncIterable<unknown> {
    return eventSource(() => this.#read(plan, "events", STDDBG, at));
  }

  async #read(plan: CommandPlan, purpose: "lines" | "events", stream: number, at: number): Promise<Reading | Failure> {
    const running = await this.#startBeside(plan, purpose, at, [stream]);
    if (running instanceof Failure) return running;
    const ended = this.#foreground(running);
    return { running, output: running.lastOutput(stream), ended, forgive: () => this.#status = 0 };
  }

  /** The same for plans beside which the program goes on working. */
  async #startBeside(
    plan: CommandPlan,
    purpose: Purpose,
    at: number,
    claimed?: readonly number[],
  ): Promise<RunningPlan | Failure> {
    await wantThreads();
    return await this.#start(plan, purpose, at, claimed);
  }

  /** Starts every stage. A failure to do so is the status, where the program waits for the plan. */
  async #start(
    plan: CommandPlan,
    purpose: Purpose,
    at: number,
    claimed: readonly number[] = [],
  ): Promise<RunningPlan | Failure> {
    const { settings, place, trace } = this.#options;
    const refusal = refusalOf(plan, purpose);
    if (refusal) return this.#failedToStart(refused(plan, refusal, place), purpose);
    using fifos = new Fifos();
    const assembly = this.#assembly(plan, purpose, fifos);
    if (settings.trace && trace) { for (const line of traceLines(plan, assembly.arrangement, place)) trace(line); }
    const startedAt = performance.now();
    try {
      const all = pipelineOptions(assembly, settings.strict_pipe).timeout ?? Infinity;
      const limitMs = (stage: number) => Math.min(plan.stages[stage]!.options.timeout_ms ?? Infinity, all);
      const notOpened = await fifos.open(assembly.arrangement, limitMs, this.#options.foreground.ending);
      if (notOpened) return this.#failedToStart(refused(plan, nobodyCame(plan, notOpened), place), purpose);
      const pipeline = await assemble(assembly).spawn(pipelineOptions(assembly, settings.strict_pipe));
      const running = new RunningPlan(assembly, pipeline, claimed, place);
      running.outcome.then((outcome) => this.#ended(assembly, outcome, at, startedAt));
      return running;
    } catch (error) {
      if (isOfSystem(error)) return this.#failedToStart(refused(plan, shortOf(error), place), purpose);
      if (!(error instanceof PipelineError)) throw error;
      const outcome = outcomeOf({ ...assembly, result: new Err(error), stderr: new Map(), captured: null, place });
      this.#ended(assembly, outcome, at, startedAt);
      return this.#failedToStart(outcome.value as Failure, purpose);
    }
  }

  #assembly(plan: CommandPlan, purpose: Purpose, fifos: Fifos): Assembly {
    const arrangement = arrange(plan, purpose);
    const readsTerminal = arrangement.some(([stdin]) => stdin!.kind === "inherit");
    const isWaitedFor = isForeground(purpose);
    return {
      plan,
      arrangement,
      purpose,
      inShellGroup: this.#onTerminal && (isWaitedFor || readsTerminal),
      count: this.#options.count,
      fifos,
      unclaimed: isWaitedFor && !this.#options.onReport ? this.#unclaimed : null,
    };
  }

  #failedToStart(failure: Failure, purpose: Purpose): Failure {
    if (isForeground(purpose)) this.#status = failure.error.details.exitCode!;
    return failure;
  }

  /** Waits for a plan that the program waits for; signals to the shell are its signals meanwhile. */
  async #foreground(running: RunningPlan): Promise<Outcome> {
    const { foreground } = this.#options;
    const outcome = await foreground.during(running.outcome, running);
    this.#status = outcome.status;
    const typed = this.#onTerminal && outcome.reports.find(({ signal }) => signal === "SIGINT" || signal === "SIGQUIT");
    if (typed) foreground.typed(typed.signal as "SIGINT" | "SIGQUIT");
    return outcome;
  }

  /** A plan has ended, wherever it ran. */
  #ended(assembly: Assembly, outcome: Outcome, at: number, startedAt: number): void {
    if (!assembly.unclaimed) this.#unclaimed.add(drainedBytes(assembly, outcome));
    this.#options.onReport?.(reportOf(assembly, outcome, at, performance.now() - startedAt));
  }
}

/** Whether the system has not given what every plan needs, as the pipes for what nothing wires. */
function isOfSystem(error: unknown): error is SystemError {
  return error instanceof Error && "errno" in error;
}

/** A named pipe whose other end nobody has opened. */
function nobodyCame(plan: CommandPlan, { stage, limitMs }: NotOpened): Refusal {
  const subject = subjectOf(plan, stage);
  const error = limitMs === null
    ? new ErrorValue(1, `${subject} was not started: the program has to end`, "abort")
    : new ErrorValue(1, `${subject} did not end within ${limitMs} ms`, "timeout", { exitCode: TERMINATED });
  return { stage, error };
}

function shortOf(error: SystemError): Refusal {
  return { stage: 0, error: new ErrorValue(1, error.message, "start") };
}
