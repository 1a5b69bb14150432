/**
 * One client: its right to be here, and how much may wait for it.
 *
 * @module
 */

import { startTimer } from "../../process/mod.ts";
import { isObject } from "../exchange.ts";
import { type Codec, DecodeError, type Frame } from "../framing/mod.ts";
import type { JsonObject } from "./messages.ts";
import { carriesToken, withoutToken } from "./token.ts";
import { Wire, type WireOwner } from "./wire.ts";

/** Bytes that may wait behind what a client is being sent, and of what it tells children that do not read. */
const MAX_WAITING = 8 * 1024 * 1024;

/** What every client of a server has in common. */
export interface Admission {
  readonly codec: Codec;
  readonly maxFrameBytes: number;
  /** What the first message must carry; null for nothing. */
  readonly token: string | null;
  /** Milliseconds that a client has for it. */
  readonly tokenMs: number;
}

/** What a client needs from its server. */
export interface ClientOwner {
  /** It said something. */
  onMessage(client: Client, message: JsonObject): void;
  /** It has gone, or was sent away. */
  onLeft(client: Client): void;
}

/** Lives as long as its connection. */
export class Client implements WireOwner {
  readonly #admission: Admission;
  readonly #owner: ClientOwner;
  readonly #wire: Wire;
  #isAdmitted: boolean;
  #stopWaiting = () => {};
  #isHere = true;
  #messageBytes = 0;
  #untakenBytes = 0;
  #goOn: (() => void) | null = null;

  /**
   * Takes a connection over.
   *
   * @param handle of the connection.
   * @param admission what it must and may do.
   * @param owner told of what it says.
   * @throws {Error} of the operating system; the connection is closed then.
   */
  constructor(handle: bigint, admission: Admission, owner: ClientOwner) {
    this.#admission = admission;
    this.#owner = owner;
    this.#isAdmitted = admission.token === null;
    this.#wire = new Wire(handle, admission.codec, admission.maxFrameBytes, this);
  }

  /** Begins to listen to it; who does not show what it must is sent away. */
  start(): void {
    if (!this.#isAdmitted) this.#stopWaiting = startTimer(this.#admission.tokenMs, () => this.close());
    this.#wire.start(); // what it has said already is heard at once, and may be its end
  }

  /**
   * Sends it a message. A client that does not read is sent away when too much waits for it: so it holds up nobody, and
   * costs no more memory.
   *
   * @param message any value of JSON.
   */
  send(message: unknown): void {
    this.#wire.send(message);
    if (this.#wire.waiting > MAX_WAITING) this.close();
  }

  /**
   * Counts the message under way as one that waits for children. A client that says more than they take has to wait: so
   * it costs no more memory.
   *
   * @param taken settles when no child is to take it any more.
   */
  countUntil(taken: Promise<void>): void {
    const bytes = this.#messageBytes;
    this.#untakenBytes += bytes;
    if (this.#untakenBytes > MAX_WAITING && !this.#goOn) {
      this.#wire.pause(new Promise((resolve) => this.#goOn = resolve));
    }
    taken.finally(() => {
      this.#untakenBytes -= bytes;
      if (this.#untakenBytes > MAX_WAITING) return;
      this.#goOn?.();
      this.#goOn = null;
    });
  }

  /** Bytes of the message under way; of one in a batch its part of that. */
  get messageBytes(): number {
    return this.#messageBytes;
  }

  /** Settles when the system has taken all that it was sent, or it is gone. */
  get flushed(): Promise<void> {
    return this.#wire.flushed;
  }

  /** Sends it away; what waits for it is dropped. */
  close(): void {
    if (!this.#isHere) return;
    this.#isHere = false;
    this.#stopWaiting();
    this.#wire.close();
    this.#owner.onLeft(this);
  }

  /** @inheritdoc */
  onFrame(frame: Frame): void {
    const value = this.#admission.codec.decode(frame);
    const messages = Array.isArray(value) ? value : [value];
    this.#messageBytes = Math.ceil(frame.length / messages.length);
    for (const message of messages) {
      if (!isObject(message)) throw new DecodeError("malformed", "A message is no object", frame);
      this.#receive(message);
    }
  }

  #receive(message: JsonObject): void {
    if (!this.#isHere) return;
    if (this.#isAdmitted) return this.#owner.onMessage(this, message);
    if (!carriesToken(message, this.#admission.token!)) return this.close();
    this.#isAdmitted = true;
    this.#stopWaiting();
    const rest = withoutToken(message);
    if (Object.keys(rest).length > 0) this.#owner.onMessage(this, rest);
  }

  /** Whoever does not speak the language, a browser for one, gets no answer. */
  onBroken(): void {
    this.close();
  }
}
