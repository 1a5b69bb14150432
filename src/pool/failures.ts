/**
 * The errors that pools make, and how they are kept from ending the program.
 *
 * @module
 */

import type { ProcessStatus } from "../process/mod.ts";
import type { Breaker } from "./breaker.ts";
import type { PooledChild } from "./child.ts";
import { type ErrorOf, type Phase, PoolError } from "./errors.ts";
import type { DecodeError } from "./framing/mod.ts";
import type { TicketOptions } from "./ticket.ts";

/**
 * The error of what the end of a pool leaves undone.
 *
 * @param phase of the request.
 */
export function closedError(phase: Phase): PoolError {
  return new PoolError("Closed", "The pool was closed", { phase });
}

/**
 * The error of a request whose caller wants it no more.
 *
 * @param reason of the caller.
 * @param phase of the request.
 */
export function abortError(reason: unknown, phase: Phase): PoolError {
  return new PoolError("Aborted", "The request was aborted", { phase }, reason);
}

/**
 * What is wrong with a wish, whatever the pool does.
 *
 * @param options of the caller.
 * @returns the error that the caller gets; null for none.
 */
export function objectionTo({ signal, timeoutMs = 0, priority = 0 }: TicketOptions): Error | null {
  if (signal?.aborted) return abortError(signal.reason, "unsent");
  if (!(timeoutMs >= 0)) return new RangeError(`Cannot wait: timeoutMs is ${timeoutMs}`);
  return Number.isFinite(priority) ? null : new RangeError(`Cannot queue a request: priority is ${priority}`);
}

/**
 * The error of requests while children fail to start.
 *
 * @param command that they are to run.
 * @param breaker that knows why, and until when.
 * @param phase of the request.
 */
export function unavailableError(command: string, { cause, waitMs }: Breaker, phase: Phase): PoolError {
  const details = { phase, retryAt: new Date(Date.now() + waitMs) };
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new PoolError("Unavailable", `"${command}" fails to start: ${reason}`, details, cause);
}

/**
 * The error of requests on a child that we ended.
 *
 * @param child that has them.
 * @param how it ended, for people.
 * @param phase of the request.
 */
export function endedError(child: PooledChild, how: string, phase?: Phase): PoolError {
  const { pid, generation } = child;
  const details = { phase, pid, generation, exitCode: null, signal: null, stderrTail: child.stderr.tail };
  return new PoolError("ChildExited", `The child (pid ${pid}) ended ${how}`, details);
}

/**
 * The errors of requests on a child that ended by itself.
 *
 * @param child that had them.
 * @param command that it ran.
 * @param status of its process; null while it is not known.
 */
export function exitedErrors(child: PooledChild, command: string, status: ProcessStatus | null): ErrorOf {
  const { pid, generation } = child;
  const signal = status?.signal ?? null;
  const exitCode = status && signal === null ? status.code : null;
  const details = { pid, generation, exitCode, signal, stderrTail: child.stderr.tail };
  const message = `"${command}" (pid ${pid}) ${howItEnded(status)} before it replied`;
  return (phase) => new PoolError("ChildExited", message, { ...details, phase });
}

function howItEnded(status: ProcessStatus | null): string {
  if (!status) return "closed its output";
  return status.signal ? `was ended by ${status.signal}` : `exited with ${status.code}`;
}

/**
 * The errors of requests on a child that said what is no message.
 *
 * @param child that has them.
 * @param command that it runs.
 * @param cause what is wrong with what it said.
 */
export function frameErrors({ pid, generation }: PooledChild, command: string, cause: DecodeError): ErrorOf {
  const code = cause.kind === "large" ? "FrameTooLarge" : "FrameError";
  const message = `Cannot read a reply of "${command}" (pid ${pid}): ${cause.message}`;
  return (phase) => new PoolError(code, message, { phase, pid, generation, sample: cause.sample }, cause);
}

/**
 * A promise whose failure, if nobody looks at it, does not end the program.
 *
 * @param promise of any kind.
 * @returns the same.
 */
export function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
