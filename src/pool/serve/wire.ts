/**
 * The connection of a client: frames come in, messages go out, and only so many may wait to go.
 *
 * @module
 */

import { duplicateHandle, InputStream, pickDrainer, RingReader } from "../../streams/mod.ts";
import { type Codec, type Frame, type FrameDecoder } from "../framing/mod.ts";
import { news } from "../ring_news.ts";

const BUFFER = { capacity: 256 * 1024, overflow: "block", highWater: Infinity } as const;
/** Bytes that go out in one write, unless a single message has more. */
const BATCH = 256 * 1024;

/** Who is told what happens here. */
export interface WireOwner {
  /** A frame came; it is valid during the call only. What it throws breaks the connection. */
  onFrame(frame: Frame): void;
  /** The other side has gone, has sent what cannot be dealt with, or cannot be sent what it waits for. */
  onBroken(): void;
}

/** Both directions of one socket. */
export class Wire {
  readonly #drainer = pickDrainer();
  readonly #reader: RingReader;
  readonly #input: InputStream;
  readonly #codec: Codec;
  readonly #decoder: FrameDecoder;
  readonly #owner: WireOwner;
  #frames: Uint8Array[] = [];
  #queued = 0;
  #writing: Promise<void> | null = null;
  #isUnderWay = false;
  #paused: Promise<void> | null = null;
  #open = true;

  /**
   * Takes a socket over.
   *
   * @param handle of the socket.
   * @param codec of the messages.
   * @param maxFrameBytes of a frame that comes in.
   * @param owner told of what comes.
   * @throws {Error} of the operating system; the socket is closed then.
   */
  constructor(handle: bigint, codec: Codec, maxFrameBytes: number, owner: WireOwner) {
    this.#codec = codec;
    this.#decoder = codec.decoder(maxFrameBytes);
    this.#owner = owner;
    this.#reader = new RingReader(this.#drainer, handle, BUFFER, "a client", 0);
    try {
      this.#input = new InputStream(this.#drainer, duplicateHandle(handle), BUFFER.capacity, "a client", 0);
    } catch (error) {
      this.#reader.close();
      throw error;
    }
  }

  /** Begins to read. */
  start(): void {
    this.#read();
  }

  /**
   * Sends a message after those before it.
   *
   * @param message any value of JSON.
   */
  send(message: unknown): void {
    if (!this.#open) return;
    const frame = this.#encode(message);
    if (!frame) return this.#owner.onBroken();
    this.#frames.push(frame);
    this.#queued += frame.length;
    this.#writing ??= this.#write();
  }

  /** Null for what was read but cannot be written: objects may be nested too deep. */
  #encode(message: unknown): Uint8Array | null {
    try {
      return this.#codec.encode(message);
    } catch {
      return null;
    }
  }

  /**
   * Reads no more for a while, so that the other side has to wait.
   *
   * @param until settles when the next frame may come.
   */
  pause(until: Promise<void>): void {
    this.#paused = until;
  }

  /** Bytes of the messages behind those that are being written, or behind the one that is next. */
  get waiting(): number {
    return this.#queued - (this.#isUnderWay ? 0 : this.#frames[0]?.length ?? 0);
  }

  /** Settles when the system has taken all that was sent, or the connection is closed. */
  get flushed(): Promise<void> {
    return this.#writing ?? Promise.resolve();
  }

  /** All messages of a turn go out in one write. */
  async #write(): Promise<void> {
    await Promise.resolve();
    let isBroken = false;
    this.#isUnderWay = true;
    while (this.#frames.length > 0 && !isBroken) {
      const { closed } = await this.#input.write(this.#takeBatch()).catch(() => ({ closed: true }));
      isBroken = closed;
    }
    this.#isUnderWay = false;
    this.#writing = null;
    if (isBroken && this.#open) this.#owner.onBroken();
  }

  #takeBatch(): Uint8Array {
    let [count, length] = [0, 0];
    do length += this.#frames[count++]!.length; while (length + (this.#frames[count]?.length ?? BATCH) <= BATCH);
    const frames = this.#frames.splice(0, count);
    this.#queued -= length;
    if (count === 1) return frames[0]!;
    const batch = new Uint8Array(length);
    let offset = 0;
    for (const frame of frames) {
      batch.set(frame, offset);
      offset += frame.length;
    }
    return batch;
  }

  async #read(): Promise<void> {
    const reader = this.#reader;
    while (this.#open) {
      reader.peek();
      if (reader.length > 0) {
        this.#take();
        if (this.#paused) await this.#paused;
      } else if (reader.open) await news(reader, this.#drainer);
      else return this.#owner.onBroken();
    }
    reader.close();
  }

  /** The reader is closed behind it: its memory is where the frames stand. One client's words end nobody else. */
  #take(): void {
    const view = this.#reader.view();
    try {
      this.#decoder.push(view, (frame) => {
        if (this.#open) this.#owner.onFrame(frame);
      });
    } catch {
      this.#owner.onBroken();
    }
    if (this.#open) this.#reader.consume(view.length);
  }

  /** Ends the connection; what waits is dropped. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#frames = [];
    this.#queued = 0;
    this.#input[Symbol.asyncDispose]();
    queueMicrotask(() => this.#reader.close());
  }
}
