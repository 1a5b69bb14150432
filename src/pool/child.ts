/**
 * One child of a pool: its process, its requests, and what becomes of them when it goes.
 *
 * @module
 */

import type { Process, ProcessStatus } from "../process/mod.ts";
import { Channel, type ChannelOwner, type Sending } from "./channel.ts";
import type { ChildLog } from "./child_log.ts";
import type { Lease } from "./connection.ts";
import { cleanUp, endSoftly, killGroup, within } from "./ending.ts";
import { type ErrorOf, PoolError } from "./errors.ts";
import { type Exchange, isObject } from "./exchange.ts";
import { ExclusiveExchange } from "./exclusive.ts";
import { type Codec, DecodeError, isNoise, sampleOf } from "./framing/mod.ts";
import { MultiplexExchange } from "./multiplex.ts";
import type { CompleteOptions } from "./options.ts";
import type { Protocol, Sender } from "./protocol.ts";
import { spawnChild } from "./spawn.ts";
import type { Ticket } from "./ticket.ts";
import { Uses } from "./uses.ts";

/** Milliseconds that an error waits for the child's last words. */
const LAST_WORDS_MS = 100;

/** Where a child stands; only one that serves gets requests. */
export type ChildState = "starting" | "serving" | "retiring" | "ending" | "gone";

