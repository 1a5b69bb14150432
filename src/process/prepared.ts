/**
 * A command whose streams are opened and ready, one step before it runs.
 *
 * @module
 */

import { native, type Pointer } from "../../ffi/mod.ts";
import { pickDrainer } from "../streams/mod.ts";
import { sweepLingering } from "./ending.ts";
import { closePlan, type FdPlan, makePlan } from "./fd_plan.ts";
import { ProcessGroup } from "./group.ts";
import { ensureKeeper, replaceKeeper } from "./keeper.ts";
import type { CommandOptions } from "./options.ts";
import { Process } from "./process.ts";
import { spawnChild, type Spawned } from "./spawn.ts";

/** What can go wrong with a command's files has gone wrong, or will not: it can be spawned, once, or closed. */
export class PreparedCommand implements Disposable {
  readonly #program: string;
  readonly #options: CommandOptions;
  readonly #plan: FdPlan;
  #open = true;

  /**
   * Opens its files.
   *
   * @param program its name or path.
   * @param options of the command.
   */
  constructor(program: string, options: CommandOptions) {
    options.signal?.throwIfAborted();
    if (options.parentDeath === "kill" && options.group === "inherit") {
      throw new TypeError(
        `Cannot spawn "${program}": parentDeath "kill" needs a group of its own, not group "inherit"`,
      );
    }
    this.#program = program;
    this.#options = { ...options, group: options.group ?? usualGroup(options) };
    this.#plan = makePlan(program, options);
  }

  /** Starts it; pipe ends it was given are its own from now on. */
  spawn(): Process {
    const { group } = this.#options;
    const joined = group instanceof ProcessGroup ? group : null;
    try {
      joined?.assertOpen();
      sweepLingering();
      const leader = joined?.leader?.native ?? null;
      const hold = joined !== null && leader === null;
      const drainer = pickDrainer();
      const spawned = this.#spawnChild(leader, hold);
      closePipeEnds(this.#plan);
      const process = new Process(this.#program, this.#options, this.#plan, spawned, drainer, hold);
      joined?.join(process);
      if (this.#options.parentDeath === "kill") tie(process, leader === null);
      return process;
    } finally {
      this[Symbol.dispose]();
    }
  }

  /** A child that leads its group is under guard before it runs; a keeper that somebody killed is replaced. */
  #spawnChild(leader: Pointer | null, hold: boolean): Spawned {
    const guarded = this.#options.parentDeath === "kill" && !leader;
    const spawn = () =>
      spawnChild(this.#program, this.#options, this.#plan, {
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
    if (this.#open) closePlan(this.#plan);
    this.#open = false;
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
  for (const stream of plan) {
    if (stream.kind === "handle" && stream.end) native().symbols.aria_close(stream.end.takeHandle());
  }
}
