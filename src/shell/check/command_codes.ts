/**
 * What can be wrong with commands, with settings, and with the use of other files.
 *
 * @module
 */

import type { CheckTable } from "./codes.ts";

export const COMMAND_CODES = {
  "ARIA-150": {
    title: "there is no such stream",
    example: 'run("x") 9> "f";',
    mend: "A program has streams 0 to 5: stdin, stdout, stderr, stddbg, stddati, stddato.",
  },
  "ARIA-151": {
    title: "a stream is wired in the wrong direction",
    example: 'run("x") 4> "f";',
    mend: "Programs read 0 and 4, and write 1, 2, 3 and 5.",
  },
  "ARIA-152": {
    title: "a stream is wired twice",
    example: 'run("x") > "a" > "b";',
    mend: "To have the bytes in two places write a fan-out: a |* [b, c].",
  },
  "ARIA-153": {
    title: "something follows a fan-out",
    example: 'run("a") |* [run("b"), run("c")] |* run("d");',
    mend: "Put what follows one of its members inside the brackets.",
  },
  "ARIA-154": {
    title: "what is no command is connected",
    example: 'run("a") | 5;',
    mend: "Commands stand on both sides. On the left a string or buffer may stand, which is fed to the command.",
  },
  "ARIA-155": {
    title: "what is no single command is redirected",
    example: 'pipeline:p = run("a") | run("b"); p > "f";',
    mend: 'Redirect one of its stages: run("a") | run("b") > "f".',
  },
  "ARIA-156": {
    title: "a redirection leads to what is no file name",
    example: 'run("x") > 5;',
    mend: "The target is a string or a Path.",
  },
  "ARIA-157": {
    title: "the program is no string",
    example: "run(5);",
    mend: "The first argument is the program's name or path.",
  },
  "ARIA-158": {
    title: "arguments are no strings",
    example: 'run("head", ["-n", 5]);',
    mend: 'Arguments are strings and Paths, each is one, as it is: write "5" or string(n).',
  },
  "ARIA-159": {
    title: "there is no such option",
    example: 'run("ls", [], {cwdd: "/"});',
    mend:
      "The options are cwd, env, clear_env, timeout_ms, grace_ms, sigpipe, pty, buffer, shell, and the six streams.",
  },
  "ARIA-160": {
    title: "an option cannot be this",
    example: 'run("ls", [], {timeout_ms: "soon"});',
    mend: "The message says what it takes.",
  },
  "ARIA-161": {
    title: "a NUL is given to a program, or stands in the name of a file",
    example: 'run("echo", ["a\\0b"]);',
    mend: 'No argument and no file name can have a NUL in it; feed it: "a\\0b" | run(…).',
  },
  "ARIA-162": {
    title: "a value cannot be a word",
    example: "obj:o = {}; echo &{o}",
    mend:
      "Strings, Paths, numbers and bools can. An array of strings can be a word of its own: as many words as it has.",
  },
  "ARIA-163": {
    title: "what is no command is to run in the background",
    example: "int:n = 1; n++ &;",
    mend: "'&' stands behind a command or pipeline.",
  },
  "ARIA-164": {
    title: "a command is wanted",
    example: 'print(capture("date")?.stdout);',
    mend: 'Write run("date").',
  },
  "ARIA-165": {
    title: "a stream is to go where it goes itself",
    example: 'run("x") 2>&2;',
    mend: "Name the other stream: 2>&1.",
  },
  "ARIA-166": {
    title: "'ignore' has no value",
    example: 'result:r = ignore(run("x"));',
    mend: "It is a statement of its own; to keep the result, leave it out.",
  },
  "ARIA-167": {
    title: "the shell's own words in a pipeline or in the background",
    example: "cd / | cat",
    mend: "What the shell carries out itself stands as a statement of its own; only what `export` alone and `help` " +
      "print may be piped and written to a file.",
  },
  "ARIA-168": {
    title: "the shell's own words with the wrong operands",
    example: "cd a b",
    mend: "The help says how it is written.",
  },
  "ARIA-169": {
    title: "there is no such setting",
    example: "set errexti = true",
    mend: "Mend its spelling: 'set' lists them.",
  },
  "ARIA-170": {
    title: "a setting cannot be this",
    example: 'set errexit = "x"',
    mend: "The help gives a value that it can be.",
  },
  "ARIA-171": {
    title: "a signal that a program cannot take",
    example: 'on_signal("KILL", NIL);',
    mend: "It can take HUP, INT, QUIT, TERM, USR1, USR2 and WINCH.",
  },
  "ARIA-180": {
    title: "a file that is used cannot be read",
    example: 'use "./no_such_file.aria".*;',
    mend: "The path counts from the folder of the file that says 'use'.",
  },
  "ARIA-181": {
    title: "files use each other in a circle",
    example: 'use "./a.aria".*;',
    mend: "Put what both need into a file of its own.",
    files: { "./a.aria": 'use "./b.aria".*;', "./b.aria": 'use "./a.aria".*;' },
  },
  "ARIA-182": {
    title: "a file does not have a name",
    example: 'use "./lib.aria" as lib; print(lib.helo);',
    mend: "Mend its spelling. A file that marks names with 'pub' gives those alone.",
    files: { "./lib.aria": 'string:hello = "hi";' },
  },
} as const satisfies CheckTable;
