/** One child's stdout, line by line. */
import { Command } from "../../src/process/mod.ts";
import { check, measure, task } from "../kit.mjs";

await lines(task.count / 10);
await measure(() => lines(task.count));

async function lines(count: number): Promise<{ bytes: number; operations: number }> {
  const args = [`${count}`, `${task.width}`, `${task.block}`];
  const source = new Command(task.lines, { args, stderr: "null" }).spawn();
  let seen = 0;
  let characters = 0;
  for await (const line of source.stdout.lines()) {
    seen++;
    characters += line.length;
  }
  await source.wait();
  check(seen, count, "lines");
  return { bytes: characters + seen, operations: seen };
}
