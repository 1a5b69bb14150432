/** execa, on Node. */
import { check, measure, task, WARM_UP } from "../kit.mjs";

const { execa } = await import(task.library);

async function collect(bytes) {
  const { stdout } = await execa(task.source, [String(bytes), String(task.chunk)], {
    stdin: "ignore",
    stderr: "ignore",
    encoding: "buffer",
    maxBuffer: 2 * bytes,
  });
  check(stdout.length, bytes, "bytes");
  return { bytes, operations: 1 };
}

async function lines(count) {
  const child = execa(task.lines, [String(count), String(task.width), String(task.block)], {
    stdin: "ignore",
    stderr: "ignore",
    buffer: false,
  });
  let seen = 0;
  let characters = 0;
  for await (const line of child) {
    seen++;
    characters += line.length;
  }
  check(seen, count, "lines");
  return { bytes: characters + seen, operations: seen };
}

async function spawnLoop(count) {
  for (let i = 0; i < count; i++) await execa(task.program, { stdio: "ignore" });
  return { bytes: 0, operations: count };
}

const works = {
  collect: { warmUp: () => collect(WARM_UP), work: () => collect(task.bytes) },
  lines: { warmUp: () => lines(task.count / 10), work: () => lines(task.count) },
  spawn: { warmUp: () => spawnLoop(50), work: () => spawnLoop(task.count) },
};
await works[task.work].warmUp();
await measure(works[task.work].work);
