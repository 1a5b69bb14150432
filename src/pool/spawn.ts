/**
 * How a child of a pool is started.
 *
 * @module
 */

import { PreparedCommand, Process } from "../process/mod.ts";
import { type Drainer, type OutputStream, pickDrainer } from "../streams/mod.ts";
import { Channel, type ChannelOwner } from "./channel.ts";
import { ChildLog } from "./child_log.ts";
import type { Codec } from "./framing/mod.ts";
import type { CompleteOptions } from "./options.ts";
import { claim } from "./ring_news.ts";

const LOG_RING = { capacity: 64 * 1024, overflow: "drop-oldest" } as const;
const LARGEST_RING = 2 ** 30;

/** A process and what connects us to it. */
export interface SpawnedChild {
  process: Process;
  /** Of all its streams. */
  drainer: Drainer;
  channel: Channel;
  stderr: ChildLog;
  /** Null when nobody follows it: its ring drops what is old by itself. */
  stddbg: ChildLog | null;
}

/**
 * Starts one. It does not keep this program from ending; it ends with it.
 *
 * @param options of the pool.
 * @param codec of its messages.
 * @param owner told of what comes.
 * @throws {Error} of the operating system.
 */
export function spawnChild(options: CompleteOptions, codec: Codec, owner: ChannelOwner): SpawnedChild {
  const { process, drainer } = start(options);
  const { pid } = process;
  const isData = options.channel === "data";
  const [input, output] = isData ? [process.stddati, process.stddato] : [process.stdin, process.stdout];
  const log = (stream: OutputStream, onLine?: (pid: number, line: string) => void) =>
    new ChildLog(stream.reader, drainer, options.tailBytes, onLine && ((line) => onLine(pid, line)));
  const { stderr, stddbg } = options;
  return {
    process,
    drainer,
    channel: new Channel({ input, reader: claim(output), drainer, codec, ...options }, owner),
    stderr: log(process.stderr, stderr?.onLine),
    stddbg: stddbg?.onLine ? log(process.stddbg, stddbg.onLine) : null,
  };
}

/** The drainer is chosen here, because waiting without holding the program needs it. */
function start(options: CompleteOptions): { process: Process; drainer: Drainer } {
  const drainer = pickDrainer();
  const prepared = new PreparedCommand(options.command, commandOptions(options));
  const process = prepared.spawnFor((spawned) =>
    new Process(prepared.program, prepared.options, prepared.plan, spawned, drainer, false)
  );
  process.unref();
  process.tie(true);
  return { process, drainer };
}

function commandOptions(options: CompleteOptions): ConstructorParameters<typeof PreparedCommand>[1] {
  const { args, cwd, env, clearEnv, channel } = options;
  const logRing = { ...LOG_RING, capacity: ringFor(options.tailBytes) };
  const isData = channel === "data";
  return {
    args,
    cwd,
    env,
    clearEnv,
    group: "new",
    parentDeath: "kill",
    stdin: isData ? "null" : "piped",
    stddati: isData ? "piped" : "null",
    stddato: isData ? "piped" : "null",
    stdout: "piped",
    stderr: "piped",
    stddbg: "piped",
    buffer: { stderr: logRing, stddbg: LOG_RING, ...(isData ? { stdout: LOG_RING } : {}) },
  };
}

/** A full ring drops a quarter: half of it is more than enough. */
function ringFor(tailBytes: number): number {
  const wanted = 2 ** Math.ceil(Math.log2(Math.max(1, tailBytes) * 2));
  return Math.min(Math.max(LOG_RING.capacity, wanted), LARGEST_RING);
}
