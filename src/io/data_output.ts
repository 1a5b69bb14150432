/**
 * stddato: raw data out, in blocks.
 *
 * @module
 */

import { atExit } from "./exit.ts";
import {
  closeHandle,
  type Handle,
  openForReading,
  ownHandle,
  transferAll,
  untilWritable,
  waitWritable,
  writeNow,
} from "./handle.ts";
import { type IoWriteResult, toBytes } from "./names.ts";
import { IoOutput } from "./output.ts";

const BLOCK = 64 * 1024;

/** Where {@linkcode DataOutput.spliceFrom} takes bytes from. */
export type SpliceSource = "stdin" | "stddati" | { path: string } | { fd: number } | Deno.FsFile | string | number;

/** One thing to be written: bytes, or everything that comes from a handle. */
type Job = { bytes: Uint8Array; done: number } | { from: Handle; done: number };

/**
 * stddato: raw data. Small writes are gathered in blocks of 64 KiB; what is left in a block is written when the program
 * ends, or by `flush()`. Where the parent wired no stddato, everything is taken and thrown away.
 *
 * @example
 * ```ts
 * import { io } from "@aria/runtime/io";
 *
 * await io.stddato.write(new Uint8Array([1, 2, 3]));
 * const { closed } = await io.stddato.flush();
 * if (closed) console.error("Nobody wants the data");
 * ```
 */
export class DataOutput extends IoOutput {
  /** The block that small writes are gathered in, made at the first of them. */
  #block: Uint8Array | null = null;
  #filled = 0;
  /** What is to be written before the block, in order. Whoever writes takes from the front only what is done. */
  readonly #jobs: Job[] = [];
  #pumping = false;
  #pumped: Promise<void> = Promise.resolve();
  #closed = false;
  #failure: Error | null = null;
  #registered = false;

