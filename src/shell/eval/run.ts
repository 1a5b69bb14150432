/**
 * Runs a generated program.
 *
 * @module
 */

import type { CheckedProgram } from "../check/tree.ts";
import { Checks } from "./checks.ts";
import { Commands } from "./commands.ts";
import { contextOf } from "./contexts.ts";
import { Flow } from "./flow.ts";
import { generate, type Generated } from "./generate/generator.ts";
import type { Ending, Host } from "./host.ts";
import { endingOf } from "./javascript_errors.ts";
import { LIBRARY } from "./library.ts";
import { Leaving, Stops } from "./stops.ts";
import { Surroundings } from "./surroundings.ts";

/** What the text of a program may refer to, in the order of the parameters. */
const PARAMETERS = ["R", "S", "C", "P", "L", "K", "B", "signals", "seen"];

/** The program's own place is found below the frames of the library, which goes down into values of many levels. */
const FRAMES_MAX = 20_000;

/**
 * Generates a checked program and runs it.
 *
 * @example
 * ```ts
 * import { check } from "../check/checker.ts";
 * import { parse } from "../syntax/parser.ts";
 * import { Source } from "../syntax/source.ts";
 * import { runProgram } from "./mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const source = new Source("-c", "int32:n = 20; print(n * 2 + 2); exit(3);");
 * const { program } = check({ source, parsed: parse(source) }, () => "there is no other file");
 * const printed: string[] = [];
 * const { exitCode } = await runProgram(program, {
 *   runner: () => Promise.reject(new TypeError("No command is run here")),
 *   settings: { errexit: true, strict_pipe: false, sticky_errors: true, stddato_notice: true, trace: false },
 *   args: [],
 *   arg0: "-c",
 *   signals: null,
 *   print: (text) => (printed.push(text), null),
 *   warn: (line) => printed.push(line),
 * });
 * assertEquals([exitCode, printed], [3, ["42\n"]]);
 * ```
 */
export async function runProgram(program: CheckedProgram, host: Host): Promise<Ending> {
  return await runGenerated(generate(program), host);
}

/** Runs a program that was generated. Whatever it does is its ending; only an error of the shell itself is thrown. */
export async function runGenerated(generated: Generated, host: Host): Promise<Ending> {
  const stops = new Stops(host, generated.places);
  const flow = new Flow(host.signals, stops);
  const commands = new Commands(host, flow, stops);
  const surroundings = new Surroundings(host, commands, stops);
  const parts = { host, stops, flow, surroundings };
  const contexts = generated.calls.map((call) => contextOf(parts, call));
  let ending = new Leaving(0, null);
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = FRAMES_MAX;
  try {
    // The text is made of numbers, numbered names and JSON, so nothing of a program is read as JavaScript.
    const load = new Function(...PARAMETERS, generated.text);
    const checks = new Checks(stops);
    const { constants } = generated;
    const run = load(checks, flow, commands, surroundings, LIBRARY, constants, contexts, flow.signals, flow.seen);
    await run();
  } catch (error) {
    ending = stops.ending ?? endingOf(error, generated, stops);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  const { exitCode, failure } = ending;
  const ended = { exitCode, failure, status: commands.status };
  return surroundings.noted ? { ...ended, value: surroundings.noted } : ended;
}
