/**
 * Many clients, one pool: takes what clients say to the children, and the replies back.
 *
 * @module
 */

import { startTimer } from "../../process/mod.ts";
import { within } from "../ending.ts";
import { PoolError } from "../errors.ts";
import { Codec } from "../framing/mod.ts";
import { KeepAlive } from "../keep_alive.ts";
import type { PoolSnapshot } from "../metrics.ts";
import { completeOptions, type PoolOptions } from "../options.ts";
import { StdioPool } from "../stdio_pool.ts";
import type { Address } from "./address.ts";
import { type Call, Calls } from "./calls.ts";
import { type Admission, Client, type ClientOwner } from "./client.ts";
import { cancelledCode, cancelledId, dialectOf, isInitialized } from "./dialect.ts";
import { startFirstChild } from "./first_child.ts";
import { Handshake } from "./handshake.ts";
import { Listener } from "./listener.ts";
import { errorReply, failureReply, type JsonObject, kindOf, withId } from "./messages.ts";
import { Questions } from "./questions.ts";
import { refusal } from "./refusal.ts";
import { Router } from "./router.ts";
import { progressToken, withHiddenToken } from "./tokens.ts";

/** Milliseconds that requests under way have at the end. */
const GRACE_MS = 5000;
/** Milliseconds that clients have at the end to take what waits for them. */
const FLUSH_MS = 1000;
const NOT_INITIALIZED = -32002;
/** Requests of one client that are not answered, so that it does not take the room of the others; */
const MAX_CALLS = 1024;
/** which have room in the queue, therefore. */
const MAX_QUEUE = 2 ** 20;
/** Bytes of such requests, unless it is a single one that has more. */
const MAX_CALL_BYTES = 128 * 1024 * 1024;

/** How a pool is offered to clients. */
export interface ServeOptions {
  /** Where. */
  readonly address: Address;
  /** The pool; `init` and `maxQueue` are the server's. */
  readonly pool: PoolOptions;
  /** Each client has one child as long as that lives. */
  readonly isPinned: boolean;
  /** Children are initialized by the server, clients get the result of the first time. */
  readonly cachesInit: boolean;
  /** What the first message of a client must carry in its field `token`; null for nothing. */
  readonly token: string | null;
  /** Milliseconds that a client has for it. */
  readonly tokenMs: number;
  /** Milliseconds without clients after which it ends; `Infinity` is never. */
  readonly idleExitMs: number;
  /** Told of a child that cannot be started, and of clients that cannot be let in, once for all in a row. */
  readonly onTrouble: (error: unknown) => void;
}

/** Serves until it is told to end, or has been without clients for too long. */
export class PoolServer implements ClientOwner {
  /** Settles when nothing of it is left. */
  readonly ended: Promise<void>;
  readonly #options: ServeOptions;
  readonly #listener: Listener;
  readonly #pool: StdioPool;
  readonly #admission: Admission;
  readonly #calls = new Calls();
  readonly #questions = new Questions();
  readonly #router: Router;
  readonly #handshake: Handshake | null;
  readonly #clients = new Map<Client, string>();
  readonly #keepAlive = new KeepAlive();
  #markEnded!: () => void;
  #stopIdle: (() => void) | null = null;
  #clientCount = 0;
  #isRefusing = false;
  readonly #ending = new AbortController();

  /**
   * Listens, and starts the children that are to be warm.
   *
   * @param options of the server.
   * @throws {Error} when it cannot listen there.
   * @throws {TypeError} for options of a pool that cannot work.
   */
  static async start(options: ServeOptions): Promise<PoolServer> {
    completeOptions(options.pool);
    return new PoolServer(options, await Listener.at(options.address));
  }

