/**
 * A bounded queue of encoded records that drops the oldest.
 *
 * @module
 */

/** Holds records until they can be written; what it drops it counts. */
export class RecordQueue {
  readonly #limit: number;
  #lines: Uint8Array[] = [];
  /** Index of the oldest line that is still here; the ones before it are cut off from time to time. */
  #first = 0;
  #bytes = 0;

  /** Records dropped since they were last reported. */
  dropped = 0;

  /** A queue of at most `limit` bytes. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether there is nothing to write. */
  get isEmpty(): boolean {
    return this.#first === this.#lines.length;
  }

  /** Adds a record, dropping the oldest ones where it would not fit; one that could never fit is itself dropped. */
  push(line: Uint8Array): void {
    if (line.length > this.#limit) {
      this.dropped++;
      return;
    }
    while (this.#bytes + line.length > this.#limit) {
      this.shift();
      this.dropped++;
    }
    this.#lines.push(line);
    this.#bytes += line.length;
  }

  /** The oldest record, which stays. */
  peek(index = 0): Uint8Array | undefined {
    return this.#lines[this.#first + index];
  }

  /** Takes the oldest `count` records away. */
  shift(count = 1): void {
    for (; count > 0; count--) this.#bytes -= this.#lines[this.#first++]!.length;
    if (this.#first < 1024 && !this.isEmpty) return;
    this.#lines = this.#lines.slice(this.#first);
    this.#first = 0;
  }
}
