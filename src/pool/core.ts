/**
 * The way of a ticket through a pool: it waits, is given to a child, and is settled.
 *
 * @module
 */

import type { ProcessStatus } from "../process/mod.ts";
import { Care } from "./care.ts";
import type { PooledChild } from "./child.ts";
import { clock } from "./clock.ts";
import { Connection, Lease } from "./connection.ts";
import { Crew, type CrewOwner } from "./crew.ts";
import { type Deadline, Deadlines } from "./deadlines.ts";
import { type Phase, PoolError } from "./errors.ts";
import type { Tell } from "./events.ts";
import { abortError, closedError, endedError, objectionTo, unavailableError } from "./failures.ts";
import { Codec } from "./framing/mod.ts";
import { Fullness } from "./fullness.ts";
import { KeepAlive } from "./keep_alive.ts";
import { Metrics } from "./metrics.ts";
import type { CompleteOptions, RequestOptions } from "./options.ts";
import type { Protocol } from "./protocol.ts";
import { Queue } from "./queue.ts";
import { Suspicion } from "./suspicion.ts";
import { Ticket, type TicketKind, type TicketOptions } from "./ticket.ts";

/** How far a pool has come: it takes tickets, finishes what it has, finishes what children have, or nothing. */
export type Stage = "open" | "draining" | "closing" | "ended";

const NONE: Ticket[] = [];

/** Everything of a pool but its face. */
export class Core implements CrewOwner {
  readonly options: CompleteOptions;
  readonly protocol: Protocol;
  readonly codec: Codec;
  readonly tell: Tell;
  readonly metrics = new Metrics();
  readonly queue = new Queue();
  readonly crew: Crew;
  readonly fullness: Fullness;
  readonly keepAlive = new KeepAlive();
  stage: Stage = "open";
  /** Called when something has ended that the end of the pool may wait for. */
  onProgress: () => void = () => {};
  readonly #deadlines = new Deadlines();
  readonly #care: Care;
  readonly #suspicion: Suspicion;
  #order = 0;
  #pumping = false;
  #pumpAgain = false;

  /**
   * @param options complete.
   * @param protocol on top of questions and answers.
   * @param tell tells events.
   */
  constructor(options: CompleteOptions, protocol: Protocol, tell: Tell) {
    Ticket.keepOne();
    this.options = options;
    this.protocol = protocol;
    this.codec = new Codec(options.framing, options.payload);
    this.tell = tell;
    this.crew = new Crew(this);
    this.#care = new Care(options, this.crew, this);
    this.#suspicion = new Suspicion(options.pingTimeoutMs, this.#deadlines, tell);
    this.fullness = new Fullness(this.queue, options.maxQueue, () => tell("drained", {}));
    this.pump();
  }

  /* -- Coming -- */

  /**
   * Takes in a wish.
   *
   * @param kind what is wanted.
   * @param value the message.
   * @param options of the caller.
   * @returns what the caller gets.
   */
  submit(kind: TicketKind, value: unknown, options: TicketOptions): Promise<unknown> {
    const ticket = this.#enter(kind, value, options);
    this.keepAlive.hold();
    const refusal = this.#refusal(options);
    if (refusal) this.#settle(ticket, refusal);
    else this.#place(ticket);
    return ticket.promise;
  }

  /** @inheritdoc */
  requestOn(child: PooledChild, value: unknown, options: RequestOptions): Promise<unknown> {
    const ticket = this.#enter("request", value, options);
    ticket.isPinned = true;
    ticket.isOurs = !child.lease?.isCheckout;
    const refusal = this.#pinnedRefusal(child, options);
    if (refusal) this.#settle(ticket, refusal);
    else {
      this.#watch(ticket);
      this.#assign(ticket, child, ticket.submittedAt);
    }
    return ticket.promise;
  }

  /** Gives a message that has no reply to one child, and to no other. */
  notifyOn(child: PooledChild, value: unknown): Promise<unknown> {
    const ticket = this.#enter("oneway", value, {}, 0);
    this.keepAlive.hold();
    this.#assign(ticket, child, ticket.submittedAt);
    return ticket.promise;
  }

  /** @inheritdoc */
  get receiveTimeoutMs(): number {
    return this.options.requestTimeoutMs;
  }

  #enter(kind: TicketKind, value: unknown, options: TicketOptions, retries = this.options.retries): Ticket {
    this.metrics.submitted++;
    return new Ticket(kind, value, options, this.#order++, retries);
  }

