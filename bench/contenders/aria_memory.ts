/** How far resident memory grows while one child's stdout is drained through a ring of 1 MiB. */
import { Command } from "../../src/process/mod.ts";
import { check, measure, statusField, task, WARM_UP } from "../kit.mjs";

const MEBIBYTE = 1 << 20;
const RESET_PEAK = "5";

await drain(WARM_UP);
Deno.writeTextFileSync("/proc/self/clear_refs", RESET_PEAK);
const before = statusField("VmRSS");
await measure(async () => {
  await drain(task.bytes);
  return { bytes: task.bytes, operations: 1, extra: { growthMiB: (statusField("VmHWM") - before) / MEBIBYTE } };
});

async function drain(bytes: number): Promise<void> {
  const source = new Command(task.source, {
    args: [`${bytes}`, `${task.chunk}`],
    stderr: "null",
    buffer: { stdout: { capacity: MEBIBYTE } },
  }).spawn();
  let seen = 0;
  for await (const view of source.stdout.views()) seen += view.length;
  await source.wait();
  check(seen, bytes, "bytes");
}
