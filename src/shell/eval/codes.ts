/**
 * What can stop a program while it runs: every code with a program that gives it and the mend.
 *
 * @module
 */

import type { CodeTable } from "../syntax/codes.ts";

export const EVAL_CODES = {
  "ARIA-300": {
    title: "A command or pipeline failed, and nobody took its failure",
    example: `run("sh", ["-c", "exit 3"]);`,
    mend: "Keep the result (`result:r = run(…);`), test it (`if (run(…))`), give a default (`run(…) ? …`), " +
      "or drop it with `ignore(run(…));`.",
  },
  "ARIA-301": {
    title: "A function failed, and nobody took its failure",
    example: `func:f = int32() { fail("no luck"); }; f();`,
    mend: "Keep the result (`result:r = f();`), give a default (`f() ? 0`), or drop it with `ignore(f());`.",
  },
  "ARIA-302": {
    title: "A built-in function failed, and nobody took its failure",
    example: `string:text = read_file("/no/such/file")?;`,
    mend: "As with any result: keep it, give a default, or drop it with `ignore(…);`.",
  },
  "ARIA-303": {
    title: "A built-in function was given what it cannot work with, or an assertion failed",
    example: `assert(1 > 2, "one is not more than two");`,
    mend: "This is a mistake in the program, which cannot be taken like a failure: test the values first.",
  },
  "ARIA-304": {
    title: "A command that could not run was taken for false",
    example: `if (run("no-such-program")) { print("yes"); }`,
    mend: "Mend its name or its redirection. Where it may be missing, keep the result and look: " +
      '`result:r = run(…); if (r.err.kind == "start") …`.',
  },
  "ARIA-310": {
    title: "An integer was divided by zero",
    example: `int32:zero = 0; print(1 / zero);`,
    mend: "Test the divisor first. TBB numbers and floats may be divided by zero: they give `ERR` and `inf`.",
  },
  "ARIA-311": {
    title: "An index or a slice is out of bounds",
    example: `int32[]:a = [1, 2]; int32:i = 2; print(a[i]);`,
    mend: "Indexes go from 0 to `len(a) - 1`; the end of a slice is included.",
  },
  "ARIA-312": {
    title: "A function came to its end without a value, where its value is needed",
    example: `func:f = int32(int32:n) { if (n > 0) { pass(n); } }; int32:x = f(0)?;`,
    mend: "Have every way through the function end in `pass(…)` or `fail(…)`.",
  },
  "ARIA-313": {
    title: "A value of a `dyn` has another type than is wanted",
    example: `dyn:d = "text"; int32:n = d;`,
    mend: "`type_of(d)` tells what a `dyn` holds.",
  },
  "ARIA-314": {
    title: "A function without a known signature was called with other arguments than it takes",
    example: `func:f = int32(int32:n) { pass(n); }; dyn:d = f; func:g = d; g("text");`,
    mend: "Call it with as many arguments as it has parameters, of their types.",
  },
  "ARIA-315": {
    title: "The step of a loop is zero, or negative in `loop`",
    example: `int32:step = 0; loop(1, 5, step) { print($); }`,
    mend: "`loop` takes a positive step and finds the direction itself; `till` goes down with a negative one.",
  },
  "ARIA-316": {
    title: "An exit code is not between 0 and 255",
    example: `int32:code = 300; exit(code);`,
    mend: "An exit code is one byte.",
  },
  "ARIA-317": {
    title: "Functions call each other too deep",
    example: `func:f = int32(int32:n) { pass(f(n + 1)?); }; f(0);`,
    mend: "See that a recursion comes to an end, or use a loop.",
  },
  "ARIA-318": {
    title: "A string or an array would be too large",
    example: `string:s = "x"; while (true) { s += s; }`,
    mend: "Work on the data in pieces.",
  },
  "ARIA-319": {
    title: "An option of `run` or `spawn` has a value that it cannot have",
    example: `obj:o = {timeout_ms: "soon"}; run("true", [], o);`,
    mend: "See the list of options.",
  },
  "ARIA-320": {
    title: "A variable of the environment cannot be read or set",
    example: String.raw`ENV.X = "a\0b";`,
    mend: "It cannot hold the character NUL, and the shell reads only what is UTF-8 text. `cd` and `~` need HOME, " +
      "`cd -` needs OLDPWD.",
  },
  "ARIA-321": {
    title: "The name of a file holds a NUL",
    example: String.raw`string:name = "a\0b"; Path:p = Path(name);`,
    mend: "No system has files of such a name.",
  },
  "ARIA-322": {
    title: "The current directory has no name",
    example: `string:d = temp_dir()?; cd(d)?; defer cd("/"); remove(d)?; print(cwd());`,
    mend: "It was removed, or its name is not UTF-8 text: go to another one.",
  },
  "ARIA-330": {
    title: "A sticky `ERR` was used where it would do harm",
    example: `tbb8:a = 127; a = a + 1; exit(a);`,
    mend: "Test for it (`a == ERR`) before it becomes an argument, a target, an exit code or part of a condition.",
  },
} as const satisfies CodeTable;

/** A code of {@linkcode EVAL_CODES}. */
export type EvalCode = keyof typeof EVAL_CODES;