  private constructor(options: ServeOptions, listener: Listener) {
    const { pool, isPinned, cachesInit, token, tokenMs } = options;
    const { framing, payload, maxFrameBytes, min } = completeOptions(pool);
    const dialect = dialectOf(framing);
    this.#options = options;
    this.#listener = listener;
    this.#admission = { codec: new Codec(framing, payload), maxFrameBytes, token, tokenMs };
    this.#router = new Router(dialect, this.#calls, this.#questions, isPinned);
    this.#handshake = cachesInit
      ? new Handshake(dialect, () => startFirstChild(this.#pool, min, this.#ending.signal))
      : null;
    const init = this.#handshake?.initialize;
    const ours = { init, min: cachesInit ? 0 : min, maxQueue: MAX_QUEUE };
    this.#pool = new StdioPool({ ...pool, ...ours }, this.#router);
    this.#pool.addEventListener("childend", (event) => this.#childEnded((event as CustomEvent).detail.pid));
    this.#pool.addEventListener("starterror", (event) => options.onTrouble((event as CustomEvent).detail.error));
    this.ended = new Promise((resolve) => this.#markEnded = resolve);
    this.#keepAlive.hold();
    this.#startIdle();
    listener.start((handle) => this.#welcome(handle), (error) => this.#refused(error));
  }

  /** Where it listens: `unix:PATH`, or `tcp:HOST:PORT` with the real port. */
  get address(): string {
    return this.#listener.address;
  }

  /** The figures of its pool. */
  snapshot(): PoolSnapshot {
    return this.#pool.snapshot();
  }

  /* -- Clients come and go -- */

  /** A connection that there is nothing left for is closed by whoever could not be made of it. */
  #welcome(handle: bigint): void {
    let client: Client;
    try {
      client = new Client(handle, this.#admission, this);
    } catch (error) {
      return this.#refused(refusal("let a client in", error));
    }
    this.#isRefusing = false;
    this.#clients.set(client, `client ${++this.#clientCount}`);
    this.#stopIdle?.();
    client.start();
  }

  #refused(error: unknown): void {
    if (!this.#isRefusing) this.#options.onTrouble(error);
    this.#isRefusing = true;
  }

  /** @inheritdoc */
  onLeft(client: Client): void {
    this.#clients.delete(client);
    this.#router.left(client);
    this.#questions.left(client);
    for (const call of this.#calls.of(client)) this.#calls.abandon(call);
    if (this.#clients.size === 0) this.#startIdle();
  }

  #startIdle(): void {
    if (!this.#ending.signal.aborted) this.#stopIdle = startTimer(this.#options.idleExitMs, () => this.drain());
  }

  #childEnded(pid: number): void {
    this.#router.ended(pid);
    this.#questions.ended(pid);
  }

  /* -- What clients say -- */

  /** @inheritdoc */
  onMessage(client: Client, message: JsonObject): void {
    const kind = kindOf(message);
    if (kind === "response") this.#questions.answer(client, message);
    else if (kind === "notification") this.#notified(client, message);
    else if (this.#handshake) this.#asked(client, message, this.#handshake);
    else this.#call(client, message);
  }

  #asked(client: Client, message: JsonObject, handshake: Handshake): void {
    if (message.method === "initialize") return void this.#initialize(client, message, handshake);
    if (handshake.isDone) return this.#call(client, message);
    client.send(errorReply(message.id, NOT_INITIALIZED, "No client has initialized the server"));
  }

  async #initialize(client: Client, message: JsonObject, handshake: Handshake): Promise<void> {
    const bytes = client.messageBytes;
    try {
      const reply = this.#ending.signal.aborted ? null : await handshake.replyTo(message);
      if (reply) client.send(withId(reply, message.id));
      else this.#call(client, message, bytes);
    } catch (error) {
      client.send(failureReply(message.id, error));
    }
  }

  #call(client: Client, message: JsonObject, bytes = client.messageBytes): void {
    if (!this.#clients.has(client)) return; // it has left while it was made to wait
    const excess = this.#excess(client, bytes);
    if (excess !== null) return client.send(failureReply(message.id, excess));
    const call = this.#calls.add(client, message, bytes);
    const options = { signal: call.aborter.signal, key: this.#keyOf(client) };
    this.#pool.request(call.value, options).then(
      (reply) => this.#reply(call, call.id === undefined ? reply : withId(reply as JsonObject, call.id)),
      (error) => this.#reply(call, failureReply(call.id, error)),
    );
  }

  /** What speaks against one request more. */
  #excess(client: Client, bytes: number): PoolError | null {
    const { size } = this.#calls.of(client);
    const tooLarge = size > 0 && this.#calls.bytesOf(client) + bytes > MAX_CALL_BYTES;
    if (size < MAX_CALLS && !tooLarge) return null;
    const what = tooLarge ? `requests of ${MAX_CALL_BYTES >> 20} MiB` : `${MAX_CALLS} requests`;
    return new PoolError("QueueFull", `${what} of this client wait already`, { phase: "unsent" });
  }

  #reply(call: Call, reply: unknown): void {
    if (this.#calls.remove(call)) call.client.send(reply);
  }

  #notified(client: Client, message: JsonObject): void {
    const id = cancelledId(message);
    if (id !== undefined) this.#takeBack(client, id, cancelledCode(message));
    else if (progressToken(message) !== undefined) this.#questions.progress(client, message);
    else if (!this.#handshake) this.#tell(client, message);
    else if (this.#handshake.isDone && !isInitialized(message)) this.#tell(client, message);
  }

  #takeBack(client: Client, id: unknown, code: number | null): void {
    const call = [...this.#calls.of(client)].find((each) => each.id === id);
    if (!call) return;
    this.#calls.abandon(call);
    if (code !== null) client.send(errorReply(id, code, "The request was cancelled"));
  }

  /** A client that has no child of its own may be served by any of them, so all are told. */
  #tell(client: Client, message: JsonObject): void {
    const { idle, busy } = this.#pool.snapshot().children;
    const key = this.#keyOf(client);
    const to = key === undefined && idle + busy > 0 ? "all" : "any";
    const hidden = withHiddenToken(message, this.#calls.of(client));
    client.countUntil(this.#pool.notify(hidden, to, { key }).catch(() => {})); // a failure has no reply, either
  }

  #keyOf(client: Client): string | undefined {
    return this.#options.isPinned ? this.#clients.get(client) : undefined;
  }

  /* -- The end -- */

  /**
   * Lets nobody in any more, finishes what it has, and ends; a second call changes nothing.
   *
   * @param graceMs milliseconds after which what is left is killed.
   */
  async drain(graceMs = GRACE_MS): Promise<void> {
    if (this.#ending.signal.aborted) return;
    this.#ending.abort();
    this.#stopIdle?.();
    this.#listener.close();
    const stopTimer = startTimer(graceMs, () => this.#pool.kill());
    await this.#pool.drain();
    stopTimer();
    const clients = [...this.#clients.keys()];
    await within(FLUSH_MS, Promise.all(clients.map((client) => client.flushed)));
    for (const client of clients) client.close();
    this.#keepAlive.release();
    this.#keepAlive.stop();
    this.#markEnded();
  }

  /** Ends now: what is under way fails, children are killed. */
  kill(): void {
    this.drain(0);
    this.#pool.kill();
  }
}
