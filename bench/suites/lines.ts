/** Lines as strings: very many, and few. */
import type { Contender, Group, Row, Setting } from "../model.ts";

const WIDTH = 80;

/** Many lines of one child, each seen as a string. */
export function lines(setting: Setting): Group {
  const count = setting.quick ? 100_000 : 1_000_000;
  const task = { lines: setting.native("lines"), count, width: WIDTH, block: 64 << 10, work: "lines" };
  const work = `${count.toLocaleString("en")} lines of 80 bytes, each seen as a string`;
  const contenders: Contender[] = [
    { id: "aria", title: "Aria", command: setting.deno("aria_lines", task) },
    { id: "deno", title: "Deno.Command + TextLineStream", command: setting.deno("deno_command", task) },
  ];
  const rows: Row[] = [compare(work, "deno", 3)];
  for (const [id, title, least] of RIVALS) {
    const command = setting.rival(id, task);
    if (command === null) continue;
    contenders.push({ id, title, command });
    rows.push(compare(work, id, least));
  }
  return {
    name: "lines",
    title: "Lines",
    note: "The child writes about 64 KiB at a time. Node's readline is used by its events, which are faster than its " +
      "iterator. Each side counts lines and characters. zx and dax are told for information.",
    contenders,
    rows,
  };
}

const RIVALS: [id: string, title: string, least: number | null][] = [
  ["node", "Node readline", 2],
  ["execa", "execa", 2],
  ["zx", "zx", null],
  ["dax", "dax", null],
];

function compare(work: string, against: string, least: number | null): Row {
  const row: Row = { work, ours: "aria", against, measure: { kind: "speed", unit: "operations" } };
  if (least !== null) row.target = { at: "least", value: least };
  return row;
}

/** The everyday case: a child is started, says a little, and ends. */
export function small(setting: Setting): Group {
  const task = { lines: setting.native("lines"), count: 10_000, width: WIDTH, repeat: setting.quick ? 10 : 50 };
  const work = "10,000 lines, the child's start and end included";
  return {
    name: "small",
    title: "Small",
    note:
      "The child writes its lines in blocks of 4 KiB, turn by turn to stdout and stderr, both of which are read. The " +
      "C parent has one thread per pipe. The time is that of one child, from before its start until its " +
      "status is known, " +
      "the mean of 50 in a row after one that is not measured; the first one of a fresh program stands apart.",
    contenders: [
      { id: "aria", title: "Aria", command: setting.deno("aria_small", task) },
      {
        id: "c",
        title: "C, a thread per pipe",
        command: [setting.native("read_lines"), task.lines, `${task.count}`, `${WIDTH}`, `${task.repeat}`],
      },
    ],
    rows: [
      {
        work,
        ours: "aria",
        against: "c",
        measure: { kind: "time", unit: "operations" },
        target: { at: "most", value: 1.5 },
      },
      {
        work: "… the first one, drainer's start included",
        ours: "aria",
        measure: { kind: "fact", name: "firstMs", unit: "ms" },
      },
    ],
  };
}
