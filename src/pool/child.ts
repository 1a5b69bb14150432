/**
 * One child of a pool: its process, its requests, and what becomes of them when it goes.
 *
 * @module
 */

import type { Process } from "../process/mod.ts";
import { Channel, type ChannelOwner, type Sending } from "./channel.ts";
import type { ChildLog } from "./child_log.ts";
import type { ChildOwner } from "./child_owner.ts";
import { clock } from "./clock.ts";
import type { Lease } from "./connection.ts";
import { cleanUp, endSoftly, killGroup, lastWords } from "./ending.ts";
import { type ErrorOf, PoolError } from "./errors.ts";
import { type Exchange, isObject } from "./exchange.ts";
import { ExclusiveExchange } from "./exclusive.ts";
import { endedError, exitedErrors, frameErrors } from "./failures.ts";
import { DecodeError, type Frame, isNoise, sampleOf } from "./framing/mod.ts";
import { MultiplexExchange } from "./multiplex.ts";
import { Notices, type Written } from "./notices.ts";
import type { Sender } from "./protocol.ts";
import { spawnChild, type SpawnedChild } from "./spawn.ts";
import { Ticket } from "./ticket.ts";
import { Uses } from "./uses.ts";

const UNASKED = "A message came unasked, which the next request could take for its reply";

/** Where a child stands; only one that serves gets requests. */
export type ChildState = "starting" | "serving" | "retiring" | "ending" | "gone";

/** Made when its process runs; it takes requests once it is ready. */
export class PooledChild implements ChannelOwner, Sender {
  readonly pid: number;
  readonly generation: number;
  readonly exchange: Exchange;
  readonly stderr: ChildLog;
  readonly uses: Uses;
  /** Keys whose requests come here. */
  readonly keys = new Set<string>();
  /** Rejects when it ends before it is ready. */
  readonly fallen: Promise<never>;
  state: ChildState = "starting";
  /** Why it left service. */
  reason = "";
  /** Whoever has it alone. */
  lease: Lease | null = null;
  /** When it did not reply in time; null once it has said something since. */
  suspendedAt: number | null = null;
  /** When it said something last. */
  saidAt = 0;
  readonly #owner: ChildOwner;
  readonly #spawned: SpawnedChild;
  readonly #process: Process;
  readonly #channel: Channel;
  readonly #notices: Notices;
  #markFallen!: (error: PoolError) => void;
  readonly #failed = Promise.withResolvers<void>();
  #onBytes: (() => void) | null = null;
  #finishing = false;
  #bytesOfPreparation = 0;

