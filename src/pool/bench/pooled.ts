/**
 * Requests through a pool of one child.
 *
 * @module
 */

import type { PooledConnection } from "../connection.ts";
import { PoolError } from "../errors.ts";
import { StdioPool } from "../stdio_pool.ts";
import { cpuMsOf } from "./cpu_time.ts";
import { BenchError, type BenchOptions } from "./model.ts";
import { assertAnswer, questions } from "./question.ts";
import { inWindow, type Way } from "./way.ts";

/** Time for the first answer, in which the server may still be starting. */
const FIRST_ANSWER_MS = 10_000;

/**
 * Starts a server, asks it once, and makes it ready to be asked.
 *
 * @param options of the run.
 * @param window requests at a time; one is the exclusive mode, more are multiplexed.
 * @throws {PoolError} when it does not start, ends, or does not answer.
 * @throws {BenchError} when it answers without the id.
 */
export async function pooledWay(options: BenchOptions, window: number): Promise<Way> {
  const { command, args, framing } = options;
  const mode = window === 1 ? "exclusive" : "multiplex";
  const pool = new StdioPool({ command, args, framing, mode, maxInFlight: window, idleTtlMs: 0 });
  try {
    return makeWay(pool, await tryOut(pool, options), options, window);
  } catch (error) {
    await pool.kill();
    throw error;
  }
}

function makeWay(pool: StdioPool, pid: number, options: BenchOptions, window: number): Way {
  const question = questions(options);
  let id = 1;
  return {
    ask: (count) => inWindow(count, window, () => pool.request(question(++id))),
    serverCpuMs: () => cpuMsOf(pid),
    [Symbol.asyncDispose]: () => pool.close(),
  };
}

/** Asks by hand, since a pool would wait for the right answer. */
async function tryOut(pool: StdioPool, options: BenchOptions): Promise<number> {
  await using connection = await pool.acquire();
  // A child that has ended tells more by what it leaves behind than by what it did not read.
  connection.send(questions(options)(1)).catch(() => {});
  assertAnswer(await firstAnswer(connection, options), 1, options);
  return connection.pid;
}

async function firstAnswer(connection: PooledConnection, { command }: BenchOptions): Promise<unknown> {
  try {
    return await connection.receive({ timeoutMs: FIRST_ANSWER_MS });
  } catch (error) {
    if (!(error instanceof PoolError) || error.code !== "RequestTimeout") throw error;
    throw new BenchError(`"${command}" did not answer within ${FIRST_ANSWER_MS} ms`);
  }
}
