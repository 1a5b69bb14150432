/**
 * The streams that this program reads: stdin and stddati.
 *
 * @module
 */

import { ownHandle, readNow, untilReadable } from "./handle.ts";

const CHUNK = 64 * 1024;

/**
 * A stream that this program reads.
 *
 * @example
 * ```ts
 * import { io, type IoInput } from "@aria/runtime/io";
 *
 * const inputs: IoInput[] = [io.stdin, io.stddati];
 * for (const input of inputs) console.log(input.readable.locked);
 * ```
 */
export abstract class IoInput {
  #readable: ReadableStream<Uint8Array> | undefined;

  /**
   * Reads some bytes into `into`, as many as are there and fit; waits when there are none.
   *
   * @returns how many, or null at the end
   */
  abstract read(into: Uint8Array): Promise<number | null>;

  /** The stream as a byte stream ("bring your own buffer" is supported). It reads only when it is read. */
  get readable(): ReadableStream<Uint8Array> {
    this.#readable ??= new ReadableStream({
      type: "bytes",
      autoAllocateChunkSize: CHUNK,
      pull: async (controller) => {
        const request = controller.byobRequest!;
        const view = request.view as Uint8Array;
        const count = await this.read(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
        if (count === null) controller.close();
        request.respond(count ?? 0);
      },
    });
    return this.#readable;
  }

  /** Everything up to the end. */
  async bytes(): Promise<Uint8Array> {
    let buffer = new Uint8Array(CHUNK);
    let length = 0;
    for (;;) {
      const count = await this.read(buffer.subarray(length));
      if (count === null) return buffer.slice(0, length);
      length += count;
      if (length < buffer.length) continue;
      const larger = new Uint8Array(buffer.length * 2);
      larger.set(buffer);
      buffer = larger;
    }
  }

  /** Everything up to the end, as UTF-8. */
  async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes());
  }
}

/**
 * stdin: `Deno.stdin`, so that it works without the native library.
 *
 * @example
 * ```ts
 * import { io } from "@aria/runtime/io";
 *
 * if (!Deno.stdin.isTerminal()) console.log((await io.stdin.text()).length);
 * ```
 */
export class StandardInput extends IoInput {
  /** Reads some bytes; see {@linkcode IoInput}. */
  override read(into: Uint8Array): Promise<number | null> {
    return Deno.stdin.read(into);
  }
}

/**
 * stddati: raw data. Where the parent wired none it is at its end from the start.
 *
 * @example
 * ```ts
 * import { io } from "@aria/runtime/io";
 *
 * let total = 0;
 * for await (const chunk of io.stddati.readable) total += chunk.length;
 * ```
 */
export class DataInput extends IoInput {
  /** Reads some bytes; see {@linkcode IoInput}. */
  override async read(into: Uint8Array): Promise<number | null> {
    const handle = ownHandle("stddati");
    if (handle === null) return null;
    if (into.byteLength === 0) return 0;
    for (;;) {
      const count = readNow(handle, "stddati", into);
      if (count !== undefined) return count;
      await untilReadable(handle);
    }
  }
}
