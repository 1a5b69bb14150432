/** Requests to a server that is kept. */
import type { Contender, Group, Row, Setting, Task } from "../model.ts";

const WINDOW = 64;
/** Bytes of `{"id":12345,"payload":""}` and its line feed. */
const REQUEST_BYTES = 26;
const MEMORY_FLAGS = ["--expose-gc"];
/** Starting a process takes about as long as so many requests. */
const REQUESTS_PER_SPAWN = 50;

/** One request after the other, many at a time, what a busy pool says of itself, and what very many leave behind. */
export function pool(setting: Setting): Group {
  const count = setting.quick ? 5000 : 100_000;
  const many = setting.quick ? 50_000 : 1_000_000;
  const rival = rivalFor(setting, count);
  return {
    name: "pool",
    title: "Pool",
    note: `The server is \`cat\` on every side, a request a line of JSON of about ${REQUEST_BYTES} bytes; pipelined ` +
      `are ${WINDOW} at a time. With Deno.Command replies are found by id, and the requests of a turn go out in one ` +
      "write; the loop without callers keeps no promises, and writes as many requests as it has read replies. " +
      "batch-cluster does not wait for stderr (`streamFlushMillis: 0`). C moves the same bytes and reads none. The " +
      "busy pool has two children and 16 callers. CPU is that of both sides, each server's start and end included. " +
      "When the kernel puts both on different cores, an exchange takes ten times as long, whoever makes it.",
    contenders: [...serialContenders(setting, count), ...rival, ...pipelinedContenders(setting, many)],
    rows: [...serialRows(rival.length > 0), ...pipelinedRows(), ...busyRows(), ...memoryRows(many)],
  };
}

/* -- Contenders -- */

function serialContenders(setting: Setting, count: number): Contender[] {
  const few = count / REQUESTS_PER_SPAWN;
  return [
    { id: "serial", title: "Aria, pool, serial", command: ours(setting, { count, work: "serial" }) },
    { id: "spawn", title: "Aria, a process for each", command: ours(setting, { count: few, work: "spawn" }) },
    {
      id: "deno-serial",
      title: "Deno.Command, serial",
      command: plain(setting, { count, window: 1, work: "callers" }),
    },
    {
      id: "c",
      title: "C, ping-pong through cat",
      command: [setting.native("pingpong"), setting.find("cat"), `${REQUEST_BYTES}`, `${count}`],
    },
    { id: "busy", title: "Aria, a busy pool", command: ours(setting, { count, work: "busy" }) },
  ];
}

function pipelinedContenders(setting: Setting, count: number): Contender[] {
  const titles = { callers: "Deno.Command, pipelined", loop: "Deno.Command, a loop without callers" };
  return [
    { id: "pipelined", title: "Aria, pool, pipelined", command: ours(setting, { count, work: "pipelined" }) },
    { id: "deno-pipelined", title: titles.callers, command: plain(setting, { count, work: "callers" }) },
    { id: "deno-loop", title: titles.loop, command: plain(setting, { count, work: "loop" }) },
    {
      id: "memory",
      title: "Aria, pool, memory",
      command: ours(setting, { count, work: "memory" }, MEMORY_FLAGS),
      rounds: 1,
    },
  ];
}

/** None where it could not be installed. */
function rivalFor(setting: Setting, count: number): Contender[] {
  const task = { program: setting.find("cat"), count: count / REQUESTS_PER_SPAWN };
  const command = setting.rival("batch-cluster", task);
  return command === null ? [] : [{ id: "batch-cluster", title: "batch-cluster", command }];
}

function ours(setting: Setting, task: Task, v8Flags?: string[]): string[] {
  return setting.deno("aria_pool", { program: setting.find("cat"), window: WINDOW, ...task }, v8Flags);
}

function plain(setting: Setting, task: Task): string[] {
  return setting.deno("deno_requests", { program: setting.find("cat"), window: WINDOW, ...task });
}

/* -- Rows -- */

function serialRows(hasRival: boolean): Row[] {
  const compared = [serial("spawn", 10), serial("c", 0.4), serial("deno-serial")];
  if (hasRival) compared.push(serial("batch-cluster"));
  return [
    ...compared,
    ...compared.map(cpu),
    micros("serial", "… half of them within", "p50Micros"),
    micros("serial", "… 99 of 100 within", "p99Micros"),
  ];
}

function pipelinedRows(): Row[] {
  const compared = [pipelined("deno-pipelined", 1), pipelined("deno-loop")];
  return [
    ...compared,
    ...compared.map(cpu),
    micros("pipelined", "… half of them within", "p50Micros"),
    micros("pipelined", "… 99 of 100 within", "p99Micros"),
  ];
}

function busyRows(): Row[] {
  return [["wait", "a request waits for a child"], ["run", "a child has a request"]].flatMap(([name, work]) => [
    micros("busy", `in a busy pool ${work}, half of them for at most`, `${name}P50`),
    micros("busy", "… 99 of 100", `${name}P99`),
    micros("busy", "… 999 of 1000", `${name}P999`),
  ]);
}

function memoryRows(count: number): Row[] {
  const work = `resident memory after ${count.toLocaleString("en")} requests`;
  return [
    { work, ours: "memory", measure: { kind: "fact", name: "beforeMiB", unit: "MiB" } },
    {
      work: "… its growth by as many again",
      ours: "memory",
      measure: { kind: "fact", name: "growthMiB", unit: "MiB" },
    },
  ];
}

function serial(against: string, least?: number): Row {
  return speed("requests to one child, one after the other", "serial", against, least);
}

function pipelined(against: string, least?: number): Row {
  return speed(`requests to one child, ${WINDOW} at a time`, "pipelined", against, least);
}

function speed(work: string, ours: string, against: string, least?: number): Row {
  const row: Row = { work, ours, against, measure: { kind: "speed", unit: "operations" } };
  if (least !== undefined) row.target = { at: "least", value: least };
  return row;
}

/** The same row about processor time. */
function cpu({ work, ours, against }: Row): Row {
  return { work, ours, against, measure: { kind: "cpu", per: "operation" } };
}

function micros(ours: string, work: string, name: string): Row {
  return { work, ours, measure: { kind: "fact", name, unit: "µs" } };
}