  /** Writes; see {@linkcode IoOutput}. The bytes are copied, or written before the promise settles. */
  override async write(data: Uint8Array | string): Promise<IoWriteResult> {
    const bytes = toBytes(data);
    if (this.#failure) throw this.#failure;
    if (!this.#isWired()) return { written: bytes.length, closed: false };
    if (this.#closed) return { written: 0, closed: true };
    if (bytes.length < BLOCK) {
      this.#gather(bytes);
      if (this.#jobs.length > 0) await this.#pump();
      return { written: this.#closed ? 0 : bytes.length, closed: this.#closed };
    }
    const job = { bytes, done: 0 };
    this.#seal();
    this.#jobs.push(job);
    await this.#pump();
    return { written: job.done, closed: this.#closed };
  }

  /**
   * Writes what is buffered.
   *
   * @returns the bytes that were written now; `closed` when nobody reads any more
   */
  async flush(): Promise<IoWriteResult> {
    if (this.#failure) throw this.#failure;
    if (!this.#isWired()) return { written: 0, closed: false };
    this.#seal();
    const jobs = [...this.#jobs];
    const before = total(jobs);
    await this.#pump();
    return { written: total(jobs) - before, closed: this.#closed };
  }

  /**
   * Writes everything from a source, inside the kernel where it can: no byte passes through this program. What was
   * written before comes first.
   *
   * @param source this program's own "stdin" or "stddati", the path or descriptor of a file or pipe, or an open file,
   * which is read and written (Deno does not show its descriptor); a file that is called "stdin" is "./stdin"
   * @returns the bytes that came from the source; `closed` when nobody reads any more
   */
  async spliceFrom(source: SpliceSource): Promise<IoWriteResult> {
    if (source instanceof Deno.FsFile) return await this.#copyFrom(source);
    const path = typeof source === "object" && "path" in source
      ? source.path
      : typeof source === "string" && source !== "stdin" && source !== "stddati"
      ? source
      : null;
    if (path === null) {
      return await this.#transfer(typeof source === "string" ? ownHandle(source as "stdin") : descriptor(source));
    }
    const file = openForReading(path);
    try {
      return await this.#transfer(file);
    } finally {
      closeHandle(file);
    }
  }

  /** Writes what is buffered. */
  protected override settle(): Promise<unknown> {
    return this.flush();
  }

  /** Copies a small write into the block; the block before it goes into the queue when they do not fit together. */
  #gather(bytes: Uint8Array): void {
    if (this.#filled + bytes.length > BLOCK) this.#seal();
    this.#block ??= new Uint8Array(BLOCK);
    this.#block.set(bytes, this.#filled);
    this.#filled += bytes.length;
  }

  /** Puts the block in the queue. */
  #seal(): void {
    if (this.#block === null || this.#filled === 0) return;
    this.#jobs.push({ bytes: this.#block.subarray(0, this.#filled), done: 0 });
    this.#block = null;
    this.#filled = 0;
  }

  /** Writes the queue; one pump at a time, which also takes what is queued meanwhile. */
  #pump(): Promise<void> {
    if (!this.#pumping) this.#pumped = this.#writeJobs();
    return this.#pumped;
  }

  async #writeJobs(): Promise<void> {
    const handle = ownHandle("stddato")!;
    this.#pumping = true;
    try {
      while (this.#jobs.length > 0) {
        const job = this.#jobs[0]!;
        if ("bytes" in job) {
          if (!this.#step(handle, job)) await untilWritable(handle);
        } else {
          const open = await transferAll(job.from, handle, "stddato", (bytes) => job.done += bytes);
          this.#finishJob(open);
        }
      }
    } catch (error) {
      this.#fail(error);
      throw error;
    } finally {
      this.#pumping = false;
    }
  }

  /** Writes what there is room for from the first job; false where it has to wait. */
  #step(handle: Handle, job: { bytes: Uint8Array; done: number }): boolean {
    const count = writeNow(handle, "stddato", job.bytes.subarray(job.done));
    if (count === 0) return false;
    job.done += count ?? 0;
    if (count === null || job.done === job.bytes.length) this.#finishJob(count !== null);
    return true;
  }

  #finishJob(open: boolean): void {
    if (open) {
      this.#jobs.shift();
      return;
    }
    this.#closed = true;
    this.#drop();
  }

  #fail(error: unknown): void {
    this.#failure = error instanceof Error ? error : new Error(String(error));
    this.#drop();
  }

  #drop(): void {
    this.#jobs.length = 0;
    this.#block = null;
    this.#filled = 0;
  }

  async #copyFrom(file: Deno.FsFile): Promise<IoWriteResult> {
    let written = 0;
    const buffer = new Uint8Array(BLOCK);
    for (let count = await file.read(buffer); count !== null; count = await file.read(buffer)) {
      const result = await this.write(buffer.subarray(0, count));
      written += result.written;
      if (result.closed) return { written, closed: true };
    }
    const { closed } = await this.flush();
    return { written, closed };
  }

  async #transfer(from: Handle | null): Promise<IoWriteResult> {
    if (this.#failure) throw this.#failure;
    if (from === null || !this.#isWired()) return { written: 0, closed: false };
    if (this.#closed) return { written: 0, closed: true };
    const job = { from, done: 0 };
    this.#seal();
    this.#jobs.push(job);
    await this.#pump();
    return { written: job.done, closed: this.#closed };
  }

  #isWired(): boolean {
    if (ownHandle("stddato") === null) return false;
    if (!this.#registered) atExit(() => this.#finish());
    this.#registered = true;
    return true;
  }

  /** Writes all that is left while the program ends: it waits as long as somebody reads, so that no byte is lost. */
  #finish(): void {
    const handle = ownHandle("stddato")!;
    this.#seal();
    try {
      for (let job = this.#jobs[0]; job !== undefined && "bytes" in job; job = this.#jobs[0]) {
        if (!this.#step(handle, job)) waitWritable(handle, -1);
      }
    } catch (error) {
      this.#fail(error);
      console.error(`error: ${this.#failure?.message}`);
      if (Deno.exitCode === 0) Deno.exitCode = 1;
    }
  }
}

function descriptor(source: unknown): Handle {
  const number = typeof source === "object" && source !== null && "fd" in source ? source.fd : source;
  if (typeof number !== "number" || !Number.isInteger(number) || number < 0) {
    throw new TypeError(`Cannot splice from ${Deno.inspect(source)}: it is neither a file nor a descriptor`);
  }
  return BigInt(number);
}

function total(jobs: Job[]): number {
  return jobs.reduce((sum, job) => sum + job.done, 0);
}
