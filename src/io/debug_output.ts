/**
 * stddbg: telemetry, one JSON object per line, that never makes its writer wait.
 *
 * @module
 */

import { atExit } from "./exit.ts";
import { type Handle, ownHandle, waitWritable, writeNow } from "./handle.ts";
import { type IoWriteResult, toBytes } from "./names.ts";
import { IoOutput } from "./output.ts";
import { encodeRecord, type LogLevel } from "./record.ts";
import { RecordQueue } from "./record_queue.ts";

/** Bytes of records that wait for the reader before the oldest are dropped. */
const QUEUE_LIMIT = 1024 * 1024;
/** Several records go in one write, but no more than a pipe takes in one piece, so that no other writer cuts in. */
const BATCH = 4096;
/** So many bytes of new records are tried at once, lest one busy turn of the event loop fill the queue. */
const BURST = 64 * 1024;
/** How long the end of the program waits for a reader that does not read, in milliseconds. */
const EXIT_PATIENCE = 500;
/** How often a full pipe is tried again, in milliseconds: the first pause, doubled up to the last. */
const PAUSE_FIRST = 1;
const PAUSE_LAST = 50;

/**
 * stddbg: records for machines that watch. Nothing here waits, throws, or keeps the program open. Where the reader is
 * slower than the writer, the oldest records are dropped, and a record says how many.
 *
 * @example
 * ```ts
 * import { io } from "@aria/runtime/io";
 *
 * io.stddbg.log("warn", "slow answer", { milliseconds: 1200, from: new URL("http://localhost/") });
 * ```
 */
export class DebugOutput extends IoOutput {
  readonly #queue = new RecordQueue(QUEUE_LIMIT);
  /** A batch of which only a part has been written. */
  #rest: Uint8Array | null = null;
  /** The open handle; null when there is none, or no more; undefined before the first use. */
  #handle: Handle | null | undefined;
  #scheduled = false;
  /** Bytes queued since the last attempt to write. */
  #untried = 0;
  #pause = PAUSE_FIRST;
  #closed = false;

  /** Why records cannot be written, when it is not that nobody reads them: null while all is well. */
  problem: Error | null = null;

  /**
   * Writes one record: `{"time": …, "level": …, "message": …, …fields, "pid": …}`. It returns at once and never throws.
   *
   * @param level how much it matters
   * @param message what happened, for people
   * @param fields whatever else belongs to it; values that JSON cannot hold are made readable
   */
  log(level: LogLevel, message: string, fields?: Record<string, unknown>): void {
    if (this.#isWired()) this.#enqueue(toBytes(encodeRecord(level, message, fields)));
  }

  /**
   * Queues lines that are NDJSON already, each ended by a newline. It settles at once: the reader sets no pace here.
   *
   * @returns all bytes, as queued; `closed` when nobody reads any more
   */
  override write(data: Uint8Array | string): Promise<IoWriteResult> {
    const bytes = toBytes(data);
    if (this.#isWired()) this.#enqueue(typeof data === "string" ? bytes : bytes.slice());
    return Promise.resolve({ written: this.#closed ? 0 : bytes.length, closed: this.#closed });
  }

  /** Nothing to wait for. */
  protected override settle(): Promise<unknown> {
    return Promise.resolve();
  }

  #isWired(): boolean {
    if (this.#handle === undefined) {
      try {
        this.#handle = ownHandle("stddbg");
        if (this.#handle !== null) atExit(() => this.#finish());
      } catch (error) {
        this.#give(error);
      }
    }
    return typeof this.#handle === "bigint";
  }

  #enqueue(line: Uint8Array): void {
    if (line.length === 0) return;
    this.#queue.push(line);
    this.#untried += line.length;
    if (this.#untried >= BURST) this.#writeOut();
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => this.#drain());
  }

  /** Writes what there is room for, and comes back later for the rest. */
  #drain(): void {
    this.#scheduled = false;
    this.#writeOut();
    if (typeof this.#handle !== "bigint" || !this.#hasWork()) return;
    this.#scheduled = true;
    Deno.unrefTimer(setTimeout(() => this.#drain(), this.#pause));
    this.#pause = Math.min(this.#pause * 2, PAUSE_LAST);
  }

  /** Writes what there is room for, but not for ever where the reader is as fast as we are. */
  #writeOut(): void {
    this.#untried = 0;
    const end = performance.now() + PAUSE_LAST;
    while (this.#step() && performance.now() < end);
  }

  #hasWork(): boolean {
    return this.#rest !== null || !this.#queue.isEmpty || this.#queue.dropped > 0;
  }

  /** One write. False when there is nothing to do, no room, or no reader. */
  #step(): boolean {
    if (typeof this.#handle !== "bigint") return false;
    const whole = this.#rest === null ? this.#nextBatch() : { bytes: this.#rest, records: 0, drops: 0 };
    if (whole === null) return false;
    let count: number | null;
    try {
      count = writeNow(this.#handle, "stddbg", whole.bytes);
    } catch (error) {
      this.#give(error);
      return false;
    }
    if (count === null) {
      this.#closed = true;
      this.#give(null);
    }
    if (!count) return false;
    this.#queue.shift(whole.records);
    this.#queue.dropped -= whole.drops;
    this.#rest = count < whole.bytes.length ? whole.bytes.slice(count) : null;
    this.#pause = PAUSE_FIRST;
    return true;
  }

  /** As many whole records as one write should hold; first of all how many were dropped before them. */
  #nextBatch(): { bytes: Uint8Array; records: number; drops: number } | null {
    const drops = this.#queue.dropped;
    const lines: Uint8Array[] = [];
    let length = 0;
    if (drops > 0) {
      lines.push(toBytes(encodeRecord("warn", `Dropped ${drops} records: the reader is too slow`, { dropped: drops })));
      length = lines[0]!.length;
    }
    let records = 0;
    for (let line = this.#queue.peek(); line !== undefined; line = this.#queue.peek(records)) {
      if (lines.length > 0 && length + line.length > BATCH) break;
      lines.push(line);
      length += line.length;
      records++;
    }
    if (lines.length === 0) return null;
    return { bytes: lines.length === 1 ? lines[0]! : joined(lines, length), records, drops };
  }

  /** Writes what is left while the program ends, with bounded patience. */
  #finish(): void {
    const deadline = performance.now() + EXIT_PATIENCE;
    while (typeof this.#handle === "bigint" && this.#hasWork()) {
      if (this.#step()) continue;
      const left = Math.ceil(deadline - performance.now());
      if (left <= 0 || typeof this.#handle !== "bigint" || !waitWritable(this.#handle, left)) return;
    }
  }

  /** Stops writing for good. */
  #give(error: unknown): void {
    this.#handle = null;
    this.#rest = null;
    if (error !== null) this.problem = error instanceof Error ? error : new Error(String(error));
  }
}

function joined(lines: Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let position = 0;
  for (const line of lines) {
    bytes.set(line, position);
    position += line.length;
  }
  return bytes;
}