  /**
   * Starts it.
   *
   * @param owner its pool.
   * @param generation its number in the pool.
   * @throws {Error} of the operating system.
   */
  constructor(owner: ChildOwner, generation: number) {
    const { options, codec, protocol } = owner;
    const spawned = spawnChild(options, codec, this);
    const { process } = spawned;
    this.#owner = owner;
    this.#spawned = spawned;
    this.#process = process;
    this.#channel = spawned.channel;
    this.#notices = new Notices(spawned.channel, (ticket, written) => this.#onNoticed(ticket, written));
    this.stderr = spawned.stderr;
    this.pid = process.pid;
    this.generation = generation;
    this.exchange = options.mode === "exclusive"
      ? new ExclusiveExchange()
      : new MultiplexExchange(options.maxInFlight, protocol);
    this.uses = new Uses(options);
    this.fallen = new Promise((_, reject) => this.#markFallen = reject);
    this.fallen.catch(() => {});
    process.status.then(() => this.#leave("exit"));
  }

  /** It is ready. */
  serve(): void {
    this.state = "serving";
    this.uses.ready();
    this.#bytesOfPreparation = this.#channel.bytesOut;
  }

  /** Whether nothing was asked of it since it is ready: where one ends so, the next one will hardly do better. */
  get isUnused(): boolean {
    return this.#channel.bytesOut === this.#bytesOfPreparation;
  }

  /** Begins to read what it says, from the line on that says it is ready, if one is asked for. */
  async listen(readyLine: RegExp | undefined): Promise<void> {
    const ready = readyLine && this.#channel.skipTo(readyLine);
    this.#channel.start();
    await ready;
  }

  /* -- Figures -- */

  /** Bytes that came from it and went to it. */
  get traffic(): { bytesIn: number; bytesOut: number } {
    return { bytesIn: this.#channel.bytesIn, bytesOut: this.#channel.bytesOut };
  }

  /** Whether it has something to do. */
  get isBusy(): boolean {
    return this.exchange.size > 0 || this.lease !== null || this.#notices.size > 0;
  }

  /** Whether it can take a request now, as far as is known without asking the system. */
  get isFree(): boolean {
    return this.state === "serving" && !this.lease && this.suspendedAt === null && this.exchange.hasRoom &&
      this.#channel.isOpen;
  }

  /** Whether nothing came that nobody has read. */
  get atBoundary(): boolean {
    return this.#channel.atBoundary;
  }

  /** Resolves when more has come and was read. */
  nextBytes(): Promise<void> {
    return new Promise((resolve) => this.#onBytes = resolve);
  }

  /** @inheritdoc */
  get hasOnlyRequest(): boolean {
    const { crew, queue } = this.#owner; // those who wait for this very child lose nothing
    return this.exchange.size === 1 && Ticket.unsettled === 1 + (crew.isSingle ? queue.size : 0);
  }

  /** Leaves its output alone. */
  pause(): void {
    this.#channel.pause();
  }

  /** Reads it again. */
  resume(): void {
    this.#channel.resume();
  }

  /** @inheritdoc */
  ticketOf(wireId: unknown): Ticket | undefined {
    return this.exchange.ticketOf(wireId);
  }

  /* -- Requests -- */

  /**
   * Gives it a request.
   *
   * @param ticket of the request.
   * @param now of the clock of pools.
   * @throws {TypeError} when its value cannot be sent.
   */
  assign(ticket: Ticket, now: number): void {
    try {
      const message = this.exchange.take(ticket);
      ticket.sending = this.#channel.send(message, true);
    } catch (error) {
      this.exchange.forget(ticket);
      throw error;
    }
    ticket.child = this;
    this.uses.begin(now);
    this.#owner.protocol.assigned(this, ticket.value);
  }

  /**
   * Gives it a message that has no reply.
   *
   * @param ticket of the message.
   * @throws {TypeError} when its value cannot be sent.
   */
  notify(ticket: Ticket): void {
    this.#notices.send(ticket);
    ticket.child = this;
    this.uses.begin();
  }

  #onNoticed(ticket: Ticket, written: Written): void {
    this.uses.end();
    if (written === "all") return this.#owner.onWritten(this, ticket);
    const phase = written === "none" ? ticket.phase : "unknown";
    this.#owner.onFailure(this, ticket, endedError(this, "before it read", phase));
  }

  /**
   * Sends a message that is no ticket's.
   *
   * @param message of the caller.
   * @param done called when it is in the child's pipe, or never will be.
   * @throws {TypeError} when it cannot be sent.
   */
  send(message: unknown, done?: () => void): Sending {
    return this.#channel.send(message, false, done);
  }

  /** @inheritdoc */
  post(message: unknown, done?: () => void): void {
    if (this.state === "ending" || this.state === "gone") done?.();
    else this.send(message, done);
  }

  /**
   * Whether any byte of a message is in its pipe.
   *
   * @param sending of the message.
   */
  hasSent(sending: Sending): boolean {
    return this.#channel.hasSent(sending);
  }

  /**
   * Nobody waits for a ticket any more.
   *
   * @param ticket that it has.
   * @returns whether it can never have come here, and whether a late reply could be told apart.
   */
  abandon(ticket: Ticket): { unsent: boolean; canGoOn: boolean } {
    this.uses.end();
    const isNotice = this.#notices.remove(ticket);
    const unsent = ticket.sending !== null && this.#channel.withdraw(ticket.sending);
    if (unsent && !isNotice) this.exchange.forget(ticket);
    if (unsent || isNotice) return { unsent, canGoOn: true };
    const canGoOn = this.exchange.abandon(ticket);
    if (canGoOn) this.#cancel(ticket.wireId);
    return { unsent, canGoOn };
  }

  /** Where the user's part of it fails, the child is not told. */
  #cancel(wireId: unknown): void {
    try {
      const message = this.#owner.protocol.cancel(wireId);
      if (message !== undefined) this.post(message);
    } catch {
      // Whoever gave up gets that as an error, and no other.
    }
  }

  /* -- What it says -- */

  /** @inheritdoc */
  onBytes(): void {
    this.saidAt = clock.now();
    this.#onBytes?.();
    if (this.suspendedAt === null) return;
    this.suspendedAt = null;
    this.#owner.onFree(this);
  }

  /** @inheritdoc */
  onFrame(frame: Frame): void {
    let value: unknown;
    try {
      value = this.#owner.codec.decode(frame);
    } catch (error) {
      if (this.#owner.options.stray !== "skip" || !isNoise(frame)) throw error;
      return this.#owner.onStray(this, sampleOf(frame));
    }
    for (const message of this.#owner.protocol.messagesOf(value)) this.#receive(message);
  }

  #receive(message: unknown): void {
    const match = this.exchange.match(message);
    if (typeof match === "object") {
      this.uses.end(this.saidAt);
      return this.#owner.onReply(this, match.ticket, match.reply);
    }
    if (match === "late") return;
    if (match === "message" && isObject(message)) return this.#tell(message);
    if (this.lease) this.lease.put(message);
    else if (match === "unknown") this.#owner.onUnknownId();
    else this.#misspoke("unsolicited", new DecodeError("malformed", UNASKED, this.#owner.codec.encode(message)));
  }

  /** A handler may do anything to the pool, so it is called when the pool is done with what it is doing. */
  #tell(message: Record<string, unknown>): void {
    if (this.lease?.put(message)) return;
    const { protocol } = this.#owner;
    const incoming = protocol.incoming(this, message);
    if (!incoming) return;
    queueMicrotask(() => {
      try {
        protocol.onMessage(this, incoming);
      } catch {
        // A handler that fails must not end the child's reader, nor the program.
      }
    });
  }

  /** @inheritdoc */
  onNoFrame(error: DecodeError): void {
    this.#misspoke("frame", error);
  }

  #misspoke(reason: string, error: DecodeError): void {
    this.end(reason, frameErrors(this, this.#owner.options.command, error));
  }

  /* -- Its end -- */

  /** @inheritdoc */
  onInputBroken(): void {
    this.#leave("exit");
    this.#channel.closeInput();
    this.#finish();
  }

  /** @inheritdoc */
  onOutputEnd(): void {
    this.#leave("exit");
    this.#fall();
  }

  /** It has gone by itself: what it had fails when its last words are known. */
  async #fall(): Promise<void> {
    const status = await lastWords(this.#process, this.stderr.ended);
    this.#failAll(exitedErrors(this, this.#owner.options.command, status));
    this.#finish();
  }

  /** Gets no new request; ends when those that it has are done. */
  retire(reason: string): void {
    if (this.state !== "serving") return;
    this.state = "retiring";
    this.reason = reason;
    this.endIfDone();
  }

  /** The last request of a child that retires may just have been settled. */
  endIfDone(): void {
    if (this.state !== "retiring" || this.isBusy) return;
    this.end(this.reason, (phase) => new PoolError("Closed", "The child retired", { phase }));
  }

  /**
   * Ends it now.
   *
   * @param reason for people.
   * @param errorOf makes the errors of the requests that it has.
   */
  end(reason: string, errorOf: ErrorOf): void {
    this.#leave(reason);
    this.#channel.stopReading();
    this.#failAll(errorOf);
    this.#finish();
  }

  /** Ends it and its group at once. */
  kill(): void {
    killGroup(this.#process);
  }

  #leave(reason: string): void {
    if (this.state === "ending" || this.state === "gone") return;
    if (this.state !== "retiring") this.reason = reason;
    this.state = "ending";
    this.#channel.resume();
    this.#owner.onLeft(this);
  }

  #failAll(errorOf: ErrorOf): void {
    const requests = this.exchange.tickets();
    const tickets = [...requests, ...this.#notices.removeAll()];
    this.#channel.closeInput();
    this.#markFallen(errorOf("unknown"));
    this.lease?.fail(errorOf("unknown"));
    for (const ticket of requests) this.exchange.forget(ticket);
    for (const ticket of tickets) {
      const isSent = ticket.sending !== null && this.hasSent(ticket.sending);
      this.#owner.onFailure(this, ticket, errorOf(isSent ? "unknown" : ticket.phase));
    }
    this.#failed.resolve();
  }

  async #finish(): Promise<void> {
    if (this.#finishing) return;
    this.#finishing = true;
    await endSoftly(this.#process);
    await this.#failed.promise;
    this.stderr.take();
    this.#spawned.stddbg?.take();
    const status = await cleanUp(this.#process, this.#spawned.drainer);
    this.state = "gone";
    this.#owner.onGone(this, status);
  }
}
