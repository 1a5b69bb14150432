/** zx, on Node. It starts every command through bash, as its users have it. */
import { check, measure, task, WARM_UP } from "../kit.mjs";

const { $, usePosixShell, useBash } = await import(task.library);
$.verbose = false;
(useBash ?? usePosixShell)();

async function collect(bytes) {
  const output = await $({ stdio: ["ignore", "pipe", "ignore"] })`${task.source} ${bytes} ${task.chunk}`;
  const whole = output.buffer();
  check(whole.length, bytes, "bytes");
  return { bytes, operations: 1 };
}

async function lines(count) {
  const child = $({ stdio: ["ignore", "pipe", "ignore"] })`${task.lines} ${count} ${task.width} ${task.block}`;
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
  for (let i = 0; i < count; i++) await $({ stdio: "ignore" })`${task.program}`;
  return { bytes: 0, operations: count };
}

const works = {
  collect: { warmUp: () => collect(WARM_UP), work: () => collect(task.bytes) },
  lines: { warmUp: () => lines(task.count / 10), work: () => lines(task.count) },
  spawn: { warmUp: () => spawnLoop(50), work: () => spawnLoop(task.count) },
};
await works[task.work].warmUp();
await measure(works[task.work].work);
