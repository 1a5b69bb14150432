/** One child's stdout through a ring, looked at by nobody. */
import { Command } from "../../src/process/mod.ts";
import { check, measure, task, WARM_UP } from "../kit.mjs";

await drain(WARM_UP);
await measure(() => drain(task.bytes));

async function drain(bytes: number): Promise<{ bytes: number; operations: number }> {
  const source = new Command(task.source, { args: [`${bytes}`, `${task.chunk}`], stderr: "null" }).spawn();
  let seen = 0;
  let views = 0;
  for await (const view of source.stdout.views()) {
    seen += view.length;
    views++;
  }
  await source.wait();
  check(seen, bytes, "bytes");
  return { bytes, operations: views };
}
