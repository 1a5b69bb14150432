/**
 * What every JavaScript contender shares, in Node and in Deno alike: its task, a clock, CPU time, the report.
 *
 * A contender is a program of its own. It gets its task as one argument of JSON, does a small part of the work
 * unmeasured, then the work, and prints one line of JSON: a `Sample` of `model.ts`.
 */
import { readFileSync } from "node:fs";
import process from "node:process";

/** The task that the runner gave: sizes, and the paths of the helper programs. */
export const task = JSON.parse(process.argv[2] ?? "{}");

/** What small work before the measured one is made of, in bytes. */
export const WARM_UP = 16 << 20;

const TICKS_PER_SECOND = 100;

/** CPU seconds so far, of this process (its threads included) and of its children that have been waited for. */
export function cpuSeconds() {
  const stat = readFileSync("/proc/self/stat", "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ").map(Number);
  return { self: (fields[11] + fields[12]) / TICKS_PER_SECOND, children: (fields[13] + fields[14]) / TICKS_PER_SECOND };
}

/** One line of `/proc/self/status` as a number: bytes where the kernel says kB, else what stands there. */
export function statusField(name) {
  const line = readFileSync("/proc/self/status", "utf8").split("\n").find((text) => text.startsWith(`${name}:`)) ?? "";
  const value = Number.parseInt(line.slice(name.length + 1), 10);
  return line.endsWith("kB") ? value * 1024 : value;
}

/**
 * Runs `work` and prints what it took. `work` returns what it saw: `{ bytes, operations }`, and in `extra` whatever
 * else belongs into the results.
 */
export async function measure(work) {
  const before = cpuSeconds();
  const begin = performance.now();
  const seen = await work();
  const seconds = (performance.now() - begin) / 1000;
  const after = cpuSeconds();
  const cpu = { self: after.self - before.self, children: after.children - before.children };
  console.log(JSON.stringify({ seconds, cpu, ...seen }));
}

/** Ends the program with an error unless `seen` is `expected`: a contender that loses bytes measures nothing. */
export function check(seen, expected, what) {
  if (seen !== expected) throw new Error(`Expected ${expected} ${what}, got ${seen}`);
}

/** The median of `values`. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
