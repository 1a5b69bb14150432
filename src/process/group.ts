/**
 * Several processes in one process group.
 *
 * @module
 */

import type { Process } from "./process.ts";

/**
 * A process group that commands can join: the first to be spawned leads it. The leader is kept from being reaped as
 * long as the group may be joined or signalled, so its number cannot become a stranger's.
 *
 * @example
 * ```ts
 * import { Command, ProcessGroup } from "@aria/runtime";
 * import { assertEquals } from "@std/assert";
 *
 * await using group = new ProcessGroup();
 * const one = new Command("sleep", { args: ["100"], group }).spawn();
 * const two = new Command("sleep", { args: ["100"], group }).spawn();
 * group.kill(); // both
 * assertEquals([(await one.status).signal, (await two.status).signal], ["SIGTERM", "SIGTERM"]);
 * ```
 */
export class ProcessGroup implements AsyncDisposable {
  #leader: Process | null = null;
  #running = new Set<Process>();
  #closed = false;

  /** The process that leads it; null before the first. */
  get leader(): Process | null {
    return this.#leader;
  }

  /** The processes of the group, other than grandchildren, that have not ended. */
  get running(): readonly Process[] {
    return [...this.#running];
  }

  /**
   * Sends a signal to every process of the group, grandchildren too.
   *
   * @param signal its name or number.
   * @throws {TypeError} when there is nobody in the group.
   */
  kill(signal: Deno.Signal | number = "SIGTERM"): void {
    if (!this.#leader) throw new TypeError(`Cannot send ${signal} to a group: nothing was spawned in it`);
    this.#leader.kill(signal, { group: true });
  }

  /** Kills the group (SIGKILL) and waits for its processes; nobody can join it any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    const running = this.running;
    this.#leader?.tryKill("SIGKILL", true);
    await Promise.all(running.map((process) => process.status));
    this.#leader?.unhold();
  }

  /** @ignore A process was spawned in it. */
  join(process: Process): void {
    this.#leader ??= process;
    this.#running.add(process);
    process.status.then(() => this.#left(process));
  }

  /** @ignore Whether more may join. */
  assertOpen(): void {
    if (this.#closed) throw new TypeError("Cannot spawn in a group that was disposed of");
  }

  /** @ignore No more will join: the leader need not be held beyond the last of them. */
  seal(): void {
    this.#closed = true;
    if (this.#running.size === 0) this.#leader?.unhold();
  }

  #left(process: Process): void {
    this.#running.delete(process);
    if (this.#closed && this.#running.size === 0) this.#leader?.unhold();
  }
}
