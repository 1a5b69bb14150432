/**
 * A child that says a little on stdout and stderr, from before its start until its status is known, again and again.
 */
import { Command } from "../../src/process/mod.ts";
import type { OutputStream } from "../../src/streams/mod.ts";
import { check, measure, task } from "../kit.mjs";

const begin = performance.now();
await run();
const firstMs = performance.now() - begin;
await measure(async () => {
  let bytes = 0;
  for (let i = 0; i < task.repeat; i++) bytes += await run();
  return { bytes, operations: task.repeat, extra: { firstMs } };
});

async function run(): Promise<number> {
  const source = new Command(task.lines, { args: [`${task.count}`, `${task.width}`, "4096", "2"] }).spawn();
  const [out, err] = await Promise.all([read(source.stdout), read(source.stderr)]);
  const { code } = await source.wait();
  check(code, 0, "as the exit code");
  check(out.lines + err.lines, task.count, "lines");
  return out.bytes + err.bytes;
}

async function read(stream: OutputStream): Promise<{ lines: number; bytes: number }> {
  let lines = 0;
  let bytes = 0;
  for await (const line of stream.lines()) {
    lines++;
    bytes += line.length + 1;
  }
  return { lines, bytes };
}
