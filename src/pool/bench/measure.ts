/**
 * All ways of asking a server, in turns, so that what disturbs the machine disturbs them all.
 *
 * @module
 */

import { Codec } from "../framing/mod.ts";
import { ownCpuMs } from "./cpu_time.ts";
import { echoWay } from "./echo.ts";
import type { BenchOptions, BenchReport, CaseName, Figures, Ratio, RatioName } from "./model.ts";
import { plainWay } from "./plain.ts";
import { pooledWay } from "./pooled.ts";
import { questions } from "./question.ts";
import { spawnedWay } from "./spawned.ts";
import type { Way } from "./way.ts";

/** An odd number has a round in the middle. */
const ROUNDS = 5;
/** Starting a process takes about as long as so many requests, one after the other. */
const REQUESTS_PER_SPAWN = 100;
/** Requests that overlap take about so many times less; in a shorter round the collector has no part. */
const TIMES_PIPELINED = 10;

/** Which rate is divided by which, and what must come out at least. */
const RATIOS: Record<RatioName, [ours: CaseName, theirs: CaseName, required: number]> = {
  serialToSpawn: ["serial", "spawn", 10],
  serialToPingPong: ["serial", "pingPong", 0.4],
  pipelinedToPlain: ["pipelined", "plainPipelined", 1],
};

/** One round of one way. */
interface Sample {
  requestsPerSecond: number;
  p50Micros: number;
  p99Micros: number;
  cpuMicros: number;
}

/**
 * Measures a server. It is started once for each way of asking, and again for each request of the way that does that;
 * whatever was started has ended when this returns or throws.
 *
 * @param options the server and what it is asked.
 * @returns the figures.
 * @throws {BenchError} when it answers without the id, or ends.
 * @throws {PoolError} when it does not start, or does not answer.
 */
export async function measureServer(options: BenchOptions): Promise<BenchReport> {
  const { command, args, framing, window, payload } = options;
  const requestBytes = requestLength(options);
  await using ways = new Ways();
  await ways.open(options, requestBytes);
  const cases = await ways.measure(options.requests);
  return {
    command: [command, ...args],
    framing,
    window,
    payload,
    requestBytes,
    rounds: ROUNDS,
    cases,
    ratios: ratiosOf(cases),
  };
}

/** Of one in the middle of a run: ids have different lengths. */
function requestLength(options: BenchOptions): number {
  const { framing, requests } = options;
  return new Codec(framing, "json").encode(questions(options)(Math.ceil(requests / 2))).length;
}

class Ways implements AsyncDisposable {
  readonly #ways = {} as Record<CaseName, Way>;

  /** First those that leave nothing behind of a server that does not do what it should. */
  async open(options: BenchOptions, requestBytes: number): Promise<void> {
    const ways = this.#ways;
    ways.serial = await pooledWay(options, 1);
    ways.pipelined = await pooledWay(options, options.window);
    ways.spawn = spawnedWay(options);
    await ways.spawn.ask(1);
    ways.plainSerial = plainWay(options, 1);
    ways.plainPipelined = plainWay(options, options.window);
    ways.pingPong = echoWay(requestBytes);
  }

  /** Before the first round each does its part of one unmeasured, so that everything is warm. */
  async measure(requests: number): Promise<Record<CaseName, Figures>> {
    const names = Object.keys(this.#ways) as CaseName[];
    const samples = new Map(names.map((name) => [name, [] as Sample[]]));
    for (let round = 0; round <= ROUNDS; round++) {
      for (const name of names) {
        const sample = await sampleOf(this.#ways[name], countFor(name, requests));
        if (round > 0) samples.get(name)!.push(sample);
      }
    }
    const figures = names.map((name) => [name, figuresOf(samples.get(name)!, countFor(name, requests))]);
    return Object.fromEntries(figures);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(Object.values(this.#ways).map((way) => way[Symbol.asyncDispose]()));
  }
}

/** Requests of one round: all take about as long. */
function countFor(name: CaseName, requests: number): number {
  const count = requests / ROUNDS;
  if (name === "spawn") return Math.ceil(count / REQUESTS_PER_SPAWN);
  return Math.ceil(name === "pipelined" || name === "plainPipelined" ? count * TIMES_PIPELINED : count);
}

async function sampleOf(way: Way, count: number): Promise<Sample> {
  const serverBefore = way.serverCpuMs();
  const ownBefore = ownCpuMs();
  const begin = performance.now();
  const took = await way.ask(count);
  const ms = performance.now() - begin;
  const cpuMs = ownCpuMs() - ownBefore + way.serverCpuMs() - serverBefore;
  took.sort();
  return {
    requestsPerSecond: count / ms * 1000,
    p50Micros: quantile(took, 0.5) * 1000,
    p99Micros: quantile(took, 0.99) * 1000,
    cpuMicros: cpuMs / count * 1000,
  };
}

function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.ceil(sorted.length * share) - 1]!;
}

function figuresOf(samples: Sample[], count: number): Figures {
  const middle = (name: keyof Sample) => {
    const sorted = samples.map((sample) => sample[name]).sort((left, right) => left - right);
    return sorted[sorted.length >> 1]!;
  };
  return {
    requests: count * samples.length,
    requestsPerSecond: middle("requestsPerSecond"),
    p50Micros: middle("p50Micros"),
    p99Micros: middle("p99Micros"),
    cpuMicros: middle("cpuMicros"),
  };
}

function ratiosOf(cases: Record<CaseName, Figures>): Record<RatioName, Ratio> {
  const ratios = Object.entries(RATIOS).map(([name, [ours, theirs, required]]) => {
    const value = cases[ours].requestsPerSecond / cases[theirs].requestsPerSecond;
    return [name, { value, required, met: value >= required }];
  });
  return Object.fromEntries(ratios);
}
