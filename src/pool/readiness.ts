/**
 * What a new child does before it serves.
 *
 * @module
 */

import type { SystemError } from "../../ffi/mod.ts";
import { startTimer } from "../process/mod.ts";
import type { PooledChild } from "./child.ts";
import { Connection, Lease, type Lender } from "./connection.ts";
import { PoolError } from "./errors.ts";
import type { CompleteOptions } from "./options.ts";

/**
 * Waits until a child is ready.
 *
 * @param child that was just started.
 * @param options of the pool.
 * @param lender of the connection that `init` gets.
 * @returns undefined when it is ready at once.
 * @throws {PoolError} `SpawnFailed`.
 */
export function makeReady(child: PooledChild, options: CompleteOptions, lender: Lender): Promise<void> | undefined {
  const listening = child.listen(options.readyLine);
  if (options.readyLine || options.init) return withinBudget(child, options, lender, listening);
}

async function withinBudget(
  child: PooledChild,
  options: CompleteOptions,
  lender: Lender,
  listening: Promise<void>,
): Promise<void> {
  let stage = "readyLine";
  const { spawnTimeoutMs, command, init } = options;
  const { promise: late, reject } = Promise.withResolvers<never>();
  const expire = () => reject(new PoolError("AcquireTimeout", `It was not ready within ${spawnTimeoutMs} ms`));
  const stop = startTimer(spawnTimeoutMs === 0 ? Infinity : spawnTimeoutMs, expire);
  const prepare = async () => {
    await listening;
    stage = "init";
    if (init) await initialize(child, init, lender);
  };
  try {
    await Promise.race([prepare(), late, child.fallen]);
  } catch (cause) {
    const { pid, generation } = child;
    const stderrTail = (cause as PoolError).stderrTail ?? child.stderr.tail;
    const message = `Cannot start "${command}" (pid ${pid}): ${stage}: ${(cause as Error)?.message ?? cause}`;
    throw new PoolError("SpawnFailed", message, { stage, pid, generation, stderrTail }, cause);
  } finally {
    stop();
  }
}

async function initialize(
  child: PooledChild,
  init: (connection: Connection) => Promise<void>,
  lender: Lender,
): Promise<void> {
  const lease = new Lease(child, lender, false);
  await init(new Connection(lease));
  await lease.quiesce();
  if (!lease.isClean) throw new TypeError("It left a reply unread");
  lease.end(null);
}

/**
 * The error of a program that could not be started at all.
 *
 * @param command its name or path.
 * @param cause the system's error.
 */
export function spawnError(command: string, cause: unknown): PoolError {
  const { step, errno, message } = cause as SystemError;
  const details = { stage: step ?? "exec", errno, stderrTail: "" };
  return new PoolError("SpawnFailed", `Cannot start "${command}": ${message}`, details, cause);
}
