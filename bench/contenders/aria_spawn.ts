/** A program started and waited for, one at a time; from a parent that holds `touched` bytes, when the task says so. */
import { Command } from "../../src/process/mod.ts";
import { check, measure, task } from "../kit.mjs";

const PIECE = 256 << 20;

const held = touch(task.touched ?? 0);
await spawnLoop(50);
await measure(() => spawnLoop(task.count));
check(held.length * PIECE, task.touched ?? 0, "bytes held to the end");

async function spawnLoop(count: number): Promise<{ bytes: number; operations: number }> {
  for (let i = 0; i < count; i++) {
    const child = new Command(task.program, { stdout: "null", stderr: "null" }).spawn();
    check((await child.status).code, 0, "as the exit code");
  }
  return { bytes: 0, operations: count };
}

function touch(bytes: number): Uint8Array[] {
  return Array.from({ length: bytes / PIECE }, () => new Uint8Array(PIECE).fill(1));
}
