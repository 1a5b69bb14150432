/**
 * Functions of the shell's surroundings: directory, environment, time, signals.
 *
 * @module
 */

import { quote } from "../syntax/quote.ts";
import type { BuiltinContext } from "../types/builtin.ts";
import { INT64, NIL, STRING } from "../types/types.ts";
import { type Failure, type Integer } from "../values/mod.ts";
import { COUNT, type Entry, example, fallible, functionOf, maybe, ofFile, overload, T, waiting } from "./entry.ts";
import { attempt } from "./system_errors.ts";

/** The signals that a program can take, without `SIG`. */
export const SIGNAL_NAMES: readonly string[] = ["HUP", "INT", "QUIT", "TERM", "USR1", "USR2", "WINCH"];

/** Milliseconds of the longest wait that the platform's timers know; a longer one is taken in pieces. */
const WAIT_MAX = 2 ** 31 - 1;

export const SYSTEM: readonly Entry[] = [
  {
    name: "cwd",
    overloads: [overload({}, STRING, (context) => context.cwd())],
    doc: "The shell's directory.",
    example: example(`cd("/")?; print(cwd());`, "/"),
  },
  {
    name: "cd",
    overloads: ofFile(fallible, {}, NIL, cd),
    doc: "Changes the shell's directory, and `PWD` and `OLDPWD` with it. Fails with kind `io`.",
    example: example(`cd("/")?; print(cwd(), cd("/no/such/dir").err != NULL);`, "/ true"),
  },
  {
    name: "env",
    overloads: [overload({ name: STRING }, maybe(STRING), env)],
    doc: "A variable of the environment, NIL when it is not set; an empty name, or one with `=` or NUL, stops the " +
      "program. `ENV.NAME` is the same, and can be assigned.",
    example: example(`ENV.GREETING = "hi"; print(env("GREETING"), env("NO_SUCH_NAME"));`, "hi NIL"),
  },
  {
    name: "now",
    overloads: [overload({}, INT64, () => Date.now())],
    doc: "Milliseconds since the beginning of 1970, in UTC.",
    example: example(`print(now() > 1700000000000);`, "true"),
  },
  {
    name: "sleep",
    overloads: [waiting(overload({ milliseconds: COUNT }, NIL, sleep))],
    doc: "Waits so many milliseconds. A signal that ends the program ends the waiting.",
    example: example(`int:before = now(); sleep(20); print(now() - before >= 15);`, "true"),
  },
  {
    name: "on_signal",
    overloads: [overload({ name: STRING, action: maybe(functionOf([], T)) }, NIL, onSignal)],
    doc:
      "Has the function called whenever the signal comes, instead of the signal's usual effect; NIL gives the usual " +
      "effect back. The names are `HUP INT QUIT TERM USR1 USR2 WINCH`. A running command gets the first four as " +
      "well, and the function is called when it has ended. If the function fails, the program stops.",
    example: example(
      `on_signal("USR1", NIL() { print("caught"); }); run("sh", ["-c", "kill -USR1 $PPID"]); sleep(100);`,
      "caught",
    ),
  },
];

function cd(context: BuiltinContext, path: string): null | Failure {
  return attempt("cd", path, () => {
    context.chdir(path);
    return null;
  });
}

function env(context: BuiltinContext, name: string): string | null {
  if (!/^[^=\0]+$/.test(name)) context.stop(`env: ${quote(name)} cannot be the name of a variable`);
  return context.environment(name);
}

async function sleep({ signal }: BuiltinContext, milliseconds: Integer): Promise<null> {
  for (let left = Number(milliseconds); left > 0 && !signal.aborted; left -= WAIT_MAX) {
    await pause(Math.min(left, WAIT_MAX), signal);
  }
  return null;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  const wake = () => resolve();
  signal.addEventListener("abort", wake);
  return promise.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener("abort", wake);
  });
}

function onSignal(context: BuiltinContext, name: string, action: (() => unknown) | null): null {
  if (!SIGNAL_NAMES.includes(name)) {
    context.stop(`on_signal: '${name}' is none of ${SIGNAL_NAMES.join(", ")}`);
  }
  context.onSignal(name, action);
  return null;
}
