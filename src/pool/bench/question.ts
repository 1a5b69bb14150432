/**
 * What the server is asked, and whether it answered.
 *
 * @module
 */

import { isObject } from "../exchange.ts";
import { BenchError, type BenchOptions } from "./model.ts";

/** Longest answer that an error quotes, in characters. */
const QUOTED_MAX = 80;

/** A request. */
export interface Question {
  id: number;
  payload: string;
}

/**
 * What makes the requests: equal ones, but for their ids.
 *
 * @param options of the run.
 */
export function questions({ payload }: BenchOptions): (id: number) => Question {
  const padding = "p".repeat(payload);
  return (id) => ({ id, payload: padding });
}

/**
 * Refuses what is no answer.
 *
 * @param answer of the server.
 * @param id of the request.
 * @param options of the run.
 * @throws {BenchError} when it has another id, or none.
 */
export function assertAnswer(answer: unknown, id: number, options: BenchOptions): void {
  if (!isObject(answer) || answer.id !== id) throw noAnswer(answer, options);
}

/**
 * The error of an answer to nothing.
 *
 * @param answer of the server; undefined when it gave none.
 * @param options of the run.
 */
export function noAnswer(answer: unknown, { command }: BenchOptions): BenchError {
  if (answer === undefined) return new BenchError(`"${command}" ended without an answer`);
  const text = JSON.stringify(answer);
  const quoted = text.length > QUOTED_MAX ? `${text.slice(0, QUOTED_MAX)}…` : text;
  return new BenchError(`"${command}" does not answer with the id of the request: ${quoted}`);
}
