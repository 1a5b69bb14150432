/**
 * A command whose streams are opened and ready, one step before it runs.
 *
 * @module
 */

import type { Pointer } from "../../ffi/mod.ts";
import { pickDrainer } from "../streams/mod.ts";
import { sweepLingering } from "./ending.ts";
import { closePlan, type FdPlan, makePlan } from "./fd_plan.ts";
import { ProcessGroup } from "./group.ts";
import { ensureKeeper, replaceKeeper } from "./keeper.ts";
import type { CommandOptions } from "./options.ts";
import { Process } from "./process.ts";
import { abandon, spawnChild, type Spawned } from "./spawn.ts";
import { assertTimes } from "./timer.ts";

/** What can go wrong with a command's files has gone wrong, or will not: it can be spawned, once, or closed. */
export class PreparedCommand implements Disposable {
  /** As the command named it. */
  readonly program: string;
  /** Complete: its group is decided. */
  readonly options: CommandOptions;
  /** Of its streams. */
  readonly plan: FdPlan;
  #open = true;

  /**
   * Opens its files.
   *
   * @param program its name or path.
   * @param options of the command.
   */
  constructor(program: string, options: CommandOptions) {
    options.signal?.throwIfAborted();
    assertTimes(options, `Cannot spawn "${program}"`);
    assertTies(program, options);
    this.program = program;
    this.options = { ...options, group: options.group ?? usualGroup(options) };
    this.plan = makePlan(program, options);
  }

  /** Starts it; pipe ends it was given are its own from now on. */
  spawn(): Process {
    using _files = this;
    const group = this.#openGroup();
    const leader = group?.leader?.native ?? null;
    const hold = group !== null && leader === null;
    const drainer = pickDrainer();
    const process = this.#start(leader, hold, (spawned) => {
      return new Process(this.program, this.options, this.plan, spawned, drainer, hold);
    });
    group?.join(process);
    if (this.options.parentDeath === "kill") tie(process, leader === null);
    return process;
  }

  /**
   * Starts it for somebody who looks after it without a {@linkcode Process}.
   *
   * @param adopt takes charge of the child; when that fails, the child is ended.
   * @returns what `adopt` returns.
   * @throws {TypeError} when it would have to lead a group that others can join.
   */
  spawnFor<T>(adopt: (spawned: Spawned) => T): T {
    using _files = this;
    const group = this.#openGroup();
    if (group && !group.leader) throw new TypeError(`Cannot run "${this.program}" so: it cannot lead a ProcessGroup`);
    return this.#start(group?.leader?.native ?? null, false, (spawned) => {
      if (this.options.parentDeath === "kill") group?.leader?.tie(false);
      return adopt(spawned);
    });
  }

  #openGroup(): ProcessGroup | null {
    const { group } = this.options;
    if (!(group instanceof ProcessGroup)) return null;
    group.assertOpen();
    return group;
  }

  /** What cannot be looked after must not run on. */
  #start<T>(leader: Pointer | null, hold: boolean, adopt: (spawned: Spawned) => T): T {
    sweepLingering();
    const spawned = this.#spawnChild(leader, hold);
    closePipeEnds(this.plan);
    try {
      return adopt(spawned);
    } catch (error) {
      abandon(spawned);
      throw error;
    }
  }

  /** A child that leads its group is under guard before it runs; a keeper that somebody killed is replaced. */
  #spawnChild(leader: Pointer | null, hold: boolean): Spawned {
    const guarded = this.options.parentDeath === "kill" && !leader;
    const spawn = () =>
      spawnChild(this.program, this.options, this.plan, {
        leader,
        hold,
        keeper: guarded ? ensureKeeper() : null,
      });
    try {
      return spawn();
    } catch (error) {
      const { code, step } = error as { code?: string; step?: string };
      if (step !== "guard" || code !== "EPIPE") throw error;
      replaceKeeper();
      return spawn();
    }
  }

  /** Closes its files. */
  [Symbol.dispose](): void {
    if (this.#open) closePlan(this.plan);
    this.#open = false;
  }
}

/**
 * Whether a command leads a session of its own, and so a group that others cannot share with it.
 *
 * @param options of the command.
 */
export function leadsSession({ detached, pty }: CommandOptions): boolean {
  return detached === true || pty !== undefined;
}

function assertTies(program: string, options: CommandOptions): void {
  const { group, parentDeath } = options;
  if (parentDeath === "kill" && group === "inherit") {
    throw new TypeError(`Cannot spawn "${program}": parentDeath "kill" needs a group of its own, not group "inherit"`);
  }
  if (group instanceof ProcessGroup && leadsSession(options)) {
    throw new TypeError(`Cannot spawn "${program}" in a ProcessGroup: detached, or with a pty, it leads a session`);
  }
}

/**
 * A group of its own, which can be signalled as a whole; but a program that reads our terminal must stay in our group,
 * since a terminal stops any other group that reads it.
 */
function usualGroup({ stdin, detached }: CommandOptions): "new" | "inherit" {
  return stdin === "inherit" && !detached && Deno.stdin.isTerminal() ? "inherit" : "new";
}

/** A child that cannot be tied as asked must not run on. */
function tie(process: Process, done: boolean): void {
  try {
    process.tie(done);
  } catch (error) {
    process.tryKill("SIGKILL", true);
    throw error;
  }
}

/** A pipe end that was given to a child is the child's. */
function closePipeEnds(plan: FdPlan): void {
  for (const stream of plan) if (stream.kind === "handle") stream.end?.close();
}
