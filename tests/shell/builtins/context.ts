/**
 * Calls of built-in functions without a program around them.
 *
 * @module
 */

import { BUILTINS } from "../../../src/shell/builtins/table.ts";
import type { BuiltinContext, Overload } from "../../../src/shell/types/builtin.ts";
import { INT64, type Type } from "../../../src/shell/types/types.ts";
import type { Failure } from "../../../src/shell/values/mod.ts";

/** What a call stopped the program with. */
export class Stopped extends Error {}

/** A program's surroundings that keep what a function does to them. */
export class FakeContext implements BuiltinContext {
  readonly printed: string[] = [];
  readonly signals: [string, unknown][] = [];
  readonly at = 3;
  readonly #end = new AbortController();

  constructor(readonly types: Readonly<Record<string, Type>> = { T: INT64, U: INT64, N: INT64, O: INT64, I: INT64 }) {}

  get signal(): AbortSignal {
    return this.#end.signal;
  }

  /** As when a signal ends the program. */
  end(): void {
    this.#end.abort();
  }

  print(text: string): null {
    this.printed.push(text);
    return null;
  }

  cwd(): string {
    return Deno.cwd();
  }

  chdir(path: string): void {
    Deno.chdir(path);
  }

  stop(message: string): never {
    throw new Stopped(message);
  }

  stopWith({ error }: Failure): never {
    throw new Stopped(error.message);
  }

  stopWithoutValue(): never {
    throw new Stopped("without a value");
  }

  place(): string {
    return "job.aria:1:2";
  }

  environment(name: string): string | null {
    return name === "SET" ? "value" : null;
  }

  onSignal(name: string, action: unknown): void {
    this.signals.push([name, action]);
  }
}

/** Calls a function by one of its overloads, the first with so many parameters unless told. */
export function call(name: string, values: readonly unknown[], options: Options = {}): unknown {
  const overload = options.overload === undefined
    ? overloadOf(name, values.length)
    : BUILTINS.get(name)!.overloads[options.overload]!;
  return overload.call(options.context ?? new FakeContext(options.types), ...values as never[]);
}

/** How {@linkcode call} is done. */
export interface Options {
  readonly overload?: number;
  readonly types?: Readonly<Record<string, Type>>;
  readonly context?: FakeContext;
}

function overloadOf(name: string, count: number): Overload {
  const found = BUILTINS.get(name)?.overloads.find(({ parameters }) =>
    parameters.length >= count && parameters.every(({ optional, rest }, index) => index < count || optional || rest)
  );
  if (found === undefined) throw new Error(`There is no way to call "${name}" with ${count} values`);
  return found;
}

/** Makes a file whose name is these letters and a byte that is not UTF-8. */
export function makeUnnamed(folder: string, letters: string): void {
  const made = new Deno.Command("sh", { args: ["-c", `: > "$(printf '${letters}\\377')"`], cwd: folder }).outputSync();
  if (!made.success) throw new Error(new TextDecoder().decode(made.stderr));
}
