/**
 * `ariash doctor`: what this machine can do, and whether it does it.
 *
 * @module
 */

import { native } from "../../../../ffi/mod.ts";
import { PipelineError } from "../../../pipeline/mod.ts";
import { printOutput } from "../output.ts";
import { type Facts, gatherFacts } from "./facts.ts";
import { SELF_TESTS, type SelfTest, Skipped } from "./self_tests.ts";

/** All tests together have this long; what has not ended then has failed. */
const TESTS_MS = 4000;

/** How a self-test went: `ok`, `FAIL reason` or `skipped reason`. */
type Verdict = string;

/**
 * Prints what is known, then how each self-test went; with `json` as one line of JSON.
 *
 * @returns the exit code: 1 when a self-test failed
 */
export async function doctor(json: boolean): Promise<number> {
  const facts = await gatherFacts();
  if (!json) printOutput(asLines(facts));
  const deadline = AbortSignal.timeout(TESTS_MS);
  const verdicts: Record<string, Verdict> = {};
  for (const test of SELF_TESTS) {
    const verdict = verdicts[test.name] = await judge(test, deadline);
    if (!json) printOutput(asLines({ [test.name]: verdict }));
  }
  const ok = !Object.values(verdicts).some((verdict) => verdict.startsWith("FAIL"));
  if (json) printOutput(`${JSON.stringify({ ok, ...facts, tests: verdicts })}\n`);
  return ok ? 0 : 1;
}

async function judge({ needs, run }: SelfTest, deadline: AbortSignal): Promise<Verdict> {
  try {
    if (needs && !native().capabilities[needs]) return `skipped this system has no ${needs}`;
    await run(deadline);
    return "ok";
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof Skipped || isMissingProgram(error)) return `skipped ${reason}`;
    return `FAIL ${deadline.aborted ? `not done in ${TESTS_MS} ms` : reason}`;
  }
}

/** The tests use programs that every system has, but perhaps not in this PATH. */
function isMissingProgram(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound ||
    (error instanceof PipelineError && error.cause instanceof Deno.errors.NotFound);
}

const NAME_COLUMNS = 20;

function asLines(facts: Facts): string {
  return Object.entries(facts).map(([name, value]) => {
    const shown = value === null ? "-" : value === true ? "yes" : value === false ? "no" : value;
    return `${name.padEnd(NAME_COLUMNS)}  ${shown}\n`;
  }).join("");
}
