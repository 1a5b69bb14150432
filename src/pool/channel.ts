/**
 * The two streams that carry messages to a child and back: one writer, one reader.
 *
 * @module
 */

import type { Drainer, InputStream, RingReader } from "../streams/mod.ts";
import { clock } from "./clock.ts";
import { type Codec, DecodeError, type Frame, type FrameDecoder, Outbox } from "./framing/mod.ts";
import { Patience } from "./patience.ts";
import { news } from "./ring_news.ts";
import { turn } from "./turn.ts";

const LINE_FEED = 10;
/** Bytes of a request whose reply may be waited for at once: the pipe takes them whole. */
const MAX_PROMPT = 16 * 1024;
/** Bytes of a line before the first frame that are looked at. */
const MAX_FIRST_LINE = 64 * 1024;
/** Milliseconds in which each turn looks for replies: about what the usual wake-ups take. */
const LOOKS_MS = 0.1;
const NOTHING = new Uint8Array(0);

/** A message on its way out. */
export interface Sending {
  /** Its bytes, the framing's own included. */
  readonly length: number;
  /** Where it begins among all bytes that were given to the child's input; -1 before. */
  start: number;
  /** Whether its reply is all that it is sent for. */
  readonly isRequest: boolean;
  /** Called when it is in the child's pipe, or will never be. */
  readonly done?: () => void;
}

/** Who is told what happens here. */
export interface ChannelOwner {
  /** Whether a single request, of this child, is all that is under way, and nobody waits for another child. */
  readonly hasOnlyRequest: boolean;
  /** Whether a reply is to come. */
  readonly isBusy: boolean;
  /** The child has said something. */
  onBytes(): void;
  /** A message came; it is valid during the call only. */
  onFrame(frame: Frame): void;
  /** What came is no message; nothing follows. */
  onNoFrame(error: DecodeError): void;
  /** The output has ended at the end of a message; nothing follows. */
  onOutputEnd(): void;
  /** Nobody reads the input any more. */
  onInputBroken(): void;
}

/** What a channel is made of. */
export interface ChannelParts {
  readonly input: InputStream;
  /** Of the child's output. */
  readonly reader: RingReader;
  /** Of both. */
  readonly drainer: Drainer;
  readonly codec: Codec;
  /** Bytes of a frame at the most. */
  readonly maxFrameBytes: number;
  /** Microseconds that a reply is waited for at the most before anything else is done. */
  readonly inlineWaitUs: number;
}

/** Frames out, frames in. */
export class Channel {
  readonly #input: InputStream;
  readonly #reader: RingReader;
  readonly #drainer: Drainer;
  readonly #codec: Codec;
  readonly #decoder: FrameDecoder;
  readonly #owner: ChannelOwner;
  readonly #patience: Patience;
  #batch: Sending[] = [];
  /** The frames of the batch. */
  #outbox = new Outbox();
  #spareOutbox = new Outbox();
  #scheduled = false;
  #writing = false;
  #given = 0;
  #closed = false;
  #resume: (() => void) | null = null;
  #paused = false;
  #taking = false;
  readonly #looks: Patience;
  /** The next turns look for replies; nobody else does. */
  #isLooking = false;
  /** Nobody else drains the output in this turn. */
  #isHeld = false;
  #stopped = false;
  /** It was stopped by what came last. */
  #wantsNoMore = false;
  #firstLines: RegExp | null = null;
  #onFirstLine: (() => void) | null = null;
  #seen = new Uint8Array(0);
  bytesIn = 0;

  /**
   * @param parts of it.
   * @param owner told of what comes.
   */
  constructor({ input, reader, drainer, codec, maxFrameBytes, inlineWaitUs }: ChannelParts, owner: ChannelOwner) {
    this.#input = input;
    this.#reader = reader;
    this.#drainer = drainer;
    this.#codec = codec;
    this.#decoder = codec.decoder(maxFrameBytes);
    this.#patience = new Patience(inlineWaitUs);
    this.#looks = new Patience(inlineWaitUs);
    this.#owner = owner;
  }

  readonly #deliver = (frame: Frame) => {
    if (!this.#stopped) this.#owner.onFrame(frame);
  };

  /** Begins to read. */
  start(): void {
    this.#read();
  }

  /* -- Out -- */

  /** Bytes that are in the child's pipe or were. */
  get bytesOut(): number {
    return this.#input.stats.bytesOut;
  }

