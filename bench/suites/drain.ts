/** Draining one child, and collecting what it says into one buffer. */
import type { Contender, Group, Row, Setting } from "../model.ts";

const CHUNK = 64 << 10;
const PIPE = 1 << 20;

/** One child's bytes through a ring, looked at by nobody. */
export function drain(setting: Setting): Group {
  const bytes = setting.quick ? 256 << 20 : 2 ** 32;
  const source = setting.native("source");
  const task = { source, bytes, chunk: CHUNK };
  const work = `drain ${setting.quick ? "256 MiB" : "4 GiB"} from one child, touching no byte`;
  const speed = { kind: "speed", unit: "bytes" } as const;
  return {
    name: "drain",
    title: "Drain",
    note: "The child writes 64 KiB at a time. Ours and the C loop's pipe holds 1 MiB; `Deno.Command` does not " +
      "let its pipe " +
      "be sized. Ours iterates over `views()`. The C loop reads 64 KiB at a time into one buffer.",
    contenders: [
      { id: "aria", title: "Aria", command: setting.deno("aria_drain", task) },
      {
        id: "c",
        title: "C, a loop around read()",
        command: [setting.native("drain"), source, `${bytes}`, `${CHUNK}`, `${PIPE}`],
      },
      {
        id: "deno",
        title: "Deno.Command, for await",
        command: setting.deno("deno_command", { ...task, work: "drain" }),
      },
      { id: "byob", title: "Deno.Command, BYOB", command: setting.deno("deno_command", { ...task, work: "byob" }) },
    ],
    rows: [
      { work, ours: "aria", against: "c", measure: speed, target: { at: "least", value: 0.9 } },
      { work, ours: "aria", against: "deno", measure: speed, target: { at: "least", value: 2 } },
      { work, ours: "aria", against: "byob", measure: speed, target: { at: "least", value: 2 } },
      { work, ours: "aria", against: "c", measure: { kind: "cpu" } },
      { work, ours: "aria", against: "deno", measure: { kind: "cpu" } },
    ],
  };
}

/** One child's bytes in one `Uint8Array`. */
export function collect(setting: Setting): Group {
  const bytes = setting.quick ? 64 << 20 : 256 << 20;
  const task = { source: setting.native("source"), bytes, chunk: CHUNK, work: "collect" };
  const work = `collect ${setting.quick ? 64 : 256} MiB into one buffer`;
  const contenders: Contender[] = [
    { id: "aria", title: "Aria", command: setting.deno("aria_collect", task) },
    { id: "deno", title: "Deno.Command.output()", command: setting.deno("deno_command", task) },
  ];
  const rows: Row[] = [compare(work, "deno", 2)];
  for (const [id, title, least] of RIVALS) {
    const command = setting.rival(id, task);
    if (command === null) continue;
    contenders.push({ id, title, command });
    rows.push(compare(work, id, least));
  }
  return {
    name: "collect",
    title: "Collect",
    note: "The child writes 64 KiB at a time; each side ends with all bytes in one array. zx and dax are told for " +
      "information.",
    contenders,
    rows,
  };
}

const RIVALS: [id: string, title: string, least: number | null][] = [
  ["node", "Node spawn", 1],
  ["execa", "execa", 1.5],
  ["zx", "zx", null],
  ["dax", "dax", null],
];

function compare(work: string, against: string, least: number | null): Row {
  const row: Row = { work, ours: "aria", against, measure: { kind: "speed", unit: "bytes" } };
  if (least !== null) row.target = { at: "least", value: least };
  return row;
}
