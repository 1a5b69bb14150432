/** Starting processes: one at a time, from a small and from a large parent. */
import type { Contender, Group, Row, Setting } from "../model.ts";

/** `true`, started and waited for. */
export function spawn(setting: Setting): Group {
  const task = { program: "/bin/true", count: setting.quick ? 200 : 1000, work: "spawn" };
  const work = "spawn `true` and wait, one at a time";
  const contenders: Contender[] = [
    { id: "aria", title: "Aria", command: setting.deno("aria_spawn", task) },
    {
      id: "c",
      title: "C, posix_spawn and waitpid",
      command: [setting.native("spawn_loop"), task.program, `${task.count}`],
    },
    { id: "deno", title: "Deno.Command", command: setting.deno("deno_command", task) },
  ];
  const rows: Row[] = [compare(work, "c", 1.25), compare(work, "deno", 0.9)];
  for (const [id, title, most] of RIVALS) {
    const command = setting.rival(id, task);
    if (command === null) continue;
    contenders.push({ id, title, command });
    rows.push(compare(work, id, most));
  }
  return {
    name: "spawn",
    title: "Spawn",
    note: "stdin, stdout and stderr are the null device on every side. The time is that of one spawn, the " +
      "mean of all of a " +
      "round. zx starts bash each time, as it does for its users.",
    contenders,
    rows,
  };
}

const RIVALS: [id: string, title: string, most: number | null][] = [
  ["node", "Node spawn", 0.7],
  ["execa", "execa", null],
  ["zx", "zx", null],
  ["dax", "dax", null],
];

function compare(work: string, against: string, most: number | null): Row {
  const row: Row = { work, ours: "aria", against, measure: { kind: "time", unit: "operations" } };
  if (most !== null) row.target = { at: "most", value: most };
  return row;
}

/** The same from a parent that holds much memory: a fork that copies page tables would show here. */
export function large(setting: Setting): Group {
  const touched = setting.quick ? 256 << 20 : 2 ** 31;
  const task = { program: "/bin/true", count: setting.quick ? 200 : 500 };
  const size = setting.quick ? "256 MiB" : "2 GiB";
  return {
    name: "large",
    title: "Large parent",
    note: `The parent has written to every page of ${size}.`,
    contenders: [
      { id: "large", title: `Aria, ${size} touched`, command: setting.deno("aria_spawn", { ...task, touched }) },
      { id: "small", title: "Aria, small parent", command: setting.deno("aria_spawn", { ...task, touched: 0 }) },
    ],
    rows: [{
      work: `spawn \`true\` from a parent with ${size} touched`,
      ours: "large",
      against: "small",
      measure: { kind: "time", unit: "operations" },
      target: { at: "most", value: 1.5 },
    }],
  };
}
