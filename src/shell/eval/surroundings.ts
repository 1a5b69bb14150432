/**
 * What a program sees around itself: the names that the shell gives it, the environment, the settings.
 *
 * @module
 */

import type { Settings } from "../commands/runner.ts";
import type { Type } from "../types/types.ts";
import type { Commands } from "./commands.ts";
import type { Host, TypedValue } from "./host.ts";
import { exportLines, settingLines } from "./listing.ts";
import type { Stops } from "./stops.ts";
import { directory, Unreadable, variable } from "./system_text.ts";

/** Of one running program: `P` in generated code. */
export class Surroundings {
  readonly #host: Host;
  readonly #commands: Commands;
  readonly #stops: Stops;
  readonly #args: string[];
  #noted: TypedValue | undefined;

  constructor(host: Host, commands: Commands, stops: Stops) {
    this.#host = host;
    this.#commands = commands;
    this.#stops = stops;
    this.#args = [...host.args];
  }

  /** One of `ARGS ARG0 STATUS LASTPID PID`. */
  given(name: string): unknown {
    switch (name) {
      case "ARGS":
        return this.#args;
      case "ARG0":
        return this.#host.arg0;
      case "STATUS":
        return this.#commands.status;
      case "LASTPID":
        return this.#commands.lastPid;
      default:
        return Deno.pid;
    }
  }

  /** What `set` lists of these settings, or `export` of the environment. */
  listing(settings: readonly string[] | null): string {
    return settings ? settingLines(settings, this.#host.settings) : exportLines();
  }

  /** `ENV.name` */
  environment(name: string, at: number): string | null {
    try {
      return variable(name);
    } catch (error) {
      if (error instanceof Unreadable) this.#stops.stop("ARIA-320", error.message, at);
      throw error;
    }
  }

  /** The same of one without which the program cannot go on. */
  needed(name: string, at: number): string {
    return this.environment(name, at) ?? this.#stops.stop("ARIA-320", `${name} is needed here, and is not set`, at);
  }

  /** The shell's directory. */
  directory(at: number): string {
    try {
      return directory();
    } catch (error) {
      if (error instanceof Unreadable) this.#stops.stop("ARIA-322", error.message, at);
      throw error;
    }
  }

  /** Assigns it; null takes it away. */
  setEnvironment(name: string, value: string | null, at: number): void {
    if (value === null) Deno.env.delete(name);
    else if (value.includes("\0")) this.#stops.stop("ARIA-320", `the value of ENV.${name} holds a NUL`, at);
    else Deno.env.set(name, value);
  }

  /** Says what the shell itself carries out, while the setting `trace` is on. */
  trace(word: string, at: number): void {
    if (this.#host.settings.trace) this.#host.warn(`+ ${this.#stops.where(at)} builtin ${word}`);
  }

  /** `set name = value` */
  set<Name extends keyof Settings>(name: Name, value: Settings[Name]): void {
    this.#host.settings[name] = value;
  }

  /** Remembers the value of a statement, in case it is the last. */
  note(type: Type, value: unknown): void {
    this.#noted = { type, value };
  }

  /** What was noted last. */
  get noted(): TypedValue | undefined {
    return this.#noted;
  }
}
