/**
 * The command line: what belongs to `ariash`, what to the program, and what makes no sense.
 *
 * @module
 */

import { assertEquals, assertThrows } from "@std/assert";
import { type Options, parseOptions, type RunOptions, UsageError } from "../../src/shell/program/options.ts";
import { USAGE } from "../../src/shell/program/usage.ts";

function parse(...args: string[]): Options {
  return parseOptions(args, () => false);
}

function parseRun(...args: string[]): RunOptions {
  const options = parse(...args);
  if (options.action !== "run") throw new Error(`The action is ${options.action}`);
  return options;
}

const NO_CONFIGURATION = "option '--config' is for the interactive shell: a script has no configuration";

function refusal(args: readonly string[], isInteractive = false): string {
  return assertThrows(() => parseOptions(args, () => isInteractive), UsageError).message;
}

Deno.test("parseOptions() ends options at a file", () => {
  const { program, args } = parseRun("f.aria", "a", "--check", "-c");
  assertEquals([program, args], [{ kind: "file", path: "f.aria" }, ["a", "--check", "-c"]]);
});

Deno.test("parseOptions() ends options at --", () => {
  assertEquals(parseRun("--", "--check").program, { kind: "file", path: "--check" });
});

Deno.test("parseOptions() ends options at the code of -c", () => {
  const { program, args, stats } = parseRun("-c", ";", "--stats", "x");
  assertEquals([program, args, stats], [{ kind: "code", text: ";" }, ["--stats", "x"], false]);
});

Deno.test("parseOptions() takes '-' and an empty command line as the program on stdin", () => {
  assertEquals(parseRun("-", "x").args, ["x"]);
  for (const args of [["-"], []]) assertEquals(parseRun(...args).program, { kind: "stdin" });
});

Deno.test("parseOptions() takes a value behind = or as the next word", () => {
  for (const args of [["--errexit=off", "f"], ["--errexit", "off", "f"]]) {
    assertEquals(parseRun(...args).errexit, false);
  }
  assertEquals(parseRun("--errexit=on", "f").errexit, true);
});

Deno.test("parseOptions() reads --stats alone and with count", () => {
  assertEquals(["-", "--stats", "--stats=count"].map((word) => parseRun(word, "-").stats), [false, true, "count"]);
});

Deno.test("parseOptions() gathers what is asked of a run", () => {
  const { trace, json, strictPipe, errexit } = parseRun("--trace", "--json", "--strict-pipe", "--no-config", "f");
  assertEquals([trace, json, strictPipe, errexit], [true, true, true, true]);
});

Deno.test("parseOptions() takes every operand of --check and --fmt as a file", () => {
  const files = [{ kind: "file", path: "a" }, { kind: "file", path: "b" }];
  assertEquals(parse("--check", "a", "b"), { action: "check", programs: files, json: false });
  assertEquals(parse("--fmt", "a", "b"), { action: "format", programs: files, how: "print" });
  assertEquals(parse("--fmt", "--write", "a", "b"), { action: "format", programs: files, how: "write" });
  assertEquals(parse("--check", "--fmt", "a", "b"), { action: "format", programs: files, how: "check" });
  assertEquals(parse("--fmt"), { action: "format", programs: [{ kind: "stdin" }], how: "print" });
});

Deno.test("parseOptions() reads doctor as a subcommand only where the file would stand", () => {
  assertEquals(parse("doctor", "--json"), { action: "doctor", json: true });
  assertEquals(parseRun("-c", ";", "doctor").args, ["doctor"]);
  assertEquals(parseRun("./doctor").program, { kind: "file", path: "./doctor" });
});

Deno.test("parseOptions() leaves the words behind pool to it", () => {
  assertEquals(parse("pool", "serve", "--json"), { action: "pool", args: ["serve", "--json"] });
  assertEquals(parseRun("./pool").program, { kind: "file", path: "./pool" });
});

Deno.test("parseOptions() answers --help whatever else is there", () => {
  assertEquals(parse("--help", "--write", "f"), { action: "help" });
});

Deno.test("parseOptions() refuses what makes no sense, in one line", () => {
  const cases: Array<[string[], string]> = [
    [["--chekc"], "unknown option '--chekc' (help: --check)"],
    [["--zzz"], "unknown option '--zzz'"],
    [["-q"], "unknown option '-q'"],
    [["--a\nb"], "unknown option '--a\\nb'"],
    [["-cx"], "unknown option '-cx' (help: -c)"],
    [["-h"], "unknown option '-h' (help: --help)"],
    [["-V"], "unknown option '-V' (help: --version)"],
    [["-x", "f"], "unknown option '-x' (help: --trace)"],
    [["-n", "f"], "unknown option '-n' (help: --check)"],
    [["--stats=bytes"], "option '--stats' is alone or '--stats=count', not '--stats=bytes'"],
    [["--check=yes"], "option '--check' takes no value"],
    [["-c"], "option '-c' needs the code to run"],
    [["--config"], "option '--config' needs a file"],
    [["--errexit"], "option '--errexit' needs 'on' or 'off'"],
    [["--errexit=maybe", "f"], "option '--errexit' is 'on' or 'off', not 'maybe'"],
    [["-c", ";", "-"], "option '-c' and '-' are two programs; give one"],
    [["-c", ";", "-c", ";"], "option '-c' and '-c' are two programs; give one"],
    [["--check", "-c", ";", "f"], "'-c', '-' and a file are two programs; give one, or files only"],
    [["--fmt", "-", "f"], "'-c', '-' and a file are two programs; give one, or files only"],
    [["--ast", "--check", "f"], "options '--ast' and '--check' are two tasks; give one"],
    [["--ast", "--fmt", "f"], "options '--ast' and '--fmt' are two tasks; give one"],
    [["--ast", "f", "g"], "option '--ast' shows one program; name one file"],
    [["--write", "f"], "option '--write' needs '--fmt'"],
    [["--fmt", "--write", "--check", "f"], "options '--write' and '--check' are two ways to format; give one"],
    [["--config", "c", "f"], NO_CONFIGURATION],
    [["--config=c", "-c", ";"], NO_CONFIGURATION],
    [["--config=c", "-"], NO_CONFIGURATION],
    [["--config=c"], NO_CONFIGURATION], // with a script on stdin
    [["--config=c", "--check", "f"], NO_CONFIGURATION],
    [["session"], "'ariash session' is not in this build (a file of that name is './session')"],
    [["doctor", "f"], "'ariash doctor' takes '--json' and nothing else, not 'f'"],
  ];
  for (const [args, message] of cases) assertEquals(refusal(args), message);
});

Deno.test("parseOptions() refuses the interactive shell, which is not in this build", () => {
  assertEquals(refusal([], true), "the interactive shell is not in this build; name a file, or give code with '-c'");
  assertEquals(refusal(["--json"], true), "option '--json' is for scripts, and no script is named");
  assertEquals(refusal(["--check"], true), "no file is named");
});

Deno.test("the usage fits 80 columns and names every option", () => {
  assertEquals(USAGE.split("\n").filter((line) => line.length > 80), []);
  const options = ["-c", "--check", "--fmt", "--write", "--ast", "--trace", "--stats", "--stats=count", "--json"];
  const others = ["--config", "--no-config", "--errexit", "--strict-pipe", "--version", "--help", "doctor"];
  assertEquals([...options, ...others].filter((option) => !USAGE.includes(option)), []);
});
