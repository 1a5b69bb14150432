/**
 * The children of a pool: how many there are, who takes the next request, when another one is started.
 *
 * @module
 */

import { type ProcessStatus, startTimer } from "../process/mod.ts";
import { Breaker } from "./breaker.ts";
import { PooledChild } from "./child.ts";
import type { ChildOwner } from "./child_owner.ts";
import type { Lender } from "./connection.ts";
import type { PoolError } from "./errors.ts";
import type { Tell } from "./events.ts";
import { closedError, endedError } from "./failures.ts";
import { count, type Metrics } from "./metrics.ts";
import type { Queue } from "./queue.ts";
import { makeReady, spawnError } from "./readiness.ts";
import type { Ticket } from "./ticket.ts";

/** Children that start at once. */
const MAX_STARTING = 4;

/** What the crew needs from its pool. */
export interface CrewOwner extends ChildOwner, Lender {
  readonly metrics: Metrics;
  readonly tell: Tell;
  /** Whether children may be started. */
  readonly mayStart: boolean;
  /** Something has changed that waiting tickets may profit from. */
  onChange(): void;
  /** A child could not be started. */
  onStartFailed(error: PoolError): void;
}

/** Starts children, picks them, and knows where each stands. */
export class Crew {
  readonly breaker = new Breaker();
  readonly starting = new Set<PooledChild>();
  /** Those that retire are among them. */
  readonly serving = new Set<PooledChild>();
  readonly ending = new Set<PooledChild>();
  min: number;
  max: number;
  generation = 0;
  readonly #owner: CrewOwner;
  readonly #byKey = new Map<string, PooledChild>();
  /** Starts that are under way. */
  readonly #starts = new Set<Promise<void>>();
  #stopRetry: (() => void) | null = null;
  /** A start has failed, and nobody knows yet. */
  #isFailing = false;
  /** Children above the limit, which replace others that still serve. */
  #extra = 0;

  /** @param owner the pool. */
  constructor(owner: CrewOwner) {
    this.#owner = owner;
    this.min = owner.options.min;
    this.max = owner.options.max;
  }

  /** All that are not reaped. */
  get all(): PooledChild[] {
    return [...this.starting.union(this.serving).union(this.ending)];
  }

  /** Whether none is left. */
  get isEmpty(): boolean {
    return this.starting.size + this.serving.size + this.ending.size === 0;
  }

  /** Whether whatever waits, waits for the same child. */
  get isSingle(): boolean {
    return this.max === 1 && this.starting.size === 0 && this.serving.size === 1;
  }

  /* -- Who takes a ticket -- */

  /** The child that has the key of a ticket. */
  boundTo({ options: { key } }: Ticket): PooledChild | undefined {
    return key === undefined ? undefined : this.#byKey.get(key);
  }

  /**
   * The child for a ticket.
   *
   * @param ticket that waits.
   * @returns null when none can take it now.
   */
  pick(ticket: Ticket): PooledChild | null {
    const bound = this.boundTo(ticket);
    if (bound) return bound.isFree && this.#suits(bound, ticket) ? bound : null;
    const isWarm = this.#owner.options.childOrder === "warm";
    let best: PooledChild | null = null;
    for (const child of this.serving) {
      if (best && (child.uses.lastUsed > best.uses.lastUsed) !== isWarm) continue;
      if (child.isFree && this.#suits(child, ticket)) best = child;
    }
    if (best && ticket.options.key !== undefined) this.#bind(best, ticket.options.key);
    return best;
  }

  /** A child that owes a late reply which the ticket's own could be mistaken for is of no use to it. */
  #suits(child: PooledChild, { kind, value }: Ticket): boolean {
    if (kind === "checkout" && child.exchange.size > 0) return false;
    if (kind === "oneway" || child.exchange.canTell(value)) return true; // a checkout is for messages of any kind
    queueMicrotask(() => child.retire("ambiguous"));
    return false;
  }

