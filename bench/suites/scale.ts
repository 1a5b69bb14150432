/** Many processes, and what is left after very many. */
import type { Group, Setting } from "../model.ts";

const CHUNK = 64 << 10;
const KIBIBYTE = 1024;
const SOAK_FLAGS = ["--expose-gc", "--max-semi-space-size=1"];

/** Hundreds of live processes with four streams each, all drained at once. */
export function many(setting: Setting): Group {
  const processes = setting.quick ? 50 : 500;
  const total = setting.quick ? 200 << 20 : 4000 * 2 ** 20;
  const task = { source: setting.native("source"), chunk: CHUNK };
  const crowd = { ...task, processes, bytes: total / processes / 4 };
  const work = `${processes} live processes, four streams each, drained at once`;
  return {
    name: "many",
    title: "Many at once",
    note: "Both sides drain the same number of bytes from stdout, stderr, stddbg and stddato with Aria; every " +
      "child waits " +
      "until all are alive. CPU is that of the draining program alone. Threads and memory are counted " +
      "when all children " +
      "are alive and each has said one byte on each stream; threads against the count before the first spawn, memory " +
      "against that after one child. The row after it counts memory against that after a crowd of 64 has come and " +
      "gone, and so without the second drainer's worker and the first growth of the heap.",
    contenders: [
      { id: "many", title: `Aria, ${processes} processes`, command: setting.deno("aria_many", crowd) },
      {
        id: "one",
        title: "Aria, 1 process",
        command: setting.deno("aria_many", { ...task, processes: 1, bytes: total / 4 }),
      },
    ],
    rows: [
      { work, ours: "many", against: "one", measure: { kind: "own-cpu" }, target: { at: "most", value: 1.3 } },
      {
        work: "… threads added",
        ours: "many",
        measure: { kind: "fact", name: "threads", unit: "threads" },
        target: { at: "most", value: navigator.hardwareConcurrency },
      },
      {
        work: "… memory per process, rings not counted",
        ours: "many",
        measure: { kind: "fact", name: "perProcessKiB", unit: "KiB" },
        target: { at: "most", value: 64 },
      },
      {
        work: "… the same, without drainers and the heap's first growth",
        ours: "many",
        measure: { kind: "fact", name: "afterCrowdKiB", unit: "KiB" },
      },
      { work: "… rings per process", ours: "many", measure: { kind: "fact", name: "ringsKiB", unit: "KiB" } },
    ],
  };
}

/** What draining a flood costs in memory. */
export function memory(setting: Setting): Group {
  const bytes = setting.quick ? 128 << 20 : 2 ** 30;
  const task = { source: setting.native("source"), bytes, chunk: CHUNK };
  return {
    name: "memory",
    title: "Memory",
    note: "The highest resident size that the kernel saw during the work, less the size before it. 16 MiB " +
      "have been drained " +
      "before, so that the drainer is there.",
    contenders: [{ id: "aria", title: "Aria", command: setting.deno("aria_memory", task) }],
    rows: [{
      work: `drain ${setting.quick ? "128 MiB" : "1 GiB"} with a 1 MiB ring, growth of resident memory`,
      ours: "aria",
      measure: { kind: "fact", name: "growthMiB", unit: "MiB" },
      target: { at: "most", value: 8 },
    }],
  };
}

/** What ten thousand children leave behind. */
export function soak(setting: Setting): Group {
  const count = setting.quick ? 500 : 10_000;
  const task = { program: "/bin/true", count };
  const work = `${count.toLocaleString("en")} spawns of six-stream children`;
  return {
    name: "soak",
    title: "Soak",
    note: "`true` with all six streams piped, started and disposed one after the other. Counted after 5,000 that are " +
      "not measured, and again at the end, each time after a garbage collection. V8's young generation, " +
      "which else grows by " +
      "tens of MiB with any garbage, is held at 1 MiB.",
    contenders: [{ id: "aria", title: "Aria", command: setting.deno("aria_soak", task, SOAK_FLAGS), rounds: 1 }],
    rows: [
      {
        work: `${work}, growth of open descriptors`,
        ours: "aria",
        measure: { kind: "fact", name: "descriptors", unit: "descriptors" },
        target: { at: "most", value: 0 },
      },
      {
        work: "… of threads",
        ours: "aria",
        measure: { kind: "fact", name: "threads", unit: "threads" },
        target: { at: "most", value: 0 },
      },
      {
        work: "… of resident memory, per spawn",
        ours: "aria",
        measure: { kind: "fact", name: "perSpawnBytes", unit: "B" },
        target: { at: "most", value: KIBIBYTE / 2 },
      },
      { work: "… time of one spawn", ours: "aria", measure: { kind: "fact", name: "eachMicros", unit: "µs" } },
    ],
  };
}
