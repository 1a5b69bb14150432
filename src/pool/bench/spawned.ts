/**
 * A process for each request: it gets the request, answers, and ends with its input.
 *
 * @module
 */

import { Command } from "../../process/mod.ts";
import { BenchError, type BenchOptions } from "./model.ts";
import { PlainFrames } from "./plain_frames.ts";
import { assertAnswer, questions } from "./question.ts";
import { inWindow, type Way } from "./way.ts";

/** A server that does not end with its input cannot be measured so. */
const END_MS = 10_000;

/**
 * Makes ready to start servers.
 *
 * @param options of the run.
 */
export function spawnedWay(options: BenchOptions): Way {
  const { command, args, framing } = options;
  const question = questions(options);
  let id = 0;
  let cpuMs = 0;
  async function request(): Promise<void> {
    const frames = new PlainFrames(framing);
    const stdin = frames.encode([question(++id)]);
    const { stdout, cpu, reason } = await new Command(command, { args, stdin, stderr: "null", timeout: END_MS })
      .output();
    if (reason === "timeout") throw new BenchError(`"${command}" had not ended ${END_MS} ms after its input`);
    assertAnswer(frames.decode(stdout)[0], id, options);
    cpuMs += cpu.user + cpu.system;
  }
  return {
    ask: (count) => inWindow(count, 1, request),
    serverCpuMs: () => cpuMs,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
