/** Requests to one server through a pool, or to a server for each; what a busy pool says of itself; what it keeps. */
import { pooledWay, spawnedWay, type Way } from "../../src/pool/bench/mod.ts";
import { StdioPool } from "../../src/pool/mod.ts";
import { check, measure, statusField, task } from "../kit.mjs";

interface Seen {
  bytes: number;
  operations: number;
  extra?: Record<string, number>;
}

const MEBIBYTE = 1 << 20;
/** Callers of the busy pool, each of whom waits for one reply at a time, and its children. */
const CALLERS = 16;
const CHILDREN = 2;

const options = {
  command: task.program,
  args: [],
  framing: "jsonl" as const,
  requests: task.count,
  window: task.window,
  payload: 0,
};
const works: Record<string, (count: number) => Promise<Seen>> = {
  spawn: (count) => ask(count, () => spawnedWay(options)),
  serial: (count) => ask(count, () => pooledWay(options, 1)),
  pipelined: (count) => ask(count, () => pooledWay(options, task.window)),
  busy,
  memory,
};

const work = works[task.work];
if (work === undefined) throw new TypeError(`Cannot measure "${task.work}": there is no such work`);
await work(Math.ceil(task.count / 10));
await measure(() => work(task.count));

async function ask(count: number, make: () => Way | Promise<Way>): Promise<Seen> {
  await using way = await make();
  const took = (await way.ask(count)).sort();
  check(took.length, count, "replies");
  const micros = (share: number) => took[Math.ceil(count * share) - 1]! * 1000;
  return { bytes: 0, operations: count, extra: { p50Micros: micros(0.5), p99Micros: micros(0.99) } };
}

/** More callers than children: requests wait. */
async function busy(count: number): Promise<Seen> {
  await using pool = new StdioPool({ command: task.program, min: CHILDREN, max: CHILDREN });
  let id = 0;
  async function askInTurn(): Promise<void> {
    while (id < count) await pool.request({ id: ++id });
  }
  await Promise.all(Array.from({ length: CALLERS }, askInTurn));
  const { completed, waitMs, runMs } = pool.snapshot();
  check(completed, count, "replies");
  const extra = { ...inMicros("wait", waitMs), ...inMicros("run", runMs) };
  return { bytes: 0, operations: count, extra };
}

function inMicros(name: string, quantiles: { p50: number; p99: number; p999: number }): Record<string, number> {
  const { p50, p99, p999 } = quantiles;
  return { [`${name}P50`]: p50 * 1000, [`${name}P99`]: p99 * 1000, [`${name}P999`]: p999 * 1000 };
}

async function memory(count: number): Promise<Seen> {
  await using way = await pooledWay(options, task.window);
  const block = Math.ceil(count / 100);
  async function askOften(): Promise<void> {
    for (let asked = 0; asked < count; asked += block) await way.ask(block);
  }
  await askOften();
  const before = resident();
  await askOften();
  const after = resident();
  const extra = { beforeMiB: before / MEBIBYTE, growthMiB: (after - before) / MEBIBYTE };
  return { bytes: 0, operations: count, extra };
}

/** After a collection, which the runner makes possible. */
function resident(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return statusField("VmRSS");
}
