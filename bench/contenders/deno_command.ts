/** `Deno.Command`, in each of the works that it is compared in. */
import { TextLineStream } from "@std/streams";
import { check, measure, task, WARM_UP } from "../kit.mjs";

interface Seen {
  bytes: number;
  operations: number;
}

const BYOB_BYTES = 1 << 20;

const works: Record<string, [warmUp: () => Promise<Seen>, work: () => Promise<Seen>]> = {
  drain: [() => drain(WARM_UP), () => drain(task.bytes)],
  byob: [() => drainByob(WARM_UP), () => drainByob(task.bytes)],
  collect: [() => collect(WARM_UP), () => collect(task.bytes)],
  lines: [() => lines(task.count / 10), () => lines(task.count)],
  spawn: [() => spawnLoop(50), () => spawnLoop(task.count)],
};

const [warmUp, work] = works[task.work] ?? [];
if (warmUp === undefined || work === undefined)
  throw new TypeError(`Cannot measure "${task.work}": there is no such work`);
await warmUp();
await measure(work);

function spawnSource(bytes: number): Deno.ChildProcess {
  const args = [`${bytes}`, `${task.chunk}`];
  return new Deno.Command(task.source, { args, stdin: "null", stdout: "piped", stderr: "null" }).spawn();
}

async function drain(bytes: number): Promise<Seen> {
  const child = spawnSource(bytes);
  let seen = 0;
  let chunks = 0;
  for await (const chunk of child.stdout) {
    seen += chunk.length;
    chunks++;
  }
  await child.status;
  check(seen, bytes, "bytes");
  return { bytes, operations: chunks };
}

async function drainByob(bytes: number): Promise<Seen> {
  const child = spawnSource(bytes);
  const reader = child.stdout.getReader({ mode: "byob" });
  let buffer = new Uint8Array(BYOB_BYTES);
  let seen = 0;
  let chunks = 0;
  while (true) {
    const { done, value } = await reader.read(buffer);
    if (done || value === undefined) break;
    seen += value.length;
    chunks++;
    buffer = new Uint8Array(value.buffer);
  }
  await child.status;
  check(seen, bytes, "bytes");
  return { bytes, operations: chunks };
}

async function collect(bytes: number): Promise<Seen> {
  const args = [`${bytes}`, `${task.chunk}`];
  const { stdout } = await new Deno.Command(task.source, { args, stdin: "null", stderr: "null" }).output();
  check(stdout.length, bytes, "bytes");
  return { bytes, operations: 1 };
}

async function lines(count: number): Promise<Seen> {
  const args = [`${count}`, `${task.width}`, `${task.block}`];
  const child = new Deno.Command(task.lines, { args, stdin: "null", stdout: "piped", stderr: "null" }).spawn();
  const stream: ReadableStream<string> = child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(
    new TextLineStream(),
  );
  let seen = 0;
  let characters = 0;
  for await (const line of stream) {
    seen++;
    characters += line.length;
  }
  await child.status;
  check(seen, count, "lines");
  return { bytes: characters + seen, operations: seen };
}

async function spawnLoop(count: number): Promise<Seen> {
  for (let i = 0; i < count; i++) {
    const child = new Deno.Command(task.program, { stdin: "null", stdout: "null", stderr: "null" }).spawn();
    check((await child.status).code, 0, "as the exit code");
  }
  return { bytes: 0, operations: count };
}
