/**
 * What `capture` collects.
 *
 * @module
 */

import type { CapturedValue } from "./runner.ts";
import type { RunningPlan } from "./running_plan.ts";

const [STDOUT, STDERR, STDDBG, STDDATO] = [1, 2, 3, 5];

/**
 * What was collected of a plan that has ended: stdout, stddbg and stddato of the last stage (of a fan-out: of the last
 * branch), and stderr of every stage, one after the other. Text that is not UTF-8 has U+FFFD where it is not.
 */
export async function capturedValue(running: RunningPlan): Promise<CapturedValue> {
  const { stages } = running.assembly.plan;
  const last = stages.length - 1;
  const stderr = await Promise.all(stages.map((_, stage) => running.collected(stage, STDERR!)));
  const stdout = decode(await running.collected(last, STDOUT!));
  return {
    code: 0,
    stdout,
    stderr: stderr.map(decode).join(""),
    stddbg: decode(await running.collected(last, STDDBG!)),
    stddato: await running.collected(last, STDDATO!),
    text: () => stdout.endsWith("\n") ? stdout.slice(0, -1) : stdout,
  };
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
