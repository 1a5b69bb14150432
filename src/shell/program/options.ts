/**
 * The command line of `ariash`.
 *
 * @module
 */

import { nearest } from "../syntax/nearest.ts";
import { quoteName } from "../syntax/quote.ts";

/** Where a program comes from. */
export type ProgramSource =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "stdin" };

/** A command line that makes sense. */
export type Options =
  | { readonly action: "version" | "help" }
  | { readonly action: "doctor"; readonly json: boolean }
  | { readonly action: "pool"; readonly args: readonly string[] }
  | { readonly action: "check"; readonly programs: readonly ProgramSource[]; readonly json: boolean }
  | {
    readonly action: "format";
    readonly programs: readonly ProgramSource[];
    readonly how: "print" | "write" | "check";
  }
  | { readonly action: "tree"; readonly program: ProgramSource }
  | RunOptions;

/** What runs a program. */
export interface RunOptions {
  readonly action: "run";
  readonly program: ProgramSource;
  /** The program's arguments. */
  readonly args: readonly string[];
  readonly trace: boolean;
  /** `true`: report; `"count"`: report, and count every edge. */
  readonly stats: boolean | "count";
  readonly json: boolean;
  readonly errexit: boolean;
  readonly strictPipe: boolean;
}

/** A command line that makes no sense; the message is one line. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** Names that are no files when they come first. */
export const SUBCOMMANDS: readonly string[] = ["session", "pool", "doctor"];

/** Options that stand alone. */
const FLAGS = [
  "--check",
  "--fmt",
  "--write",
  "--ast",
  "--trace",
  "--json",
  "--no-config",
  "--strict-pipe",
  "--version",
  "--help",
] as const;
/** Options that need a value. */
const VALUED = ["-c", "--config", "--errexit"] as const;
/** What these are called by other programs. */
const HABITS: Readonly<Record<string, Flag>> = {
  "-h": "--help",
  "-v": "--version",
  "-V": "--version",
  "-x": "--trace",
  "-n": "--check",
};
/** An option that may have a value, behind `=` only. */
const STATS = "--stats";

const NO_CONFIGURATION = "option '--config' is for the interactive shell: a script has no configuration";

type Flag = typeof FLAGS[number];
type Valued = typeof VALUED[number];

/** What was read of a command line, before it is known whether it makes sense. */
interface Words {
  readonly flags: ReadonlySet<Flag>;
  readonly values: ReadonlyMap<Valued, string>;
  readonly stats: boolean | "count";
  readonly operands: readonly string[];
}

/**
 * Reads a command line. Options end at the first operand or at `--`; what follows a file, `-` or the code of `-c`
 * belongs to the program.
 *
 * @param args as `ariash` was given them
 * @param isInteractive tells whether stdin and stdout are both terminals; asked when no program is named
 * @throws {UsageError} on an unknown option, a missing or wrong value, or an impossible combination
 *
 * @example
 * ```ts
 * import { parseOptions } from "./options.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const options = parseOptions(["--stats=count", "job.aria", "--check"], () => false);
 * assertEquals(options, {
 *   action: "run",
 *   program: { kind: "file", path: "job.aria" },
 *   args: ["--check"],
 *   trace: false,
 *   stats: "count",
 *   json: false,
 *   errexit: true,
 *   strictPipe: false,
 * });
 * ```
 */
export function parseOptions(args: readonly string[], isInteractive: () => boolean): Options {
  const words = readWords(args);
  const { flags, values, operands } = words;
  if (flags.has("--version")) return { action: "version" };
  if (flags.has("--help")) return { action: "help" };
  refuseImpossible(words);
  if (!values.has("-c") && SUBCOMMANDS.includes(operands[0] ?? "")) return subcommand(words);
  if (flags.has("--ast")) return { action: "tree", program: onlyProgram(words) };
  if (flags.has("--fmt")) {
    const how = flags.has("--write") ? "write" : flags.has("--check") ? "check" : "print";
    return { action: "format", programs: everyProgram(words, isInteractive), how };
  }
  if (flags.has("--check")) {
    return { action: "check", programs: everyProgram(words, isInteractive), json: flags.has("--json") };
  }
  return runOptions(words, isInteractive);
}

function readWords(args: readonly string[]): Words {
  const left = [...args];
  const flags = new Set<Flag>();
  const values = new Map<Valued, string>();
  let stats: Words["stats"] = false;
  // The code of -c ends the options as a file does: what follows is the program's own.
  while (left[0]?.startsWith("-") && left[0] !== "-" && !values.has("-c")) {
    const word = left.shift()!;
    if (word === "--") break;
    const [option, value] = splitOption(word);
    if (option === STATS) stats = statsValue(word, value);
    else if (isFlag(option)) flags.add(withoutValue(option, value));
    else if (isValued(option)) values.set(option, neededValue(option, value ?? left.shift()));
    else throw unknownOption(option);
  }
  return { flags, values, stats, operands: left };
}

function isFlag(option: string): option is Flag {
  return (FLAGS as readonly string[]).includes(option);
}

