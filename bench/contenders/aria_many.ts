/**
 * Many live processes with four output streams each, all drained at once: CPU time while they flood, and threads and
 * memory while they live. Every child says one byte on each stream, then waits at a FIFO that is opened when all have.
 *
 * Memory is counted twice: against that after a first child, and against that after a first crowd, when every drainer
 * runs and the code has been compiled.
 */
import { Command, type Process } from "../../src/process/mod.ts";
import type { OutputStream } from "../../src/streams/mod.ts";
import { check, measure, statusField, task } from "../kit.mjs";

const STREAMS = 4;
const KIBIBYTE = 1024;
const FIRST_CROWD = 64;

const folder = Deno.makeTempDirSync();
const gate = `${folder}/gate`;
try {
  check(new Deno.Command("mkfifo", { args: [gate] }).outputSync().code, 0, "as mkfifo's exit code");
  await run();
} finally {
  Deno.removeSync(folder, { recursive: true });
}

async function run(): Promise<void> {
  const { threads } = footprint();
  await new Command("/bin/true").spawn().wait();
  const afterOne = footprint();
  await Promise.all(Array.from({ length: FIRST_CROWD }, runShortly));
  const afterCrowd = footprint();
  const live = Promise.withResolvers<void>();
  const counter = { seen: 0, live: live.resolve };
  const processes: Process[] = [];
  const drained: Promise<void>[] = [];
  for (let i = 0; i < task.processes; i++) {
    const child = start();
    processes.push(child);
    for (const stream of [child.stdout, child.stderr, child.stddbg, child.stddato])
      drained.push(drain(stream, counter));
  }
  await live.promise;
  const now = footprint();
  const extra = {
    threads: now.threads - threads,
    perProcessKiB: (now.own - afterOne.own) / KIBIBYTE / task.processes,
    afterCrowdKiB: (now.own - afterCrowd.own) / KIBIBYTE / task.processes,
    ringsKiB: (now.shared - afterCrowd.shared) / KIBIBYTE / task.processes,
  };
  await measure(async () => {
    using _open = Deno.openSync(gate, { write: true });
    await Promise.all(drained);
    for (const child of processes) check((await child.wait()).code, 0, "as the exit code");
    const bytes = task.processes * STREAMS * task.bytes;
    check(counter.seen, bytes + task.processes * STREAMS, "bytes");
    return { bytes, operations: task.processes, extra };
  });
}

function start(): Process {
  return new Command(task.source, {
    args: [`${task.bytes}`, `${task.chunk}`, gate],
    stddbg: "piped",
    stddato: "piped",
    buffer: { stddbg: { overflow: "block" } },
  }).spawn();
}

async function runShortly(): Promise<void> {
  const child = new Command("/bin/true", { stddbg: "piped", stddato: "piped" }).spawn();
  await Promise.all([child.stdout, child.stderr, child.stddbg, child.stddato].map((stream) => stream.bytes()));
  await child.wait();
}

async function drain(stream: OutputStream, counter: { seen: number; live: () => void }): Promise<void> {
  for await (const view of stream.views()) {
    counter.seen += view.length;
    if (counter.seen === task.processes * STREAMS) counter.live();
  }
}

/** Rings are memory that two mappings share, which the kernel counts apart. */
function footprint(): { threads: number; own: number; shared: number } {
  return {
    threads: statusField("Threads"),
    own: statusField("RssAnon") + statusField("RssFile"),
    shared: statusField("RssShmem"),
  };
}