  #refusal(options: TicketOptions): Error | null {
    const { breaker, serving } = this.crew;
    if (this.stage !== "open") return closedError("unsent");
    if (breaker.isOpen && serving.size === 0) return this.#unavailable("unsent");
    return objectionTo(options);
  }

  #pinnedRefusal(child: PooledChild, options: TicketOptions): Error | null {
    if (!child.exchange.hasRoom) return new TypeError("Cannot send another request: wait for the reply");
    return objectionTo(options);
  }

  #unavailable(phase: Phase): PoolError {
    return unavailableError(this.options.command, this.crew.breaker, phase);
  }

  #place(ticket: Ticket): void {
    this.#watch(ticket);
    const child = this.queue.size === 0 ? this.crew.pick(ticket) : null;
    if (child) return this.#assign(ticket, child, ticket.submittedAt);
    this.#enqueue(ticket);
    this.pump();
    if (ticket.state !== "queued") return;
    this.#limit(ticket, ticket.options.timeoutMs ?? this.options.acquireTimeoutMs, ticket.submittedAt);
    if (this.queue.size > this.options.maxQueue) this.#overflow(ticket);
    this.fullness.look();
  }

  /** No child could take it at once, and it is one too many to wait. */
  #overflow(ticket: Ticket): void {
    const message = `${this.options.maxQueue} requests wait already`;
    this.#settle(ticket, new PoolError("QueueFull", message, { phase: "unsent" }));
  }

  #watch(ticket: Ticket): void {
    const { signal } = ticket.options;
    if (!signal) return;
    ticket.onAbort = () => this.#abandon(ticket, (phase) => abortError(signal.reason, phase));
    signal.addEventListener("abort", ticket.onAbort, { once: true });
  }

  #limit(ticket: Ticket, ms: number, now: number): void {
    this.#unlimit(ticket);
    if (ms === 0 || ms === Infinity) return;
    // Of those that pass together, one may have settled another, or given it more time.
    const deadline: Deadline = this.#deadlines.add(
      ms,
      () => ticket.deadline === deadline && this.#expire(ticket),
      now,
    );
    ticket.deadline = deadline;
  }

  #unlimit(ticket: Ticket): void {
    if (ticket.deadline) this.#deadlines.remove(ticket.deadline);
    ticket.deadline = null;
  }

  /* -- Going to a child -- */

  /** Gives waiting tickets to children, and has children started for the rest. */
  pump(): void {
    this.#pumpAgain = true;
    if (this.#pumping) return;
    this.#pumping = true;
    while (this.#pumpAgain) {
      this.#pumpAgain = false;
      for (const ticket of this.queue.size > 0 ? this.queue : NONE) {
        const child = this.crew.pick(ticket);
        if (child) this.#dequeue(ticket, child);
        else if (!this.crew.boundTo(ticket)) break;
      }
      this.crew.fill(this.queue);
    }
    this.#pumping = false;
    this.fullness.look();
  }

  #dequeue(ticket: Ticket, child: PooledChild): void {
    this.queue.remove(ticket);
    this.#assign(ticket, child, clock.now());
  }

  #assign(ticket: Ticket, child: PooledChild, now: number): void {
    const { metrics } = this;
    const isFirst = ticket.assignedAt === 0;
    ticket.state = "assigned";
    metrics.inFlight++;
    if (isFirst) this.#start(ticket, now);
    if (child.uses.served > 0) metrics.reused++;
    if (ticket.kind === "checkout") return this.#lend(ticket, child);
    try {
      if (ticket.kind === "oneway") return child.notify(ticket);
      child.assign(ticket, now);
    } catch (error) {
      return this.#settle(ticket, error);
    }
    if (!ticket.isOurs && ++child.uses.requests >= this.options.maxRequests) child.retire("maxRequests");
  }

  /** The clock of a request runs from the first child that it is given to. */
  #start(ticket: Ticket, now: number): void {
    ticket.assignedAt = now;
    this.metrics.wait.add(now - ticket.submittedAt);
    if (ticket.options.timeoutMs === undefined) this.#limit(ticket, this.options.requestTimeoutMs, now);
    else if (!ticket.deadline) this.#limit(ticket, ticket.options.timeoutMs, ticket.submittedAt);
  }

  #lend(ticket: Ticket, child: PooledChild): void {
    this.#settle(ticket, null, new Connection(new Lease(child, this, true)));
  }

  /* -- What children tell -- */

  /** @inheritdoc */
  onReply(child: PooledChild, ticket: Ticket, reply: unknown): void {
    if (!ticket.isOurs) {
      child.uses.served++;
      this.crew.breaker.served(child.generation);
    }
    this.metrics.run.add(child.saidAt - ticket.assignedAt);
    this.#settle(ticket, null, reply);
    this.onFree(child);
  }

  /** @inheritdoc */
  onWritten(child: PooledChild, ticket: Ticket): void {
    this.#settle(ticket, null);
    this.onFree(child);
  }

  /** @inheritdoc */
  onFailure(_child: PooledChild, ticket: Ticket, error: PoolError): void {
    const isSafe = error.phase === "unsent" || ticket.options.idempotent === true;
    const isLate = this.stage === "closing" || this.stage === "ended";
    if (!isSafe || isLate || ticket.isPinned || ticket.retriesLeft === 0) return this.#settle(ticket, error);
    ticket.retriesLeft--;
    ticket.phase = error.phase ?? "unknown";
    ticket.child = ticket.sending = null;
    this.metrics.inFlight--;
    this.metrics.retried++;
    this.#enqueue(ticket);
    queueMicrotask(() => this.pump()); // its child is in the middle of its end
  }

  #enqueue(ticket: Ticket): void {
    ticket.state = "queued";
    this.queue.add(ticket);
  }

  /** @inheritdoc */
  onFree(child: PooledChild): void {
    child.endIfDone();
    this.onChange();
  }

  /** @inheritdoc */
  onLeft(child: PooledChild): void {
    this.crew.left(child);
    queueMicrotask(() => this.onChange());
  }

  /** @inheritdoc */
  onGone(child: PooledChild, status: ProcessStatus): void {
    this.crew.gone(child, status);
    this.onChange();
  }

  /** @inheritdoc */
  onStray(child: PooledChild, sample: Uint8Array): void {
    this.metrics.stray++;
    this.tell("stray", { pid: child.pid, sample });
  }

  /** @inheritdoc */
  onUnknownId(): void {
    this.metrics.unknownIds++;
  }

  /** @inheritdoc */
  onChange(): void {
    if (this.crew.serving.size > 0 && this.stage !== "ended") this.#care.start();
    this.pump();
    this.onProgress();
  }

  /** Those who wait have shared the attempt, and each may share as many more as it may use retries. */
  onStartFailed(error: PoolError): void {
    const { serving, starting, breaker } = this.crew;
    if (serving.size + starting.size === 0) {
      for (const ticket of [...this.queue]) {
        if (breaker.isOpen) this.#refuse(ticket, this.#unavailable(ticket.phase));
        else if (ticket.retriesLeft-- <= 0) this.#refuse(ticket, error);
      }
    }
    this.onChange();
  }

  /** @inheritdoc */
  get mayStart(): boolean {
    return this.stage === "open" || (this.stage === "draining" && this.queue.size > 0);
  }

  /** @inheritdoc */
  takeBack({ child }: Lease, recycleFor: string | null): void {
    if (recycleFor !== null)
      child.end(recycleFor, (phase) => endedError(child, `to be replaced: ${recycleFor}`, phase));
    this.onFree(child);
  }

  /* -- Giving up -- */

  #expire(ticket: Ticket): void {
    ticket.deadline = null;
    const { acquireTimeoutMs, requestTimeoutMs } = this.options;
    const { timeoutMs } = ticket.options;
    if (ticket.kind === "checkout" || (ticket.assignedAt === 0 && timeoutMs === undefined)) {
      const message = `No child was free within ${timeoutMs ?? acquireTimeoutMs} ms`;
      return this.#refuse(ticket, new PoolError("AcquireTimeout", message, { phase: "unsent" }));
    }
    const message = `No reply came within ${timeoutMs ?? requestTimeoutMs} ms`;
    this.metrics.timeouts++;
    if (ticket.child) this.#suspicion.fallOn(ticket.child);
    this.#abandon(ticket, (phase) => new PoolError("RequestTimeout", message, { phase }));
  }

  /** The caller wants a ticket no more, or has waited too long. */
  #abandon(ticket: Ticket, errorOf: (phase: Phase) => PoolError): void {
    if (ticket.state === "settled") return;
    if (ticket.state === "queued") return this.#refuse(ticket, errorOf(ticket.phase));
    const child = ticket.child!;
    const { unsent, canGoOn } = child.abandon(ticket);
    this.#settle(ticket, errorOf(unsent ? ticket.phase : "unknown"));
    if (!canGoOn) child.end("abandoned", (phase) => endedError(child, "with a reply outstanding", phase));
    this.onFree(child);
  }

  /** Rejects all that wait. */
  refuseQueued(): void {
    for (const ticket of [...this.queue]) this.#refuse(ticket, closedError(ticket.phase));
  }

  #refuse(ticket: Ticket, error: PoolError): void {
    this.#settle(ticket, error);
    this.fullness.look();
    this.onProgress();
  }

  /* -- The end of a ticket -- */

  #settle(ticket: Ticket, error: unknown, value?: unknown): void {
    const { metrics } = this;
    if (ticket.state === "assigned") metrics.inFlight--;
    else if (ticket.state === "queued") this.queue.remove(ticket);
    this.#unlimit(ticket);
    if (ticket.onAbort) ticket.options.signal!.removeEventListener("abort", ticket.onAbort);
    if (!ticket.isPinned) this.keepAlive.release(); // what has a child alone is held, or not, by that
    if (error === null) {
      metrics.completed++;
      return ticket.fulfil(value);
    }
    if (error instanceof PoolError && error.code === "Aborted") metrics.cancelled++;
    else this.#countFailure(ticket, error);
    ticket.fail(error);
  }

  #countFailure({ child, isOurs }: Ticket, error: unknown): void {
    this.metrics.countFailure(error);
    if (child && !isOurs && ++child.uses.failures >= this.options.maxFailures) child.retire("maxFailures");
  }

  /** Nothing happens here any more. */
  stop(): void {
    this.#deadlines.stop();
    this.#care.stop();
    this.crew.stop();
    this.keepAlive.stop();
  }
}