function isValued(option: string): option is Valued {
  return (VALUED as readonly string[]).includes(option);
}

function splitOption(word: string): [string, string | undefined] {
  const at = word.indexOf("=");
  return word.startsWith("--") && at > 0 ? [word.slice(0, at), word.slice(at + 1)] : [word, undefined];
}

function statsValue(word: string, value: string | undefined): true | "count" {
  if (value === undefined) return true;
  if (value === "count") return "count";
  throw new UsageError(`option '--stats' is alone or '--stats=count', not ${quoteName(word)}`);
}

function withoutValue(option: Flag, value: string | undefined): Flag {
  if (value !== undefined) throw new UsageError(`option '${option}' takes no value`);
  return option;
}

function neededValue(option: Valued, value: string | undefined): string {
  const what = option === "-c" ? "the code to run" : option === "--config" ? "a file" : "'on' or 'off'";
  if (value === undefined) throw new UsageError(`option '${option}' needs ${what}`);
  if (option === "--errexit" && value !== "on" && value !== "off") {
    throw new UsageError(`option '--errexit' is 'on' or 'off', not ${quoteName(value)}`);
  }
  return value;
}

function unknownOption(option: string): UsageError {
  const near = HABITS[option] ?? nearest(option, [...VALUED, ...FLAGS, STATS]);
  return new UsageError(`unknown option ${quoteName(option)}${near === undefined ? "" : ` (help: ${near})`}`);
}

function refuseImpossible({ flags, values, operands }: Words): void {
  const refused: ReadonlyArray<readonly [Flag, Flag]> = [["--ast", "--check"], ["--ast", "--fmt"]];
  for (const [one, other] of refused) {
    if (flags.has(one) && flags.has(other)) {
      throw new UsageError(`options '${one}' and '${other}' are two tasks; give one`);
    }
  }
  const isScript = flags.has("--check") || flags.has("--fmt") || flags.has("--ast");
  if (isScript && values.has("--config")) throw new UsageError(NO_CONFIGURATION);
  if (flags.has("--write")) {
    if (!flags.has("--fmt")) throw new UsageError("option '--write' needs '--fmt'");
    if (flags.has("--check")) throw new UsageError("options '--write' and '--check' are two ways to format; give one");
  }
  const next = operands[0];
  if (values.has("-c") && (next === "-" || next === "-c")) {
    throw new UsageError(`option '-c' and '${next}' are two programs; give one`);
  }
}

/** `doctor` and `pool` are of this build; the latter reads its own command line. */
function subcommand({ flags, operands: [name, ...rest] }: Words): Options {
  if (name === "pool") return { action: "pool", args: rest };
  if (name !== "doctor") {
    throw new UsageError(`'ariash ${name}' is not in this build (a file of that name is './${name}')`);
  }
  const wrong = rest.find((word) => word !== "--json");
  if (wrong !== undefined)
    throw new UsageError(`'ariash doctor' takes '--json' and nothing else, not ${quoteName(wrong)}`);
  return { action: "doctor", json: rest.length > 0 || flags.has("--json") };
}

/** Every operand is a program; without any it is on stdin. */
function everyProgram({ values, operands }: Words, isInteractive: () => boolean): ProgramSource[] {
  const code = values.get("-c");
  const programs = operands.map((word): ProgramSource =>
    word === "-" ? { kind: "stdin" } : { kind: "file", path: word }
  );
  if (code !== undefined) programs.unshift({ kind: "code", text: code });
  if (programs.length > 1 && programs.some(({ kind }) => kind !== "file")) {
    throw new UsageError("'-c', '-' and a file are two programs; give one, or files only");
  }
  if (programs.length > 0) return programs;
  if (isInteractive()) throw new UsageError("no file is named");
  return [{ kind: "stdin" }];
}

function onlyProgram(words: Words): ProgramSource {
  const [program, other] = everyProgram(words, () => false);
  if (other) throw new UsageError("option '--ast' shows one program; name one file");
  return program!;
}

function runOptions(words: Words, isInteractive: () => boolean): RunOptions {
  const { flags, values, operands } = words;
  const program = programToRun(words);
  const isScript = program !== null || !isInteractive();
  if (isScript && values.has("--config")) throw new UsageError(NO_CONFIGURATION);
  if (!isScript) {
    if (flags.has("--json")) throw new UsageError("option '--json' is for scripts, and no script is named");
    throw new UsageError("the interactive shell is not in this build; name a file, or give code with '-c'");
  }
  return {
    action: "run",
    program: program ?? { kind: "stdin" },
    args: program?.kind === "code" ? operands : operands.slice(1),
    trace: flags.has("--trace"),
    stats: words.stats,
    json: flags.has("--json"),
    errexit: values.get("--errexit") !== "off",
    strictPipe: flags.has("--strict-pipe"),
  };
}

function programToRun({ values, operands: [first] }: Words): ProgramSource | null {
  const code = values.get("-c");
  if (code !== undefined) return { kind: "code", text: code };
  if (first === undefined) return null;
  return first === "-" ? { kind: "stdin" } : { kind: "file", path: first };
}
