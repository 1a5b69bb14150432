/**
 * The summing of test runs believes no run that does not say how it went.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { type Run, summariesIn, sumRuns } from "../../tools/test_counts.ts";

function run(output: string, code = 0, summaries = 1): Run {
  return { name: "run", code, summaries, output };
}

Deno.test("summariesIn() reads each form of deno test's last line", () => {
  const output = [
    "running 2 tests from ./a_test.ts",
    "ok | 1 passed | 0 failed (7ms)",
    "ok | 12 passed (3 steps) | 0 failed | 2 ignored (1 step) | 4 filtered out (1m2s)",
    "FAILED | 28 passed | 1 failed (2 steps) (60ms)",
    "\x1b[0m\x1b[32mok\x1b[0m | 5 passed | 0 failed \x1b[38;5;245m(7ms)\x1b[0m",
  ].join("\n");
  assertEquals(summariesIn(output), [
    { passed: 1, failed: 0, skipped: 0 },
    { passed: 12, failed: 0, skipped: 2 },
    { passed: 28, failed: 1, skipped: 0 },
    { passed: 5, failed: 0, skipped: 0 },
  ]);
});

Deno.test("summariesIn() reads the C library's last line", () => {
  assertEquals(summariesIn("native: 12 passed, 0 failed\nnative: 7 passed, 1 failed, 2 skipped\r\n"), [
    { passed: 12, failed: 0, skipped: 0 },
    { passed: 7, failed: 1, skipped: 2 },
  ]);
});

Deno.test("summariesIn() takes no other line for a summary", () => {
  assertEquals(summariesIn("it is ok | 3 passed | 0 failed (1ms)\nok | passed\n3 passed, 0 failed\n"), []);
});

Deno.test("sumRuns() adds the runs up", () => {
  const sum = sumRuns([
    run("ok | 3 passed | 0 failed | 1 ignored (7ms)\nnative: 2 passed, 0 failed", 0, 2),
    run("native: 4 passed, 1 failed", 1),
  ]);
  assertEquals(sum, { passed: 9, failed: 1, skipped: 1, problems: [] });
});

Deno.test("sumRuns() counts a run without a summary as a failure", () => {
  assertEquals(sumRuns([run("Segmentation fault", 139)]).failed, 1);
  assertEquals(sumRuns([run("", 0)]).failed, 1);
  assertEquals(sumRuns([run("ok | 3 passed | 0 failed (7ms)", 0, 2)]).failed, 1);
});

Deno.test("sumRuns() counts a contradiction between exit code and summary as a failure", () => {
  assertEquals(sumRuns([run("ok | 3 passed | 0 failed (7ms)", 1)]).failed, 1);
  assertEquals(sumRuns([run("FAILED | 3 passed | 2 failed (7ms)", 0)]), {
    passed: 3,
    failed: 2,
    skipped: 0,
    problems: ["run: ended with code 0, though 2 tests failed"],
  });
});