/** What a child needs from its pool. */
export interface ChildOwner {
  readonly options: CompleteOptions;
  readonly codec: Codec;
  readonly protocol: Protocol;
  /** A request has its reply. */
  onReply(child: PooledChild, ticket: Ticket, reply: unknown): void;
  /** A request has none, and will not get one. */
  onFailure(child: PooledChild, ticket: Ticket, error: PoolError): void;
  /** It may be able to take a request. */
  onFree(child: PooledChild): void;
  /** It is out of service. */
  onLeft(child: PooledChild): void;
  /** It is reaped. */
  onGone(child: PooledChild, status: ProcessStatus): void;
  /** It said something by the way. */
  onStray(child: PooledChild, sample: Uint8Array): void;
  /** It replied to nothing. */
  onUnknownId(): void;
}

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
  readonly #owner: ChildOwner;
  readonly #process: Process;
  readonly #channel: Channel;
  #markFallen!: (error: PoolError) => void;
  readonly #failed = Promise.withResolvers<void>();
  #finishing = false;

  /**
   * Starts it.
   *
   * @param owner its pool.
   * @param generation its number in the pool.
   * @throws {Error} of the operating system.
   */
  constructor(owner: ChildOwner, generation: number) {
    const { options, codec, protocol } = owner;
    const { process, channel, stderr } = spawnChild(options, codec, this);
    this.#owner = owner;
    this.#process = process;
    this.#channel = channel;
    this.stderr = stderr;
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
    return this.exchange.size > 0 || this.lease !== null;
  }

  /** Whether it can take a request now, as far as is known without asking the system. */
  get isFree(): boolean {
    return this.state === "serving" && !this.lease && this.suspendedAt === null && this.exchange.hasRoom &&
      this.#channel.isOpen;
  }

  /** Whether nothing is outstanding and nothing came that nobody has read. */
  get isAtRest(): boolean {
    return this.exchange.size === 0 && this.#channel.atBoundary;
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
   * @throws {TypeError} when its value cannot be sent.
   */
  assign(ticket: Ticket): void {
    try {
      const message = this.exchange.take(ticket);
      ticket.sending = this.send(message);
    } catch (error) {
      this.exchange.forget(ticket);
      throw error;
    }
    ticket.child = this;
    this.uses.begin();
  }

  /**
   * Sends a message that has no reply.
   *
   * @param message of the caller.
   * @param done called when it is in the child's pipe, or never will be.
   * @throws {TypeError} when it cannot be sent.
   */
  send(message: unknown, done?: () => void): Sending {
    return this.#channel.send(this.#owner.codec.encode(message), done);
  }

  /** @inheritdoc */
  post(message: unknown): void {
    if (this.state !== "ending" && this.state !== "gone") this.send(message);
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
   * Nobody waits for a request any more.
   *
   * @param ticket that it has.
   * @returns whether it can never have come here, and whether a late reply could be told apart.
   */
  abandon(ticket: Ticket): { unsent: boolean; canGoOn: boolean } {
    this.uses.end();
    if (ticket.sending && this.#channel.withdraw(ticket.sending)) {
      this.exchange.forget(ticket);
      return { unsent: true, canGoOn: true };
    }
    const { wireId } = ticket;
    const canGoOn = this.exchange.abandon(ticket);
    const message = canGoOn ? this.#owner.protocol.cancel(wireId) : undefined;
    if (message !== undefined) this.post(message);
    return { unsent: false, canGoOn };
  }

  /* -- What it says -- */

  /** @inheritdoc */
  onBytes(): void {
    if (this.suspendedAt === null) return;
    this.suspendedAt = null;
    this.#owner.onFree(this);
  }

  /** @inheritdoc */
  onFrame(frame: Uint8Array): void {
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
      this.uses.end();
      return this.#owner.onReply(this, match.ticket, match.reply);
    }
    if (match === "late") return;
    if (match === "message" && isObject(message)) return this.#tell(message);
    if (this.lease) this.lease.put(message);
    else if (match === "unknown") this.#owner.onUnknownId();
    else this.end("unsolicited", this.#frameError(new DecodeError("malformed", "A message came unasked", EMPTY)));
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
    this.end("frame", this.#frameError(error));
  }

  #frameError(error: DecodeError): ErrorOf {
    const { pid, generation } = this;
    const code = error.kind === "large" ? "FrameTooLarge" : "FrameError";
    const message = `Cannot read a reply of "${this.#owner.options.command}" (pid ${pid}): ${error.message}`;
    return (phase) => new PoolError(code, message, { phase, pid, generation, sample: error.sample }, error);
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
    const status = await this.#lastWords();
    const { pid, generation } = this;
    const { command } = this.#owner.options;
    const details = { pid, generation, exitCode: exitCodeOf(status), signal: status?.signal ?? null };
    const stderrTail = this.stderr.tail;
    const message = `"${command}" (pid ${pid}) ${howItEnded(status)} before it replied`;
    this.#failAll((phase) => new PoolError("ChildExited", message, { ...details, phase, stderrTail }));
    this.#finish();
  }

  async #lastWords(): Promise<ProcessStatus | null> {
    let status: ProcessStatus | null = null;
    const ended = this.#process.status.then((known) => status = known);
    await within(LAST_WORDS_MS, Promise.all([ended, this.stderr.ended]));
    return status;
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
    this.#channel.closeInput();
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
    this.#channel.closeInput();
    this.#markFallen(errorOf("unknown"));
    this.lease?.fail(errorOf("unknown"));
    for (const ticket of this.exchange.tickets()) {
      this.exchange.forget(ticket);
      const isSent = ticket.sending !== null && this.hasSent(ticket.sending);
      this.#owner.onFailure(this, ticket, errorOf(isSent ? "unknown" : "unsent"));
    }
    this.#failed.resolve();
  }

  async #finish(): Promise<void> {
    if (this.#finishing) return;
    this.#finishing = true;
    await endSoftly(this.#process);
    await this.#failed.promise;
    const status = await cleanUp(this.#process);
    this.state = "gone";
    this.#owner.onGone(this, status);
  }
}

const EMPTY = new Uint8Array(0);

/** Null when a signal ended it, or nothing is known yet. */
function exitCodeOf(status: ProcessStatus | null): number | null {
  return status && status.signal === null ? status.code : null;
}

function howItEnded(status: ProcessStatus | null): string {
  if (!status) return "closed its output";
  return status.signal ? `was ended by ${status.signal}` : `exited with ${status.code}`;
}
