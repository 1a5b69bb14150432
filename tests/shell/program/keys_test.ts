/**
 * What a key at the terminal is for the shell while a command holds the terminal.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { Signals } from "../../../src/shell/program/signals.ts";

const NUMBERS: Readonly<Record<string, number>> = { HUP: 1, INT: 2, QUIT: 3, TERM: 15 };

/** Signals as the library counts them, and what a command that holds the terminal was sent. */
class Scene implements AsyncDisposable {
  readonly counters = new Uint32Array(65);
  readonly typed = new Uint32Array(65);
  readonly sent: string[] = [];
  readonly signals = new Signals({
    watchInterrupts: (names) => ({
      counters: this.counters,
      typed: this.typed,
      watched: names,
      [Symbol.dispose]() {},
    }),
    signalNumber: (name) => NUMBERS[name]!,
  });
  readonly #end = Promise.withResolvers<void>();

  constructor() {
    const signal = (name: string, isTyped: boolean) => void this.sent.push(`${name} ${isTyped}`);
    this.signals.during(this.#end.promise, { holdsTerminal: true, signal, kill() {} });
  }

  /** So many signals have come, and so many of them were typed. */
  come(name: string, count: number, typed: number): boolean {
    this.counters[NUMBERS[name]!]! += count;
    this.typed[NUMBERS[name]!]! += typed;
    return this.signals.mustEnd;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.resolve();
    await this.#end.promise;
    this.signals[Symbol.dispose]();
  }
}

Deno.test("a key is left to the command, and one that just comes is a key as well", async () => {
  await using scene = new Scene();
  assertEquals([scene.come("INT", 1, 1), scene.come("INT", 1, 2), scene.come("INT", 1, 0)], [false, false, false]);
  assertEquals(scene.sent, ["SIGINT true", "SIGINT true", "SIGINT true"]);
});

Deno.test("a signal that was sent, and a terminal that is gone, end the program", async () => {
  for (const [name, typed] of [["INT", 0], ["TERM", 0], ["HUP", 1]] as const) {
    await using scene = new Scene();
    assertEquals([scene.come(name, 1, typed), scene.sent], [true, [`SIG${name} false`]]);
  }
});
