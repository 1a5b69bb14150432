/** What very many children with six piped streams leave behind: descriptors, threads, memory. */
import { Command } from "../../src/process/mod.ts";
import { check, measure, statusField, task } from "../kit.mjs";

const WARM_UP_SPAWNS = 2500;

await spawnLoop(WARM_UP_SPAWNS);
await footprint(); // a first full collection moves the heap about
await spawnLoop(WARM_UP_SPAWNS);
const before = await footprint();
await measure(async () => {
  const begin = performance.now();
  await spawnLoop(task.count);
  const eachMicros = (performance.now() - begin) * 1000 / task.count;
  const after = await footprint();
  const extra = {
    descriptors: after.descriptors - before.descriptors,
    threads: after.threads - before.threads,
    perSpawnBytes: (after.resident - before.resident) / task.count,
    eachMicros,
  };
  return { bytes: 0, operations: task.count, extra };
});

async function spawnLoop(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await using child = new Command(task.program, {
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      stddbg: "piped",
      stddati: "piped",
      stddato: "piped",
    }).spawn();
    check((await child.wait()).code, 0, "as the exit code");
  }
}

/** After a collection (the runner exposes it), and a turn in which finalizers run. */
async function footprint(): Promise<{ descriptors: number; threads: number; resident: number }> {
  const { gc } = globalThis as { gc?: () => void };
  gc?.();
  await new Promise((resolve) => setTimeout(resolve, 0));
  gc?.();
  return {
    descriptors: [...Deno.readDirSync("/proc/self/fd")].length,
    threads: statusField("Threads"),
    resident: statusField("VmRSS"),
  };
}
