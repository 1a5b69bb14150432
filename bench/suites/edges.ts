/** Bytes from one process to others. */
import type { Group, Setting } from "../model.ts";

const CHUNK = 64 << 10;
const PIPE = 1 << 20;

/** One pipe between two processes, as a shell makes it. */
export function direct(setting: Setting): Group {
  const bytes = setting.quick ? 256 << 20 : 2 ** 32;
  const task = { source: setting.native("source"), sink: setting.native("sink"), bytes, chunk: CHUNK };
  const work = `edge, ${setting.quick ? "256 MiB" : "4 GiB"}, direct`;
  return {
    name: "direct",
    title: "Direct edge",
    note: "Both sides run the same two programs, which write and read 64 KiB at a time. bash's pipe holds 64 " +
      "KiB; ours is " +
      "as large as Aria makes it by default. bash measures itself, its own start not included.",
    contenders: [
      { id: "aria", title: "Aria", command: setting.deno("aria_edge", { ...task, mode: "direct" }) },
      {
        id: "bash",
        title: "bash, a | b",
        command: ["bash", `${import.meta.dirname}/../contenders/edge.sh`, ...list(task)],
      },
    ],
    rows: [
      {
        work,
        ours: "aria",
        against: "bash",
        measure: { kind: "speed", unit: "bytes" },
        target: { at: "least", value: 0.98 },
      },
      { work, ours: "aria", against: "bash", measure: { kind: "cpu" } },
    ],
  };
}

/** Between two processes, with Aria in the middle. */
export function splice(setting: Setting): Group {
  const bytes = setting.quick ? 256 << 20 : 2 ** 32;
  const task = { source: setting.native("source"), sink: setting.native("sink"), bytes, chunk: CHUNK };
  const relay = [task.source, task.sink, `${bytes}`, `${CHUNK}`, `${PIPE}`];
  const work = `edge, ${setting.quick ? "256 MiB" : "4 GiB"}, splice`;
  const speed = { kind: "speed", unit: "bytes" } as const;
  return {
    name: "splice",
    title: "Spliced edge",
    note: "Source and sink as for the direct edge; both pipes of both sides hold 1 MiB. CPU is that of all " +
      "three processes; " +
      "the last row is about the one in the middle alone.",
    contenders: [
      { id: "aria", title: "Aria, splice", command: setting.deno("aria_edge", { ...task, mode: "splice" }) },
      { id: "c", title: "C, a loop around splice()", command: [setting.native("relay"), "splice", ...relay] },
      { id: "copy", title: "Aria, copy", command: setting.deno("aria_edge", { ...task, mode: "copy" }) },
      {
        id: "c-copy",
        title: "C, a loop around read() and write()",
        command: [setting.native("relay"), "copy", ...relay],
      },
    ],
    rows: [
      { work, ours: "aria", against: "c", measure: speed, target: { at: "least", value: 0.9 } },
      { work, ours: "aria", against: "copy", measure: speed, target: { at: "least", value: 1.5 } },
      { work, ours: "aria", against: "copy", measure: { kind: "cpu" }, target: { at: "most", value: 0.6 } },
      { work, ours: "aria", against: "copy", measure: { kind: "own-cpu" } },
      { work: work.replace("splice", "copy"), ours: "copy", against: "c-copy", measure: speed },
    ],
  };
}

/** One source, two consumers. */
export function tee(setting: Setting): Group {
  const bytes = setting.quick ? 128 << 20 : 2 ** 31;
  const task = { source: setting.native("source"), sink: setting.native("sink"), bytes, chunk: CHUNK };
  const work = `tee ${setting.quick ? "128 MiB" : "2 GiB"} to two consumers`;
  return {
    name: "tee",
    title: "Tee",
    note:
      "The same source and sinks; both sinks check that every byte came. GNU tee writes to a FIFO and to a pipe, as " +
      "`source | tee fifo | sink` does.",
    contenders: [
      { id: "aria", title: "Aria", command: setting.deno("aria_edge", { ...task, mode: "tee" }) },
      {
        id: "tee",
        title: "GNU tee with a FIFO",
        command: ["bash", `${import.meta.dirname}/../contenders/tee.sh`, ...list(task)],
      },
    ],
    rows: [
      {
        work,
        ours: "aria",
        against: "tee",
        measure: { kind: "speed", unit: "bytes" },
        target: { at: "least", value: 1.5 },
      },
      { work, ours: "aria", against: "tee", measure: { kind: "cpu" } },
    ],
  };
}

function list(task: { source: string; sink: string; bytes: number; chunk: number }): string[] {
  return [task.source, task.sink, `${task.bytes}`, `${task.chunk}`];
}
