/**
 * `ariash pool`: servers that are kept and asked again and again.
 *
 * @module
 */

import { nearest } from "../syntax/nearest.ts";
import { UsageError } from "./options.ts";
import { printOutput } from "./output.ts";

const TASKS = ["serve", "bench"];

/**
 * Does what is asked of pools.
 *
 * @param args those after `pool`
 * @returns the exit code; errors are on stderr
 * @throws {UsageError} when they make no sense
 */
export async function pool(args: readonly string[]): Promise<number> {
  const [task = "", ...rest] = args;
  const end = rest.indexOf("--");
  const own = end < 0 ? rest : rest.slice(0, end);
  if (task === "--help" || (TASKS.includes(task) && own.includes("--help"))) {
    printOutput((await import("./pool_usage.ts")).POOL_USAGE);
    return 0;
  }
  if (task === "serve") return await (await import("./pool_serve.ts")).poolServe(rest);
  if (task === "bench") return await (await import("./pool_bench.ts")).poolBench(rest);
  if (task === "") throw new UsageError("'ariash pool' needs 'serve' or 'bench' (help: ariash pool --help)");
  const near = nearest(task, TASKS) ?? "--help";
  throw new UsageError(`'ariash pool' has no '${task}' (help: ariash pool ${near})`);
}
