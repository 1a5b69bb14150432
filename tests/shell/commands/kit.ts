/**
 * What the tests of commands share: a runner whose surroundings are seen, and plans of the scripted child.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { Command } from "../../../mod.ts";
import { command } from "../../../src/shell/commands/compose.ts";
import type { Foreground, SignalGroup } from "../../../src/shell/commands/foreground.ts";
import { readOptions } from "../../../src/shell/commands/options.ts";
import { PipelineRunner, type PipelineRunnerOptions } from "../../../src/shell/commands/pipeline_runner.ts";
import type { CommandPlan } from "../../../src/shell/commands/plan.ts";
import type { RunReport, Settings } from "../../../src/shell/commands/runner.ts";
import { type ErrorValue, Failure, StickyError } from "../../../src/shell/values/mod.ts";
import { wantThreads } from "../../../src/streams/mod.ts";
import { CHILD, fdsComeBackTo, openFds, until, wordsOf, zombies } from "../../helpers.ts";

/** The settings of a script. */
export const SETTINGS: Settings = {
  errexit: true,
  strict_pipe: false,
  sticky_errors: true,
  stddato_notice: true,
  trace: false,
};

/** Signals as a test sends them: to whatever runs in the foreground. */
export class TestForeground implements Foreground {
  readonly ending = new AbortController().signal;
  readonly groups = new Set<SignalGroup>();
  readonly typedSignals: string[] = [];

  async during<T>(work: Promise<T>, group: SignalGroup): Promise<T> {
    this.groups.add(group);
    try {
      return await work;
    } finally {
      this.groups.delete(group);
    }
  }

  typed(signal: string): void {
    this.typedSignals.push(signal);
  }

  /** Sends a signal, as the program would that got it. */
  signal(name: Deno.Signal): void {
    for (const group of this.groups) group.signal(name, false);
  }
}

/** A runner and what it has said. */
export class Scene implements AsyncDisposable {
  readonly runner: PipelineRunner;
  readonly foreground = new TestForeground();
  readonly warnings: string[] = [];
  readonly traced: string[] = [];
  readonly reports: RunReport[] = [];
  #closed: Promise<void> | null = null;

  constructor(options: Partial<PipelineRunnerOptions> = {}) {
    this.runner = new PipelineRunner({
      settings: SETTINGS,
      count: false,
      foreground: this.foreground,
      place: (at) => `t.aria:${at}:1`,
      trace: (line) => this.traced.push(line),
      warn: (code, message, at) => this.warnings.push(`t.aria:${at}:1: ${message} [${code}]`),
      ...options,
    });
  }

  close(): Promise<void> {
    return this.#closed ??= this.runner.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** A scene whose runner reports what has run, as for `--stats`. */
export function reportingScene(options: Partial<PipelineRunnerOptions> = {}): Scene {
  const scene: Scene = new Scene({ onReport: (report) => scene.reports.push(report), ...options });
  return scene;
}

/** The scripted child as a plan; `options` as a program gives them to `run`. */
export function child(words: string | readonly string[], options: Record<string, unknown> = {}, at = 1): CommandPlan {
  return plan(CHILD, wordsOf(words), options, at);
}

/** A program as a plan. */
export function plan(
  program: string,
  args: readonly string[] = [],
  options: Record<string, unknown> = {},
  at = 1,
): CommandPlan {
  const read = readOptions(Object.entries(options));
  if (typeof read === "string") throw new TypeError(`A test gives wrong options: ${read}`);
  return command(program, args, read, at);
}

/** What went well. */
export function valueOf<T>(value: T | Failure): T {
  if (value instanceof Failure) throw new Error(`It failed: ${value.error.message}`);
  return value;
}

/** What went wrong. */
export function errorOf(value: unknown): ErrorValue {
  if (value instanceof Failure) return value.error;
  throw new Error("It did well");
}

/** Whether an error's code is `ERR`. */
export function isSticky(code: unknown): boolean {
  return code instanceof StickyError;
}

/** A test after which there are no more descriptors and no zombies than before. */
export function tidyTest(name: string, body: (scene: Scene) => Promise<void>): void {
  Deno.test(name, async () => {
    await warmUp();
    const before = openFds();
    {
      await using scene = new Scene();
      await body(scene);
    }
    await new Command("true").output(); // a process whose group lived on is let go when a later one ends
    await fdsComeBackTo(before);
    await until(() => zombies() === 0, "every child was reaped");
  });
}

let warm: Promise<void> | null = null;

/** What is opened once and for all is open before anybody counts. */
function warmUp(): Promise<void> {
  return warm ??= (async () => {
    await using scene = new Scene();
    const { stdout } = valueOf(await scene.runner.capture(child("write 1 warm"), 1));
    assertEquals(stdout, "warm");
    valueOf(await scene.runner.run(child("write 5 dropped"), 1));
    await wantThreads(); // a drainer without one closes what it has when something new comes
  })();
}