  #bind(child: PooledChild, key: string): void {
    child.keys.add(key);
    this.#byKey.set(key, child);
  }

  /* -- Starting -- */

  /**
   * Starts as many children as the waiting tickets and `min` ask for.
   *
   * @param queue of the tickets.
   */
  fill(queue: Queue): void {
    const isEnough = queue.size === 0 && this.starting.size + this.serving.size >= this.min && !this.breaker.isOpen;
    if (isEnough || !this.#owner.mayStart) return;
    const count = this.#missing(queue);
    if (count > 0 && this.breaker.waitMs > 0) return this.#retryLater();
    for (let left = count; left > 0 && this.#missing(queue) > 0; left--)
      this.#start().then(() => this.trim(), () => {});
  }

  #missing(queue: Queue): number {
    const inService = this.starting.size + this.serving.size;
    const wanted = this.#wanted(queue) - this.starting.size;
    const probes = this.breaker.isOpen ? 1 - this.starting.size : 0;
    const atOnce = this.breaker.isTroubled ? 1 : MAX_STARTING;
    if (this.#isFailing || this.ending.size > this.max) return 0;
    return Math.min(
      Math.max(wanted, this.min - inService, probes),
      this.max - inService,
      atOnce - this.starting.size,
    );
  }

  /** Children that the waiting tickets could use: those of one key will have one, and none if it is there already. */
  #wanted(queue: Queue): number {
    const { mode, maxInFlight } = this.#owner.options;
    let keyed = 0;
    if (queue.keyed > 0) {
      const keys = new Set<string>();
      for (const { options: { key } } of queue) if (key !== undefined && !this.#byKey.has(key)) keys.add(key);
      keyed = keys.size;
    }
    const requests = queue.size - queue.checkouts - queue.keyed;
    return Math.ceil(requests / (mode === "exclusive" ? 1 : maxInFlight)) + queue.checkouts + keyed;
  }

  #retryLater(): void {
    this.#stopRetry ??= startTimer(Math.ceil(this.breaker.waitMs), () => {
      this.#stopRetry = null;
      this.#owner.onChange();
    });
  }

  /**
   * Replaces those that there are now, one after the other: each new one is ready before the old one leaves.
   *
   * @throws {PoolError} `SpawnFailed`.
   */
  async replaceAll(): Promise<void> {
    const newest = this.generation;
    await Promise.allSettled(this.#starts);
    for (const child of [...this.serving]) {
      if (child.generation > newest || child.state !== "serving" || !this.#owner.mayStart) continue;
      this.#extra++;
      try {
        await this.#start();
      } finally {
        this.#extra--;
      }
      child.retire("reload");
    }
  }

  /** Starts one, and settles when it serves. Nobody starts another one between a failure and its being known. */
  #start(): Promise<void> {
    let start: Promise<void>;
    try {
      start = this.#prepare(this.#spawn());
    } catch (error) {
      this.#failSoon(error as PoolError);
      return Promise.reject(error);
    }
    const isOver = () => void this.#starts.delete(start);
    this.#starts.add(start);
    start.then(isOver, isOver);
    return start;
  }

  /** Later, since the caller is in the middle of something. */
  #failSoon(error: PoolError): void {
    this.#isFailing = true;
    queueMicrotask(() => {
      this.#isFailing = false;
      this.#failed(error);
    });
  }

  #spawn(): PooledChild {
    const owner = this.#owner;
    let child: PooledChild;
    try {
      child = new PooledChild(owner, this.generation + 1);
    } catch (error) {
      throw spawnError(owner.options.command, error);
    }
    this.generation++;
    owner.metrics.spawned++;
    this.starting.add(child);
    return child;
  }

  async #prepare(child: PooledChild): Promise<void> {
    try {
      const waiting = makeReady(child, this.#owner.options, this.#owner);
      if (waiting) await waiting;
      if (child.state !== "starting") await child.fallen;
    } catch (error) {
      child.end("start", () => error as PoolError);
      this.starting.delete(child);
      this.#failed(error as PoolError);
      throw error;
    }
    this.starting.delete(child);
    this.#serve(child);
  }

  #serve(child: PooledChild): void {
    child.serve();
    this.serving.add(child);
    const { pid, generation } = child;
    this.#owner.tell("childstart", { pid, generation });
    if (this.breaker.ready()) this.#owner.tell("breakerclose", {});
    this.#owner.onChange();
  }

  #failed(error: PoolError): void {
    if (!this.#owner.mayStart) return this.#owner.onChange();
    this.#owner.tell("starterror", { error });
    this.#trouble(error);
    this.#owner.onStartFailed(error);
  }

  #trouble(error: PoolError): void {
    if (this.breaker.failed(error, this.generation)) this.#owner.tell("breakeropen", { cause: error });
  }

  /* -- Leaving -- */

  /** A child is out of service. */
  left(child: PooledChild): void {
    const wasServing = this.serving.delete(child);
    this.ending.add(child);
    for (const key of child.keys) this.#byKey.delete(key);
    const { metrics } = this.#owner;
    if (child.reason === "exit") metrics.crashes++;
    else count(metrics.recycled, child.reason);
    if (wasServing && child.reason === "exit" && child.isUnused) this.#trouble(endedError(child, "at once"));
    if (this.ending.size > this.max) this.ending.values().next().value!.kill();
  }

  /** A child is reaped. */
  gone(child: PooledChild, status: ProcessStatus): void {
    const { metrics, tell } = this.#owner;
    const { pid, generation, reason, traffic } = child;
    this.ending.delete(child);
    metrics.bytesIn += traffic.bytesIn;
    metrics.bytesOut += traffic.bytesOut;
    tell("childend", { pid, generation, reason, status });
  }

  /** Sends home those that are too many, the idle ones first. */
  trim(): void {
    const staying = [...this.serving].filter(({ state }) => state === "serving");
    staying.sort((left, right) => Number(left.isBusy) - Number(right.isBusy));
    const excess = this.starting.size + staying.length - this.max - this.#extra;
    for (const child of staying.slice(0, Math.max(0, excess))) child.retire("resize");
  }

  /** Ends all that have nothing to do. */
  endIdle(reason: string): void {
    for (const child of this.starting) child.end(reason, closedError);
    for (const child of this.serving) child.retire(reason);
  }

  /** Ends all, whatever they do. */
  endAll(reason: string): void {
    for (const child of this.all) child.end(reason, closedError);
  }

  /** Starts none any more. */
  stop(): void {
    this.#stopRetry?.();
    this.#stopRetry = null;
  }
}
