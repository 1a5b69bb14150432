/** The language: loops, calls, strings and collections, beside other shells and Python. */
import type { Contender, Group, Row, Setting } from "../model.ts";

const FOLDER = `${import.meta.dirname}/../shell`;

/** What is computed, and how large `n` is: about a second's work for bash. */
const SAMPLES: readonly (readonly [name: string, n: number, work: string])[] = [
  ["assign", 300_000, "assign strings"],
  ["cmp", 200_000, "compare strings"],
  ["count", 300_000, "add numbers up"],
  ["func", 200_000, "call a function"],
  ["stringop", 130_000, "cut, replace and join strings"],
  ["fib", 23, "fib, recursive"],
  ["word_freq", 130_000, "count words"],
  ["bubble_sort", 500, "bubble sort"],
  ["palindrome", 80_000, "find palindromes"],
];

/** An interpreter: how it is called, the suffixes of programs that it can run, and the least program. */
interface Interpreter {
  readonly id: string;
  readonly title: string;
  readonly command: readonly string[];
  readonly suffixes: readonly string[];
  readonly nothing: readonly string[];
  /** How many times as fast we must be. */
  readonly least?: number;
}

const OTHERS: readonly Interpreter[] = [
  { id: "bash", title: "bash", command: ["bash"], suffixes: ["sh", "bash"], nothing: ["-c", "echo 1"], least: 10 },
  { id: "dash", title: "dash", command: ["dash"], suffixes: ["sh"], nothing: ["-c", "echo 1"] },
  {
    id: "zsh",
    title: "zsh",
    command: ["zsh", "-f", "-o", "KSH_ARRAYS", "-o", "SH_WORD_SPLIT"],
    suffixes: ["sh", "bash"],
    nothing: ["-c", "echo 1"],
  },
  { id: "python", title: "Python", command: ["python3"], suffixes: ["py"], nothing: ["-c", "print(1)"], least: 1 },
];

/** Every sample in every language that has it. */
export function language(setting: Setting): Group {
  const aria: Interpreter = {
    id: "aria",
    title: "ariash",
    command: setting.ariash(),
    suffixes: ["aria"],
    nothing: ["-c", "print(1);"],
  };
  const others = OTHERS.filter(({ command }) => setting.missing(command[0]!) === null);
  const contenders: Contender[] = [];
  const rows: Row[] = [];
  for (const [name, n, work] of SAMPLES) {
    const size = setting.quick ? Math.min(n, Math.ceil(n / 20) + 8) : n;
    const ours = contender(setting, aria, name, size)!;
    contenders.push(ours);
    for (const other of others) {
      const theirs = contender(setting, other, name, size);
      if (theirs === null) continue;
      contenders.push(theirs);
      const row: Row = { work, ours: ours.id, against: theirs.id, measure: { kind: "speed", unit: "operations" } };
      rows.push(other.least === undefined ? row : { ...row, target: { at: "least", value: other.least } });
    }
  }
  return {
    name: "language",
    title: "Language",
    note: "The same small program in each language, run once a round from its start to its end; the time of one " +
      "that only prints a number, run beside it by the same interpreter, is taken off. dash has no arrays and no " +
      "substrings, and is left out where a program needs them. The programs are in `bench/shell/`.",
    contenders,
    rows,
  };
}

/** The contender that runs a sample; null where the interpreter's language has no program for it. */
function contender(setting: Setting, interpreter: Interpreter, name: string, n: number): Contender | null {
  const { command, suffixes, nothing } = interpreter;
  const path = suffixes.map((suffix) => `${FOLDER}/${name}.${suffix}`).find(exists);
  if (path === undefined) return null;
  const [program = "", ...args] = command;
  const found = setting.find(program);
  return {
    id: `${name} ${interpreter.id}`,
    title: `${interpreter.title}, ${name}`,
    command: [setting.native("timed"), "1", found, ...args, path, `${n}`, "--", found, ...args, ...nothing],
  };
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
