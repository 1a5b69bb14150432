/**
 * The command line of `ariash`.
 *
 * @module
 */

import { nearest } from "../syntax/nearest.ts";

/** Where the program comes from. */
export type ProgramSource =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "stdin" }
  | { readonly kind: "none" };

/** A command line that makes sense. */
export interface Options {
  readonly action: "run" | "check" | "version" | "help";
  readonly source: ProgramSource;
  /** What follows the program: its arguments, or with `check` further files. */
  readonly rest: readonly string[];
  /** `true`: report; `"count"`: report, and count every edge. */
  readonly stats: boolean | "count";
  readonly strictPipe: boolean;
}

/** A command line that makes no sense; the message is one line. */
export class UsageError extends Error {
  override name = "UsageError";
}

const OPTIONS = ["-c", "--check", "--stats", "--strict-pipe", "--version", "--help"] as const;
const ABSENT_OPTIONS: readonly string[] = [
  "--fmt",
  "--write",
  "--ast",
  "--trace",
  "--json",
  "--config",
  "--no-config",
  "--errexit",
];
const ABSENT_SUBCOMMANDS: readonly string[] = ["session", "pool", "doctor"];

/**
 * Reads a command line. Options end at the first operand or at `--`; what follows a file, `-` or the code of `-c`
 * belongs to the program.
 *
 * @throws {UsageError} on an unknown option, a missing or wrong value, or an impossible combination
 *
 * @example
 * ```ts
 * import { parseOptions } from "./options.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { source, stats, rest } = parseOptions(["--stats=count", "job.aria", "--check"]);
 * assertEquals(source, { kind: "file", path: "job.aria" });
 * assertEquals(stats, "count");
 * assertEquals(rest, ["--check"]);
 * ```
 */
export function parseOptions(args: readonly string[]): Options {
  const left = [...args];
  let action: Options["action"] = "run";
  let stats: Options["stats"] = false;
  let strictPipe = false;
  let code: string | undefined;
  while (left[0]?.startsWith("-") && left[0] !== "-") {
    const word = left.shift()!;
    if (word === "--") break;
    const [option, value] = splitOption(word);
    switch (option) {
      case "-c":
        if (code !== undefined) throw new UsageError("option '-c' is given twice");
        code = value ?? left.shift();
        if (code === undefined) throw new UsageError("option '-c' needs the code to run");
        break;
      case "--stats":
        if (value !== undefined && value !== "count")
          throw new UsageError(`option '--stats' is alone or '--stats=count', not '${word}'`);
        stats = value === undefined ? true : "count";
        break;
      case "--check":
        refuseValue(option, value);
        if (action === "run") action = "check";
        break;
      case "--strict-pipe":
        refuseValue(option, value);
        strictPipe = true;
        break;
      case "--version":
      case "--help":
        refuseValue(option, value);
        action = option === "--version" ? "version" : "help";
        break;
      default:
        throw unknownOption(option);
    }
  }
  const source = programSource(code, left);
  return { action, source, rest: left, stats, strictPipe };
}

/** Decides where the program comes from and takes its name off the operands. */
function programSource(code: string | undefined, operands: string[]): ProgramSource {
  if (code !== undefined) {
    if (operands[0] === "-") throw new UsageError("option '-c' and '-' are two programs; give one");
    return { kind: "code", text: code };
  }
  const first = operands.shift();
  if (first === undefined) return { kind: "none" };
  if (first === "-") return { kind: "stdin" };
  if (ABSENT_SUBCOMMANDS.includes(first)) {
    throw new UsageError(`'ariash ${first}' is not in this build (a file of that name is './${first}')`);
  }
  return { kind: "file", path: first };
}

function splitOption(word: string): [string, string | undefined] {
  const at = word.indexOf("=");
  return word.startsWith("--") && at > 0 ? [word.slice(0, at), word.slice(at + 1)] : [word, undefined];
}

function refuseValue(option: string, value: string | undefined): void {
  if (value !== undefined) throw new UsageError(`option '${option}' takes no value`);
}

function unknownOption(option: string): UsageError {
  if (ABSENT_OPTIONS.includes(option)) return new UsageError(`option '${option}' is not in this build`);
  const near = nearest(option, OPTIONS);
  return new UsageError(`unknown option '${option}'${near === undefined ? "" : ` (help: ${near})`}`);
}
