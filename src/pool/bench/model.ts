/**
 * What is measured of a server, and what comes out.
 *
 * @module
 */

import type { Framing } from "../framing/mod.ts";

/** The server, and what it is asked. */
export interface BenchOptions {
  /** A program that answers each request with the request's `id`. */
  command: string;
  /** Its arguments. */
  args: string[];
  /** How messages are told apart. */
  framing: Framing;
  /**
   * Requests of each way of asking, over all rounds; where they are pipelined, ten times as many, and where each is
   * answered by a process of its own, one in a hundred of them.
   */
  requests: number;
  /** Requests under way at a time where they are pipelined. */
  window: number;
  /** Bytes of padding in each request. */
  payload: number;
}

/** A way of asking. */
export type CaseName = "spawn" | "serial" | "pipelined" | "plainSerial" | "plainPipelined" | "pingPong";

/** What a way of asking costs: medians of the rounds. */
export interface Figures {
  /** Requests that were measured, in all rounds together. */
  requests: number;
  /** Requests in a second. */
  requestsPerSecond: number;
  /** Half of the requests of a round took at most so many microseconds. */
  p50Micros: number;
  /** 99 of 100 took at most so many. */
  p99Micros: number;
  /** Microseconds of processor time for a request, user and system, of this program and of the server together. */
  cpuMicros: number;
}

/** Two rates, compared. */
export type RatioName = "serialToSpawn" | "serialToPingPong" | "pipelinedToPlain";

/** How many times as fast one way is as another. */
export interface Ratio {
  /** The one rate divided by the other. */
  value: number;
  /** What it must be at least. */
  required: number;
  /** Whether it is. */
  met: boolean;
}

/** Everything that was measured. */
export interface BenchReport {
  /** The server and its arguments. */
  command: string[];
  framing: Framing;
  window: number;
  /** Bytes of padding in a request. */
  payload: number;
  /** Bytes of a request, as it goes through the pipe. */
  requestBytes: number;
  /** Rounds in which the ways took turns. */
  rounds: number;
  cases: Record<CaseName, Figures>;
  ratios: Record<RatioName, Ratio>;
}

/** The server does not do what it must to be measured. */
export class BenchError extends Error {
  override name = "BenchError";
}
