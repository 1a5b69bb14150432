/**
 * What is said of commands that nobody waited for, when the program ends: every code with a program that gives it and
 * the mend.
 *
 * @module
 */

import type { CodeTable } from "../syntax/codes.ts";

export const JOB_CODES = {
  "ARIA-400": {
    title: "A command failed in the background, and nobody waited for it",
    example: `run("sh", ["-c", "exit 4"]) &; sleep(200);`,
    mend: "Start it with `spawn` and take the result of its `wait()`: `process:p = spawn(…)?; … p.wait()?;`.",
  },
  "ARIA-401": {
    title: "A command still ran when the program ended, and would not end when it was told to",
    example: `process:p = spawn("sh", ["-c", "trap '' HUP; echo; exec sleep 9"])?; ignore(p.stdout.read_line());`,
    mend: "It was told by SIGHUP and killed a second later: wait for it, or have it end before the program does.",
  },
} as const satisfies CodeTable;