  /**
   * Sends a message; all messages of a turn go out in one write.
   *
   * @param message to be sent.
   * @param isRequest whether its reply is all that it is sent for.
   * @param done called when it is in the pipe, or will never be.
   * @throws {TypeError} when it cannot be sent.
   */
  send(message: unknown, isRequest: boolean, done?: () => void): Sending {
    const length = this.#codec.encodeTo(message, this.#outbox);
    const sending: Sending = { length, start: -1, isRequest, done };
    this.#batch.push(sending);
    if (!this.#scheduled && !this.#writing) {
      this.#scheduled = true;
      queueMicrotask(() => this.#write());
    }
    return sending;
  }

  /**
   * Takes a message back.
   *
   * @param sending from {@linkcode send}.
   * @returns whether it had not left.
   */
  withdraw(sending: Sending): boolean {
    const index = this.#batch.indexOf(sending);
    if (index < 0) return false;
    const start = this.#batch.slice(0, index).reduce((sum, { length }) => sum + length, 0);
    this.#outbox.remove(start, start + sending.length);
    this.#batch.splice(index, 1);
    return true;
  }

  /**
   * Whether any byte of a message is in the child's pipe; final once the input is closed.
   *
   * @param sending from {@linkcode send}.
   */
  hasSent(sending: Sending): boolean {
    return sending.start >= 0 && sending.start < this.bytesOut;
  }

  #write(): void {
    const isPrompt = this.#isPrompt();
    if (isPrompt && turn.isLong()) return turn.next(() => this.#write());
    this.#scheduled = false;
    if (this.#batch.length === 0 || this.#closed) return;
    const waitUs = isPrompt ? this.#patience.next() : 0;
    if (waitUs === 0 || !this.#exchange(waitUs)) this.#writeAll();
  }

  /** Writes what was sent, and what is sent meanwhile; waits for it to be in the pipe. */
  async #writeAll(): Promise<void> {
    this.#writing = true;
    do {
      const { batch, outbox } = this.#takeBatch();
      const { closed } = await this.#input.write(outbox.contents).catch(() => ({ closed: true }));
      outbox.clear();
      for (const { done } of batch) done?.();
      if (!closed) this.#lookSoon();
      if (closed && !this.#closed) this.#owner.onInputBroken();
      if (closed) break;
    } while (this.#batch.length > 0 && !this.#closed);
    this.#writing = false;
  }

  /** Closes the child's input; what has not been written never will be. */
  closeInput(): void {
    if (this.#closed) return;
    this.#closed = true;
    const batch = this.#batch;
    this.#batch = [];
    this.#outbox.clear();
    this.#input[Symbol.asyncDispose]();
    for (const { done } of batch) done?.();
  }

  #takeBatch(): { batch: Sending[]; outbox: Outbox } {
    const batch = this.#batch;
    const outbox = this.#outbox;
    this.#batch = [];
    this.#outbox = this.#spareOutbox;
    this.#spareOutbox = outbox;
    for (const sending of batch) {
      sending.start = this.#given;
      this.#given += sending.length;
    }
    return { batch, outbox };
  }

  /* -- Out and in at once -- */

  /** Whether there is but one request to be written, and nothing to be done until its reply is there. */
  #isPrompt(): boolean {
    return this.#batch.length === 1 && this.#batch[0]!.isRequest && this.#owner.hasOnlyRequest &&
      this.#outbox.length <= MAX_PROMPT && !this.#paused && !this.#stopped && this.#firstLines === null;
  }

  /**
   * Writes a request and waits for its reply.
   *
   * @param waitUs microseconds at the most.
   * @returns whether the reply is there; if not, the rest is as if nobody had waited.
   */
  #exchange(waitUs: number): boolean {
    turn.begin();
    const { contents } = this.#outbox;
    let waitedNs = this.#input.exchange(contents, this.#reader, waitUs);
    if (waitedNs === null) return false;
    this.#takeBatch().outbox.clear();
    while (this.#takePromptly() && !this.#isAnswered && waitedNs < waitUs * 1000) {
      waitedNs += this.#input.exchange(NOTHING, this.#reader, waitUs - Math.floor(waitedNs / 1000)) ?? Infinity;
    }
    if (this.#isAnswered || waitedNs > 0) this.#patience.learn(this.#isAnswered);
    return this.#isAnswered;
  }

  /** Whether the only request has its reply; then the next one may be here. */
  get #isAnswered(): boolean {
    return this.#batch.length > 0 || !this.#owner.hasOnlyRequest;
  }

  /** Whether anything came, and more is wanted. Then the drainer has nothing to do here until the turn is over. */
  #takePromptly(): boolean {
    const came = this.#reader.length > 0;
    if (came && !this.#isHeld) turn.atEnd(() => this.#letGo());
    this.#isHeld = came;
    return came && this.#take();
  }

  /** Looks for replies in the next turns, before the drainer is left to wait for them: many are there by then. */
  #lookSoon(): void {
    if (this.#isLooking || !this.#owner.isBusy || this.#looks.next() === 0) return;
    this.#isLooking = true;
    const until = clock.now() + LOOKS_MS;
    turn.next(() => this.#look(until));
  }

  #look(until: number): void {
    const canLook = !this.#paused && !this.#stopped && this.#input.exchange(NOTHING, this.#reader, 0) !== null;
    const came = canLook && this.#reader.length > 0;
    if (canLook && !came && clock.now() < until) return turn.next(() => this.#look(until));
    this.#isLooking = false;
    if (canLook) this.#looks.learn(came);
    if (!came) return this.#letGo();
    this.#take();
    turn.next(() => this.#isLooking || this.#letGo());
  }

  #letGo(): void {
    this.#isHeld = false;
    this.#reader.release();
  }

  /* -- In -- */

  /** Whether everything that came was a whole frame and was delivered. */
  get atBoundary(): boolean {
    this.#reader.peek();
    return this.#decoder.atBoundary && this.#reader.length === 0;
  }

  /** Reads no more until {@linkcode resume}; the child waits when its pipe is full. */
  pause(): void {
    this.#paused = true;
  }

  /** Undoes {@linkcode pause}. */
  resume(): void {
    this.#paused = false;
    this.#resume?.();
    this.#resume = null;
  }

  /** Wants no more: what comes is drained and dropped. */
  stopReading(): void {
    this.#stopped = true;
    this.#letGo();
    if (!this.#taking) this.#reader.cancel();
    this.resume();
  }

  /** Whether the output has not ended, as far as is known without asking the system. */
  get isOpen(): boolean {
    if (this.#batch.length === 0 && !this.#isHeld) this.#reader.peek(); // one look a turn
    return this.#reader.open;
  }

  /**
   * Passes over the lines before the first frame.
   *
   * @param line that is the last of them.
   */
  skipTo(line: RegExp): Promise<void> {
    this.#firstLines = line;
    return new Promise((resolve) => this.#onFirstLine = resolve);
  }

  async #read(): Promise<void> {
    const reader = this.#reader;
    for (;;) {
      reader.peek();
      if (reader.length > 0 && !this.#take()) return;
      if (reader.length > 0) continue;
      if (!reader.open) break;
      await news(reader, this.#drainer);
      if (this.#paused) await new Promise<void>((resolve) => this.#resume = resolve);
      if (this.#wantsNoMore) return;
    }
    try {
      this.#decoder.end();
    } catch (error) {
      if (error instanceof DecodeError) return this.#owner.onNoFrame(error);
      throw error;
    }
    this.#owner.onOutputEnd();
  }

  /** Decodes all there is; false when nothing more is wanted. */
  #take(): boolean {
    const view = this.#reader.view();
    this.bytesIn += view.length;
    this.#taking = true;
    const error = this.#decode(view);
    this.#taking = false;
    if (error) this.#owner.onNoFrame(error);
    else if (!this.#stopped) this.#reader.consume(view.length);
    if (this.#stopped) this.#reader.cancel();
    this.#wantsNoMore = this.#stopped;
    return !this.#stopped;
  }

  #decode(view: Uint8Array): DecodeError | null {
    this.#owner.onBytes();
    try {
      const frames = this.#firstLines ? this.#passLines(view) : view;
      if (frames.length > 0) this.#decoder.push(frames, this.#deliver);
      return null;
    } catch (error) {
      if (error instanceof DecodeError) return error;
      throw error;
    }
  }

  /** What follows the line that was waited for. */
  #passLines(bytes: Uint8Array): Uint8Array {
    const all = new Uint8Array(this.#seen.length + bytes.length);
    all.set(this.#seen);
    all.set(bytes, this.#seen.length);
    let start = 0;
    for (let end = all.indexOf(LINE_FEED); end >= 0; end = all.indexOf(LINE_FEED, start)) {
      const line = new TextDecoder().decode(all.subarray(start, end)).replace(/\r$/, "");
      start = end + 1;
      this.#firstLines!.lastIndex = 0;
      if (!this.#firstLines!.test(line)) continue;
      this.#firstLines = null;
      this.#seen = new Uint8Array(0);
      this.#onFirstLine?.();
      return all.subarray(start);
    }
    this.#seen = all.slice(Math.max(start, all.length - MAX_FIRST_LINE));
    return new Uint8Array(0);
  }
}
