/**
 * Sums what several test runs say of themselves, for one honest last line:
 *
 * ```sh
 * deno run -A tools/test_counts.ts 0:3:build/ci/test.log 1:1:build/ci/torture.log
 * # tests: 412 passed, 1 failed, 3 skipped
 * ```
 *
 * Each argument is a run's exit code, the number of summaries that its output must at least hold, and its log. A run
 * that is short of summaries, or that failed without naming a failed test, counts as one failure.
 *
 * @module
 */

/** What a run, or several, came to. */
export interface Counts {
  /** Tests that did what they should. */
  passed: number;
  /** Tests that did not. */
  failed: number;
  /** Tests that were not run. */
  skipped: number;
}

/** One run of a suite, ended. */
export interface Run {
  /** What it is called in messages. */
  name: string;
  /** Its exit code. */
  code: number;
  /** How many summaries its output holds at least. */
  summaries: number;
  /** All that it wrote. */
  output: string;
}

/**
 * Finds every summary in the output of test runs: `deno test`'s last line, and the C library's `native: …`.
 *
 * @param output all that was written, with or without colours
 * @returns one entry per summary, in their order
 */
export function summariesIn(output: string): Counts[] {
  // deno-lint-ignore no-control-regex
  const lines = output.replace(/\x1b\[[0-9;]*[A-Za-z]/g, "").split(/\r?\n/);
  return lines.flatMap((line) => denoSummary(line) ?? nativeSummary(line) ?? []);
}

/**
 * Sums the runs.
 *
 * @param runs what ended how
 * @returns the sum, and a sentence about each run whose own words cannot be taken for its result
 */
export function sumRuns(runs: readonly Run[]): Counts & { problems: string[] } {
  const sum = { passed: 0, failed: 0, skipped: 0, problems: [] as string[] };
  for (const { name, code, summaries, output } of runs) {
    const found = summariesIn(output);
    const failed = found.reduce((count, summary) => count + summary.failed, 0);
    for (const summary of found) {
      sum.passed += summary.passed;
      sum.skipped += summary.skipped;
    }
    sum.failed += failed;
    const problem = problemOf(code, found.length, summaries, failed);
    if (problem === null) continue;
    sum.problems.push(`${name}: ${problem}`);
    if (failed === 0) sum.failed++;
  }
  return sum;
}

function problemOf(code: number, found: number, wanted: number, failed: number): string | null {
  if (found < wanted) return `ended with code ${code}, with ${found} summaries of at least ${wanted}`;
  if (code !== 0 && failed === 0) return `ended with code ${code}, though no test failed`;
  if (code === 0 && failed > 0) return `ended with code 0, though ${failed} tests failed`;
  return null;
}

/** `ok | 3 passed (2 steps) | 0 failed | 1 ignored | 4 filtered out (7ms)`; what was filtered out was not asked for. */
function denoSummary(line: string): Counts | null {
  if (!/^(ok|FAILED) \| \d+ passed\b.*\| \d+ failed\b.*\([^()]*\)\s*$/.test(line)) return null;
  return { passed: numberOf(line, "passed"), failed: numberOf(line, "failed"), skipped: numberOf(line, "ignored") };
}

/** `native: 12 passed, 0 failed, 1 skipped`. */
function nativeSummary(line: string): Counts | null {
  if (!/^native\b[^:]*: \d+ passed, \d+ failed/.test(line)) return null;
  return { passed: numberOf(line, "passed"), failed: numberOf(line, "failed"), skipped: numberOf(line, "skipped") };
}

function numberOf(line: string, word: string): number {
  return Number(new RegExp(`(\\d+) ${word}\\b`).exec(line)?.[1] ?? 0);
}

function readRun(argument: string): Run {
  const [, code, summaries, path] = /^(\d+):(\d+):(.+)$/.exec(argument) ?? [];
  if (path === undefined) throw new TypeError(`Cannot sum "${argument}": it is not of the form "CODE:SUMMARIES:LOG"`);
  return { name: path, code: Number(code), summaries: Number(summaries), output: Deno.readTextFileSync(path) };
}

if (import.meta.main) {
  const { passed, failed, skipped, problems } = sumRuns(Deno.args.map(readRun));
  for (const problem of problems) console.log(`problem: ${problem}`);
  console.log(`tests: ${passed} passed, ${failed} failed, ${skipped} skipped`);
  if (failed > 0 || passed === 0) Deno.exit(1);
}
