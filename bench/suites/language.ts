/** The language: loops, calls, strings and collections, beside other shells and Python. */
import type { Contender, Group, Row, Setting } from "../model.ts";

const FOLDER = `${import.meta.dirname}/../shell`;

/** What is computed, and how large `n` is: about a second's work for bash, and half a second's for Python. */
const SAMPLES: readonly (readonly [name: string, sizes: Readonly<Record<Pace, number>>, work: string])[] = [
  ["assign", { shell: 300_000, compiled: 4_000_000 }, "assign strings"],
  ["cmp", { shell: 200_000, compiled: 4_000_000 }, "compare strings"],
  ["count", { shell: 300_000, compiled: 4_000_000 }, "add numbers up"],
  ["func", { shell: 200_000, compiled: 4_000_000 }, "call a function"],
  ["stringop", { shell: 130_000, compiled: 800_000 }, "cut, replace and join strings"],
  ["fib", { shell: 23, compiled: 32 }, "fib, recursive"],
  ["word_freq", { shell: 130_000, compiled: 1_000_000 }, "count words"],
  ["bubble_sort", { shell: 500, compiled: 2_200 }, "bubble sort"],
  ["palindrome", { shell: 80_000, compiled: 800_000 }, "find palindromes"],
];

/** How fast an interpreter is: whether it reads a program's text again and again, or compiles it first. */
type Pace = "shell" | "compiled";

/** An interpreter: how it is called, the suffixes of programs that it can run, and the least program. */
interface Interpreter {
  readonly id: string;
  readonly title: string;
  readonly command: readonly string[];
  readonly suffixes: readonly string[];
  readonly nothing: readonly string[];
  /** Default: `shell`. */
  readonly pace?: Pace;
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
  {
    id: "python",
    title: "Python",
    command: ["python3"],
    suffixes: ["py"],
    nothing: ["-c", "print(1)"],
    pace: "compiled",
    least: 1,
  },
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
  for (const [name, sizes, work] of SAMPLES) {
    for (const pace of ["shell", "compiled"] as const) {
      const n = sizes[pace];
      const size = setting.quick ? Math.min(n, Math.ceil(n / 20) + 8) : n;
      const ours = contender(setting, aria, name, size, pace)!;
      const theirs = others.flatMap((other) => {
        const found = (other.pace ?? "shell") === pace ? contender(setting, other, name, size, pace) : null;
        return found === null ? [] : [{ found, least: other.least }];
      });
      if (theirs.length > 0) contenders.push(ours, ...theirs.map(({ found }) => found));
      for (const { found, least } of theirs) {
        const row: Row = { work, ours: ours.id, against: found.id, measure: { kind: "speed", unit: "operations" } };
        rows.push(least === undefined ? row : { ...row, target: { at: "least", value: least } });
      }
    }
  }
  return {
    name: "language",
    title: "Language",
    note: "The same small program in each language, run once a round from its start to its end; the time of one " +
      "that only prints a number, run beside it by the same interpreter, is taken off. Beside Python the sizes are " +
      "larger, so that the work outweighs the start. dash has no arrays and no substrings, and is left out where a " +
      "program needs them. The programs are in `bench/shell/`.",
    contenders,
    rows,
  };
}

/** The contender that runs a sample; null where the interpreter's language has no program for it. */
function contender(
  setting: Setting,
  interpreter: Interpreter,
  name: string,
  n: number,
  pace: Pace,
): Contender | null {
  const { command, suffixes, nothing } = interpreter;
  const path = suffixes.map((suffix) => `${FOLDER}/${name}.${suffix}`).find(exists);
  if (path === undefined) return null;
  const [program = "", ...args] = command;
  const found = setting.find(program);
  return {
    id: `${name} ${pace} ${interpreter.id}`,
    title: `${interpreter.title}, ${name} ${n.toLocaleString("en")}`,
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
