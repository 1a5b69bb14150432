/**
 * What commands write to stddbg and stddato that nothing wires: it holds no command, and is not lost unseen.
 *
 * All foreground commands of a program share one pipe for each of the two, since most never write to them and a pipe, a
 * ring and a wait for each would cost a short command a tenth of its time. The descriptors are the shell's own, and are
 * lent to each child.
 *
 * @module
 */

import { completeBuffer, OutputStream, pickDrainer, pipe, type PipeEnd, RingReader } from "../../streams/mod.ts";
import { withinMs } from "./within.ts";

/** How long a pipe that strangers still hold is waited for at the end. */
const END_MS = 100;

/** The two pipes, made when they are first needed. */
export class Unclaimed {
  #stddbg: Shared | null = null;
  #stddato: Shared | null = null;
  #elsewhere = 0;

  /** Where the telemetry of a command goes: the newest of it is kept, older makes room. */
  get stddbg(): { fd: number } {
    return (this.#stddbg ??= new Shared("stddbg")).end;
  }

  /** Where the data of a command goes: it is counted and dropped. */
  get stddato(): { fd: number } {
    if (!this.#stddato) {
      this.#stddato = new Shared("stddato");
      this.#stddato.count();
    }
    return this.#stddato.end;
  }

  /** Adds bytes of a stddato that was drained by itself. */
  add(bytes: number): void {
    this.#elsewhere += bytes;
  }

  /** Bytes of stddato that were dropped so far. */
  get discardedBytes(): number {
    return this.#elsewhere + (this.#stddato?.bytes ?? 0);
  }

  /** Closes both pipes; what is in them by now is counted. */
  async close(): Promise<void> {
    await Promise.all([this.#stddbg?.close(), this.#stddato?.close()]);
  }
}

/** One pipe, drained all the time. */
class Shared {
  readonly end: { fd: number };
  readonly #writer: PipeEnd;
  readonly #stream: OutputStream;

  constructor(name: "stddbg" | "stddato") {
    const { reader, writer } = pipe();
    const buffer = completeBuffer(name);
    this.#writer = writer;
    this.end = { fd: Number(writer.handle) };
    const ring = new RingReader(pickDrainer(), reader.takeHandle(), buffer, name, 0);
    this.#stream = new OutputStream(ring, buffer, name);
  }

  /** Keeps nothing. */
  count(): void {
    this.#stream.reader.collectAll(0);
  }

  get bytes(): number {
    return this.#stream.stats.bytesIn;
  }

  async close(): Promise<void> {
    this.#writer.close();
    await withinMs(this.#stream.reader.waitForEnd(), END_MS);
    this.#stream.reader.close();
  }
}
