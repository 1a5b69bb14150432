/** dax, on Deno. */
import { check, measure, task, WARM_UP } from "../kit.mjs";

const { default: $ } = await import(task.library);

async function collect(bytes) {
  const whole = await $`${task.source} ${bytes} ${task.chunk}`.stdin("null").stderr("null").bytes();
  check(whole.length, bytes, "bytes");
  return { bytes, operations: 1 };
}

async function lines(count) {
  const command = $`${task.lines} ${count} ${task.width} ${task.block}`.stdin("null").stderr("null");
  let seen = 0;
  let characters = 0;
  for await (const line of command.linesIter()) {
    seen++;
    characters += line.length;
  }
  check(seen, count, "lines");
  return { bytes: characters + seen, operations: seen };
}

async function spawnLoop(count) {
  for (let i = 0; i < count; i++) await $`${task.program}`.stdin("null").stdout("null").stderr("null");
  return { bytes: 0, operations: count };
}

const works = {
  collect: { warmUp: () => collect(WARM_UP), work: () => collect(task.bytes) },
  lines: { warmUp: () => lines(task.count / 10), work: () => lines(task.count) },
  spawn: { warmUp: () => spawnLoop(50), work: () => spawnLoop(task.count) },
};
await works[task.work].warmUp();
await measure(works[task.work].work);
