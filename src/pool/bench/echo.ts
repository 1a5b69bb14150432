/**
 * As many bytes as a request has to `cat` and back, in a loop of C: what pipes and processes cost without us.
 *
 * @module
 */

import { native, systemError } from "../../../ffi/mod.ts";
import { Command } from "../../process/mod.ts";
import { pipe } from "../../streams/mod.ts";
import { cpuMsOf } from "./cpu_time.ts";
import type { Way } from "./way.ts";

/**
 * Starts `cat`.
 *
 * @param bytes of a request.
 * @throws {Error} when it cannot be started.
 */
export function echoWay(bytes: number): Way {
  const there = pipe();
  const back = pipe();
  const cat = new Command("cat", { stdin: there.reader, stdout: back.writer, stderr: "null" }).spawn();
  function ask(count: number): Promise<Float64Array> {
    const nanoseconds = new BigUint64Array(count);
    const { aria_pingpong } = native().symbols;
    const room = new Uint8Array(nanoseconds.buffer);
    const error = aria_pingpong(there.writer.handle, back.reader.handle, bytes, count, room);
    if (error < 0) throw systemError(error, 'Cannot play ping-pong with "cat"');
    return Promise.resolve(Float64Array.from(nanoseconds, (each) => Number(each) / 1e6));
  }
  return {
    ask,
    serverCpuMs: () => cpuMsOf(cat.pid),
    async [Symbol.asyncDispose]() {
      there.writer.close();
      await cat.wait();
      back.reader.close();
    },
  };
}
