/** One child's stdout in one array. */
import { Command } from "../../src/process/mod.ts";
import { check, measure, task, WARM_UP } from "../kit.mjs";

await collect(WARM_UP);
await measure(() => collect(task.bytes));

async function collect(bytes: number): Promise<{ bytes: number; operations: number }> {
  const source = new Command(task.source, {
    args: [`${bytes}`, `${task.chunk}`],
    stderr: "null",
    buffer: { stdout: { highWater: 2 * bytes } },
  }).spawn();
  const whole = await source.stdout.bytes();
  await source.wait();
  check(whole.length, bytes, "bytes");
  return { bytes, operations: 1 };
}
