/** Node's own `child_process` and `readline`. */
import { Buffer } from "node:buffer";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { check, measure, task, WARM_UP } from "../kit.mjs";

async function collect(bytes) {
  const child = spawn(task.source, [String(bytes), String(task.chunk)], { stdio: ["ignore", "pipe", "ignore"] });
  const chunks = [];
  child.stdout.on("data", (chunk) => chunks.push(chunk));
  await once(child, "close");
  const whole = Buffer.concat(chunks);
  check(whole.length, bytes, "bytes");
  return { bytes, operations: chunks.length };
}

async function lines(count) {
  const child = spawn(task.lines, [String(count), String(task.width), String(task.block)], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const closed = once(child, "close");
  let seen = 0;
  let characters = 0;
  // The events, not the slower asynchronous iterator: readline at its best.
  createInterface({ input: child.stdout, crlfDelay: Infinity }).on("line", (line) => {
    seen++;
    characters += line.length;
  });
  await closed;
  check(seen, count, "lines");
  return { bytes: characters + seen, operations: seen };
}

async function spawnLoop(count) {
  for (let i = 0; i < count; i++) {
    const [code] = await once(spawn(task.program, [], { stdio: "ignore" }), "exit");
    check(code, 0, "as the exit code");
  }
  return { bytes: 0, operations: count };
}

const works = {
  collect: { warmUp: () => collect(WARM_UP), work: () => collect(task.bytes) },
  lines: { warmUp: () => lines(task.count / 10), work: () => lines(task.count) },
  spawn: { warmUp: () => spawnLoop(50), work: () => spawnLoop(task.count) },
};
await works[task.work].warmUp();
await measure(works[task.work].work);
